"""Writes the pages of docs/ that are made from code: `python -m docs.generate`. A test fails when they are stale."""

from pathlib import Path

from pydantic_core import PydanticUndefined

from ingest import catalogue
from ingest.roles import Lovhjemmel, Role, load_hjemler, load_opplysninger, load_roles
from ingest.settings import Settings

SETTINGS_PAGE = Path(__file__).with_name("settings.md")
ROLES_PAGE = Path(__file__).with_name("roles.md")


def settings_page() -> str:
    """`docs/settings.md`: every setting with its default and meaning, in the order of the code."""
    lines = [
        "# Settings",
        "",
        "Made from `ingest/settings.py` by `make docs`. Each is an environment variable; the same names without",
        "`MANNTALL_`, in lower case, may stand in a TOML file: `manntall.toml` in the working folder, or the file that",
        "`MANNTALL_SETTINGS` names.",
        "A variable wins over the file. Nothing ever prints a secret.",
        "",
        "| Variable | Default | Meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        lines.append(f"| `MANNTALL_{name.upper()}` | {_default(field.default)} | {field.description} |")
    return "\n".join(lines) + "\n"


def _default(value: object) -> str:
    is_empty = value is None or value is PydanticUndefined or not str(value)
    return "" if is_empty else f"`{value}`"


def roles_page() -> str:
    """`docs/roles.md`: by law, role and opplysning, the columns made of it. Norwegian, for a personvernombud."""
    lines = [
        "# Roller: fra lov til kolonne",
        "",
        "Laget av `vars.roles` i `dbt_project.yml` og av beskrivelsene ved siden av listene, med `make docs`.",
        "Siden sier hva hver rolle har, etter hvilken lov, hvorfor, og i hvilke kolonner det vises. Det som ikke",
        "står her, finnes ikke i noen liste. *Kursiv*: vises bare der graderingen tillater det.",
        "`manntall role show <rolle>` viser det samme, og om rollen er i kraft.",
        "",
        "| Rolle | Navn | Formål | Opplysninger | Status | Gyldig |",
        "|---|---|---|---|---|---|",
        *(
            f"| `{role.key}` | {role.navn} | {role.formaal} | {role.breadth} av 23 | {role.status} | {_period(role)} |"
            for role in load_roles().values()
        ),
    ]
    for basis in load_hjemler().values():
        lines += _law(basis)
    return "\n".join(lines) + "\n"


def _law(basis: Lovhjemmel) -> list[str]:
    given = (
        "Gir taushetsbelagte opplysninger."
        if basis.gir_taushetsbelagt
        else "Gir ikke taushetsbelagte opplysninger."
    )
    lines = [
        "",
        f"## {basis.key}",
        "",
        f"{basis.lov}. {basis.status.capitalize()}, {_period(basis)}. {given}",
    ]
    for role in load_roles().values():
        places = [place for place, hjemmel in enumerate(role.hjemler) if hjemmel == basis.key]
        if places:
            lines += ["", f"### {role.navn} (`{role.key}`)", ""]
            lines += ["| Nr | Opplysning | Grunn | Kolonner |", "|---|---|---|---|"]
            lines += [
                _opplysning(role, place) for place in sorted(places, key=lambda place: _order(role, place))
            ]
    return lines


def _order(role: Role, place: int) -> int:
    """Fiks' order, and what is outside the 23 last."""
    return load_opplysninger()[role.parts[place]].nr or len(load_opplysninger())


def _opplysning(role: Role, place: int) -> str:
    told = load_opplysninger()[role.parts[place]]
    secret = " (taushetsbelagt)" if told.taushetsbelagt else ""
    return f"| {told.nr or '–'} | {told.part}{secret} | {role.grunner[place]} | {_columns(role, told.part)} |"


def _columns(role: Role, part: str) -> str:
    """The columns of a role that are made from one opplysning, list by list."""
    found = []
    for mart in catalogue.marts().values():
        columns = [_column(column) for column in mart.columns if column.freg_felt == part]
        if mart.role == role.key and columns:
            found.append(f"`{mart.name}`: {', '.join(columns)}")
    return "<br>".join(found) or "vises ikke"


def _column(column: catalogue.Column) -> str:
    return f"*{column.name}*" if column.sensitivity == "gradert" else column.name


def _period(told: Role | Lovhjemmel) -> str:
    return f"fra {told.gyldig_fra}" + (f" til {told.gyldig_til}" if told.gyldig_til else "")


if __name__ == "__main__":
    SETTINGS_PAGE.write_text(settings_page(), encoding="utf-8")
    ROLES_PAGE.write_text(roles_page(), encoding="utf-8")
