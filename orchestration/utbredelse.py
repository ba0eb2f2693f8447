"""Who uses the service: sources to landing, landing to marts, marts to published files, all below `<home>/utbredelse`.

    warehouse.duckdb    a function of landing; made from nothing each time, which takes seconds
    published/          generations of `<mart>.parquet`, `CURRENT`, and in each a `status.json`

It has a lock of its own and shares no file with the people of FREG: neither waits for the other, and a source that
cannot be read takes nothing down. A mart without a source is published without rows.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import msgspec

from ingest.lock import exclusive
from ingest.settings import Settings
from ingest.usage.refresh import UsageResult, land_usage
from ingest.usage.store import UsageStore
from orchestration.files import private_folder
from orchestration.generations import write_generation, write_table
from orchestration.publish import Generation
from orchestration.transform import Node, Progress, known_cause, run_dbt, silent, what_failed

STAGE = "building the figures of use"
TARGET = ("--target", "utbredelse", "--select", "+tag:utbredelse")
SCHEMA = "mart_utbredelse"


@dataclass(frozen=True, slots=True)
class UsageRefresh:
    """What one run did: what was landed of each source, and the generation that came of it."""

    landed: UsageResult
    published: Generation

    def summary(self) -> dict:
        """What `manntall usage refresh --json` prints; counts and sentences only."""
        known = self.published.status
        return {
            "generation": self.published.number,
            "published_at": known["published_at"],
            "dato": known["dato"],
            "marts": known["rows"],
            "sources": self.landed.summary(),
        }


def usage_home(settings: Settings) -> Path:
    """The folder of everything here, and of its lock."""
    return private_folder(settings.home / "utbredelse")


def refresh_usage(settings: Settings, *, full: bool = False, progress: Progress = silent) -> UsageRefresh:
    """Read every source of usage, build and publish.

    Args:
        settings: where the sources are and where state lies.
        full: read the whole audit log again.
        progress: told of stage, units done and units in all.

    Raises:
        AlreadyRunningError: another process does the same.
        TransformError: models or tests failed; what was published before stays.
        ManntallError: the disk is full or cannot be written, or what is published cannot be read.
    """
    with exclusive(usage_home(settings)):
        landed = land_usage(settings, full=full, progress=progress)
        build_usage(settings, progress)
        progress("publishing the figures of use", 0, None)
        return UsageRefresh(landed, publish_usage(settings))


def build_usage(settings: Settings, progress: Progress = silent) -> tuple[Node, ...]:
    """Make the warehouse of usage from what is landed, and run its data tests. The caller holds the lock.

    Raises:
        TransformError: models or tests failed; the sentence names them.
        WarehouseBusyError: another process has the warehouse open.
        DiskFullError: no space was left.
    """
    home = usage_home(settings)
    UsageStore.of(settings).prepare()
    warehouse(settings).unlink(missing_ok=True)
    warehouse(settings).with_suffix(".duckdb.wal").unlink(missing_ok=True)
    shutil.rmtree(home / "tmp", ignore_errors=True)
    private_folder(home / "tmp")
    artefacts = private_folder(home.resolve() / "dbt")
    places = ("--target-path", str(artefacts / "target"), "--log-path", str(artefacts / "logs"))
    outcome = run_dbt(
        settings,
        dato=settings.list_date.isoformat(),
        progress=progress,
        part=(*TARGET, *places),
        stage=STAGE,
    )
    if not outcome.succeeded:
        raise known_cause(outcome) or what_failed(outcome)
    return outcome.nodes


def publish_usage(settings: Settings) -> Generation:
    """Publish every mart of usage as a new generation. The caller holds the lock."""
    with duckdb.connect(
        str(warehouse(settings)), read_only=True, config={"memory_limit": settings.memory_limit}
    ) as con:
        return write_generation(
            usage_home(settings) / "published",
            settings.generations_kept,
            lambda folder: _write_marts(settings, con, folder),
        )


def warehouse(settings: Settings) -> Path:
    """The file that dbt's target `utbredelse` builds."""
    return usage_home(settings) / "warehouse.duckdb"


def _write_marts(settings: Settings, con: duckdb.DuckDBPyConnection, folder: Path) -> dict:
    """Write one file for each mart, and return what `status.json` says of them and of the sources."""
    query = "select table_name from information_schema.tables where table_schema = ? order by table_name"
    names = [name for (name,) in con.execute(query, [SCHEMA]).fetchall()]
    rows = {}
    for name in names:
        table = con.sql(f'select * from "{SCHEMA}"."{name}" order by all').to_arrow_table()  # noqa: S608
        rows[name] = write_table(table, folder / f"{name}.parquet")
    states = UsageStore.of(settings).states()
    return {
        "dato": settings.list_date.isoformat(),
        "syntetisk": settings.is_of_sandbox,
        "rows": rows,
        "kilder": {kilde: msgspec.to_builtins(state) for kilde, state in states.items()},
    }
