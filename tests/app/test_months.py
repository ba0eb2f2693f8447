"""Births and deaths: by month, newest first."""

from datetime import date

import polars as pl
import pytest

from tests.app.conftest import widget
from tests.app.published import mart_file

BIRTHS, DEATHS = "mart_helsestasjon__foedsler", "mart_doedsfall__doede"


def mart(home, name: str) -> pl.DataFrame:
    return pl.read_parquet(mart_file(home / "published" / "00000001", name))


@pytest.mark.parametrize(
    ("role", "name", "day"), [("helsestasjon", BIRTHS, "foedselsdato"), ("doedsfall", DEATHS, "doedsdato")]
)
def test_the_figures_count_years_and_months(home, open_page, role, name, day):
    rows, words = mart(home, name), {"helsestasjon": "Født", "doedsfall": "Døde"}[role]

    def count(first: date, after: date) -> str:
        return str(rows.filter((pl.col(day) >= first) & (pl.col(day) < after)).height)

    figures = {metric.label: metric.value for metric in open_page(role).metric}
    assert figures == {
        f"{words} så langt i 2026": count(date(2026, 1, 1), date(2027, 1, 1)),
        f"{words} i 2025": count(date(2025, 1, 1), date(2026, 1, 1)),
        f"{words} i mai 2026": count(date(2026, 5, 1), date(2026, 6, 1)),
        f"{words} i april 2026": count(date(2026, 4, 1), date(2026, 5, 1)),
    }


def test_the_births_are_listed_newest_first_with_their_parents(home, open_page):
    shown = open_page("helsestasjon").dataframe[0].value
    assert sorted(shown["Fødselsnummer"]) == sorted(mart(home, BIRTHS)["foedselsnummer"])
    assert shown["Fødselsdato"].is_monotonic_decreasing
    assert "Nyfødt" in set(shown["Navn"])
    assert shown["Foreldreansvarlig 1"].notna().any()


def test_one_month_of_births_can_be_picked_out(home, open_page):
    app = open_page("helsestasjon")
    widget(app.multiselect, "År").set_value([2026])
    widget(app.multiselect, "Måned").set_value([5]).run()
    expected = mart(home, BIRTHS).filter(pl.col("foedselsmaaned") == date(2026, 5, 1))
    assert sorted(app.dataframe[0].value["Fødselsnummer"]) == sorted(expected["foedselsnummer"])


def test_the_dead_of_this_and_last_year_come_first_and_all_can_be_had(home, open_page):
    app, rows = open_page("doedsfall"), mart(home, DEATHS)
    recent = rows.filter(pl.col("doedsdato").dt.year() >= 2025)
    assert sorted(app.dataframe[0].value["Fødselsnummer"]) == sorted(recent["foedselsnummer"])
    widget(app.multiselect, "År").set_value([]).run()
    assert sorted(app.dataframe[0].value["Fødselsnummer"]) == sorted(rows["foedselsnummer"])


def test_a_death_without_a_known_date_is_in_the_table_and_named_beside_the_chart(home, open_page):
    app, rows = open_page("doedsfall"), mart(home, DEATHS)
    undated = rows.filter(pl.col("doedsdato").is_null())
    widget(app.multiselect, "År").set_value([None, 2026]).run()
    assert set(undated["foedselsnummer"]) <= set(app.dataframe[0].value["Fødselsnummer"])
    assert f"{undated.height} uten kjent dato" in app.caption[1].value


def test_a_municipality_without_births_says_so(home, open_page):
    app = open_page("helsestasjon", kommune="5599")
    assert app.info[0].value == "Listen er tom: det er ingen å vise for Tomvik."
