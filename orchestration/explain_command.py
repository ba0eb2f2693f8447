"""`manntall explain`, the command: where the number comes from, and how the findings are printed."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.printing import JSON, tell

if TYPE_CHECKING:
    from rich.console import RenderableType

    from orchestration.explain import Finding

explain_app = typer.Typer()


@explain_app.command()
def explain(
    foedselsnummer: Annotated[
        str,
        typer.Argument(
            help="The number, or `-` to read it from standard input, where no process list shows it."
        ),
    ],
    role: Annotated[str, typer.Option(help="The role's key, as `manntall role list` has it.")],
    as_json: JSON = False,
) -> None:
    """Why a person is shown to a role or hidden from it, by rule number. For operators; every use is logged."""
    from ingest.settings import load_settings
    from orchestration.explain import as_facts
    from orchestration.explain import explain as run

    number = sys.stdin.readline().strip() if foedselsnummer == "-" else foedselsnummer
    findings = run(load_settings(), number, role)
    tell(as_facts(role, findings), as_json, lambda: _table(findings))


def _table(findings: "list[Finding]") -> "RenderableType":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table("Gjelder", "Utfall", "Regel", "Forklaring", box=SIMPLE_HEAD, pad_edge=False)
    for finding in findings:
        table.add_row(finding.gjelder, finding.utfall, finding.regel, finding.forklaring)
    return table
