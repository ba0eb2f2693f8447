"""`manntall prove`, the command: runs the provers on the home and on made-up worlds, and says what they found."""

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.printing import JSON, tell

if TYPE_CHECKING:
    from rich.console import RenderableType

    from provers.report import Report

prove_app = typer.Typer()


@prove_app.command()
def prove(
    seeds: Annotated[
        int, typer.Option(min=0, help="Pairs of made-up worlds to build and compare; 0 leaves them out.")
    ] = 5,
    as_json: JSON = False,
) -> None:
    """Try to find a protected person in anything the program has written. Exit code 1: something was found."""
    from ingest.lock import exclusive
    from ingest.settings import load_settings
    from orchestration.progress import shown
    from provers import prove as run

    settings = load_settings()
    with exclusive(settings.home), shown() as progress:
        report = run(settings, seeds=seeds, progress=progress)
    tell(report.as_dict(), as_json, lambda: _in_words(report))
    if not report.holds:
        raise typer.Exit(1)


def _in_words(report: "Report") -> "RenderableType":
    from rich.table import Table

    table = Table("Proof", "Tried", "Failed", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, tried, failed in report.lines():
        table.add_row(name, str(tried), str(failed))
    return table
