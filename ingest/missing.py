"""What the landing log lacks, computed from the log alone: extracts and events minus documents.

Nothing about progress is stored anywhere. Bodies are never read for it, only the narrow columns of segments,
and those of documents once in a run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.events import TYPES, UNKNOWN, Urgency
from ingest.freg import Event, FeedEntry
from ingest.landing import KINDS, Landing
from ingest.missing_queries import (
    ARRIVED,
    CONTINUED,
    KNOWN,
    LATER_DOCUMENTS,
    MISSING,
    NEEDED,
    NEWS,
    RELATED,
    REPLACE,
    SET_ASIDE,
    TABLES,
    UNCLEAR,
    UNNEEDED,
)

TRIES = 5  # look-ups of somebody whose answers cannot be understood, one a run
# More than a log ever has. The `age` of a document is its sequence number × this + its segment's place.
SEGMENTS = 1 << 22
BATCH = 1000  # rows in memory at once


@dataclass(frozen=True, slots=True)
class Ask:
    """One id to look up, and what is known of the person behind it.

    `is_needed`: for somebody's relation. `is_known`: as somebody in scope.
    """

    id: str
    is_needed: bool
    is_known: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Ids that are looked up in the same way."""

    is_document: bool
    is_again: bool
    is_narrow: bool
    ids: int


@dataclass(frozen=True, slots=True)
class Unclear:
    """An id whose newest answer could not be understood, up to which number, and the tries since one could be."""

    id: str
    is_document: bool
    sekvensnummer: int
    tries: int
    first_at: datetime
    last_at: datetime


