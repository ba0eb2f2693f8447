"""The catalogue of roles as tables: law, role, opplysning and column, two roles side by side, and what nobody looks at.

It reads policy, and never a person.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache

import polars as pl

from dashboards.language import Words
from ingest.role_facts import facts
from ingest.roles import gate_parts, load_opplysninger, load_roles

DAYS_LOOKED_BACK = 90
COMPARED = ("tjenesteomraade", "rettighetspakke", "bruksomraader", "ceiling", "eget_oppslag", "levetid_dager")


@cache
def known(on: date) -> dict[str, dict]:
    """All there is to tell of every role on a day, by its key."""
    return {key: facts(role, on) for key, role in load_roles().items()}


def overview(roles: Mapping[str, dict], say: Words) -> pl.DataFrame:
    """One row a role."""
    return _table(
        say,
        ("rolle", "tjenesteomraade", "opplysninger", "lovhjemmel", "status", "i_kraft"),
        [
            (
                role["navn"],
                role["tjenesteomraade"],
                role["n_av_23"],
                ", ".join(basis["key"] for basis in role["lovhjemmel"]),
                role["status"],
                yes_no(role["i_kraft"], say),
            )
            for role in roles.values()
        ],
    )


def ways(roles: Mapping[str, dict], say: Words) -> pl.DataFrame:
    """Law, role, opplysning, list, column: one row a column, and one for an opplysning that no column is made from."""
    return _table(
        say,
        ("lovhjemmel", "rolle", "opplysning", "taushetsbelagt", "grunn", "liste", "kolonne"),
        [
            (
                part["hjemmel"],
                role["navn"],
                part["opplysning"],
                yes_no(part["taushetsbelagt"], say),
                part["grunn"],
                "" if mart is None else say.or_else(f"mart.{mart}", mart),
                say("roller.no_column") if column is None else column,
            )
            for role in roles.values()
            for part in role["opplysninger"]
            for mart, column in _columns(role, part["opplysning"]) or [(None, None)]
        ],
    )


def compared(one: dict, other: dict, say: Words) -> pl.DataFrame:
    """Every opplysning that one of two roles has, and which of them; then how they differ otherwise."""
    ours, theirs = ({part["opplysning"] for part in role["opplysninger"]} for role in (one, other))
    parts = [
        (part, yes_no(part in ours, say), yes_no(part in theirs, say))
        for part in load_opplysninger()
        if part in ours | theirs
    ]
    rules = [(say(f"roller.{name}"), _told(one[name], say), _told(other[name], say)) for name in COMPARED]
    headings = [say("roller.opplysning"), one["navn"], other["navn"]]
    return pl.DataFrame([*parts, *rules], schema=headings, orient="row")


def over_collection(roles: Mapping[str, dict], seen: Mapping[str, set[str]], say: Words) -> pl.DataFrame:
    """Of each role in force, the opplysninger that it has, and those that nobody has come to see.

    Args:
        seen: by role, the columns that somebody was shown lately.
    """
    return _table(
        say,
        ("rolle", "opplysninger_i_rollen", "sett", "ikke_sett", "uten_kolonne"),
        [
            (
                role["navn"],
                len(role["opplysninger"]),
                len(has - unseen - without),
                ", ".join(sorted(unseen)),
                ", ".join(sorted(without - set(gate_parts()))),
            )
            for role in roles.values()
            if role["i_kraft"]
            for has, unseen, without in [_use(role, seen.get(role["rolle"], set()))]
        ],
    )


def _use(role: dict, seen: set[str]) -> tuple[set[str], set[str], set[str]]:
    """The opplysninger of a role, those whose columns nobody was shown, and those that have no column."""
    columns = {
        part["opplysning"]: {column for _, column in _columns(role, part["opplysning"])}
        for part in role["opplysninger"]
    }
    without = {part for part, names in columns.items() if not names}
    unseen = {part for part, names in columns.items() if names and not names & seen}
    return set(columns), unseen, without


def _columns(role: dict, part: str) -> list[tuple[str, str]]:
    return [
        (mart["mart"], column["kolonne"])
        for mart in role["marter"]
        for column in mart["kolonner"]
        if column["opplysning"] == part
    ]


def yes_no(value: bool, say: Words) -> str:
    return say("roller.yes") if value else say("roller.no")


def _told(value: object, say: Words) -> str:
    if isinstance(value, bool):
        return yes_no(value, say)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _table(say: Words, names: tuple[str, ...], rows: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=[say(f"roller.{name}") for name in names], orient="row")
