"""Every mart of usage equals what plain Python works out from random landed sources, cell by cell."""

from pathlib import Path

import duckdb
import pytest

from ingest.settings import Settings
from orchestration.utbredelse import warehouse
from tests.usage_oracle import sources
from tests.usage_oracle.comparison import ORACLE, assert_same, built_home, contracts
from tests.usage_oracle.world import Row, World, landed_tables

SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 8)))


@pytest.fixture(scope="session", params=SEEDS)
def built(request, tmp_path_factory) -> tuple[Path, World]:
    home = built_home(tmp_path_factory, request.param)
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
    assert_same(mart, read(home, mart), ORACLE[mart](world))
