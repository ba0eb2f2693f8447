"""Saved choices for lists. A change is a new version; a copy stays within the role and municipality it came from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, select, update

from ingest.errors import ManntallError
from ingest.registry.store import Registry, now
from ingest.registry.tables import saved_selections


class NoSelectionError(ManntallError):
    """There is no such selection in this role and municipality."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A saved choice, in its newest version. `choice` is what the page that made it needs to make it again."""

    id: int
    version: int
    name: str
    who: str
    role: str
    kommunenummer: str
    choice: dict
    copied_from: int | None
    at: datetime


def save(
    registry: Registry, *, who: str, role: str, kommunenummer: str, name: str, choice: dict
) -> Selection:
    """Save a new selection."""
    with registry.writing() as con:
        return _insert(con, who=who, role=role, kommunenummer=kommunenummer, name=name, choice=choice)


def change(registry: Registry, selection: Selection, *, who: str, name: str, choice: dict) -> Selection:
    """Save a new version of a selection; the old one is kept.

    Raises:
        NoSelectionError: it has been removed meanwhile.
    """
    with registry.writing() as con:
        before = _row(con, selection.id, selection.role, selection.kommunenummer)
        return _insert(
            con,
            who=who,
            role=before.role,
            kommunenummer=before.kommunenummer,
            name=name,
            choice=choice,
            series=before.series,
            version=before.version + 1,
            copied_from=before.copied_from,
        )


def copy(
    registry: Registry, selection_id: int, *, who: str, role: str, kommunenummer: str, name: str
) -> Selection:
    """Copy a selection of the same role and municipality.

    Raises:
        NoSelectionError: there is none of that number there.
    """
    with registry.writing() as con:
        source = _row(con, selection_id, role, kommunenummer)
        return _insert(
            con,
            who=who,
            role=role,
            kommunenummer=kommunenummer,
            name=name,
            choice=source.choice,
            copied_from=source.id,
        )


def remove(registry: Registry, selection: Selection) -> None:
    """Take a selection out of the list; what it was is kept."""
    series = select(saved_selections.c.series).where(saved_selections.c.id == selection.id).scalar_subquery()
    with registry.writing() as con:
        con.execute(
            update(saved_selections).where(saved_selections.c.series == series).values(removed_at=now())
        )


def saved(registry: Registry, *, role: str, kommunenummer: str) -> list[Selection]:
    """The selections of a role in a municipality in their newest versions, by name."""
    newest = (
        select(func.max(saved_selections.c.id))
        .where(saved_selections.c.removed_at.is_(None))
        .group_by(saved_selections.c.series)
    )
    query = select(saved_selections).where(
        saved_selections.c.id.in_(newest),
        saved_selections.c.role == role,
        saved_selections.c.kommunenummer == kommunenummer,
    )
    with registry.reading() as con:
        return [_selection(row) for row in con.execute(query.order_by(saved_selections.c.name))]


def _insert(con: Connection, *, series: int | None = None, version: int = 1, **values: object) -> Selection:
    last = con.execute(select(func.max(saved_selections.c.series))).scalar() or 0
    row = con.execute(
        saved_selections.insert()
        .values(series=last + 1 if series is None else series, version=version, at=now(), **values)
        .returning(*saved_selections.columns)
    ).one()
    return _selection(row)


def _row(con: Connection, selection_id: int, role: str, kommunenummer: str) -> Row:
    row = con.execute(
        select(saved_selections).where(
            saved_selections.c.id == selection_id,
            saved_selections.c.role == role,
            saved_selections.c.kommunenummer == kommunenummer,
            saved_selections.c.removed_at.is_(None),
        )
    ).first()
    if row is None:
        raise NoSelectionError("There is no such selection in this role and municipality.")
    return row


def _selection(row: Row) -> Selection:
    told = dict(row._mapping)
    return Selection(**{name: told[name] for name in Selection.__slots__})
