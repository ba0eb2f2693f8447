"""The marts that dbt builds are, cell by cell, what a plain reading of the same documents gives."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ingest.landing import Landing
from provers.oracle import compare
from provers.oracle.reading import MARTS, expected
from tests.oracle.conftest import TODAY, Built
from tests.oracle.families import Town
from tests.oracle.same import assert_all_same, assert_same
from tests.warehouse import MARTS_ONLY, build, read

NO_SHRINKING = (Phase.explicit, Phase.generate)  # an example is a whole build


@pytest.mark.parametrize("mart", MARTS)
def test_mart_equals_the_plain_reading(built: Built, mart: str) -> None:
    assert_same(mart, built.found[mart], built.wanted[mart])
    assert built.found[mart], "nobody is on this list, and nothing was proven"


def test_operators_check_finds_a_cell_that_was_changed_and_rows_that_are_gone(
    built: Built, tmp_path: Path
) -> None:
    shutil.copytree(built.home / "landing", tmp_path / "landing")
    shutil.copytree(built.home / "warehouse", tmp_path / "warehouse")
    with duckdb.connect(str(tmp_path / "warehouse" / "warehouse.duckdb")) as connection:
        somebody = built.wanted["mart_valg__velgere"][0]["foedselsnummer"]
        change = "update mart_valg.mart_valg__velgere set fornavn = 'X' where foedselsnummer = ?"
        connection.execute(change, [somebody])
        connection.execute("delete from mart_doedsfall.mart_doedsfall__doede")
    differing = {"mart_valg__velgere": 1, "mart_doedsfall__doede": len(built.wanted["mart_doedsfall__doede"])}
    assert compare(tmp_path, TODAY) == {
        mart: (len(rows), differing.get(mart, 0)) for mart, rows in built.wanted.items()
    }


@pytest.mark.slow
@settings(max_examples=20, phases=NO_SHRINKING)
@given(seed=st.integers(0, 2**32 - 1), today=st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_marts_equal_the_plain_reading_on_any_day(
    tmp_path_factory: pytest.TempPathFactory, seed: int, today: date
) -> None:
    home = tmp_path_factory.mktemp("any_day")
    town = Town.of(2000, seed=seed, today=today)
    Landing(home / "landing").add_documents(town.rows())
    build(home, *MARTS_ONLY, today=today)
    wanted = expected(town.answers(), today, town.nobody())
    assert_all_same({mart: read(home, mart) for mart in wanted}, wanted)
