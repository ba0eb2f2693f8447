"""What a municipality knows of people and FREG does not: local restrictions, and who cares for a child day by day.

They join when lists are published, and no load from FREG can touch them. A row has a reason, an author and an end, and
is ended, never deleted; so an overlay only grows, and one that is smaller than it was has been lost. Each row that is
begun or ended is an entry of the access log, written with it or not at all.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import new
from typing import Literal

from sqlalchemy import Connection, Table, func, select, update

from ingest.errors import ConfigurationError
from ingest.registry import access_log
from ingest.registry.access_log import Access
from ingest.registry.store import Registry, now
from ingest.registry.tables import access_log as log_table
from ingest.registry.tables import local_restrictions, lokal_omsorg

RESTRICTIONS = ("ingen_kontakt", "skjul")  # not to be told of each other; not to be seen in any list
CARE = ("fosterhjem", "institusjon", "annet")
LONGEST = timedelta(days=366)
SHORTEST_REASON = 15
OVERLAYS = (local_restrictions, lokal_omsorg)
BEGUN, ENDED = "{} begun {}", "{} ended {}"  # what the access log calls it: the table and the row's id
ENDS = ("ended_at", "ended_by")  # all else of a row is for good


@dataclass(frozen=True, slots=True)
class Restriction:
    """A local restriction in force. `person` and `other_person` are pseudonyms of the registry."""

    id: int
    kommunenummer: str
    person: bytes
    other_person: bytes | None
    kind: str
    reason: str
    author: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Omsorg:
    """Who cares for a child day by day, in force. `person` is the child's pseudonym."""

    id: int
    kommunenummer: str
    person: bytes
    kind: str
    carer: str
    reason: str
    author: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Extent:
    """What an overlay holds up to a row: how many rows, and a keyed digest of them, so that none is missed."""

    through: int
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Overlays:
    """One state of both overlays: what is in force, and whether it is all there.

    Attributes:
        extents: of each overlay, all that it holds now.
        known: the same up to the row that was named in the question, and not further.
        unlogged: how many rows were ended without an entry of the access log.
    """

    restrictions: tuple[Restriction, ...]
    cared_for: tuple[Omsorg, ...]
    extents: dict[str, Extent]
    known: dict[str, Extent]
    unlogged: int


def restrict(
    registry: Registry,
    *,
    kommunenummer: str,
    number: str,
    kind: Literal["ingen_kontakt", "skjul"],
    reason: str,
    author: str,
    expires_at: datetime,
    other_number: str | None = None,
) -> int:
    """Begin a restriction on somebody's identity number, and give its id.

    Raises:
        ConfigurationError: it has no proper reason, no end within a year, or nobody not to be told.
    """
    if kind not in RESTRICTIONS or (kind == "ingen_kontakt") != (other_number is not None):
        raise ConfigurationError("A restriction is `skjul`, or `ingen_kontakt` with whom it is about.")
    _demand(reason, expires_at)
    values = {
        "kommunenummer": kommunenummer,
        "person": registry.pseudonym(number),
        "other_person": None if other_number is None else registry.pseudonym(other_number),
        "kind": kind,
        "reason": reason.strip(),
        "author": author,
        "expires_at": expires_at,
    }
    return _begin(registry, local_restrictions, values)


def care(
    registry: Registry,
    *,
    kommunenummer: str,
    number: str,
    kind: Literal["fosterhjem", "institusjon", "annet"],
    carer: str,
    reason: str,
    author: str,
    expires_at: datetime,
) -> int:
    """Note who cares for the child of an identity number, and give the note's id.

    Raises:
        ConfigurationError: it is of no known kind, or has no proper reason or no end within a year.
    """
    if kind not in CARE:
        raise ConfigurationError(f"Care is one of {', '.join(CARE)}.")
    _demand(reason, expires_at)
    values = {
        "kommunenummer": kommunenummer,
        "person": registry.pseudonym(number),
        "kind": kind,
        "carer": carer,
        "reason": reason.strip(),
        "author": author,
        "expires_at": expires_at,
    }
    return _begin(registry, lokal_omsorg, values)


