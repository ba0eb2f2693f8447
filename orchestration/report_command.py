"""`manntall report`: the status report of a vendor meeting as slides, PDF and HTML."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from orchestration.printing import JSON, tell

report_app = typer.Typer()


@report_app.command()
def report(
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day of the meeting. Default: the newest figures."),
    ] = None,
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder for the three files.")] = Path(),
    language: Annotated[Literal["nb", "en"], typer.Option(help="Norwegian or English.")] = "nb",
    as_json: JSON = False,
) -> None:
    """The status report of a vendor meeting, from the published figures of use: PPTX, PDF and HTML."""
    from ingest.reporting import marts, writers
    from ingest.reporting.status import build
    from ingest.settings import load_settings

    made = build(marts.published(load_settings().home), date.date() if date else None, language)
    files = writers.write_all(made, out)
    told = {"per_dato": made.day.isoformat(), "files": [str(file) for file in files]}
    tell(told, as_json, lambda: "\n".join([f"Figures as of {told['per_dato']}:", *told["files"]]))
