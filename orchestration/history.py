"""What was known on one day of where somebody lived, and what they were called, on another: from landing.

Nothing is stored for it: documents that were landed stay, so that each question is answered anew, and alike after any
rebuild. *Valid* time is the calendar day that FREG wrote (its offsets are wrong now and then, the day is not: freg.md
5.1): an entry holds from its day of validity until the next one begins, or until it ended without a successor, unless a
current one that was registered later holds from no later a day. *Known*
time is when FREG registered it: a document counts from the newest time of registration in it and in the events up to
its number, never before one with a lower number. So clocks of ours move nothing.

Today's protection decides about all of the past. Somebody who hides in any way, or lives with somebody who does, has no
history, as if they were not known; an earlier address hides when it was ever graded, or somebody protected lives there.

Source: security-reliability.md BIT-01 to BIT-06; freg.md 5.1.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import duckdb

from ingest.landing import Landing
from ingest.settings import Settings
from orchestration.denials import denials
from orchestration.failures import PublicationError
from orchestration.local_knowledge import BETWEEN, local_knowledge
from orchestration.overlay_mark import heed
from orchestration.warehouse import Warehouse

ELEMENTS = ("bostedsadresse", "navn")
OPEN = """
select identifiers.person
from intermediate.int_persons__identifiers as identifiers
inner join intermediate.int_persons__current as persons using (person)
inner join intermediate.int_persons__graded as graded using (person)
where
    identifiers.identifikator = $1 and persons.is_in_scope and graded.gradering = 'ugradert'
    and not exists (
        from intermediate.int_addresses__graded as addresses
        where addresses.person = graded.person and addresses.gradering <> 'ugradert'
    )
    and not exists (from intermediate.int_persons__protected_homes as homes where homes.person = graded.person)
"""
NUMBERS = "select identifikator from intermediate.int_persons__identifiers where person = $1"
DWELLINGS = "select distinct dwelling from intermediate.int_addresses__protected_dwellings"
ENTRIES = """
create or replace temp table entries as
with events as (
    select sekvensnummer, epoch_us(try_cast(ajourholdstidspunkt as timestamptz)) as registered
    from read_parquet($events)
    where list_contains($numbers, folkeregisteridentifikator)
),
documents as (
    select
        sekvensnummer, body,
        row_number() over (order by sekvensnummer, parse_filename(filename), file_row_number) as n
    from read_parquet($documents, filename = true, file_row_number = true)
    where
        utfall = 'funnet' and body is not null
        and (list_contains($numbers, person) or list_contains($numbers, identifikator))
),
lists as (
    select n, sekvensnummer, element, from_json(json_extract(body, '$.' || element), '["json"]') as list
    from documents cross join (select unnest($elements) as element)
    where json_type(body, '$.' || element) = 'ARRAY'
),
unnested as (
    select n, sekvensnummer, element, generate_subscripts(list, 1) as place, unnest(list) as entry from lists
),
read as (
    select
        n, sekvensnummer, element, place, entry,
        epoch_us(try_cast(entry ->> '$.ajourholdstidspunkt' as timestamptz)) as registered,
        epoch_us(try_cast(entry ->> '$.gyldighetstidspunkt' as timestamptz)) as begun,
        try_cast(left(entry ->> '$.gyldighetstidspunkt', 10) as date) as valid_from,
        try_cast(left(entry ->> '$.opphoerstidspunkt', 10) as date) as ended,
        coalesce(entry ->> '$.erGjeldende' = 'true', false) as is_current
    from unnested
),
ages as (
    select
        documents.n,
        greatest(
            (select max(registered) from read where read.n = documents.n),
            (select max(registered) from events where events.sekvensnummer <= documents.sekvensnummer)
        ) as registered
    from documents
)
select read.*, newest.known
from read inner join (
    select n, coalesce(max(registered) over (order by n), 0) as known from ages
) as newest using (n)
"""
PERIODS = """
with chosen as (
    select coalesce(max(n) filter (where known <= $known), min(n)) as n from entries
),
known as (
    select entries.* from entries inner join chosen using (n)
    where entries.registered is null or entries.registered <= $known
),
-- what was registered later holds from the same day or an earlier one: FREG keeps the entry that this overtook
standing as (
    select * from known
    where is_current or not exists (
        from known as newer
        where
            newer.element = known.element and newer.is_current
            and (newer.valid_from is null or newer.valid_from <= known.valid_from)
            and (known.registered is null or known.registered <= newer.registered)
    )
),
one_a_day as (
    select * from standing
    qualify row_number() over (
        partition by element, valid_from
        order by begun desc, registered desc nulls last, is_current desc, place asc
    ) = 1
),
periods as (
    select
        *,
        least(
            lead(valid_from) over (partition by element order by valid_from asc nulls first), ended
        ) as valid_to
    from one_a_day
)
select
    element, valid_from, valid_to,
    coalesce(
        entry ->> '$.vegadresse.kommunenummer', entry ->> '$.matrikkeladresse.matrikkelnummer.kommunenummer',
        entry ->> '$.ukjentBosted.bostedskommune'
    ) as kommunenummer,
    case
        when element = 'navn' then concat_ws(
            ' ', entry ->> '$.fornavn', entry ->> '$.mellomnavn', entry ->> '$.etternavn'
        )
        when entry ->> '$.vegadresse.adressenavn' is not null then concat_ws(
            ' ', entry ->> '$.vegadresse.adressenavn',
            concat(
                entry ->> '$.vegadresse.adressenummer.husnummer', entry ->> '$.vegadresse.adressenummer.husbokstav'
            )
        )
    end as text,
    coalesce(
        entry ->> '$.vegadresse.poststed.postnummer', entry ->> '$.matrikkeladresse.poststed.postnummer'
    ) as postnummer,
    entry ->> '$.adresseIdentifikatorFraMatrikkelen' as place_id,
    coalesce(entry ->> '$.vegadresse.bruksenhetsnummer', entry ->> '$.matrikkeladresse.bruksenhetsnummer') as unit
