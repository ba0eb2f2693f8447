"""`manntall usage`: reads who uses the service and publishes its figures; tells which rows of a source were refused."""

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.printing import JSON, tell

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from orchestration.utbredelse import UsageRefresh

usage_app = typer.Typer(help="Who uses the service, and where: the figures of use.", no_args_is_help=True)


@usage_app.command("refresh")
def refresh_command(
    full: Annotated[bool, typer.Option("--full", help="Read the whole audit log again.")] = False,
    as_json: JSON = False,
) -> None:
    """Read every source of usage, build and publish. Exit code 1: a source could not be read."""
    from ingest.settings import load_settings
    from orchestration.progress import shown
    from orchestration.utbredelse import refresh_usage

    with shown() as progress:
        result = refresh_usage(load_settings(), full=full, progress=progress)
    tell(result.summary(), as_json, lambda: _refreshed(result))
    if result.landed.faults:
        raise typer.Exit(1)


@usage_app.command("refused")
def refused_command(
    kilde: Annotated[str, typer.Argument(help="The source; left out, all.")] = "", as_json: JSON = False
) -> None:
    """The rows that the last reading refused: file, row number, column and reason, and never what stood there."""
    from ingest.errors import ConfigurationError
    from ingest.settings import load_settings
    from ingest.usage.store import UsageStore
    from ingest.usage.tables import TABLES

    if kilde and kilde not in TABLES:
        raise ConfigurationError(f"There is no such source of usage; it is one of {', '.join(TABLES)}.")
    refused = UsageStore.of(load_settings()).all_refused([kilde] if kilde else list(TABLES))
    tell({"refused": refused}, as_json, lambda: _refused(refused))


def _refreshed(result: "UsageRefresh") -> "RenderableType":
    from rich.console import Group

    table = _table("Source", "Rows", "Refused", "")
    for column in table.columns[1:3]:
        column.justify = "right"
    for kilde, state in result.landed.sources.items():
        table.add_row(kilde, str(state.rows), str(state.refused), state.fault)
    told = f"Generation {result.published.number} of the figures of use is published."
    return Group(told, table, "`manntall usage refused` names every row that was refused, and why.")


def _refused(rows: list[dict]) -> "RenderableType":
    table = _table("Source", "File", "Row", "Column", "Reason")
    for row in rows:
        table.add_row(*(str(row[name] or "") for name in ("kilde", "fil", "rad", "felt", "grunn")))
    return table if rows else "Nothing was refused."


def _table(*headers: str) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    return Table(*headers, box=SIMPLE_HEAD, pad_edge=False)
