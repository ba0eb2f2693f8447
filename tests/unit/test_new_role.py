"""The steps of docs/new-role.md do what the page says, on a copy of the project."""

import re
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest import role_facts, roles
from ingest.landing import Landing
from ingest.settings import Settings
from orchestration import project as dbt_project
from orchestration import transform, warehouse
from orchestration.policy import PolicyError
from tests.oracle.families import Town

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "new-role.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^(In|Below `roles:` in) `dbt_project/([^`]+)`:\n\n```\w+\n(.*?)```$", PAGE, re.M | re.S)
ROLE, MART = "innbyggertjenester", "mart_innbyggertjenester__innbyggere"
TODAY = date(2026, 6, 15)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A copy of the dbt project after the page's steps; every reader of policy reads the copy."""
    copy = tmp_path / "dbt_project"
    shutil.copytree(roles.DBT_PROJECT, copy, ignore=shutil.ignore_patterns("target", "logs", "_unit_tests*"))
    for where, name, text in STEPS:
        (copy / name).parent.mkdir(exist_ok=True)
        if where == "In":
            (copy / name).write_text(text, encoding="utf-8")
        else:
            policy = (copy / name).read_text(encoding="utf-8")
            (copy / name).write_text(policy.replace("\n  roles:\n", f"\n  roles:\n{text}"), encoding="utf-8")
    for module in (roles, dbt_project, transform, warehouse):
        monkeypatch.setattr(module, "DBT_PROJECT", copy)
    readers = (roles._policy, roles.load_roles, roles.load_hjemler, roles.load_opplysninger)
    for reader in readers:
        reader.cache_clear()
    yield copy
    for reader in readers:
        reader.cache_clear()


def test_the_page_has_a_policy_a_list_and_a_contract() -> None:
    assert [Path(name).suffix for _, name, _ in STEPS] == [".yml", ".sql", ".yml"]


@pytest.mark.usefixtures("project")
def test_the_roles_policy_and_columns_are_told_at_once() -> None:
    told = role_facts.facts(roles.load_roles()[ROLE], TODAY)
    assert told["n_av_23"] == "4 av 23"
    assert told["i_kraft"]
    columns = [column for mart in told["marter"] for column in mart["kolonner"]]
    assert len(columns) == 7
    assert all(column["grunn"] for column in columns)


@pytest.mark.slow
def test_a_role_of_one_entry_and_one_list_is_built(project: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", dato=TODAY)
    Landing(settings.landing).add_documents(Town.of(40, seed=1, today=TODAY).rows())
    assert transform.build(settings).counts.marts[MART] > 0
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        rows = connection.execute(f"select adresse, adressetilstand from mart_{ROLE}.{MART}").fetchall()  # noqa: S608
    assert {state for _, state in rows} == {"vist", "adresse ikke tilgjengelig"}
    assert all((address is not None) == (state == "vist") for address, state in rows)

    sql = project / "models" / "marts" / ROLE / f"{MART}.sql"
    shown = "{{ visible_to(role, 'bosted.adresse', ['bosted.gradering']) }}"
    sql.write_text(sql.read_text(encoding="utf-8").replace(shown, "bosted.adresse"), encoding="utf-8")
    with pytest.raises(PolicyError, match=rf"{MART}\.adresse shows .* without visible_to"):
        transform.build(settings)
