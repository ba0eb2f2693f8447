"""The page that births, deaths and moves share: key figures, the list of a span of time, the months of two years."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import altair as alt
import polars as pl
import streamlit as st

from dashboards import charts, filters, parts
from dashboards.columns import Column
from dashboards.session import View


@dataclass(frozen=True, slots=True)
class Months:
    """What tells one such page from another: section of the texts, mart, columns, the date that counts, the chart."""

    page: str
    mart: str
    columns: list[Column]
    day: str
    drawing: Callable[[pl.DataFrame, View, "Months"], alt.LayerChart]


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
        span = _span(view, page, rows)
        typed = parts.search_box(view, page.page)
    chosen = filters.in_span(rows, page.day, span, view.generation.status.dato)
    parts.table(view, page.page, page.columns, filters.search(chosen, typed), rows.height)
    _chart(view, page, rows)


def by_year(rows: pl.DataFrame, view: View, page: Months) -> alt.LayerChart:
    """The months of this year beside those of the one before."""
    counts = filters.by_month(rows, page.day)
    return charts.bars_by_month(counts, view.say, view.say(f"{page.page}.chart_y"))


def by_direction(rows: pl.DataFrame, view: View, page: Months) -> alt.LayerChart:
    """Those who came beside those who left, month by month."""
    counts = filters.by_month(rows.rename({"retning": "side"}), page.day, "side")  # in words already
    return charts.bars_by_side(counts, view.say, view.say(f"{page.page}.chart_y"))


def _figures(view: View, page: Months, rows: pl.DataFrame) -> None:
    say, dato = view.say, view.generation.status.dato
    last_month = dato.replace(day=1) - timedelta(days=1)
    months = {
        say(f"{page.page}.month", month=say.month(month)): filters.in_month(rows, page.day, month)
        for month in (dato, last_month)
    }
    years = {
        say(f"{page.page}.total", year=dato.year): filters.in_year(rows, page.day, dato.year),
        say(f"{page.page}.before", year=dato.year - 1): filters.in_year(rows, page.day, dato.year - 1),
    }
    parts.figures(months | years, view)


def _span(view: View, page: Months, rows: pl.DataFrame) -> str:
    """The span of time that is listed; at first the narrowest that has somebody."""
    say, dato = view.say, view.generation.status.dato
    words = {
        "this_month": say.month(dato),
        "last_month": say.month(dato.replace(day=1) - timedelta(days=1)),
        "this_year": str(dato.year),
        "last_year": str(dato.year - 1),
        "all": say("filter.all"),
    }
    return st.segmented_control(
        say("filter.span"),
        list(words),
        default=filters.first_span(rows, page.day, dato),
        required=True,
        wrap=True,
        key=view.key("span"),
        format_func=words.get,
    )


def _chart(view: View, page: Months, rows: pl.DataFrame) -> None:
    say, recent = view.say, filters.in_last_years(rows, page.day, view.year)
    if not recent.is_empty():
        words = say(f"{page.page}.chart_alt", years=f"{view.year - 1}, {view.year}")
        parts.chart(page.drawing(recent, view, page), say(f"{page.page}.chart"), words)
    undated = rows[page.day].null_count()
    if undated:
        st.caption(say("months.no_date", n=say.number(undated)))
