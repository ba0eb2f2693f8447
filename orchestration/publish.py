"""Marts to published files: a new generation written whole, then one pointer replaced.

`published/CURRENT` names the folder of the generation that readers open; a generation never changes once it
is named. Killed at any moment, readers have the old generation or the new one, whole. The same rows give the
same bytes.

Whom the deny ledger names and the warehouse does not hide of itself is left out here; what it says later is applied at
every read, by the position in the ledger that `status.json` states. What the municipality itself knows of people joins
here as well, and when some of that is missing, nothing is published.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from csv import DictReader
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.guard import INDEX, ListRules, index_of
from ingest.landing import sync_folder
from ingest.municipalities import todays_of_all
from ingest.points import reach
from ingest.protection import DenyLedger
from ingest.roles import DBT_PROJECT, Role, roles_in_force
from ingest.settings import Settings
from orchestration import purge
from orchestration.arrivals import note
from orchestration.denials import Denials, denials, is_denied_since, remember_protected, rules_of, write_index
from orchestration.failures import PublicationError
from orchestration.files import create_private, private_folder, read_json, replace_file, write_synced
from orchestration.local_knowledge import local_knowledge
from orchestration.overlay_mark import Heeded, heed, note_published
from orchestration.protected import has_tightened, hidden_people, remember
from orchestration.warehouse import Counts, Warehouse, marts

POINTER = "CURRENT"
STATUS = "status.json"
WRITERS = 4  # waiting for the disk, not computing
ROW_GROUP = 50_000
SYNTHETIC = r"\d\d(8[1-9]|9[0-2])\d{7}"
RELEASED = "per_dato"  # the column of figures that come out once a month


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is told of the source beside the lists: counts and times only."""

    feed_latest: int | None = None
    documents_missing: int | None = None
    newest_ajourholdstidspunkt: str | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """One published generation, as its `status.json` states it."""

    number: int
    folder: Path
    status: dict

    @property
    def published_at(self) -> datetime:
        return datetime.fromisoformat(self.status["published_at"])


