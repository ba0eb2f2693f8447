"""`manntall restriction` and `manntall care`: what the municipality knows of people and FREG does not.

Identity numbers come as arguments or, where no process list shows them, from standard input; none is ever printed. What
is begun or ended is published at once. Every use is an entry of the access log.
"""

import re
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from orchestration.printing import JSON, tell

if TYPE_CHECKING:
    from rich.console import RenderableType
    from sqlalchemy import Table

    from ingest.settings import Settings

restriction_app = typer.Typer(
    help="Who must not be seen, or not be told of whom, by the municipality's own word.", no_args_is_help=True
)
care_app = typer.Typer(
    help="Who cares for a child day by day, where FREG does not know it.", no_args_is_help=True
)
OPERATOR = "operatoer"
IDENTITY_NUMBER, KOMMUNENUMMER = re.compile(r"\d{11}"), re.compile(r"\d{4}")
OSLO = ZoneInfo("Europe/Oslo")
SHOWN_DIGITS = 12

Numbers = Annotated[
    list[str],
    typer.Argument(help="Identity numbers, or `-` to read them from standard input, one a line."),
]
Kommune = Annotated[str, typer.Option(help="The number of the municipality that has decided.")]
Reason = Annotated[str, typer.Option(help="Why, in at least 15 characters, without names or numbers.")]
Until = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day, a year from now at most.")]
Author = Annotated[str, typer.Option(help="Who has decided.")]
Row = Annotated[int, typer.Argument(help="The number of the row, as `list` tells it.")]


@restriction_app.command("add")
def add_restriction(
    numbers: Numbers,
    *,
    kommune: Kommune,
    reason: Reason,
    until: Until,
    author: Author = OPERATOR,
    as_json: JSON = False,
) -> None:
    """One number: the person hides as if protected. Two: neither is named in a row of the other (no contact)."""
    from ingest.registry import open_registry, overlays
    from ingest.settings import load_settings

    settings, people = load_settings(), _read(numbers, (1, 2))
    row = overlays.restrict(
        open_registry(settings),
        kommunenummer=_kommune(kommune),
        number=people[0],
        other_number=people[1] if len(people) > 1 else None,
        kind="ingen_kontakt" if len(people) > 1 else "skjul",
        reason=reason,
        author=author,
        expires_at=_end_of(until),
    )
    _put_in_force(settings, row, people, as_json=as_json)


@care_app.command("add")
def add_care(
    number: Annotated[str, typer.Argument(help="The child's identity number, or `-` for standard input.")],
    *,
    kommune: Kommune,
    kind: Annotated[str, typer.Option(help="fosterhjem, institusjon or annet.")],
    carer: Annotated[str, typer.Option(help="Whom to contact instead; kept in the registry only.")],
    reason: Reason,
    until: Until,
    author: Author = OPERATOR,
    as_json: JSON = False,
) -> None:
    """FREG's foreldreansvar cannot be used for a child: its adults are not listed, and it is followed up by hand."""
    from ingest.registry import open_registry, overlays
    from ingest.settings import load_settings

    settings, people = load_settings(), _read([number], (1,))
    row = overlays.care(
        open_registry(settings),
        kommunenummer=_kommune(kommune),
        number=people[0],
        kind=kind,
        carer=carer,
        reason=reason,
        author=author,
        expires_at=_end_of(until),
    )
    _put_in_force(settings, row, people, as_json=as_json)


@restriction_app.command("end")
def end_restriction(row: Row, author: Author = OPERATOR, as_json: JSON = False) -> None:
    """End a restriction before its time."""
    from ingest.registry.tables import local_restrictions

    _end(local_restrictions, row, author, as_json=as_json)


@care_app.command("end")
def end_care(row: Row, author: Author = OPERATOR, as_json: JSON = False) -> None:
    """End a note of care before its time."""
    from ingest.registry.tables import lokal_omsorg

    _end(lokal_omsorg, row, author, as_json=as_json)


@restriction_app.command("list")
def list_restrictions(as_json: JSON = False) -> None:
    """The restrictions in force; people by keyed pseudonym."""
    from ingest.registry import open_registry, overlays
    from ingest.settings import load_settings

    registry = open_registry(load_settings())
    _log_listing(registry, "restriction list")
    rows = [
        {"other_person": row.other_person.hex() if row.other_person else None} | _facts(row)
        for row in overlays.restrictions(registry)
    ]
    tell({"restrictions": rows}, as_json, lambda: _listed("restrictions", rows))


