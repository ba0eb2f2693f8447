"""The marts that dbt builds are, cell by cell, what a plain reading of the same documents gives."""

from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ingest.landing import Landing
from provers.oracle.comparing import differing
from provers.oracle.reading import MARTS, expected
from tests.oracle.conftest import LISTS_ONLY, Built
from tests.oracle.families import Town
from tests.oracle.same import assert_all_same, assert_same
from tests.warehouse import build, read

NO_SHRINKING = (Phase.explicit, Phase.generate)  # an example is a whole build


@pytest.mark.parametrize("mart", MARTS)
def test_mart_equals_the_plain_reading(built: Built, mart: str) -> None:
    assert_same(mart, built.found[mart], built.wanted[mart])
    assert built.found[mart], "nobody is on this list, and nothing was proven"


def test_a_cell_that_was_changed_and_a_row_that_is_gone_or_there_twice_are_counted(built: Built) -> None:
    """What `compare` counts; the main job's test runs it on a home of an operator's."""
    rows = built.wanted["mart_valg__velgere"]
    assert differing(rows, rows[::-1]) == 0
    assert differing([rows[0] | {"fornavn": "X"}, *rows[1:]], rows) == 1
    assert differing(rows[3:], rows) == 3
    assert differing([*rows, rows[0]], rows) == 1


@pytest.mark.slow
@settings(max_examples=20, phases=NO_SHRINKING)
@given(seed=st.integers(0, 2**32 - 1), today=st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_marts_equal_the_plain_reading_on_any_day(
    tmp_path_factory: pytest.TempPathFactory, seed: int, today: date
) -> None:
    home = tmp_path_factory.mktemp("any_day")
    town = Town.of(2000, seed=seed, today=today)
    Landing(home / "landing").add_documents(town.rows())
    build(home, *LISTS_ONLY, today=today)
    wanted = expected(town.answers(), today, town.nobody())
    assert_all_same({mart: read(home, mart) for mart in wanted}, wanted)
