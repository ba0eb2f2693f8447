"""`manntall role`: which roles there are, and what each may have and why. It reads policy, and never a person."""

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.printing import JSON, tell

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

role_app = typer.Typer(help="The roles, and what each may have and why.", no_args_is_help=True)


@role_app.command("list")
def list_roles(as_json: JSON = False) -> None:
    """Every role: its legal basis, how many of the 23 opplysninger it has, and whether it is in force."""
    from ingest.role_facts import summary
    from ingest.roles import load_roles
    from ingest.settings import load_settings

    on = load_settings().list_date
    told = [summary(role, on) for role in load_roles().values()]
    tell({"dato": on.isoformat(), "roller": told}, as_json, lambda: _overview(told))


@role_app.command("show")
def show_role(
    rolle: Annotated[str, typer.Argument(help="The role's key, as `manntall role list` has it.")],
    as_json: JSON = False,
) -> None:
    """One role: purpose, legal bases, and the columns of its lists with the reason for each."""
    from ingest.role_facts import facts, known_role
    from ingest.settings import load_settings

    told = facts(known_role(rolle), load_settings().list_date)
    tell(told, as_json, lambda: _page(told))


def _overview(told: list[dict]) -> "RenderableType":
    table = _table("Rolle", "Navn", "Opplysninger", "Lovhjemmel", "Status", "I kraft")
    for role in told:
        table.add_row(
            role["rolle"],
            role["navn"],
            f"{role['n_opplysninger']} av 23",
            ", ".join(role["lovhjemmel"]),
            role["status"],
            _yes_no(role["i_kraft"]),
        )
    return table


def _page(told: dict) -> "RenderableType":
    from rich.console import Group
    from rich.table import Table

    lines = Table(show_header=False, box=None, pad_edge=False)
    lines.add_row("Formål", told["formaal"])
    lines.add_row("Tjenesteområde", f"{told['tjenesteomraade']}, {told['rettighetspakke']}")
    lines.add_row("Gyldig", _period(told))
    lines.add_row(
        "I kraft", _yes_no(told["i_kraft"]) + "".join(f"; {why}" for why in told["hvorfor_ikke_i_kraft"])
    )
    for basis in told["lovhjemmel"]:
        lines.add_row("Lovhjemmel", f"{basis['key']}: {basis['lov']} ({basis['status']}, {_period(basis)})")
    lines.add_row("Opplysninger", told["n_av_23"])
    lines.add_row("Viser til og med", told["ceiling"])
    lines.add_row("Eget oppslag", _yes_no(told["eget_oppslag"]))
    lines.add_row("Omfang", f"{told['omfang']}, for {told['konsument']}, eid av {told['eier']}")
    lines.add_row("Tilgang varer", f"{told['levetid_dager']} dager")
    return Group(f"{told['navn']} ({told['rolle']})", lines, *map(_mart, told["marter"]))


def _mart(mart: dict) -> "RenderableType":
    table = _table("Kolonne", "Opplysning", "Sensitivitet", "Hjemmel", "Grunn")
    table.title, table.title_justify = mart["mart"], "left"
    for column in mart["kolonner"]:
        told = (column[name] or "" for name in ("kolonne", "opplysning", "sensitivitet", "hjemmel", "grunn"))
        table.add_row(*told)
    return table


def _table(*headers: str) -> "Table":
    """A table whose first column is never cut, because it is what one types or looks for."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(*headers, box=SIMPLE_HEAD, pad_edge=False)
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.overflow = "fold"
    return table


def _period(told: dict) -> str:
    return f"fra {told['gyldig_fra']}" + (f" til {told['gyldig_til']}" if told["gyldig_til"] else "")


def _yes_no(value: bool) -> str:
    return "ja" if value else "nei"