def current(published: Path) -> Generation | None:
    """The generation that readers see, or None before the first.

    Raises:
        PublicationError: the pointer names a generation that is not there whole.
    """
    try:
        name = (published / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        name = ""
    generation = _generation(published / name) if name else None
    if generation is None:
        raise PublicationError(
            f"{published / POINTER} names a generation that cannot be read; remove the folder {published}, "
            "then run `manntall refresh`: everything in it is made again."
        )
    return generation


def publish(settings: Settings, source: SourceState) -> Generation:
    """Publish every mart of every confirmed role as a new generation. The caller holds the lock.

    Raises:
        PublicationError: the warehouse is older than what is published, or is not whole, or local knowledge is lost.
    """
    counts = Warehouse(settings).counts()
    if counts is None or counts.persons is None:
        raise PublicationError("There is no whole warehouse to publish from; run `manntall refresh`.")
    published = private_folder(settings.published)
    before = current(published)
    _refuse_older(counts, before)
    heeded = heed(settings)
    _remove_leftovers(published, before)
    reach("publish.before_marts")
    number = 1 + (before.number if before else max(_numbers(published), default=0))
    part = private_folder(published / f".{number:08}.part")
    contents = _write_marts(settings, part, before, number, heeded)
    reach("publish.after_marts")
    now = datetime.now(UTC)
    status = (
        {"generation": number, "published_at": now.isoformat(timespec="seconds")}
        | _state(counts, source)
        | contents
    )
    reach("publish.before_status")
    write_synced(part / STATUS, json.dumps(status, ensure_ascii=False, indent=1))
    sync_folder(part)
    reach("publish.before_rename")
    folder = part.rename(published / f"{number:08}")
    reach("publish.after_rename")
    sync_folder(published)
    reach("publish.before_pointer")
    replace_file(published / POINTER, folder.name)
    reach("publish.after_pointer")
    hidden = hidden_people(settings)
    tightened = has_tightened(settings, hidden) or _has_denied_more(settings, before) or heeded.is_tightened
    _remove_superseded(settings, now, at_once=tightened)
    note_published(settings, heeded)
    reach("publish.before_indexes")
    _remove_indexes(settings)
    reach("publish.after_removal")
    remember(settings, hidden)
    reach("publish.after_remembering")
    reach("publish.before_purge")
    purge.begin(settings, now.replace(microsecond=0))
    purge.finish(settings, published_times(settings.published))
    generation = Generation(number, folder, status)
    note(settings, list(status["rows"]), list(status["kommuner"]), generation.published_at)
    return generation


def published_times(published: Path) -> list[datetime]:
    """When each generation that is there was published."""
    found = (_generation(published / f"{number:08}") for number in _numbers(published))
    return [generation.published_at for generation in found if generation]


def _state(counts: Counts, source: SourceState) -> dict:
    return {
        "dato": counts.dato,
        "sequence_landed": counts.sequence_landed,
        "feed_latest": source.feed_latest,
        "newest_ajourholdstidspunkt": source.newest_ajourholdstidspunkt,
        "documents_missing": source.documents_missing,
    }


def _refuse_older(counts: Counts, before: Generation | None) -> None:
    """The fence: readers never go back in time, whatever happened to landing or the warehouse."""
    landed, shown = counts.sequence_landed or 0, (before and before.status["sequence_landed"]) or 0
    if landed < shown:
        raise PublicationError(
            f"What has been landed (event {landed}) is older than what is published (event {shown}), so "
            "nothing was published. Restore the newer landing folder; if FREG itself was set back, remove "
            "the published folder first."
        )


def _has_denied_more(settings: Settings, before: Generation | None) -> bool:
    """Whether somebody is left out for the deny ledger's sake whom the generation before still shows."""
    ledger = DenyLedger(settings.home)
    if before is None or before.status.get("ledger") != ledger.id:
        return True
    return is_denied_since(ledger, before.status["ledger_position"])


def _refuse_older_ledger(found: Denials, before: Generation | None) -> None:
    """The ledger's fence: a copy of it from before the last publication has forgotten somebody."""
    if before is None or before.status.get("ledger") != found.ledger.id:
        return
    if found.position < before.status["ledger_position"]:
        raise PublicationError(
            "The deny ledger is older than what is published, so nothing was published. Put back the newer "
            f"one ({found.ledger.folder}), or remove it: `manntall refresh` begins a new one."
        )


def _write_marts(
    settings: Settings, part: Path, before: Generation | None, number: int, heeded: Heeded
) -> dict:
    """Write the files of all marts below `part`, and return what `status.json` says of them.

    `before`: the generation that is replaced, if there is one; `number`: that of the new one; `heeded`: the overlays.
    """
    roles = roles_in_force(settings.list_date)
    with duckdb.connect(
        str(settings.warehouse), read_only=True, config={"memory_limit": settings.memory_limit}
    ) as con:
        published = [(schema.removeprefix("mart_"), name) for schema, name in marts(con)]
        published = [(role, name) for role, name in published if role in roles]
        numbers = _in_scope(settings.scope, _residence_numbers(con))
        _make_folders(part, numbers, {role for role, _ in published})
        found = denials(settings.home, con)
        is_synthetic = _is_synthetic(con)
        _refuse_older_ledger(found, before)
        names = [name for _, name in published]
        rules = rules_of(names, _columns(con))
        folder = before.folder if before else None
        local = local_knowledge(heeded, con)

        def seen(table: pa.Table, rules: ListRules) -> pa.Table:
            return local.apply(found.apply(table, rules), rules)

        rows = {
            name: _write_mart(
                con, name, numbers, part=part, before=folder, hide=partial(seen, rules=rules[name])
            )
            for name in names
        }
        write_index(found, con, index_of(settings.home, f"{number:08}"))
        remember_protected(found, con)
    for folder in sorted(path for path in part.glob("**/*") if path.is_dir()):
        sync_folder(folder)
    return {
        "kommuner": {number: kommune_names().get(number, number) for number in numbers},
        "roles": {role.key: _role_status(role, published) for role in roles.values()},
        "rows": rows,
        "ledger": found.ledger.id,
        "ledger_position": found.position,
        "syntetisk": is_synthetic,
        "lists": msgspec.json.decode(msgspec.json.encode(rules)),
    }


def _columns(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns of every mart."""
    return dict(
        con.execute(
            "select table_name, list(column_name order by ordinal_position) from information_schema.columns"
            " where starts_with(table_schema, 'mart_') group by table_name"
        ).fetchall()
    )


def _role_status(role: Role, published: list[tuple[str, str]]) -> dict:
    return {"navn": role.navn, "marts": [name for owner, name in published if owner == role.key]}


def _in_scope(scope: tuple[str, ...], found: set[str]) -> tuple[str, ...]:
    """The municipalities to publish, sorted: of a scope, those of today and old ones that have rows."""
    return tuple(sorted(todays_of_all(scope) | found.intersection(scope) if scope else found))


def _residence_numbers(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Every municipality where somebody of the copy lives, stays or lived last: not those of a move alone."""
    query = (
        "select distinct kommunenummer from intermediate.int_gate__adresser where kommunenummer is not null"
    )
    return {number for (number,) in con.execute(query).fetchall()}


def _is_synthetic(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether everybody in the copy has a synthetic number (month + 80), so that nobody in it is anybody."""
    query = "select bool_and(regexp_full_match(identifikator, ?)) from intermediate.int_persons__identifiers"
    return bool(con.execute(query, [SYNTHETIC]).fetchall()[0][0])


def _make_folders(part: Path, numbers: tuple[str, ...], roles: set[str]) -> None:
    for number in numbers:
        for role in sorted(roles):
            private_folder(part / number / role)


def _write_mart(
    con: duckdb.DuckDBPyConnection,
    name: str,
    numbers: tuple[str, ...],
    *,
    part: Path,
    before: Path | None,
    hide: Callable[[pa.Table], pa.Table],
) -> int:
    """One file for each municipality, from one sorted read of the mart; returns the rows written."""
    role = name.removeprefix("mart_").split("__")[0]
    table = hide(con.sql(f'select * from "mart_{role}"."{name}" order by all').to_arrow_table())  # noqa: S608
    slices = dict(_slices(table))

    def write(number: str) -> int:
        place = Path(number, role, f"{name}.parquet")
        if before and _is_released(before / place, table):
            os.link(before / place, part / place)
            return pq.read_metadata(part / place).num_rows
        rows = slices.get(number, table.slice(0, 0))
        _write_file(rows, part / place)
        return rows.num_rows

    with ThreadPoolExecutor(WRITERS) as pool:
        return sum(pool.map(write, numbers))


def _is_released(earlier: Path, table: pa.Table) -> bool:
    """True for figures that are out for this month already: two days' difference could tell of one person (INF-03)."""
    if RELEASED not in table.column_names or not table.num_rows or not earlier.exists():
        return False
    released = pq.read_table(earlier)
    return released.schema.equals(table.schema) and released[RELEASED].unique() == table[RELEASED].unique()


def _slices(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """(municipality, its rows) of a table sorted by municipality."""
    start = 0
    for group in pc.value_counts(table["kommunenummer"].combine_chunks()):
        yield group["values"].as_py(), table.slice(start, group["counts"].as_py())
        start += group["counts"].as_py()


def _write_file(rows: pa.Table, path: Path) -> None:
    with os.fdopen(create_private(path), "wb") as file:
        # one chunk: where DuckDB happened to cut the rows would otherwise show in the bytes
        pq.write_table(rows.combine_chunks(), file, compression="zstd", row_group_size=ROW_GROUP)
        file.flush()
        os.fsync(file.fileno())


def _remove_leftovers(published: Path, before: Generation | None) -> None:
    """What a killed run left: half-written folders, and a whole one that no pointer ever named."""
    for path in published.glob(".*"):
        _remove(path)
    for number in _numbers(published):
        if before and number > before.number:
            _remove(published / f"{number:08}")


def _remove_indexes(settings: Settings) -> None:
    """The indexes of generations that are gone."""
    kept = {index_of(settings.home, f"{number:08}") for number in _numbers(settings.published)}
    for path in index_of(settings.home, "x").parent.glob(INDEX.format("*")):
        if path not in kept:
            path.unlink()


def _remove_superseded(settings: Settings, now: datetime, *, at_once: bool) -> None:
    """Remove what is beyond `generations_kept`, once readers have had `reader_grace_seconds` to leave it.

    `at_once`: somebody has been protected since, and earlier generations show what must not be seen any more.
    """
    numbers = _numbers(settings.published)
    kept = 1 if at_once else settings.generations_kept
    for number, successor in pairwise(numbers):
        if number not in numbers[-kept:]:
            newer = _generation(settings.published / f"{successor:08}")
            age = (now - newer.published_at).total_seconds() if newer else None
            if at_once or age is None or age >= settings.reader_grace_seconds:
                _remove(settings.published / f"{number:08}")


def _remove(path: Path) -> None:
    """Remove a file, or a folder by way of a hidden name: no reader ever sees half a generation."""
    if not path.is_dir():
        path.unlink()
        return
    hidden = path if path.name.startswith(".") else path.rename(path.with_name(f".{path.name}.old"))
    shutil.rmtree(hidden)


def _numbers(published: Path) -> list[int]:
    """The generations that are there, oldest first."""
    return sorted(int(path.name) for path in published.iterdir() if path.name.isdigit() and path.is_dir())


def _generation(folder: Path) -> Generation | None:
    status = read_json(folder / STATUS)
    return Generation(int(folder.name), folder, status) if status and folder.name.isdigit() else None


@cache
def kommune_names() -> dict[str, str]:
    """Number to name, from the seeds: today's municipalities, and old numbers that somebody may be left on.

    A number that was split cannot be translated without a new address: the dead stay on it.
    """
    old = {
        row["gammelt_kommunenummer"]: f"{row['kommunenavn']} (før 2024)"
        for row in reversed(_seed("kommuneendringer"))
    }
    return old | {row["kommunenummer"]: row["kommunenavn"] for row in _seed("kommuner")}


def _seed(name: str) -> list[dict[str, str]]:
    with (DBT_PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(DictReader(file))
