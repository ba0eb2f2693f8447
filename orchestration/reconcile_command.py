"""`manntall reconcile`: is the copy still what the register says? What is not is repaired and published."""

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.printing import JSON, tell

if TYPE_CHECKING:
    from rich.console import RenderableType

    from orchestration.reconcile import Outcome

reconcile_app = typer.Typer()


@reconcile_app.command()
def reconcile(
    sample: Annotated[
        int | None, typer.Option(min=1, help="Compare so many people, picked by chance. Default: 1000.")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help="Compare everybody, and find whom the copy lacks by fresh extracts.")
    ] = False,
    approve: Annotated[
        bool,
        typer.Option(
            "--approve",
            help="Say that FREG is right though far fewer people are in it: valid for the next run, within a day.",
        ),
    ] = False,
    as_json: JSON = False,
) -> None:
    """Compare the copy with the register, field by field; repair and publish what has drifted."""
    from ingest.errors import ConfigurationError
    from ingest.settings import load_settings
    from orchestration import reconcile as work
    from orchestration.progress import shown

    if sum((sample is not None, everybody, approve)) > 1:
        raise ConfigurationError("Give one of --sample, --all and --approve.")
    settings = load_settings()
    if approve:
        work.approve(settings)
        tell(
            {"approved": True}, as_json, lambda: "The next run may use what FREG answers, whoever is missing."
        )
        return
    with shown() as progress:
        outcome = work.run(settings, sample=None if everybody else sample or work.SAMPLE, progress=progress)
    tell(outcome.summary(), as_json, lambda: _in_words(outcome))


def _in_words(outcome: "Outcome") -> "RenderableType":
    from rich.console import Group
    from rich.table import Table

    facts = outcome.summary()
    line = f"{facts['checked']} people compared: {facts['drifted']} had drifted and were repaired, "
    line += f"{facts['late']} have news that will come by the event list."
    table = Table("Field", "People")
    table.columns[1].justify = "right"
    for name, people in facts["fields"].items():
        table.add_row(name, str(people))
    shown = [f"Generation {facts['generation']} is published."] if facts["generation"] else []
    return Group(line, *shown, *([table] if facts["fields"] else []))
