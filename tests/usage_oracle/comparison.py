"""Which function works a mart out by hand, and whether the two agree, cell by cell."""

from collections.abc import Callable
from functools import cache
from math import isclose

import pytest
import yaml

from ingest.roles import DBT_PROJECT
from ingest.settings import Settings
from orchestration.utbredelse import build_usage
from tests.usage_oracle import access, adoption, sources, systems, use
from tests.usage_oracle.world import Row, World
from tests.warehouse import made_once

MODULES = {
    adoption: "stadier kommuner fylkeskommuner trakt dekning kohorter inntekt prognose",
    use: "brukere bruk egen_bruk lister roller rolletall",
    access: "tilganger tilgangsutvikling",
    systems: "systemer leverandoerer oppdatering funn noekkeltall",
}
ORACLE: dict[str, Callable[[World], list[Row]]] = {
    mart: getattr(module, mart) for module, marts in MODULES.items() for mart in marts.split()
}
WORDS = {"noekkeltall": {"navn", "definisjon"}}


@cache
def contracts() -> dict[str, tuple[list[str], list[str]]]:
    """Of each mart the columns of its contract, and those that tell its rows apart."""
    found = {}
    for file in (DBT_PROJECT / "models" / "utbredelse" / "marts").glob("_utbredelse_*.yml"):
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", []):
            keys = [
                test["unique_combination"] for test in model["data_tests"] if "unique_combination" in test
            ]
            name = model["name"].removeprefix("mart_utbredelse__")
            found[name] = [one["name"] for one in model["columns"]], keys[0]["arguments"]["columns"]
    return found


def built_home(factory: pytest.TempPathFactory, seed: int):
    """A home with random sources and the warehouse made of them; made once in a run of the tests."""

    def make(home) -> None:
        sources.write(sources.landed(seed), home)
        build_usage(Settings(home=home, dato=sources.TODAY))

    return made_once(factory, f"usage-{seed}", make)


def assert_same(mart: str, rows: list[Row], by_hand: list[Row]) -> None:
    """Fails with the first cell that differs."""
    columns, keys = contracts()[mart]
    told = set(columns) - WORDS.get(mart, set())
    wanted = {tuple(row[key] for key in keys): row for row in by_hand}
    found = {tuple(row[key] for key in keys): row for row in rows}
    assert wanted, f"{mart}: nothing to compare"
    assert found.keys() == wanted.keys(), f"{mart}: other rows"
    for key, row in wanted.items():
        assert set(row) == told, f"{mart}: the oracle tells of other columns"
        for name, value in row.items():
            is_same = found[key][name] == value or _is_close(found[key][name], value)
            assert is_same, f"{mart} {key} {name}: {found[key][name]!r}, and by hand {value!r}"


def _is_close(found: object, wanted: object) -> bool:
    is_number = isinstance(found, float) and isinstance(wanted, float)
    return is_number and isclose(found, wanted, rel_tol=1e-12, abs_tol=1e-9)
