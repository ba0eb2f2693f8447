"""The warehouse file and what is known of it: may it be built upon, and what does it hold.

It is a function of landing and of the dbt project, and may be deleted at any time. `counts.json` beside it
holds the counts of the last whole build, so that nobody has to open the file to tell them.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.landing import Landing
from ingest.points import reach
from ingest.roles import DBT_PROJECT
from ingest.settings import Settings
from ingest.work import scopes_of
from orchestration import purge
from orchestration.failures import DiskFullError, WarehouseBusyError, tells_of_full_disk, tells_of_lock
from orchestration.files import private_folder, read_json, replace_file

DOCUMENTS = "staging.stg_freg__persondokumenter"
PERSONS = "intermediate.int_persons__current"
MODELS = ("dbt_project.yml", "models/**/*", "macros/**/*", "seeds/**/*")


@dataclass(frozen=True, slots=True)
class Counts:
    """What a whole build left: rows, and the state of the source that they came from.

    `persons` is None while a build is under way, and after one that did not finish.
    """

    fingerprint: str
    dato: str | None = None
    sequence_landed: int | None = None
    persons: int | None = None
    marts: dict[str, int] | None = None


class Warehouse:
    """The file of `settings.warehouse`; only the process that holds the lock may use more than `counts`."""

    def __init__(self, settings: Settings) -> None:
        self.path = settings.warehouse
        self.landing = Landing(settings.landing)
        self._settings = settings
        self._counts = self.path.with_name("counts.json")
        self._aside = self.path.with_name("damaged.duckdb")

    def counts(self) -> Counts | None:
        """The counts of the last build, or None before any."""
        state = read_json(self._counts)
        try:
            return Counts(**state) if state else None
        except TypeError:  # written by another version
            return None

    def prepare(self) -> None:
        """Make the folders private and wipe what a killed process had spilled."""
        private_folder(self.path.parent)
        shutil.rmtree(self.path.with_name("tmp"), ignore_errors=True)
        private_folder(self.path.with_name("tmp"))

    def reason_to_start_over(self) -> str | None:
        """Why the file cannot be built upon, in words for the user; None: it can, or there is none yet.

        Raises:
            WarehouseBusyError: another process has it open.
            DiskFullError: it could not be opened for want of space.
        """
        if not self.path.exists():
            return None
        counts = self.counts()
        if counts is None or counts.fingerprint != fingerprint():
            return "it was built by another version of the models"
        if purge.is_due(self._settings):
            return "earlier addresses of somebody strengt fortrolig must leave its file"
        try:
            with duckdb.connect(str(self.path)) as con:
                parsed = _parsed_segments(con)
        except duckdb.Error as error:
            if tells_of_lock(str(error)):
                raise WarehouseBusyError from None
            if tells_of_full_disk(str(error)):
                raise DiskFullError from None
            return "it was damaged"
        landed = {path.name for path in self.landing.segments("persondokumenter")}
        return "landing no longer holds all that it was built from" if parsed - landed else None

    def set_aside(self) -> None:
        """Take the file out of the way; `finish` removes it when a new one is whole."""
        purge.start_over(self.path)
        for suffix in ("", ".wal"):
            source = self.path.with_name(self.path.name + suffix)
            if source.exists():
                reach("build.while_setting_aside")
                source.replace(self._aside.with_name(self._aside.name + suffix))

    def begin(self) -> None:
        """Say that a build is under way."""
        self._write(Counts(fingerprint()))

    def finish(self, dato: str) -> Counts:
        """Count what a whole build left, write it down, and remove a file that was set aside."""
        landed = self.landing.landed_sekvensnummer(scopes_of(self._settings))
        with duckdb.connect(str(self.path), read_only=True) as con:
            counts = Counts(
                fingerprint=fingerprint(),
                dato=dato,
                sequence_landed=landed,
                persons=_count(con, PERSONS),
                marts={mart: _count(con, f"{schema}.{mart}") for schema, mart in marts(con)},
            )
        reach("build.before_counts")
        self._write(counts)
        reach("build.after_counts")
        for leftover in self.path.parent.glob(f"{self._aside.name}*"):
            leftover.unlink()
        purge.made_anew(self.path)
        return counts

    def _write(self, counts: Counts) -> None:
        state = {name: getattr(counts, name) for name in Counts.__slots__}
        replace_file(self._counts, json.dumps(state, indent=1))


def fingerprint(patterns: tuple[str, ...] = MODELS) -> str:
    """A hash of dbt's files; left out: of all that decides how landing becomes tables."""
    digest = hashlib.sha256()
    files = {path for pattern in patterns for path in DBT_PROJECT.glob(pattern) if path.is_file()}
    for path in sorted(files):
        digest.update(str(path.relative_to(DBT_PROJECT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def marts(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """(schema, name) of every mart, sorted."""
    return con.execute(
        "select table_schema, table_name from information_schema.tables"
        " where starts_with(table_schema, 'mart_') order by all"
    ).fetchall()


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    schema, name = relation.split(".")
    return con.execute(f'select count(*) from "{schema}"."{name}"').fetchall()[0][0]  # noqa: S608


def _parsed_segments(con: duckdb.DuckDBPyConnection) -> set[str]:
    """File names of the landed segments that the newest documents came from; none before the first build."""
    try:
        rows = con.execute(f"select distinct segment from {DOCUMENTS}").fetchall()  # noqa: S608
    except duckdb.CatalogException:
        return set()
    return {Path(segment).name for (segment,) in rows}
