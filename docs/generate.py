"""Writes the pages of docs/ that are made from code: `python -m docs.generate`. A test fails when they are stale."""

from pathlib import Path

import yaml
from pydantic_core import PydanticUndefined

from ingest import catalogue
from ingest.roles import DBT_PROJECT, Lovhjemmel, Role, load_hjemler, load_opplysninger, load_roles
from ingest.settings import Settings

SETTINGS_PAGE = Path(__file__).with_name("settings.md")
ROLES_PAGE = Path(__file__).with_name("roles.md")
USAGE_PAGE = Path(__file__).with_name("utbredelse.md")
USAGE_MARTS = DBT_PROJECT / "models" / "utbredelse" / "marts"

USAGE_HEAD = """# Utbredelse: what each figure counts

Made from the contracts in `dbt_project/models/utbredelse/marts/` by `make docs`. `manntall usage refresh` reads the
sources ([usage.md](usage.md)), builds the marts in `<home>/utbredelse/warehouse.duckdb` and publishes one Parquet
file of each in `<home>/utbredelse/published/`; `status.json` beside them tells of the sources. Every figure is
compared, cell by cell, with what plain Python works out from the landed sources (`tests/usage_oracle/`).

## What holds for all of them

- **A use** is a look-up, a list or an event call in production that went well (2xx). Verification, the test
  environment and the monitoring of KS itself (organisation 971032146) are left out; so are demonstration tenants.
  County authorities stand in a mart of their own.
- **Municipalities** have today's number in every year. A tenant that was renumbered goes on; Ålesund (1507) goes on
  as 1508, and Haram (1580) begins on 1 January 2024. The denominator is 356 municipalities until 2023 and 357
  since, and their inhabitants on 1 January of the year, or the nearest year that is known.
- **In force** is what begins by the day and ends after it: the day on which an agreement, role or access ended is
  the first without it. `gyldig_til` of an access is its last day.
- **The last 30 days** end with the day itself. The series begins with the month in which the audit log begins, so
  its first 30 days know less than they should.
- **Months** are of figures on their last day, or on the figures' day in the newest (`er_siste`); a sum of a month
  that is not over is not held against the one before.
- **Fewer than 5 persons** are never shown, zero among them, nor what they could be worked out from. The country,
  its counties, their municipalities and their service areas are one tree: where a part hides, the next smallest
  hide with it until what hides comes to 5, and parts of what hides, hide. The service areas of the whole country
  are a second whole, shown only where at least two hidden municipalities of 5 together lie beneath. Of accesses it
  is those who hold them that are counted, and a part (dormant, say) is shown only where the rest is of 5 persons
  too.
- **The SCIM switch-over** ends all person accesses of a tenant. Such months are marked (`scim_overganger`,
  `scim_overgang`, `avsluttet_av_scim`) and are no loss of users.

Where `fiks.md` 6.2 leaves something open: an access sleeps only once it is 90 days old; the share of systems on
events is of those in production, since a planned one is updated by nothing; an active person needs a search or
profile that went well."""


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


def usage_page() -> str:
    """`docs/utbredelse.md`: what each figure of use counts, from the contracts of the marts."""
    lines = USAGE_HEAD.splitlines()
    for file in sorted(USAGE_MARTS.glob("_utbredelse_*.yml")):
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
            lines += [
                "",
                f"## {model['name'].removeprefix('mart_utbredelse__')}",
                "",
                _in_line(model["description"]),
                "",
            ]
            lines += ["| Column | Type | Meaning |", "|---|---|---|"]
            lines += [
                f"| `{column['name']}` | {column['data_type']} | {_in_line(column['description'])} |"
                for column in model["columns"]
            ]
    return "\n".join(lines) + "\n"


def _in_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    SETTINGS_PAGE.write_text(settings_page(), encoding="utf-8")
    ROLES_PAGE.write_text(roles_page(), encoding="utf-8")
    USAGE_PAGE.write_text(usage_page(), encoding="utf-8")
