"""What every model holds to, read from the manifest and the files; what marts hold to besides is in test_policy."""

import re
from pathlib import Path

import pytest
import yaml

from ingest.roles import DBT_PROJECT, load_roles

GATE = "int_gate__"


def marts(models: dict[str, dict]) -> dict[str, dict]:
    """The marts of people; those of usage belong to no role, and test_utbredelse holds them to rules of their own."""
    return {
        name: node
        for name, node in models.items()
        if name.startswith("mart_") and "utbredelse" not in node["tags"]
    }


def raw(node: dict) -> str:
    return (DBT_PROJECT / node["original_file_path"]).read_text(encoding="utf-8")


def parents(node: dict) -> set[str]:
    return {unique_id.split(".")[-1] for unique_id in node["depends_on"]["nodes"]}


def test_every_model_says_what_a_row_is(models: dict[str, dict]) -> None:
    for name, node in models.items():
        assert "One row per" in node["description"], name
        grain = re.match(r"(-- .*\n)+", raw(node))
        assert grain and "One row per" in grain.group().replace("\n-- ", " "), name


def test_sql_begins_with_its_imports_and_ends_with_its_last_step(models: dict[str, dict]) -> None:
    for name, node in models.items():
        sql = raw(node)
        last = re.findall(r"^(\w+) as (?:not materialized )?\($", sql, re.MULTILINE)[-1]
        assert re.findall(r"\nselect \* from (\w+)(?:  -- noqa: \w+)?\n$", sql) == [last], name
        bodies = re.split(r"^\w+ as (?:not materialized )?\($", sql, flags=re.MULTILINE)[1:]
        imports = ["{{ ref(" in body or "{{ source(" in body for body in bodies]
        first_step = imports.index(False) if False in imports else len(imports)
        assert not any(imports[first_step:]), f"{name} imports something after its first step"


def test_nothing_but_intermediate_models_reads_staging(models: dict[str, dict]) -> None:
    for name, node in models.items():
        if any(parent.startswith("stg_") for parent in parents(node)):
            assert name.startswith(("stg_", "int_")) and not name.startswith(GATE), name


def test_a_mart_has_an_enforced_contract_in_its_roles_schema(models: dict[str, dict]) -> None:
    for name, node in marts(models).items():
        role = name.removeprefix("mart_").split("__")[0]
        assert role in load_roles(), name
        assert node["schema"] == f"mart_{role}", name
        assert Path(node["original_file_path"]).parts[:3] == ("models", "marts", role), name
        assert node["config"]["contract"]["enforced"], name
        first = next(iter(node["columns"]))
        assert first == "kommunenummer", name


def test_every_column_of_a_mart_is_described(models: dict[str, dict]) -> None:
    for name, node in marts(models).items():
        for column, told in node["columns"].items():
            assert told["description"] and told["data_type"], f"{name}.{column}"


def test_foresatt_is_no_word_of_ours(models: dict[str, dict]) -> None:
    folders = [DBT_PROJECT / folder for folder in ("models", "macros", "seeds", "tests")]
    files = [file for folder in folders for file in folder.rglob("*.*")] + list(DBT_PROJECT.glob("*.yml"))
    texts = {file.name: file.read_text(encoding="utf-8").lower() for file in files}
    assert len(texts) > len(models)
    assert [name for name, text in texts.items() if "foresatt" in text] == []


def test_unit_tests_expect_something(manifest: dict) -> None:
    tests = manifest["unit_tests"].values()
    assert tests and all(test["expect"]["rows"] for test in tests)


@pytest.mark.parametrize("file", sorted(DBT_PROJECT.glob("models/**/_*.yml")), ids=lambda file: file.name)
def test_what_is_described_lies_beside_its_description(file: Path) -> None:
    described = yaml.safe_load(file.read_text(encoding="utf-8")).get("models", [])
    assert all((file.parent / f"{model['name']}.sql").is_file() for model in described)
