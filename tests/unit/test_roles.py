"""`manntall role`: what is told of a role is what its policy and its lists say."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from ingest import catalogue, role_facts
from ingest.errors import ConfigurationError
from ingest.roles import load_roles
from orchestration.cli import app

TODAY = date(2026, 6, 15)


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(
        app, ["role", *arguments], env={"MANNTALL_DATO": str(TODAY), "COLUMNS": "200"}
    )
    assert result.exit_code == 0, result.exception
    return result.stdout


def test_every_role_is_listed_with_its_share_of_the_23():
    told = json.loads(shown("list", "--json"))
    assert told["dato"] == str(TODAY)
    assert [role["rolle"] for role in told["roller"]] == list(load_roles())
    table = shown("list")
    assert all(key in table for key in load_roles())
    assert "2 av 23" in next(line for line in table.splitlines() if "test_begrenset_parts" in line)


@pytest.mark.parametrize("key", load_roles())
def test_a_role_is_shown_with_every_column_and_the_reason_for_it(key):
    role, told = load_roles()[key], json.loads(shown("show", key, "--json"))
    assert told["formaal"] == role.formaal
    assert told["n_av_23"] == f"{role.breadth} av 23"
    assert [basis["key"] for basis in told["lovhjemmel"]] == list(role.lovhjemmel)
    marts = [mart for mart in catalogue.marts().values() if mart.role == key]
    assert [mart["mart"] for mart in told["marter"]] == [mart.name for mart in marts]
    columns = [column for mart in told["marter"] for column in mart["kolonner"]]
    assert len(columns) == sum(len(mart.columns) for mart in marts)
    assert all(column["hjemmel"] in role.lovhjemmel and column["grunn"] for column in columns)


def test_a_role_is_shown_in_norwegian_for_people():
    page = shown("show", "helsestasjon")
    assert "Fødsler til helsestasjon" in page
    assert "pasientjournalloven § 21" in page
    assert "mart_helsestasjon__foedsler" in page
    assert "sende" in page or "kunne ta kontakt" in page


def test_a_role_that_is_not_in_force_says_why():
    role = load_roles()["innkreving"]
    assert role_facts.reasons_not_in_force(role, TODAY) == [
        "rollen er foreslått, ikke bekreftet",
        "rollen gjaldt til 2025-12-31",
        "skattebetalingsloven § 3-4 er foreslått, ikke bekreftet",
        "skattebetalingsloven § 3-4 gjaldt til 2025-12-31",
    ]
    assert "gjaldt til 2025-12-31" in shown("show", "innkreving")
    assert role_facts.reasons_not_in_force(load_roles()["skole"], TODAY) == []
    assert role_facts.reasons_not_in_force(load_roles()["skole"], date(2024, 7, 31)) != []


@pytest.mark.parametrize("on", [date(2020, 1, 1), date(2024, 7, 31), TODAY])
def test_a_role_is_in_force_when_nothing_speaks_against_it(on):
    for role in load_roles().values():
        assert role.is_in_force(on) == (not role_facts.reasons_not_in_force(role, on)), role.key


def test_a_role_that_does_not_exist_is_wrong_use():
    result = CliRunner().invoke(app, ["role", "show", "kino"])
    assert isinstance(result.exception, ConfigurationError)
    assert "there are oppvekst" in str(result.exception)
    assert result.exception.exit_code == 2
