"""The models of usage: contracts, nobody's document beneath them, lists as Python has them, and dbt's unit tests."""

import csv
import re

import pytest

from ingest.roles import DBT_PROJECT
from ingest.usage.leverandoerer import LEVERANDOERER
from ingest.usage.tables import OPPLYSNINGER, TABLES, TEMAER
from tests.usage_oracle import sources
from tests.usage_oracle.comparison import ORACLE, built_home
from tests.warehouse import invoke

PSEUDONYMS = {"aktoer", "bruker", "principal", "request_id", "tilgang_id"}


@pytest.fixture(scope="module")
def usage(models: dict[str, dict]) -> dict[str, dict]:
    return {name: node for name, node in models.items() if "utbredelse" in node["tags"]}


@pytest.fixture(scope="module")
def marts(usage: dict[str, dict]) -> dict[str, dict]:
    return {name: node for name, node in usage.items() if name.startswith("mart_")}


def ancestors(manifest: dict, unique_id: str) -> set[str]:
    found: set[str] = set()
    waiting = [unique_id]
    while waiting:
        node = manifest["nodes"].get(waiting.pop(), {})
        parents = set(node.get("depends_on", {}).get("nodes", [])) - found
        found |= parents
        waiting += parents
    return found


def test_every_model_of_usage_is_tagged_and_lies_in_its_folder(
    models: dict[str, dict], usage: dict[str, dict]
):
    folder = {name for name, node in models.items() if node["path"].startswith("utbredelse/")}
    assert folder == set(usage)
    assert len(usage) > 40


def test_no_figure_of_use_comes_from_anybodys_document(manifest: dict, usage: dict[str, dict]):
    for node in usage.values():
        for parent in ancestors(manifest, node["unique_id"]):
            kind, _, *name = parent.split(".")
            assert kind in ("model", "seed", "source"), parent
            assert kind != "source" or name[0] == "utbredelse", f"{node['name']} reads {parent}"
            assert kind != "model" or name[0] in usage, f"{node['name']} reads {parent}"


def test_no_list_of_people_comes_from_usage(manifest: dict, models: dict[str, dict], usage: dict[str, dict]):
    for node in models.values():
        if node["name"] not in usage:
            assert not {parent.split(".")[-1] for parent in node["depends_on"]["nodes"]} & set(usage)


def test_a_mart_has_an_enforced_contract_that_is_described_and_names_nobody(marts: dict[str, dict]):
    assert set(marts) == {f"mart_utbredelse__{mart}" for mart in ORACLE}
    for name, node in marts.items():
        assert node["schema"] == "mart_utbredelse"
        assert node["config"]["contract"]["enforced"], name
        assert "per_dato" in node["columns"], name
        assert not PSEUDONYMS & set(node["columns"]), name
        assert all(told["description"] and told["data_type"] for told in node["columns"].values()), name


def test_every_source_of_usage_is_described(manifest: dict):
    told = {node["name"] for node in manifest["sources"].values() if node["source_name"] == "utbredelse"}
    assert told == set(TABLES)


def test_the_seed_of_vendors_is_pythons_list():
    with (DBT_PROJECT / "seeds" / "utbredelse" / "leverandoerer.csv").open(encoding="utf-8") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    flags = {True: "true", False: "false"}
    assert rows == [
        (one.navn, flags[one.ny_siden_sist], flags[one.oppvekst_arbeidsgruppe]) for one in LEVERANDOERER
    ]


def test_the_lists_in_macros_are_pythons(models: dict[str, dict]):
    for model, words in (("int_utbredelse__rollefelter", OPPLYSNINGER), ("mart_utbredelse__funn", TEMAER)):
        quoted = re.findall(r"'([^']+)'", models[model]["compiled_code"])
        assert [word for word in quoted if word in words] == list(words)
        assert not [word for word in quoted if word.isupper() and word not in words]


def test_unit_tests_of_usage_pass(tmp_path_factory: pytest.TempPathFactory):
    home = built_home(tmp_path_factory, 1)
    chosen = ("--select", "tag:utbredelse,test_type:unit", "--target", "utbredelse")
    outcomes = invoke(home, "test", today=sources.TODAY, part=chosen)
    told = {name: status for name, (status, _) in outcomes.items() if name.startswith("unit_test.")}
    assert len(told) >= 5
    assert set(told.values()) == {"pass"}
