"""Births, deaths and moves: the newest first, a span of time at a time."""

from datetime import date

import polars as pl
import pytest

from dashboards import filters
from tests.app.conftest import widget
from tests.app.published import DATO, mart_file

BIRTHS, DEATHS = "mart_helsestasjon__foedsler", "mart_doedsfall__doede"
SPANS = {
    "this_month": ("mai 2026", date(2026, 5, 1), date(2026, 6, 1)),
    "last_month": ("april 2026", date(2026, 4, 1), date(2026, 5, 1)),
    "this_year": ("2026", date(2026, 1, 1), date(2027, 1, 1)),
    "last_year": ("2025", date(2025, 1, 1), date(2026, 1, 1)),
}


def mart(home, name: str) -> pl.DataFrame:
    return pl.read_parquet(mart_file(home / "published" / "00000001", name))


def within(rows: pl.DataFrame, day: str, first: date, after: date) -> list[str]:
    return sorted(rows.filter((pl.col(day) >= first) & (pl.col(day) < after))["foedselsnummer"])


@pytest.mark.parametrize(
    ("role", "name", "day"), [("helsestasjon", BIRTHS, "foedselsdato"), ("doedsfall", DEATHS, "doedsdato")]
)
def test_the_figures_count_years_and_months(home, open_page, role, name, day):
    rows, words = mart(home, name), {"helsestasjon": "Født", "doedsfall": "Døde"}[role]
    figures = {metric.label: metric.value for metric in open_page(role).metric}
    assert figures == {
        f"{words} {'så langt i' if span == 'this_year' else 'i'} {said}": str(len(within(rows, day, *ends)))
        for span, (said, *ends) in SPANS.items()
    }


def test_the_newborn_of_this_month_are_the_first_thing_listed(home, open_page):
    shown = open_page("helsestasjon").dataframe[0].value
    assert 0 < len(shown) < mart(home, BIRTHS).height
    assert sorted(shown["Fødselsnummer"]) == within(
        mart(home, BIRTHS), "foedselsdato", *SPANS["this_month"][1:]
    )


@pytest.mark.parametrize("span", SPANS)
def test_a_span_of_time_can_be_picked_out(home, open_page, span):
    app = open_page("helsestasjon")
    said, *ends = SPANS[span]
    assert said in widget(app.button_group, "Tidsrom").options
    widget(app.button_group, "Tidsrom").set_value(span).run()
    assert sorted(app.dataframe[0].value["Fødselsnummer"]) == within(
        mart(home, BIRTHS), "foedselsdato", *ends
    )


def test_all_births_are_listed_newest_first_with_their_parents(home, open_page):
    app = open_page("helsestasjon")
    widget(app.button_group, "Tidsrom").set_value("all").run()
    shown = app.dataframe[0].value
    assert sorted(shown["Fødselsnummer"]) == sorted(mart(home, BIRTHS)["foedselsnummer"])
    assert shown["Fødselsdato"].is_monotonic_decreasing
    assert "Nyfødt" in set(shown["Navn"])
    assert shown["Foreldreansvarlig 1"].notna().any()


def test_a_death_without_a_known_date_is_among_all_and_named_beside_the_chart(home, open_page):
    app, rows = open_page("doedsfall"), mart(home, DEATHS)
    undated = rows.filter(pl.col("doedsdato").is_null())
    widget(app.button_group, "Tidsrom").set_value("all").run()
    assert sorted(app.dataframe[0].value["Fødselsnummer"]) == sorted(rows["foedselsnummer"])
    assert undated.height and f"{undated.height} uten kjent dato" in app.caption[1].value


@pytest.mark.parametrize(
    ("days", "span"),
    [
        ([date(2026, 5, 1), date(2026, 4, 3)], "this_month"),
        ([date(2026, 4, 30)], "last_month"),
        ([date(2026, 1, 1)], "this_year"),
        ([date(2025, 12, 31)], "last_year"),
        ([date(2024, 12, 31)], "all"),
        ([None], "all"),
        ([], "all"),
    ],
)
def test_at_first_the_narrowest_span_that_has_somebody_is_listed(days, span):
    rows = pl.DataFrame({"day": days}, schema={"day": pl.Date})
    assert filters.first_span(rows, "day", DATO) == span


@pytest.mark.parametrize("dato", [date(2026, 1, 1), date(2026, 1, 31), date(2025, 12, 31)])
def test_spans_meet_at_the_turn_of_the_year(dato):
    every_day = pl.DataFrame({"day": pl.date_range(date(2023, 12, 1), date(2027, 1, 31), eager=True)})
    for span, length in (("this_month", 31), ("last_month", 31 if dato.month == 1 else 30)):
        assert filters.in_span(every_day, "day", span, dato).height == length
    years = [
        filters.in_span(every_day, "day", span, dato)["day"].dt.year().unique().to_list()
        for span in ("this_year", "last_year")
    ]
    assert years == [[dato.year], [dato.year - 1]]


def test_a_municipality_without_births_says_so(home, open_page):
    app = open_page("helsestasjon", kommune="5599")
    assert app.info[0].value == "Listen er tom: det er ingen å vise for Tomvik."