from periods
where valid_from is null or valid_to is null or valid_from < valid_to
order by element, valid_from nulls first
"""
GRADED = """
select distinct
    entry ->> '$.adresseIdentifikatorFraMatrikkelen',
    lower(entry ->> '$.vegadresse.adressenavn')
from entries
where element = 'bostedsadresse' and coalesce(entry ->> '$.adressegradering', '') <> 'ugradert'
"""


@dataclass(frozen=True, slots=True)
class Period:
    """What held from a day to the one before another; None is without beginning, or without end. Of an address that
    hides only the days are told."""

    element: str
    valid_from: date | None
    valid_to: date | None
    kommunenummer: str | None = None
    text: str | None = None
    postnummer: str | None = None

    def holds(self, day: date) -> bool:
        """Whether it held on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


def history(settings: Settings, number: str, known: datetime) -> list[Period]:
    """Every period of somebody, as it was known at a moment; nobody's, when they are not known or hide today.

    Raises:
        LedgerError: the deny ledger cannot be read.
        PublicationError: there is no whole warehouse, or it is older than landing, or local knowledge is lost.
    """
    landing, counts = Landing(settings.landing), Warehouse(settings).counts()
    landed = landing.landed_sekvensnummer() or 0
    if counts is None or counts.persons is None or (counts.sequence_landed or 0) < landed:
        raise PublicationError("The warehouse does not know of all that was landed; run `manntall refresh`.")
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        numbers = _seen_today(settings, con, number)
        if not numbers:
            return []
        dwellings = tuple(dwelling for (dwelling,) in con.execute(DWELLINGS).fetchall())
        sources = {"events": landing.glob("hendelser"), "documents": landing.glob("persondokumenter")}
        con.execute(ENTRIES, sources | {"numbers": numbers, "elements": list(ELEMENTS)})
        rows = con.execute(PERIODS, {"known": _microseconds(known)}).fetchall()
        graded = con.execute(GRADED).fetchall()
    return [_period(row, graded, dwellings) for row in rows]


def _seen_today(settings: Settings, con: duckdb.DuckDBPyConnection, number: str) -> list[str]:
    """All numbers of somebody who does not hide today in any way; of anybody else, none."""
    found = con.execute(OPEN, [number]).fetchall()
    if not found:
        return []
    numbers = {one for (one,) in con.execute(NUMBERS, [found[0][0]]).fetchall()}
    denied = denials(settings.home, con)
    local = local_knowledge(heed(settings), con)
    hides = {
        *denied.people,
        *denied.homes,
        *(key.partition(BETWEEN)[2] for key in (*local.hidden, *local.homes)),
    }
    return [] if numbers & hides else sorted(numbers)


def _period(row: tuple, graded: list[tuple], dwellings: tuple[str, ...]) -> Period:
    *shown, place_id, unit = row
    period = Period(*shown)
    if period.element != "bostedsadresse":
        return period
    text = (period.text or "").lower()
    was_graded = any(
        (place is not None and place == place_id) or (street is not None and text.startswith(street))
        for place, street in graded
    )
    # in whichever municipality it lies today: an entry of long ago has another; and in any flat, if one is not known
    keys = [key for key, is_known in ((f"#{place_id}#", place_id), (f"#{text}#", text)) if is_known]
    is_protected = any(
        key in dwelling and (unit is None or dwelling.endswith(("#", f"#{unit}")))
        for dwelling in dwellings
        for key in keys
    )
    if was_graded or is_protected or not keys:
        return Period(period.element, period.valid_from, period.valid_to)
    return period


def _microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
