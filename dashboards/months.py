"""The page that births and deaths share: key figures, the months of the years chosen, the table."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from dashboards import charts, filters, parts
from dashboards.columns import Column
from dashboards.session import View

YEARS_AT_FIRST = 2


@dataclass(frozen=True, slots=True)
class Months:
    """What tells one such page from another: the texts' section, the mart, its columns and the date that counts."""

    page: str
    mart: str
    columns: list[Column]
    day: str


def draw(view: View, page: Months) -> None:
    say = view.say
    rows = view.table(page.mart, page.columns)
    parts.heading(
        say(f"{page.page}.heading", kommune=view.kommune),
        say(f"{page.page}.lead", last=view.year, first=view.year - 1),
    )
    _figures(view, page, rows)
    with st.container(border=True):
        typed_side, years_side = st.columns([3, 2])
        with typed_side:
            typed = parts.search_box(view, "search")
        with years_side:
            years = _years(view, page, rows)
    chosen = filters.search(filters.in_years(rows, page.day, years), typed)
    _chart(view, page, chosen)
    parts.table(view, page.page, page.columns, chosen, rows.height)


def _figures(view: View, page: Months, rows: pl.DataFrame) -> None:
    say, dato = view.say, view.generation.status.dato
    before = date(dato.year - (dato.month == 1), (dato.month - 2) % 12 + 1, 1)
    parts.numbers(
        [
            (
                say(f"{page.page}.total", year=dato.year),
                say.number(filters.in_year(rows, page.day, dato.year)),
                None,
            ),
            (
                say(f"{page.page}.before", year=dato.year - 1),
                say.number(filters.in_year(rows, page.day, dato.year - 1)),
                None,
            ),
            *(
                (
                    say(f"{page.page}.month", month=say.month(month)),
                    say.number(filters.in_month(rows, page.day, month)),
                    None,
                )
                for month in (dato, before)
            ),
        ]
    )


def _years(view: View, page: Months, rows: pl.DataFrame) -> list[int | None]:
    options = filters.years(rows, page.day)
    return st.multiselect(
        view.say("filter.years"),
        options,
        default=[year for year in options if year is not None and year > view.year - YEARS_AT_FIRST],
        key=view.key("years"),
        format_func=lambda year: view.say("filter.no_date") if year is None else str(year),
        placeholder=view.say("filter.all_years"),
    )


def _chart(view: View, page: Months, chosen: pl.DataFrame) -> None:
    say, counts = view.say, filters.by_month(chosen, page.day)
    if counts.is_empty():
        return
    years = ", ".join(str(year) for year in counts["year"].unique().sort())
    st.subheader(say(f"{page.page}.chart"), anchor=False)
    st.altair_chart(
        charts.bars_by_month(counts, say, say(f"{page.page}.chart_y")),
        alt=say(f"{page.page}.chart_alt", years=years),
    )
    undated = chosen[page.day].null_count()
    if undated:
        st.caption(say("months.no_date", n=say.number(undated)))
