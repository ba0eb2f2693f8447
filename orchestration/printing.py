"""How a command prints what it found: one JSON object for machines, or a text or table for people."""

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType

JSON = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]


def tell(facts: dict, as_json: bool, in_words: "Callable[[], RenderableType]") -> None:
    """Print the facts for a machine, or what `in_words` makes of them for a person."""
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    from rich.console import Console

    Console(highlight=False, soft_wrap=not sys.stdout.isatty()).print(in_words())
