"""What the landing log lacks, computed from the log alone: extracts and events minus documents.

Nothing about progress is stored anywhere. Bodies are never read for it: only the narrow columns of the segments.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from ingest.landing import KINDS, Landing, make_private
from ingest.settings import Settings

TRIES = 5  # look-ups of somebody whose answers cannot be understood, one a run

# One row per id that a document was asked for by, or has inside: what the newest of these documents says. Where an id
# leads to another person (a new number, a merger), that person's newer document counts.
NEWEST = """
create or replace temp table newest as
with landed as (
    select
        identifikator, person, sekvensnummer, (sekvensnummer, filename) as age,
        struct_pack(person, utfall, parts, relaterte) as document
    from persondokumenter
),
by_id as (
    select identifikator as id, sekvensnummer, age, document from landed where identifikator is not null
    union all
    select person, sekvensnummer, age, document from landed where person is distinct from identifikator and person is not null
),
newest_by_id as (
    select id, max(sekvensnummer) as sekvensnummer, max(age) as age, arg_max(document, age) as document
    from by_id
    group by id
)
select own.id, own.sekvensnummer, coalesce(continued.document, own.document) as document
from newest_by_id as own
left join newest_by_id as continued
    on continued.id = own.document.person and continued.id <> own.id and continued.age > own.age
"""

# People whom the relations of people in scope need, by the ids of the relations and by the ids these lead to.
NEEDED = """
create or replace temp table needed as
with related as (
    select distinct unnest(document.relaterte) as id from newest where document.utfall = 'funnet'
)
select id from related
union
select newest.document.person from related inner join newest using (id) where newest.document.person is not null
"""

# What there is to look up. `is_again` marks an answer that could not be understood and is tried again for a few runs: it
# is not counted as missing. `is_narrow` marks somebody who, as far as is known, only a relation needs.
MISSING = """
create or replace temp table missing as
with demanded as (
    select uttrekk.identifikator as id, ordered.sekvensnummer
    from uttrekk inner join ordered using (filename)
    where uttrekk.identifikatortype = 'person'
    union all
    select folkeregisteridentifikator, sekvensnummer from hendelser where folkeregisteridentifikator is not null
    union all
    -- whoever was kept before a new full extract may have left unnoticed
    select document.person, (select min(sekvensnummer) from ordered)
    from newest where document.utfall in ('funnet', 'relasjon')
    union all
    -- roles need other parts than were asked for
    select document.person, 9223372036854775807
    from newest where document.utfall = 'funnet' and document.parts <> $parts
),
outdated as (
    select demanded.id
    from demanded left join newest using (id)
    group by demanded.id
    having max(demanded.sekvensnummer) > coalesce(max(newest.sekvensnummer), -1)
),
unarchived as (
    select distinct uttrekk.identifikator as id
    from uttrekk
    inner join ordered using (filename)
    anti join persondokumenter as landed
        on landed.dokumentidentifikator = uttrekk.identifikator and landed.sekvensnummer >= ordered.sekvensnummer
    where uttrekk.identifikatortype = 'dokument'
),
unrelated as (
    select needed.id
    from needed left join newest using (id) anti join outdated on outdated.id = needed.id
    where newest.id is null or newest.document.utfall = 'utenfor'
),
unclear as (
    select coalesce(identifikator, dokumentidentifikator) as id, identifikator is null as is_document
    from persondokumenter
    group by all
    having arg_max(utfall, (sekvensnummer, filename)) = 'uforstaatt'
        and count(*) filter (where utfall = 'uforstaatt') < $tries
),
everything as (
    select id, true as is_document, false as is_again, false as is_narrow from unarchived
    union all
    select outdated.id, false, false, coalesce(newest.document.utfall = 'relasjon', false)
    from outdated left join newest using (id)
    union all
    select id, false, false, true from unrelated
    union all
    select id, is_document, true, false from unclear anti join outdated using (id)
)
select
    everything.id, is_document, is_again, is_narrow and $has_scope as is_narrow,
    everything.id in (from needed) as is_needed,
    coalesce(newest.document.utfall in ('funnet', 'relasjon'), false) as is_known
