"""Barn 0–16: the roster, narrowed by what it shows, and the children with a shared residence here."""

import polars as pl
import streamlit as st

from dashboards import charts, columns, filters, parts
from dashboards.session import View, view


def draw(view: View) -> None:
    say = view.say
    mart, shared = view.mart("barn"), view.mart("delt_bosted_fra_annen_kommune")
    shown_columns = columns.children(say, view.names(mart))
    roster = view.table(mart, shown_columns)
    years = filters.cohort_years(filters.cohort_of(view.role), view.year)
    ages = f"{view.year - years[-1]}–{view.year - years[0]}"
    parts.heading(
        say("barn.heading", kommune=view.kommune, ages=ages),
        say("barn.lead", first=years[0], last=years[-1]),
    )
    if shared not in view.marts:
        draw_roster(view, shown_columns, roster)
        return
    here, elsewhere = st.tabs([say("barn.tab_roster"), say("barn.tab_shared")])
    with here:
        draw_roster(view, shown_columns, roster)
    with elsewhere:
        st.markdown(say("barn.shared_lead"))
        rows = view.table(shared, shown_columns)
        found = filters.search(rows, parts.search_box(view, "delt_bosted"))
        parts.table(view, "delt_bosted", shown_columns, found, rows.height)


def draw_roster(view: View, shown_columns: list[columns.Column], roster: pl.DataFrame) -> None:
    above = st.container()  # the figures stand above the choices that they follow from
    chosen = narrowed(view, roster)
    with above:
        figures(view, roster, chosen)
    chart(view, chosen)
    parts.table(view, "barn", shown_columns, chosen, roster.height)


def narrowed(view: View, roster: pl.DataFrame) -> pl.DataFrame:
    """The roster by the choices of the reader."""
    with st.container(border=True):
        left, right = st.columns(2)
        with left:
            typed = parts.search_box(view, "barn")
        with right:
            cohort = cohort_choice(view)
        left, right = st.columns(2)
        with left:
            years = years_choice(view, cohort)
        with right:
            districts = districts_choice(view, roster)
        by_hand = st.toggle(view.say("filter.follow_up"), key=view.key("follow-up"))
    chosen = filters.born_in(roster, years)
    chosen = filters.search(filters.in_districts(chosen, districts), typed)
    return filters.to_follow_up(chosen) if by_hand else chosen


def years_choice(view: View, cohort: str) -> list[int] | range:
    """The birth years chosen within the cohort; none chosen means all of it."""
    years = filters.cohort_years(cohort, view.year)
    chosen = st.multiselect(
        view.say("filter.birth_years"),
        sorted(years, reverse=True),
        key=view.key(f"years-{cohort}"),
        placeholder=view.say("filter.all_years"),
    )
    return chosen or years


def districts_choice(view: View, roster: pl.DataFrame) -> list[str | None]:
    return st.multiselect(
        view.say("filter.districts"),
        filters.districts(roster),
        key=view.key("districts"),
        format_func=lambda name: name or view.say("filter.no_district"),
        placeholder=view.say("filter.all_districts"),
    )


def cohort_choice(view: View) -> str:
    """A part of the roster by age, where the role has more than one cohort."""
    if filters.cohort_of(view.role) != "alle":
        return filters.cohort_of(view.role)
    say, spans = view.say, {name: filters.cohort_years(name, view.year) for name in filters.COHORTS}
    return st.segmented_control(
        say("filter.cohort"),
        list(spans),
        default="alle",
        required=True,
        wrap=True,
        key=view.key("cohort"),
        format_func=lambda name: say(f"filter.cohort_{name}"),
        help=say(
            "filter.cohort_help",
            year=view.year,
            **{name: f"{span[0]}–{span[-1]}" for name, span in spans.items() if name != "alle"},
        ),
    )


def figures(view: View, roster: pl.DataFrame, chosen: pl.DataFrame) -> None:
    say = view.say
    parts.figures(
        {
            say("barn.total"): roster.height,
            say("barn.shown"): chosen.height,
            say("barn.follow_up"): filters.to_follow_up(chosen).height,
            say("barn.shared_residence"): chosen["delt_bosted"].count(),
        },
        view,
        explained={
            say("barn.follow_up"): say("barn.follow_up_help"),
            say("barn.shared_residence"): say("barn.shared_residence_help"),
        },
    )


def chart(view: View, chosen: pl.DataFrame) -> None:
    if chosen.is_empty():
        return
    say, counts = view.say, filters.by_year(chosen)
    top = counts.sort("n", descending=True).row(0, named=True)
    words = say("barn.chart_alt", years=counts.height, top=top["foedselsaar"], most=say.number(top["n"]))
    parts.chart(charts.bars_by_year(counts, say), say("barn.chart"), words)


draw(view())
