"""`manntall protect` denies from headers alone, and `manntall protection` says where protection stands."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.printing import JSON, tell

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ingest.settings import Settings
    from ingest.urgent import Enforced

protect_app = typer.Typer()
protection_app = typer.Typer(
    help="Who is denied, and whose addresses have been purged.", no_args_is_help=True
)
EVERY = 1.0  # seconds between two sweeps


@protect_app.command()
def protect(
    watch: Annotated[bool, typer.Option("--watch", help="Go on until interrupted, every second.")] = False,
    as_json: JSON = False,
) -> None:
    """Look at the headers of all unread events and deny at once; needs no lock of a refresh that is under way."""
    from dataclasses import asdict

    from ingest.settings import load_settings
    from ingest.urgent import enforce
    from orchestration.progress import shown

    settings = load_settings()
    if watch:
        _watch(settings)
        return
    with shown() as progress:
        swept = enforce(settings, progress=progress)
    tell(asdict(swept), as_json, lambda: _told(swept))


def _watch(settings: "Settings") -> None:
    """Sweep after sweep. A FREG that does not answer, or another sweep under way, is told once and tried again."""
    import sys

    from ingest.errors import AlreadyRunningError, FregUnavailableError
    from ingest.urgent import enforce

    hasty = settings.model_copy(update={"retry_seconds": min(settings.retry_seconds, 10.0)})
    told = ""
    while True:
        try:
            swept = enforce(hasty)
        except (AlreadyRunningError, FregUnavailableError) as failure:
            if str(failure) != told:
                print(f"manntall: {failure}", file=sys.stderr, flush=True)
            told = str(failure)
        else:
            told = ""
            if swept.denials:
                print(_told(swept), flush=True)
        time.sleep(EVERY)


def _told(swept: "Enforced") -> str:
    return f"{swept.headers} headers were looked at, up to number {swept.sekvensnummer}; {swept.denials} denials."


@protection_app.command("list")
def list_denied(as_json: JSON = False) -> None:
    """The denials that no document has answered yet, by keyed pseudonym, and how many were answered."""
    from ingest.protection import DenyLedger
    from ingest.settings import load_settings

    ledger = DenyLedger(load_settings().home)
    state = ledger.state()
    facts = {
        "ledger": ledger.id,
        "position": state.position,
        "scanned": state.scanned,
        "denied": [
            {"person": person, "reason": one.reason, "sekvensnummer": one.sekvensnummer, "at": one.at}
            for person, one in sorted(state.open.items(), key=lambda item: item[1].at)
        ],
        "answered": len(state.settled),
        "protected_by_documents": len(state.covered),
    }
    tell(facts, as_json, lambda: _denied(facts))


def _denied(facts: dict) -> "RenderableType":
    from rich.console import Group
    from rich.table import Table

    table = Table("Person (keyed)", "Reason", "Event", "Since", box=None, pad_edge=False)
    for one in facts["denied"]:
        table.add_row(one["person"][:12], one["reason"], str(one["sekvensnummer"]), one["at"])
    summary = (
        f"{len(facts['denied'])} denied, {facts['protected_by_documents']} protected by their documents."
    )
    return Group(summary, table) if facts["denied"] else summary


@protection_app.command()
def purged(as_json: JSON = False) -> None:
    """Whether earlier addresses of everybody strengt fortrolig are gone. Exit code 1: something is overdue or left."""
    from dataclasses import asdict

    from ingest.lock import exclusive
    from ingest.settings import load_settings
    from orchestration.publish import published_times
    from orchestration.purge import state

    settings = load_settings()
    with exclusive(settings.home):
        found = state(settings, published_times(settings.published))
    tell(asdict(found) | {"holds": found.holds}, as_json, lambda: _purged(asdict(found)))
    if not found.holds:
        raise typer.Exit(1)


def _purged(facts: dict) -> "RenderableType":
    from rich.table import Table

    table = Table("Purge of earlier addresses", "", box=None, pad_edge=False)
    for name, words in WORDS.items():
        table.add_row(words, _in_words(facts[name]))
    return table


WORDS = {
    "pending": "people whose purge is not finished",
    "oldest_pending": "the oldest of them since",
    "is_overdue": "overdue (MANNTALL_PURGE_HOURS)",
    "purged": "people purged everywhere",
    "landed_rows": "earlier documents in landing",
    "is_warehouse_made_anew": "the warehouse file was made anew since",
    "earlier_generations": "generations from before",
    "exports_to_recall": "downloaded files to recall",
}


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)