def end(registry: Registry, table: Table, row_id: int, *, author: str) -> None:
    """End a row of `local_restrictions` or `lokal_omsorg` before its time.

    Raises:
        ConfigurationError: there is no such row in force.
    """
    moment = now()
    in_force = (table.c.id == row_id, table.c.ended_at.is_(None), table.c.expires_at > moment)
    with registry.writing() as con:
        row = con.execute(select(table.c.kommunenummer, table.c.person).where(*in_force)).one_or_none()
        if row is None:
            raise ConfigurationError(f"No row {row_id} is in force; `list` shows those that are.")
        con.execute(
            update(table).where(table.c.id == row_id).values(dict(zip(ENDS, (moment, author), strict=True)))
        )
        access = _access(author, ENDED.format(table.name, row_id), row.kommunenummer)
        entry = access_log.write(registry, con, access, (row.person,))
    access_log.anchor(registry, entry)


def restrictions(registry: Registry, at: datetime | None = None) -> list[Restriction]:
    """The restrictions in force at a moment, now when none is named."""
    with registry.reading() as con:
        return _in_force(con, local_restrictions, Restriction, at)


def cared_for(registry: Registry, at: datetime | None = None) -> list[Omsorg]:
    """The notes of care in force at a moment, now when none is named."""
    with registry.reading() as con:
        return _in_force(con, lokal_omsorg, Omsorg, at)


def sizes(registry: Registry) -> dict[str, int]:
    """How many rows each overlay has ever had."""
    with registry.reading() as con:
        return {
            table.name: con.execute(select(func.count()).select_from(table)).scalar_one()
            for table in OVERLAYS
        }


def state(registry: Registry, through: dict[str, int]) -> Overlays:
    """One state of everything. `through`: the row of each overlay up to which `known` tells of it."""
    with registry.reading() as con:
        return Overlays(
            restrictions=tuple(_in_force(con, local_restrictions, Restriction, None)),
            cared_for=tuple(_in_force(con, lokal_omsorg, Omsorg, None)),
            extents={table.name: _extent(registry, con, table) for table in OVERLAYS},
            known={
                table.name: _extent(registry, con, table, through.get(table.name, 0)) for table in OVERLAYS
            },
            unlogged=sum(_unlogged(con, table) for table in OVERLAYS),
        )


def _demand(reason: str, expires_at: datetime) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise ConfigurationError(f"Give a reason of at least {SHORTEST_REASON} characters.")
    if not now() < expires_at <= now() + LONGEST:
        raise ConfigurationError(f"Give an end within {LONGEST.days} days; it can be given anew.")


def _begin(registry: Registry, table: Table, values: dict) -> int:
    named = {values["person"], values.get("other_person")} - {None}
    with registry.writing() as con:
        row_id = con.execute(table.insert().values(values | {"at": now()})).inserted_primary_key[0]
        access = _access(values["author"], BEGUN.format(table.name, row_id), values["kommunenummer"])
        entry = access_log.write(registry, con, access, tuple(sorted(named)))
    access_log.anchor(registry, entry)
    return row_id


def _access(author: str, view: str, kommunenummer: str) -> Access:
    return Access("endring", author, view, kommunenummer=kommunenummer)


def _in_force(con: Connection, table: Table, kind: type, at: datetime | None) -> list:
    moment = at or now()
    query = select(*(table.c[name] for name in kind.__slots__)).where(
        table.c.at <= moment,
        table.c.expires_at > moment,
        table.c.ended_at.is_(None) | (table.c.ended_at > moment),
    )
    return [kind(**row._mapping) for row in con.execute(query.order_by(table.c.id))]


def _extent(registry: Registry, con: Connection, table: Table, through: int | None = None) -> Extent:
    query = select(*(column for column in table.c if column.name not in ENDS)).order_by(table.c.id)
    if through is not None:
        query = query.where(table.c.id <= through)
    digest, rows, last = new(registry.key, b"overlay:" + table.name.encode(), "sha256"), 0, 0
    for row in con.execute(query):
        digest.update(json.dumps(list(row), default=_in_text).encode() + b"\n")
        rows, last = rows + 1, row.id
    return Extent(last if through is None else through, rows, digest.hexdigest())


def _in_text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else value.isoformat()


def _unlogged(con: Connection, table: Table) -> int:
    """How many rows were ended, and the access log has no word of it."""
    ended = [row_id for (row_id,) in con.execute(select(table.c.id).where(table.c.ended_at.is_not(None)))]
    query = select(log_table.c.view).where(log_table.c.view.like(ENDED.format(table.name, "%")))
    logged = set(con.execute(query).scalars()) if ended else set()
    return sum(ENDED.format(table.name, row_id) not in logged for row_id in ended)
