"""Every list has what its role is allowed, uses it, and shares no technical key with another role's list.

Sources: fiks.md 3.4; macros/marts.sql for the columns that several lists have.
"""

from collections import defaultdict
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from ingest.roles import load_roles

# What a role has and none of its columns shows, and why it has it.
SELECTS = "decides who is in the list"
HIDES = "decides what is hidden, and is never told"
UNSEEN = {
    ("oppvekst", "adressebeskyttelse"): HIDES,
    (
        "oppvekst",
        "oppholdsadresse",
    ): "the columns of the bostedsadresse hold it where tilknytning says opphold",
    ("oppvekst", "familierelasjon"): "tells which holder of foreldreansvar is mother and which is father",
    ("barnehage", "adressebeskyttelse"): HIDES,
    ("barnehage", "familierelasjon"): "tells which holder of foreldreansvar is mother and which is father",
    ("sfo", "adressebeskyttelse"): HIDES,
    ("sfo", "status"): SELECTS,
    ("skole", "adressebeskyttelse"): HIDES,
    ("skole", "status"): SELECTS,
    ("skole", "oppholdsadresse"): "the columns of the bostedsadresse hold it where tilknytning says opphold",
    ("skole", "familierelasjon"): "tells which holder of foreldreansvar is mother and which is father",
    (
        "skole",
        "historikk",
    ): "earlier addresses and names are for single cases, by a look-up and not in a list",
    ("helsestasjon", "adressebeskyttelse"): HIDES,
    ("helsestasjon", "status"): SELECTS,
    ("helsestasjon", "familierelasjon"): "tells which holder of foreldreansvar is mother and which is father",
    ("doedsfall", "adressebeskyttelse"): HIDES,
    ("doedsfall", "status"): SELECTS,
    ("doedsfall", "historikk"): "the last residence of the dead is no longer current",
    ("barnevern", "adressebeskyttelse"): HIDES,
    (
        "barnevern",
        "oppholdsadresse",
    ): "the columns of the bostedsadresse hold it where tilknytning says opphold",
    ("vaksinasjon", "adressebeskyttelse"): HIDES,
    ("smittesporing", "adressebeskyttelse"): HIDES,
    ("smittesporing", "status"): SELECTS,
    ("innkreving", "postadresseIUtlandet"): "not fetched before the role is confirmed, and no list shows it",
    ("valg", "status"): SELECTS,
}
FIGURES = "planlegging"  # no persons: its figures are proven by themselves

# What an SFO may not know, by the row of fiks.md 3.4 rather than by our own policy.
FORBIDDEN = {
    "sfo": {"kjoenn", "statsborgerskap", "tilknytning", "post_adresse"},
    "barnehage": {"statsborgerskap", "utenlandsk_personidentifikasjon", "tilknytning"},
    "vaksinasjon": {"skolekrets", "foreldreansvarstype", "statsborgerskap", "post_adresse"},
    "valg": {"kjoenn", "skolekrets", "post_adresse", "foreldreansvarstype"},
    "smittesporing": {"kjoenn", "navn", "mellomnavn", "skolekrets", "personstatus"},
    "doedsfall": {"kjoenn", "foedselsdato", "adresse"},
    "test_begrenset_parts": {"foedselsdato", "kjoenn", "adresse", "personstatus"},
}


@pytest.fixture(scope="module")
def marts(models: dict[str, dict]) -> dict[str, dict[str, dict[str, dict]]]:
    """For each role and list of persons, the meta of each column."""
    found: dict[str, dict[str, dict[str, dict]]] = defaultdict(dict)
    for name, node in models.items():
        role = name.removeprefix("mart_").split("__")[0]
        if name.startswith("mart_") and role != FIGURES and "utbredelse" not in node["tags"]:
            found[role][name] = {column: told["config"]["meta"] for column, told in node["columns"].items()}
    return dict(found)


def test_every_role_has_a_list(marts: dict) -> None:
    assert set(marts) | {FIGURES} == set(load_roles())


def test_a_list_has_the_columns_of_its_contract(outcomes: tuple[Path, dict[str, str]], marts: dict) -> None:
    home, _ = outcomes
    built = defaultdict(set)
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as connection:
        query = "select table_schema, table_name, column_name from information_schema.columns"
        for schema, table, column in connection.execute(query).fetchall():
            built[schema, table].add(column)
    for role, lists in marts.items():
        for name, columns in lists.items():
            assert built[f"mart_{role}", name] == set(columns), name


def test_every_column_is_of_a_part_that_the_role_has(marts: dict) -> None:
    for role, lists in marts.items():
        shown = {meta["freg_felt"] for columns in lists.values() for meta in columns.values()}
        assert shown <= set(load_roles()[role].parts), role


def test_what_is_not_in_the_catalogue_row_of_a_role_is_in_none_of_its_lists(marts: dict) -> None:
    for role, forbidden in FORBIDDEN.items():
        for name, columns in marts[role].items():
            assert not forbidden & set(columns), name


def test_every_part_of_a_role_is_a_column_or_has_a_reason(marts: dict) -> None:
    unused = set()
    for role, lists in marts.items():
        shown = {meta["freg_felt"] for columns in lists.values() for meta in columns.values()}
        unused |= {(role, part) for part in load_roles()[role].parts if part not in shown}
    assert unused == set(UNSEEN)


def test_lists_of_two_roles_share_no_technical_key_but_the_number_in_use(
    outcomes: tuple[Path, dict[str, str]], marts: dict
) -> None:
    """No column but the numbers of FREG has a value of its own in every row of two roles' lists."""
    home, _ = outcomes
    keys: dict[str, set[str]] = {}
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as connection:
        for role, lists in marts.items():
            keys[role] = {
                column
                for name, columns in lists.items()
                for column in columns
                if is_key(connection, f'"mart_{role}"."{name}"', column)
            }
    shared = {column for one, other in combinations(keys.values(), 2) for column in one & other}
    assert shared <= {"foedselsnummer"}


def is_key(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    """True when no two persons of a list that is long enough to tell share a value of the column."""
    query = f'select count(*), count("{column}"), count(distinct "{column}") from {table}'  # noqa: S608
    ((rows, values, distinct),) = connection.execute(query).fetchall()
    return rows >= 20 and rows == values == distinct