@care_app.command("list")
def list_care(as_json: JSON = False) -> None:
    """The notes of care in force; people by keyed pseudonym."""
    from ingest.registry import open_registry, overlays
    from ingest.settings import load_settings

    registry = open_registry(load_settings())
    _log_listing(registry, "care list")
    rows = [{"carer": row.carer} | _facts(row) for row in overlays.cared_for(registry)]
    tell({"care": rows}, as_json, lambda: _listed("notes of care", rows))


@restriction_app.command("accept-loss")
def accept_loss(author: Author = OPERATOR, as_json: JSON = False) -> None:
    """What the registry holds now is right: after rows were lost and have been entered again. Publishes."""
    from ingest.settings import load_settings
    from orchestration import overlay_mark
    from orchestration.republish import republish

    settings = load_settings()
    rows = overlay_mark.accept_loss(settings, author)
    generation = republish(settings)
    told = " and ".join(f"{count} rows of {name}" for name, count in rows.items())
    tell(
        {"rows": rows, "generation": generation.number if generation else None},
        as_json,
        lambda: f"From now on, {told} are what must be there.",
    )


def _end(table: "Table", row: int, author: str, *, as_json: bool) -> None:
    from ingest.registry import open_registry, overlays
    from ingest.settings import load_settings

    settings = load_settings()
    overlays.end(open_registry(settings), table, row, author=author)
    _put_in_force(settings, row, [], as_json=as_json)


def _put_in_force(settings: "Settings", row: int, people: list[str], *, as_json: bool) -> None:
    """Note that the row is there, publish, and tell whether it is in force and of anybody who is known here."""
    from orchestration.local_knowledge import are_known
    from orchestration.overlay_mark import heed
    from orchestration.republish import republish

    heed(settings)
    generation = republish(settings)
    known = are_known(settings, people)
    facts = {
        "row": row,
        "generation": generation.number if generation else None,
        "unknown": known.count(False),
    }
    tell(facts, as_json, lambda: _in_words(facts))


def _in_words(facts: dict) -> str:
    state = "in force" if facts["generation"] else "kept; it is in force from the first publication on"
    unknown = facts["unknown"]
    warning = f" {unknown} of the numbers name nobody in the copy: are they right?" if unknown else ""
    return f"Row {facts['row']}: {state}.{warning}"


def _read(numbers: list[str], allowed: tuple[int, ...]) -> list[str]:
    from ingest.errors import ConfigurationError

    people = sys.stdin.read().split() if numbers == ["-"] else numbers
    if len(people) not in allowed or not all(map(IDENTITY_NUMBER.fullmatch, people)):
        raise ConfigurationError(
            f"Give {' or '.join(map(str, allowed))} identity numbers of eleven digits each."
        )
    if len(set(people)) < len(people):
        raise ConfigurationError("The two numbers are the same person's.")
    return people


def _kommune(number: str) -> str:
    from ingest.errors import ConfigurationError

    if not KOMMUNENUMMER.fullmatch(number):
        raise ConfigurationError("A municipality has a number of four digits.")
    return number


def _end_of(day: datetime) -> datetime:
    """The moment at which a day ends in Norway."""
    from datetime import timedelta

    return (day + timedelta(days=1)).replace(tzinfo=OSLO).astimezone(UTC)


def _log_listing(registry: object, view: str) -> None:
    from ingest.registry import access_log
    from ingest.registry.access_log import Access

    access_log.append(registry, Access("oppslag", OPERATOR, view, role=OPERATOR))


def _facts(row: object) -> dict:
    """What a row tells, without its numbers."""
    return {
        "row": row.id,
        "kommunenummer": row.kommunenummer,
        "kind": row.kind,
        "person": row.person.hex(),
        "reason": row.reason,
        "author": row.author,
        "expires_at": row.expires_at.isoformat(timespec="seconds"),
    }


def _listed(what: str, rows: list[dict]) -> "RenderableType":
    from rich.table import Table

    if not rows:
        return f"No {what} in force."
    table = Table(
        "Row", "Kommune", "Kind", "Person (keyed)", "Until", "By", "Reason", box=None, pad_edge=False
    )
    for row in rows:
        until = row["expires_at"][:10]
        person = row["person"][:SHOWN_DIGITS]
        table.add_row(
            str(row["row"]), row["kommunenummer"], row["kind"], person, until, row["author"], row["reason"]
        )
    return table