from everything left join newest using (id)
"""

# An extract's sequence number may mean "as at that number" or "all later changes as well".
LATER_DOCUMENTS = """
select
    count(*) filter (where uttrekk.identifikator is not null),
    count(*)
from hendelser
inner join (select max(sekvensnummer) as sekvensnummer from ordered) as extract
    on hendelser.sekvensnummer > extract.sekvensnummer
left join (select identifikator from uttrekk semi join ordered using (filename)) as uttrekk
    on uttrekk.identifikator = hendelser.persondokument
where hendelser.persondokument is not null
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """One id to look up, and what is known of the person behind it."""

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


class Ledger:
    """Questions about the landing log, answered by DuckDB.

    Args:
        landing: the log.
        scopes: the extracts that count: municipality numbers, or `alle`.
        settings: home and memory.
    """

    def __init__(self, landing: Landing, scopes: Sequence[str], settings: Settings) -> None:
        spill = settings.home / "tmp"
        make_private(spill)
        config = {"memory_limit": settings.memory_limit, "threads": 2, "temp_directory": str(spill)}
        self._connection = duckdb.connect(config=config)
        self._landing = landing
        self._scopes = scopes

    def refresh(self) -> None:
        """Read the log anew."""
        for kind in KINDS:
            glob = self._landing.glob(kind).replace("'", "''")
            self._connection.execute(
                f"create or replace view {kind} as select * from read_parquet('{glob}', filename = true)"
            )
        extracts = self._landing.newest_extracts(self._scopes)
        ordered = pa.table(
            {
                "filename": pa.array([str(extract.path) for extract in extracts], pa.string()),
                "sekvensnummer": pa.array([extract.sekvensnummer for extract in extracts], pa.int64()),
            }
        )
        self._connection.register("ordered_now", ordered)
        self._connection.execute("create or replace temp table ordered as from ordered_now")
        self._connection.execute(NEWEST)
        self._connection.execute(NEEDED)

    def find_missing(self, parts: Sequence[str]) -> list[Group]:
        """Compute what is missing, given what roles need of people in scope; read it with `asks`."""
        self._connection.execute(
            MISSING, {"parts": ",".join(parts), "tries": TRIES, "has_scope": "alle" not in self._scopes}
        )
        rows = self._connection.execute(
            "select is_document, is_again, is_narrow, count(*) from missing group by all order by all desc"
        )
        return [Group(*row) for row in rows.fetchall()]

    def asks(self, group: Group, size: int) -> Iterator[list[Ask]]:
        """The ids of a group, `size` at a time. Nothing else may be asked of this ledger meanwhile."""
        rows = self._connection.execute(
            "select id, is_needed, is_known from missing where (is_document, is_again, is_narrow) = (?, ?, ?)",
            [group.is_document, group.is_again, group.is_narrow],
        )
        while batch := rows.fetchmany(size):
            yield [Ask(*row) for row in batch]

    def followed(self, identifiers: Sequence[str]) -> set[str]:
        """Those of some ids whose events are followed whatever their type: all but strangers."""
        self._connection.register("asked", pa.table({"id": pa.array(identifiers, pa.string())}))
        rows = self._connection.execute(
            "select distinct id from asked semi join (from newest where document.utfall <> 'utenfor') using (id)"
        )
        return {identifier for (identifier,) in rows.fetchall()}

    def highest_sekvensnummer(self) -> int:
        """The highest number that anything landed claims, or -1."""
        rows = self._connection.execute(
            "select greatest((select max(sekvensnummer) from hendelser), (select max(sekvensnummer) from newest), -1)"
        )
        ordered = [extract.sekvensnummer for extract in self._landing.extracts()]
        return max([rows.fetchone()[0], *ordered])

    def newest_ajourholdstidspunkt(self) -> str | None:
        """The newest time of registration among the events, as FREG wrote it."""
        rows = self._connection.execute(
            "select arg_max(ajourholdstidspunkt, try_cast(ajourholdstidspunkt as timestamptz)) from hendelser"
        )
        return rows.fetchone()[0]

    def later_documents(self) -> tuple[int, int]:
        """Documents of events after the newest extract: how many the extract has, and how many there are."""
        return self._connection.execute(LATER_DOCUMENTS).fetchone()
