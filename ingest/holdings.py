"""What the copy holds of each person, for a comparison with the register: the newest landed row, found by any id."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from ingest.landing import Landing

NEWEST = """
create temp table held as
with rows as (
    select
        identifikator, person, utfall, sekvensnummer, filename, file_row_number,
        (sekvensnummer, filename, file_row_number) as place
    from read_parquet($documents, filename = true, file_row_number = true)
),
by_id as (
    select identifikator as id, * from rows where identifikator is not null
    union all
    select person, * from rows where person is distinct from identifikator and person is not null
)
select
    id,
    arg_max(utfall, place) as utfall,
    arg_max_null(person, place) as person,
    arg_max(filename, place) as filename,
    arg_max(file_row_number, place) as row_number
from by_id
group by id
"""
OWN = "from held where id = person and utfall = 'funnet'"
LANDED = """
inner join held using (id)
inner join read_parquet($documents, filename = true, file_row_number = true) as landed
    on landed.filename = held.filename and landed.file_row_number = held.row_number
"""
PRINTS = f"create temp table prints as select id, sha256(landed.body) as print from chosen {LANDED}"  # noqa: S608 - both are ours
BODIES = f"select id, landed.body from asked {LANDED}"  # noqa: S608
CHOSEN = f"create temp table chosen as select id {OWN} order by hash(id || $salt) limit $sample"


@dataclass(frozen=True, slots=True)
class Held:
    """The newest row of a person, with a hash of its body."""

    utfall: str
    print: str | None

    @property
    def is_own(self) -> bool:
        return self.utfall == "funnet"


class Holdings:
    """The newest rows of a landing log as of now; bodies are read once for their hashes, and few of them again.

    Args:
        landing: the log.
        memory_limit: of DuckDB, such as `3GB`.
        sample: how many people to know; left out, all.
    """

    def __init__(self, landing: Landing, memory_limit: str, sample: int | None) -> None:
        self._connection = duckdb.connect(config={"memory_limit": memory_limit, "threads": 2})
        self._events = landing.glob("hendelser")
        self._documents = landing.glob("persondokumenter")
        self._connection.execute(NEWEST, {"documents": self._documents})
        if sample is None:
            self._connection.execute("create temp table chosen as select id from held")
        else:
            self._connection.execute(CHOSEN, {"salt": secrets.token_hex(8), "sample": sample})
        self._connection.execute(PRINTS, {"documents": self._documents})

    def own(self) -> list[str]:
        """The ids of the copy's own people, or of the sample."""
        rows = self._connection.execute(f"select id {OWN} and id in (from chosen)").fetchall()
        return [identifier for (identifier,) in rows]

    def of(self, ids: Iterable[str]) -> dict[str, Held]:
        """What is held of some people; those of whom nothing is are left out."""
        self._ask(ids)
        rows = self._connection.execute(
            "select id, utfall, print from asked inner join held using (id) left join prints using (id)"
        )
        return {identifier: Held(utfall, shown) for identifier, utfall, shown in rows.fetchall()}

    def bodies(self, ids: Iterable[str]) -> dict[str, str]:
        """What is held of some people, as text."""
        self._ask(ids)
        rows = self._connection.execute(BODIES, {"documents": self._documents}).fetchall()
        return {identifier: body or "{}" for identifier, body in rows}

    def told_after(self, sekvensnummer: int) -> set[str]:
        """The ids that landed events after a number name."""
        rows = self._connection.execute(
            "select distinct folkeregisteridentifikator from read_parquet(?) where sekvensnummer > ?",
            [self._events, sekvensnummer],
        )
        return {identifier for (identifier,) in rows.fetchall() if identifier}

    def _ask(self, ids: Iterable[str]) -> None:
        self._connection.register("asked", pa.table({"id": pa.array(set(ids), pa.string())}))


def print_of(body: str | None) -> str | None:
    """The hash of a body as `Held` has it."""
    return None if body is None else hashlib.sha256(body.encode()).hexdigest()
