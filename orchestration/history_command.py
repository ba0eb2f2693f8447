"""`manntall history`, the command: as known on one day, about another. Every use is an entry of the access log."""

import sys
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from orchestration.printing import JSON, tell

if TYPE_CHECKING:
    from rich.console import RenderableType

    from orchestration.history import Period

history_app = typer.Typer()
OPERATOR = "operatoer"
OSLO = ZoneInfo("Europe/Oslo")
NOT_SHOWN = "Not shown: not known here, nothing known of that day, or protected."


@history_app.command()
def history(
    foedselsnummer: Annotated[
        str,
        typer.Argument(
            help="The number, or `-` to read it from standard input, where no process list shows it."
        ),
    ],
    *,
    about: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day that is asked about.")],
    known: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="As FREG knew it at the end of this day.")
    ],
    as_json: JSON = False,
) -> None:
    """Where somebody lived and what they were called on a day, as it was known on another. For operators; logged."""
    from ingest.errors import ConfigurationError
    from ingest.identifiers import has_eleven_digits
    from ingest.registry import access_log, open_registry
    from ingest.registry.access_log import Access
    from ingest.settings import load_settings
    from orchestration.history import history as run

    number = sys.stdin.readline().strip() if foedselsnummer == "-" else foedselsnummer
    if not has_eleven_digits(number):
        raise ConfigurationError("A fødselsnummer or d-nummer has eleven digits; nothing was looked up.")
    settings = load_settings()
    registry = open_registry(settings)
    access = Access("oppslag", OPERATOR, "history", role=OPERATOR, columns=("bostedsadresse", "navn"))
    access_log.append(registry, access, access_log.pseudonyms(registry, [number]))
    day_after = datetime.combine(known.date() + timedelta(days=1), time(), OSLO)
    periods = [
        period
        for period in run(settings, number, day_after - timedelta(microseconds=1))
        if period.holds(about.date())
    ]
    tell({"periods": [_facts(period) for period in periods]}, as_json, lambda: _table(periods))


def _facts(period: "Period") -> dict:
    return {
        "element": period.element,
        "valid_from": str(period.valid_from) if period.valid_from else None,
        "valid_to": str(period.valid_to) if period.valid_to else None,
        "kommunenummer": period.kommunenummer,
        "text": period.text,
        "postnummer": period.postnummer,
    }


def _table(periods: "list[Period]") -> "RenderableType":
    from rich.table import Table

    if not periods:
        return NOT_SHOWN
    table = Table("What", "From", "To", "Kommune", "Text", "Postnummer", box=None, pad_edge=False)
    for period in periods:
        table.add_row(*(value or "-" for value in _facts(period).values()))
    return table
