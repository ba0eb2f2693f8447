"""`manntall quarantine`: what was set aside and why, and another try. Reasons, counts and times, never a value."""

from typing import TYPE_CHECKING

import typer

from orchestration.printing import JSON, tell

if TYPE_CHECKING:
    from rich.console import RenderableType

quarantine_app = typer.Typer(
    help="Documents and events that could not be believed, and were set aside.", no_args_is_help=True
)


@quarantine_app.command("list")
def list_quarantine(as_json: JSON = False) -> None:
    """Everything that is set aside: its reason, how often it was tried, and whether it is tried on."""
    from ingest.settings import load_settings
    from orchestration.quarantine import listing

    told = listing(load_settings().home)
    tell(told, as_json, lambda: _table(told))


@quarantine_app.command()
def retry(as_json: JSON = False) -> None:
    """Ask again for everything that is set aside; what is understood now shows at the next refresh."""
    from ingest.settings import load_settings
    from orchestration.progress import shown
    from orchestration.quarantine import retry as run

    with shown() as progress:
        told = run(load_settings(), progress)
    tell(told, as_json, lambda: f"{told['understood']} understood now, {told['set_aside']} still set aside.")


def _table(told: dict) -> "RenderableType":
    from rich.table import Table

    if not told["set_aside"]:
        return "Nothing is set aside."
    table = Table("What", "Name", "Reason", "Event", "Tries", "Since", "Tried on")
    for entry in told["set_aside"]:
        table.add_row(
            entry["slag"],
            entry["navn"] or "–",
            entry["grunn"],
            str(entry["sekvensnummer"]),
            str(entry["tries"]),
            entry["first_at"],
            "no" if entry["is_given_up"] else "yes",
        )
    return table
