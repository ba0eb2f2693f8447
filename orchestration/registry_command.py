"""`manntall registry`: whether the access log is whole, and who has been shown somebody."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.printing import JSON, tell

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ingest.registry.access_log import Verdict

registry_app = typer.Typer(help="What people decided, and who was shown what.", no_args_is_help=True)
OPERATOR = "operatoer"


@registry_app.command()
def verify(as_json: JSON = False) -> None:
    """Hold the access log against its chain and its anchors. Exit code 1: it is not as it was written."""
    from ingest.registry import access_log, open_registry
    from ingest.settings import load_settings

    verdict = access_log.verify(open_registry(load_settings()))
    facts = {"entries": verdict.entries, "faults": list(verdict.faults)}
    tell(facts, as_json, lambda: _in_words(verdict))
    if verdict.faults:
        raise typer.Exit(1)


@registry_app.command()
def recall(
    numbers: Annotated[
        list[str],
        typer.Argument(
            help="Every number that the person has had, or `-` to read them from standard input, one a line, "
            "where no process list shows them."
        ),
    ],
    as_json: JSON = False,
) -> None:
    """Who was shown somebody, and which files that show them have not expired. Every use is logged."""
    from ingest.registry import access_log, exports, open_registry
    from ingest.registry.access_log import Access
    from ingest.settings import load_settings

    registry = open_registry(load_settings())
    sought = sys.stdin.read().split() if numbers == ["-"] else numbers
    access = Access("oppslag", OPERATOR, "recall", role=OPERATOR)
    access_log.append(registry, access, access_log.pseudonyms(registry, sought))
    shown = [
        {"at": entry.at.isoformat(timespec="seconds")}
        | {name: getattr(entry, name) for name in ("hendelse", "who", "kommunenummer", "view")}
        for entry in access_log.disclosures(registry, sought)
    ]
    files = [
        {
            "at": file.at.isoformat(timespec="seconds"),
            "expires_at": file.expires_at.isoformat(timespec="seconds"),
        }
        | {name: getattr(file, name) for name in ("who", "file_name", "sha256")}
        for file in exports.recall(registry, sought)
    ]
    tell({"shown": shown, "files": files}, as_json, lambda: _lists(shown, files))


def _in_words(verdict: "Verdict") -> str:
    if not verdict.faults:
        return f"The access log is whole: {verdict.entries} entries."
    return "\n".join(["The access log is not as it was written:", *verdict.faults])


def _lists(shown: list[dict], files: list[dict]) -> "RenderableType":
    from rich.console import Group

    return Group(
        *_table("Shown", ("When", "What", "Who", "Kommune", "Page"), shown),
        *_table("Files to recall", ("When", "Until", "Who", "File", "SHA-256"), files),
    )


def _table(title: str, headers: tuple[str, ...], rows: list[dict]) -> "list[RenderableType]":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    if not rows:
        return [f"{title}: none."]
    table = Table(*headers, box=SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    for row in rows:
        table.add_row(*map(str, row.values()))
    return [table]
