"""The pages, the made-up generation of their tests and dbt's enforced contracts agree on the columns."""

from pathlib import Path

import pytest
import yaml

from dashboards import columns
from dashboards.language import Words
from tests.app.published import BIRTH, CHILD, DEATH

MARTS = Path(__file__).resolve().parents[2] / "dbt_project" / "models" / "marts"
SAY = Words("nb")
SHOWN = {
    "mart_oppvekst__barn": (columns.children(SAY), CHILD),
    "mart_oppvekst__delt_bosted_fra_annen_kommune": (columns.children(SAY), CHILD),
    "mart_helsestasjon__foedsler": (columns.births(SAY), BIRTH),
    "mart_doedsfall__doede": (columns.deaths(), DEATH),
}


def contracts() -> dict[str, list[str]]:
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in MARTS.rglob("*.yml")]
    models = [model for file in files for model in file.get("models", [])]
    return {model["name"]: [column["name"] for column in model["columns"]] for model in models}


@pytest.mark.parametrize("mart", SHOWN)
def test_a_page_reads_only_what_the_contract_gives(mart):
    shown, made_up = SHOWN[mart]
    assert set(columns.needed(shown)) <= set(contracts()[mart])
    assert list(made_up) == contracts()[mart]