class Ledger:
    """Questions about the landing log, answered by DuckDB as of the last `refresh`.

    Args:
        landing: the log.
        scopes: the extracts that count: municipality numbers, or `alle`.
        parts: what roles need of people in scope, sorted.
        memory_limit: of DuckDB, such as `3GB`.
        spill: a private folder for what does not fit in memory; left out, all of it must fit.
    """

    def __init__(
        self,
        landing: Landing,
        scopes: Sequence[str],
        parts: Sequence[str],
        *,
        memory_limit: str,
        spill: Path | None = None,
    ) -> None:
        self._connection = duckdb.connect(
            config={
                "memory_limit": memory_limit,
                "threads": 2,
                "temp_directory": str(spill or ""),
                "preserve_insertion_order": False,
            }
        )
        self._landing = landing
        self._scopes = scopes
        self._parts = ",".join(parts)
        self._places: dict[str, int] = {}
        self._connection.execute(TABLES)
        types = pa.table(
            {"hendelsetype": list(TYPES), "urgency": [int(about.urgency) for about in TYPES.values()]}
        )
        self._connection.register("types", types)
        for kind in KINDS:
            self._view(kind)
        self.refresh()

    def refresh(self) -> None:
        """Take in what was landed since the last time."""
        extracts = self._landing.newest_extracts(self._scopes)
        self._load(
            "ordered", {str(extract.path): extract.sekvensnummer for extract in extracts}, "sekvensnummer"
        )
        new = [
            path for path in map(str, self._landing.segments("persondokumenter")) if path not in self._places
        ]
        if new:
            self._places |= {path: place for place, path in enumerate(new, start=len(self._places))}
            self._load("places", self._places, "place")
            self._take_in(new)

    def find_missing(self, tries: float = TRIES) -> list[Group]:
        """Compute what is missing; read it with `asks`. `tries`: of answers that could not be understood."""
        values = {
            "segments": SEGMENTS,
            "tries": tries,
            "has_scope": "alle" not in self._scopes,
            "unknown": int(UNKNOWN.urgency),
            "in_turn": int(Urgency.IN_TURN),
        }
        self._connection.execute(UNCLEAR)
        self._connection.execute(MISSING, values)
        rows = self._connection.execute(
            "select is_document, is_again, is_narrow, count(*) from missing group by all order by all desc"
        )
        return [Group(*row) for row in rows.fetchall()]

    def asks(self, group: Group, size: int) -> Iterator[list[Ask]]:
        """The ids of a group, `size` at a time. Nothing else may be asked of this ledger meanwhile."""
        rows = self._connection.execute(
            "select id, is_needed, is_known from missing "
            "where is_document = ? and is_again = ? and is_narrow = ? order by urgency, id",
            [group.is_document, group.is_again, group.is_narrow],
        )
        while batch := rows.fetchmany(size):
            yield [Ask(*row) for row in batch]

    def urgent_events(self) -> Iterator[list[FeedEntry]]:
        """The landed events that are acted on from their header alone, oldest first. Ask nothing else meanwhile."""
        urgent = [name for name, about in TYPES.items() if about.reason]
        rows = self._connection.execute(
            "select sekvensnummer, folkeregisteridentifikator, hendelsetype from hendelser "
            "where folkeregisteridentifikator is not null and hendelsetype in (select unnest(?)) "
            "order by sekvensnummer",
            [urgent],
        )
        while batch := rows.fetchmany(BATCH):
            yield [
                FeedEntry(number, Event(folkeregisteridentifikator=identifier, hendelsetype=hendelsetype))
                for number, identifier, hendelsetype in batch
            ]

    def set_aside(self) -> list[Unclear]:
        """Whose newest answers could not be understood; they hide meanwhile."""
        self._connection.execute(UNCLEAR)
        return [Unclear(*row) for row in self._connection.execute(SET_ASIDE).fetchall()]

    def unneeded(self) -> list[tuple[str, int]]:
        """Ids of people kept for a relation that is gone, with the sequence number of what is kept."""
        return self._connection.execute(UNNEEDED, {"segments": SEGMENTS}).fetchall()

    def followed(self, identifiers: Sequence[str]) -> set[str]:
        """Those of some ids whose events are followed whatever their type: all but strangers'."""
        self._connection.register("asked", pa.table({"id": pa.array(identifiers, pa.string())}))
        rows = self._connection.execute(
            "select distinct id from asked semi join (from current where utfall <> 'utenfor') using (id)"
        )
        return {identifier for (identifier,) in rows.fetchall()}

    def highest_sekvensnummer(self) -> int:
        """The highest number that anything landed claims, or -1."""
        rows = self._connection.execute(
            "select max(sekvensnummer) from hendelser union all select max(age) // $segments from newest",
            {"segments": SEGMENTS},
        )
        claimed = [number for (number,) in rows.fetchall() if number is not None]
        return max([-1, *claimed, *(extract.sekvensnummer for extract in self._landing.extracts())])

    def last_event(self, first: int) -> tuple[int, str | None, str | None] | None:
        """Number, type and time of the newest event from a number on, or None without one."""
        return self._connection.execute(
            "select sekvensnummer, hendelsetype, ajourholdstidspunkt from hendelser where sekvensnummer >= ? "
            "order by sekvensnummer desc limit 1",
            [first],
        ).fetchone()

    def known(self) -> int:
        """How many people the copy has as its own."""
        return self._connection.execute(f"select count(*) {KNOWN}").fetchone()[0]

    def some_known(self, number: int, salt: str = "") -> list[str]:
        """A sample of them, another for each salt."""
        rows = self._connection.execute(
            f"select id {KNOWN} order by hash(id || ?) limit ?",
            [salt, number],
        )
        return [identifier for (identifier,) in rows.fetchall()]

    def extracted(self, scope: str) -> list[str]:
        """The people of any of a scope's extracts whom the copy still has as its own."""
        paths = [str(extract.path) for extract in self._landing.extracts() if extract.scope == scope]
        rows = self._connection.execute(
            "select distinct identifikator from uttrekk where list_contains(?::varchar[], filename) "
            "and identifikatortype = 'person' "
            "and identifikator in (select id from current where utfall = 'funnet')",
            [paths],
        )
        return [identifier for (identifier,) in rows.fetchall()]

    def newest_ajourholdstidspunkt(self) -> str | None:
        """The newest time of registration among the events, as FREG wrote it; one of the future only if all are."""
        rows = self._connection.execute(
            "with told as (select ajourholdstidspunkt as t, try_cast(ajourholdstidspunkt as timestamptz) as moment "
            "from hendelser) select coalesce("
            "arg_max(t, moment) filter (moment <= now() + interval 1 hour), arg_max(t, moment)) "
            "from told"
        )
        return rows.fetchone()[0]

    def later_documents(self) -> tuple[int, int]:
        """Documents of events after the newest extract: how many the extract has, and how many there are."""
        return self._connection.execute(LATER_DOCUMENTS).fetchone()

    def _view(self, kind: str) -> None:
        glob = self._landing.glob(kind).replace("'", "''")
        self._connection.execute(
            f"create or replace temp view {kind} as from read_parquet('{glob}', filename = true)"
        )

    def _load(self, table: str, by_path: dict[str, int], column: str) -> None:
        """Replace a table with one row for each segment."""
        rows = pa.table(
            {
                "filename": pa.array(by_path.keys(), pa.string()),
                column: pa.array(by_path.values(), pa.int64()),
            }
        )
        self._connection.register("loaded", rows)
        self._connection.execute(f"create or replace temp table {table} as from loaded")

    def _take_in(self, files: list[str]) -> None:
        values = {"segments": SEGMENTS, "files": files}
        self._connection.execute(ARRIVED, values | {"parts": self._parts})
        self._connection.execute(NEWS)
        self._connection.execute(REPLACE)
        self._connection.execute(RELATED, values)
        self._connection.execute(CONTINUED)
        self._connection.execute(NEEDED)
