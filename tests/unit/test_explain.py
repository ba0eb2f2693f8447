"""`manntall explain`: the rule that hides or shows, no data in the answer, and the log before the answer.

On a warehouse of the few tables it reads, written by hand; tests/dbt/test_explain.py asks a built one.
"""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from ingest.errors import ConfigurationError, ManntallError
from ingest.settings import Settings
from orchestration import explain as explaining
from orchestration.cli import app
from orchestration.explain import STRENGT, UNKNOWN, UNKNOWN_PERSON, explain, row_of_gradings
from orchestration.warehouse import Counts, Warehouse

TODAY = date(2026, 6, 15)
CHILD, FORMER, NEIGHBOUR, HIDDEN, ODD, RELATION, STRANGER, SECOND_HOME = (
    f"{day:02}81100000{digit}" for digit, day in enumerate(range(11, 19))
)
U, K, F, S, X = "ugradert", "klientadresse", "fortrolig", "strengtFortrolig", "ukjent"
TABLES = f"""
    create schema intermediate; create schema mart_oppvekst;
    create table intermediate.int_persons__identifiers as from (values
        ('{CHILD}', '{CHILD}'), ('{FORMER}', '{CHILD}'), ('{NEIGHBOUR}', '{NEIGHBOUR}'), ('{HIDDEN}', '{HIDDEN}'),
        ('{ODD}', '{ODD}'), ('{RELATION}', '{RELATION}'), ('{SECOND_HOME}', '{SECOND_HOME}')
    ) as t (identifikator, person);
    create table intermediate.int_persons__current as from (values
        ('{CHILD}', true, true, false, '{U}'), ('{NEIGHBOUR}', true, true, false, '{U}'),
        ('{HIDDEN}', true, true, false, '{S}'), ('{ODD}', true, false, false, '{X}'),
        ('{RELATION}', false, true, false, '{F}'), ('{SECOND_HOME}', true, true, false, '{U}')
    ) as t (person, is_in_scope, is_resident, is_doed, gradering);
    create table intermediate.int_persons__graded as select person, gradering from intermediate.int_persons__current;
    create table intermediate.int_addresses__current as from (values
        ('{CHILD}', 'bosted', '{U}'), ('{CHILD}', 'opphold', '{K}'), ('{NEIGHBOUR}', 'bosted', '{U}'),
        ('{SECOND_HOME}', 'delt_bosted', '{U}')
    ) as t (person, adressetype, gradering);
    create table intermediate.int_addresses__graded as select * from intermediate.int_addresses__current;
    create table intermediate.int_gate__adresser as from (values
        ('{CHILD}', 'bosted', '{F}'), ('{CHILD}', 'opphold', '{F}'), ('{NEIGHBOUR}', 'bosted', '{K}'),
        ('{SECOND_HOME}', 'delt_bosted', '{F}')
    ) as t (person, adressetype, gradering);
    create table intermediate.int_children__related as from (values
        ('{CHILD}', true, '{F}'), ('{SECOND_HOME}', true, '{F}')
    ) as t (child, is_parent, gradering);
    create table intermediate.int_gate__foreldreansvar as from (values
        ('{CHILD}', 'opplysninger_ikke_tilgjengelige', 'vist')
    ) as t (child, ansvarlig_1_tilstand, ansvarlig_2_tilstand);
    create table intermediate.int_persons__protected_homes as from (values ('{CHILD}')) as t (person);
    create table mart_oppvekst.mart_oppvekst__barn as from (values ('{CHILD}')) as t (foedselsnummer);
"""  # noqa: S608


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home with that warehouse; one list of the role is there."""
    found = Settings(home=tmp_path / "home", dato=TODAY)
    warehouse = Warehouse(found)
    warehouse.prepare()
    with duckdb.connect(str(found.warehouse)) as connection:
        connection.execute(TABLES)
    warehouse._write(Counts("", "2026-06-15", 0, 6, {}))
    lists = explaining.catalogue.marts()
    kept = {name: mart for name, mart in lists.items() if name == "mart_oppvekst__barn"}
    monkeypatch.setattr(explaining.catalogue, "marts", lambda: kept)
    return found


def rules(settings: Settings, number: str, role: str = "oppvekst") -> dict[str, tuple[str, str]]:
    return {one.gjelder: (one.utfall, one.regel) for one in explain(settings, number, role)}


def test_a_child_with_a_protected_parent_has_its_home_hidden_by_r3(settings: Settings) -> None:
    assert rules(settings, CHILD) == {
        "person": ("klasse U", "5.2 rad 1, 2"),
        "mart_oppvekst__barn": ("står i listen", "5.3"),
        "bosted": ("skjules", "R3"),
        "opphold": ("skjules", "R3"),
        "ansvarlig_1": ("nøytral tilstand", "R4, R7"),
        "ansvarlig_2": ("vises", "5.3"),
        "flyttinger": ("skjules", "R9"),
    }


def test_an_earlier_number_leads_to_the_same_answer_and_pseudonym(settings: Settings) -> None:
    assert explain(settings, FORMER, "oppvekst") == explain(settings, CHILD, "oppvekst")
    first, second = log(settings)
    assert first["person"] == second["person"]


def test_whoever_shares_a_dwelling_with_somebody_protected_is_hidden_by_prv_06(settings: Settings) -> None:
    told = rules(settings, NEIGHBOUR)
    assert told["bosted"] == ("skjules", "PRV-06")
    assert told["mart_oppvekst__barn"] == ("står ikke i listen", "utvalg")


def test_a_second_home_hides_for_a_parents_sake_by_r6(settings: Settings) -> None:
    assert rules(settings, SECOND_HOME)["delt_bosted"] == ("skjules", "R6")


def test_somebody_strengt_fortrolig_is_in_nothing_and_nothing_more_is_told(settings: Settings) -> None:
    assert rules(settings, HIDDEN) == {
        "person": ("klasse S", "5.2 rad 17"),
        "mart_oppvekst__barn": ("står ikke i listen", "5.3 klasse S"),
    }


def test_an_unknown_grading_is_a_class_of_its_own(settings: Settings) -> None:
    assert rules(settings, ODD)["person"] == ("klasse X", "5.2 rad 23")


def test_somebody_unknown_and_somebody_outside_get_the_same_words(settings: Settings) -> None:
    assert (
        explain(settings, STRANGER, "oppvekst") == explain(settings, RELATION, "oppvekst") == [UNKNOWN_PERSON]
    )


def test_a_role_that_is_not_in_force_hears_that_first(settings: Settings) -> None:
    first = explain(settings, STRANGER, "innkreving")[0]
    assert (first.gjelder, first.utfall, first.regel) == ("rolle", "ikke publisert", "status")


RANKS = {U: 0, K: 1, F: 2, S: STRENGT, X: UNKNOWN, None: None}


@pytest.mark.parametrize(
    ("person", "address", "row"),
    [
        *((U, address, row) for address, row in ((U, 1), (K, 2), (F, 3), (S, 4), (None, 5), (X, 6))),
        *((K, address, row) for address, row in ((U, 7), (K, 7), (None, 7), (F, 8), (S, 9), (X, 10))),
        *((F, address, row) for address, row in ((U, 11), (K, 12), (F, 13), (S, 14), (None, 15), (X, 16))),
        *((S, address, row) for address, row in ((None, 17), (U, 19), (K, 20), (F, 20), (S, 21), (X, 22))),
        *((X, address, 23) for address in (U, K, F, S, X, None)),
    ],
)
def test_every_row_of_the_table_is_found_by_its_gradings(person: str, address: str | None, row: int) -> None:
    assert row_of_gradings(RANKS[person], RANKS[address]) == row


def test_the_open_postal_address_of_somebody_strengt_fortrolig_is_row_18() -> None:
    assert row_of_gradings(STRENGT, 0, "post") == 18


def test_every_use_is_logged_in_private_without_the_number(settings: Settings) -> None:
    explain(settings, CHILD, "oppvekst")
    (entry,) = log(settings)
    assert entry["rolle"] == "oppvekst"
    assert entry["bruker"] and entry["tid"]
    assert "R3" in entry["regler"]
    assert re.fullmatch(r"[0-9a-f]{64}", entry["person"])
    for file in (settings.home / "logs").iterdir():
        assert file.stat().st_mode & 0o077 == 0
        assert CHILD.encode() not in file.read_bytes()


def test_the_pseudonym_is_another_one_in_another_home(settings: Settings, tmp_path: Path) -> None:
    explain(settings, CHILD, "oppvekst")
    (settings.home / "logs" / "explain.key").unlink()
    explain(settings, CHILD, "oppvekst")
    first, second = log(settings)
    assert first["person"] != second["person"]


def test_nothing_is_answered_when_it_cannot_be_logged(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(explaining, "_append_synced", full)
    result = invoke(settings, CHILD)
    assert isinstance(result.exception, OSError)
    assert result.stdout == ""


def log(settings: Settings) -> list[dict]:
    lines = (settings.home / "logs" / "explain.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def invoke(settings: Settings, *arguments: str, **options: str):
    home = {"MANNTALL_HOME": str(settings.home), "MANNTALL_DATO": str(TODAY), "COLUMNS": "200"}
    return CliRunner().invoke(app, ["explain", *arguments, "--role", "oppvekst"], env=home, **options)


def test_the_command_tells_rules_and_never_the_number(settings: Settings) -> None:
    by_argument, by_input = invoke(settings, CHILD), invoke(settings, "-", input=f"{CHILD}\n")
    assert by_argument.exit_code == by_input.exit_code == 0, by_argument.exception
    assert by_argument.stdout == by_input.stdout
    assert "R3" in by_argument.stdout
    assert not re.search(r"\d{6,}", by_argument.stdout)
    told = json.loads(invoke(settings, CHILD, "--json").stdout)
    assert {finding["regel"] for finding in told["funn"]} >= {"R3", "R9", "5.2 rad 1, 2"}


@pytest.mark.parametrize(
    ("number", "role", "error"),
    [
        ("123", "oppvekst", ConfigurationError),
        (CHILD + "1", "oppvekst", ConfigurationError),
        (CHILD, "kino", ConfigurationError),
    ],
)
def test_wrong_use_is_told_without_the_number(
    settings: Settings, number: str, role: str, error: type
) -> None:
    with pytest.raises(error) as failure:
        explain(settings, number, role)
    assert number not in str(failure.value)
    assert failure.value.exit_code == 2
    assert not (settings.home / "logs").exists()


def test_without_a_whole_warehouse_there_is_nothing_to_explain(settings: Settings, tmp_path: Path) -> None:
    warehouse = Warehouse(settings)
    warehouse._write(replace(warehouse.counts(), persons=None))
    for one in (settings, Settings(home=tmp_path / "empty", dato=TODAY)):
        with pytest.raises(ManntallError, match="manntall refresh"):
            explain(one, CHILD, "oppvekst")
