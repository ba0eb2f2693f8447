"""Earlier addresses leave the landing log: of somebody strengt fortrolig, all documents but the newest are cut down.

What is left of an older document is which numbers the person has had, for these lead from one to the next.

Source: freg.md 7.1; fiks.md 5.5 (R10) and 5.6.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.landing import PERSONDOKUMENTER, Landing
from ingest.points import reach

KEPT = "identifikasjonsnummer"
EARLIER = f"""
with landed as (
    select identifikator, person, utfall, parts, filename, file_row_number,
        (sekvensnummer, filename, file_row_number) as place
    from read_parquet($documents, filename = true, file_row_number = true)
    where utfall in ('funnet', 'relasjon')
),
owned as (
    select strict.person as owner, landed.*
    from landed inner join strict on landed.identifikator = strict.identifikator
    union
    select strict.person, landed.*
    from landed inner join strict on landed.person = strict.identifikator
),
ordered as (select *, max(place) over (partition by owner) as newest from owned)
select owner, filename, file_row_number
from ordered
where place < newest and parts <> '{KEPT}'
"""  # noqa: S608


class _Numbers(msgspec.Struct, omit_defaults=True):
    identifikasjonsnummer: msgspec.Raw = msgspec.Raw(b"")


@dataclass(frozen=True, slots=True)
class Earlier:
    """Rows that hold an earlier document, by their segment, and whose they are."""

    rows: dict[Path, tuple[int, ...]]
    people: tuple[str, ...]

    @property
    def n_rows(self) -> int:
        return sum(map(len, self.rows.values()))


def earlier_documents(landing: Landing, strict: Mapping[str, str], memory_limit: str) -> Earlier:
    """The landed documents, but the newest, of people who are strictly protected.

    Args:
        landing: the log.
        strict: each of their identifiers, to the one in use.
        memory_limit: of DuckDB.
    """
    con = duckdb.connect(config={"memory_limit": memory_limit, "threads": 2})
    table = {"identifikator": pa.array(strict, pa.string()), "person": pa.array(strict.values(), pa.string())}
    con.register("strict", pa.table(table))
    rows = con.execute(EARLIER, {"documents": landing.glob("persondokumenter")}).fetchall()
    found: dict[Path, list[int]] = {}
    for _, filename, row in rows:
        found.setdefault(Path(filename), []).append(row)
    by_segment = {path: tuple(sorted(set(places))) for path, places in sorted(found.items())}
    return Earlier(by_segment, tuple(sorted({owner for owner, _, _ in rows})))


def cut_down(landing: Landing, earlier: Earlier) -> None:
    """Rewrite the segments, one after the other. Only for the process that holds the lock.

    Raises:
        LandingWriteError: they could not be written.
    """
    for path, places in earlier.rows.items():
        reach("purge.before_segment")
        landing.replace(path, _without(pq.read_table(path, schema=PERSONDOKUMENTER), places))
        reach("purge.after_segment")
    for broken in (landing.folder / "corrupt").glob("persondokumenter-*"):
        broken.unlink()  # nobody can tell whose addresses it holds, and its rows were fetched anew


def _without(table: pa.Table, places: Iterable[int]) -> pa.Table:
    rows = table.to_pylist()
    for place in places:
        rows[place] |= {"body": _numbers_of(rows[place]["body"]), "parts": KEPT, "relaterte": []}
    return pa.Table.from_pylist(rows, schema=PERSONDOKUMENTER)


def _numbers_of(body: str) -> str:
    return msgspec.json.encode(msgspec.json.decode(body, type=_Numbers)).decode()
