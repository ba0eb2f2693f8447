"""Every mart of usage equals what plain Python works out from the landed sources, cell by cell."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import yaml

from ingest.roles import DBT_PROJECT
from ingest.settings import Settings
from orchestration.utbredelse import build_usage, warehouse
from tests.usage_oracle import access, adoption, sources, systems, use
from tests.usage_oracle.world import Row, World, landed_tables
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
SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 8)))


def contracts() -> dict[str, tuple[list[str], list[str]]]:
    """Of each mart the columns of its contract, and those that tell its rows apart."""
    found = {}
    for file in (DBT_PROJECT / "models" / "utbredelse" / "marts").glob("_utbredelse_*.yml"):
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
            keys = [
                test["unique_combination"] for test in model["data_tests"] if "unique_combination" in test
            ]
            name = model["name"].removeprefix("mart_utbredelse__")
            found[name] = [one["name"] for one in model["columns"]], keys[0]["arguments"]["columns"]
    return found


@pytest.fixture(scope="session", params=SEEDS)
def built(request, tmp_path_factory) -> tuple[Path, World]:
    def make(home: Path) -> None:
        sources.write(sources.landed(request.param), home)
        build_usage(Settings(home=home, dato=sources.TODAY))

    home = made_once(tmp_path_factory, f"usage-{request.param}", make)
    return home, World(landed_tables(home), sources.TODAY)


def read(home: Path, mart: str) -> list[Row]:
    with duckdb.connect(str(warehouse(Settings(home=home))), read_only=True) as con:
        found = con.execute(f"select * from mart_utbredelse.mart_utbredelse__{mart}")  # noqa: S608
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_every_mart_has_an_oracle():
    assert set(ORACLE) == set(contracts())


@pytest.mark.parametrize("mart", sorted(ORACLE))
def test_a_mart_is_what_the_sources_say(built, mart):
    home, world = built
    columns, keys = contracts()[mart]
    told = set(columns) - WORDS.get(mart, set())
    wanted = {tuple(row[key] for key in keys): row for row in ORACLE[mart](world)}
    found = {tuple(row[key] for key in keys): row for row in read(home, mart)}
    assert wanted, "nothing to compare"
    assert found.keys() == wanted.keys()
    for key, row in wanted.items():
        assert set(row) == told, f"{mart}: the oracle tells of other columns"
        for name, value in row.items():
            same = found[key][name] == (pytest.approx(value, abs=1e-9) if isinstance(value, float) else value)
            assert same, f"{mart} {key} {name}: {found[key][name]!r}, and by hand {value!r}"
