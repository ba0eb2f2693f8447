"""The page that births and deaths share: key figures, the months of the years chosen, the table."""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl
import streamlit as st

from dashboards import charts, filters, parts
from dashboards.columns import Column
from dashboards.session import View

YEARS_AT_FIRST = 2


@dataclass(frozen=True, slots=True)
class Months:
    """What tells one such page from another: section of the texts, mart, columns and the date that counts."""

    page: str
    mart: str
    columns: list[Column]
    day: str


def draw(view: View, page: Months) -> None:
    say = view.say
    rows = view.table(page.mart, page.columns)
    rows = rows.sort(page.day, descending=True, nulls_last=True, maintain_order=True)
    parts.heading(
        say(f"{page.page}.heading", kommune=view.kommune),
        say(f"{page.page}.lead", last=view.year, first=view.year - 1),
    )
    _figures(view, page, rows)
    with st.container(border=True):
        typed = parts.search_box(view, page.page)
        left, right = st.columns(2)
        with left:
            years = _years(view, page, rows)
        with right:
            months = _months(view)
    chosen = filters.in_months(filters.in_years(rows, page.day, years), page.day, months)
    chosen = filters.search(chosen, typed)
    _chart(view, page, chosen)
    parts.table(view, page.page, page.columns, chosen, rows.height)


def _figures(view: View, page: Months, rows: pl.DataFrame) -> None:
    say, dato = view.say, view.generation.status.dato
    last_month = dato.replace(day=1) - timedelta(days=1)
    years = {
        say(f"{page.page}.total", year=dato.year): filters.in_year(rows, page.day, dato.year),
        say(f"{page.page}.before", year=dato.year - 1): filters.in_year(rows, page.day, dato.year - 1),
    }
    months = {
        say(f"{page.page}.month", month=say.month(month)): filters.in_month(rows, page.day, month)
        for month in (dato, last_month)
    }
    parts.figures(years | months, view)


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


def _months(view: View) -> list[int]:
    names = view.say.under("time.months")
    return st.multiselect(
        view.say("filter.months"),
        [int(month) for month in names],
        key=view.key("months"),
        format_func=lambda month: names[str(month)],
        placeholder=view.say("filter.all_months"),
    )


def _chart(view: View, page: Months, chosen: pl.DataFrame) -> None:
    say, counts = view.say, filters.by_month(chosen, page.day)
    if not counts.is_empty():
        years = ", ".join(str(year) for year in counts["year"].unique().sort())
        drawing = charts.bars_by_month(counts, say, say(f"{page.page}.chart_y"))
        parts.chart(drawing, say(f"{page.page}.chart"), say(f"{page.page}.chart_alt", years=years))
    undated = chosen[page.day].null_count()
    if undated:
        st.caption(say("months.no_date", n=say.number(undated)))
