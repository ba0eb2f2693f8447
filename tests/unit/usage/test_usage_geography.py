"""Municipalities by number: what fiks.md 8 counts, and the one that was divided."""

import pytest

from ingest.usage.geography import by_name, counties, known_numbers, kommuner, numbers_of_year, undivided


@pytest.mark.parametrize(("year", "count"), [(2020, 356), (2023, 356), (2024, 357), (2026, 357)])
def test_each_year_has_the_municipalities_that_were_counted(year: int, count: int) -> None:
    assert len(numbers_of_year(year)) == count


def test_all_old_numbers_are_known_and_only_1507_cannot_be_translated() -> None:
    assert len(known_numbers()) == 357 + 114
    assert set(known_numbers()) - undivided().keys() == {"1507"}
    assert set(undivided().values()) <= kommuner().keys()
    assert by_name() == {("1507", "Ålesund"): "1508", ("1507", "Haram"): "1580"}


def test_fifteen_counties_and_the_three_that_were_dissolved() -> None:
    assert len(counties()) == 15 + 3
