"""What a municipality knows of people and FREG does not: local restrictions, and who cares for a child day by day.

They join when lists are published, and no load from FREG can touch them. A row has a reason, an author and an end, and
is ended, never deleted; so an overlay only grows, and one that is smaller than it was has been lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Table, func, select, update

from ingest.errors import ConfigurationError
from ingest.registry.store import Registry, now
from ingest.registry.tables import local_restrictions, lokal_omsorg

RESTRICTIONS = ("ingen_kontakt", "skjul")  # not to be told of each other; not to be seen in any list
CARE = ("fosterhjem", "institusjon", "annet")
LONGEST = timedelta(days=366)
SHORTEST_REASON = 15


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
    """End a row of `local_restrictions` or `lokal_omsorg` before its time."""
    with registry.writing() as con:
        con.execute(
            update(table)
            .where(table.c.id == row_id, table.c.ended_at.is_(None))
            .values(ended_at=now(), ended_by=author)
        )


def restrictions(registry: Registry, at: datetime | None = None) -> list[Restriction]:
    """The restrictions in force at a moment, now when none is named."""
    return [Restriction(**row) for row in _in_force(registry, local_restrictions, Restriction, at)]


def cared_for(registry: Registry, at: datetime | None = None) -> list[Omsorg]:
    """The notes of care in force at a moment, now when none is named."""
    return [Omsorg(**row) for row in _in_force(registry, lokal_omsorg, Omsorg, at)]


def sizes(registry: Registry) -> dict[str, int]:
    """How many rows each overlay has ever had: publication stops when one is smaller than it was."""
    with registry.reading() as con:
        return {
            table.name: con.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (local_restrictions, lokal_omsorg)
        }


def _demand(reason: str, expires_at: datetime) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise ConfigurationError(f"Give a reason of at least {SHORTEST_REASON} characters.")
    if not now() < expires_at <= now() + LONGEST:
        raise ConfigurationError(f"Give an end within {LONGEST.days} days; it can be given anew.")


def _begin(registry: Registry, table: Table, values: dict) -> int:
    with registry.writing() as con:
        return con.execute(table.insert().values(values | {"at": now()})).inserted_primary_key[0]


def _in_force(registry: Registry, table: Table, kind: type, at: datetime | None) -> list[dict]:
    moment = at or now()
    query = select(*(table.c[name] for name in kind.__slots__)).where(
        table.c.at <= moment,
        table.c.expires_at > moment,
        table.c.ended_at.is_(None) | (table.c.ended_at > moment),
    )
    with registry.reading() as con:
        return [dict(row._mapping) for row in con.execute(query.order_by(table.c.id))]
