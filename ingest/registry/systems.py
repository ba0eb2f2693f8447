"""What people say of rows of the system overview: that one is right, or what it should hold. The newest word counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from ingest.registry.store import Registry, now
from ingest.registry.tables import system_confirmations, system_edits


@dataclass(slots=True)
class Said:
    """What has been said of one row: when it was last confirmed and by whom, and the newest value of each field."""

    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    edited_at: datetime | None = None
    edited_by: str | None = None


def confirm(registry: Registry, rad_ids: Iterable[str], *, who: str) -> None:
    """Say that these rows are right, as they are now."""
    rows = [{"rad_id": rad_id, "who": who, "at": now()} for rad_id in rad_ids]
    if rows:
        with registry.writing() as con:
            con.execute(system_confirmations.insert(), rows)


def edit(registry: Registry, rad_id: str, values: dict[str, str], *, who: str) -> None:
    """Say what fields of a row should hold."""
    rows = [
        {"rad_id": rad_id, "field": name, "value": value, "who": who, "at": now()}
        for name, value in values.items()
    ]
    if rows:
        with registry.writing() as con:
            con.execute(system_edits.insert(), rows)


def said(registry: Registry) -> dict[str, Said]:
    """By row, what has been said of it; a row that nobody has spoken of is not there."""
    rows: dict[str, Said] = {}
    with registry.reading() as con:
        for row in con.execute(select(system_confirmations).order_by(system_confirmations.c.id)):
            one = rows.setdefault(row.rad_id, Said())
            one.confirmed_at, one.confirmed_by = row.at, row.who
        for row in con.execute(select(system_edits).order_by(system_edits.c.id)):
            one = rows.setdefault(row.rad_id, Said())
            one.values[row.field], one.edited_at, one.edited_by = row.value, row.at, row.who
    return rows
