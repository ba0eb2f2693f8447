"""Barn 0–16: the roster, narrowed by what it shows, and the children with a shared residence here."""

import polars as pl
import streamlit as st

from dashboards import charts, columns, filters, parts
from dashboards.session import View, view

ROSTER = "mart_oppvekst__barn"
SHARED = "mart_oppvekst__delt_bosted_fra_annen_kommune"


def draw(view: View) -> None:
    say = view.say
    shown_columns = columns.children(say)
    roster, shared = view.table(ROSTER, shown_columns), view.table(SHARED, shown_columns)
    parts.heading(
        say("barn.heading", kommune=view.kommune), say("barn.lead", first=view.year - 16, last=view.year)
    )
    here, elsewhere = st.tabs([say("barn.tab_roster"), say("barn.tab_shared")])
    with here:
        chosen = narrowed(view, roster)
        figures(view, roster, chosen)
        chart(view, chosen)
        parts.table(view, "barn", shown_columns, chosen, roster.height)
    with elsewhere:
        st.markdown(say("barn.shared_lead"))
        found = filters.search(shared, parts.search_box(view, "search-shared"))
        parts.table(view, "delt_bosted", shown_columns, found, shared.height)


def narrowed(view: View, roster: pl.DataFrame) -> pl.DataFrame:
    """The roster by the choices of the reader."""
    say = view.say
    with st.container(border=True):
        typed = parts.search_box(view, "search")
        cohort = cohort_choice(view)
        years_side, districts_side = st.columns(2)
        years = years_side.multiselect(
            say("filter.birth_years"),
            sorted(filters.cohort_years(cohort, view.year), reverse=True),
            key=view.key(f"years-{cohort}"),
            placeholder=say("filter.all_years"),
        )
        districts = districts_side.multiselect(
            say("filter.districts"),
            filters.districts(roster),
            key=view.key("districts"),
            format_func=lambda name: name or say("filter.no_district"),
            placeholder=say("filter.all_districts"),
        )
        by_hand = st.toggle(say("filter.follow_up"), key=view.key("follow-up"))
    chosen = filters.born_in(roster, years or filters.cohort_years(cohort, view.year))
    chosen = filters.search(filters.in_districts(chosen, districts), typed)
    return filters.to_follow_up(chosen) if by_hand else chosen


def cohort_choice(view: View) -> str:
    say, spans = view.say, {name: filters.cohort_years(name, view.year) for name in filters.COHORTS}
    return st.segmented_control(
        say("filter.cohort"),
        list(spans),
        default="alle",
        required=True,
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
    parts.numbers(
        [
            (say("barn.total"), say.number(roster.height), None),
            (say("barn.shown"), say.number(chosen.height), None),
            (
                say("barn.follow_up"),
                say.number(filters.to_follow_up(chosen).height),
                say("barn.follow_up_help"),
            ),
            (
                say("barn.shared_residence"),
                say.number(chosen["delt_bosted"].count()),
                say("barn.shared_residence_help"),
            ),
        ]
    )


def chart(view: View, chosen: pl.DataFrame) -> None:
    if chosen.is_empty():
        return
    say, counts = view.say, filters.by_year(chosen)
    top = counts.sort("n", descending=True).row(0, named=True)
    st.subheader(say("barn.chart"), anchor=False)
    st.altair_chart(
        charts.bars_by_year(counts, say),
        alt=say("barn.chart_alt", years=counts.height, top=top["foedselsaar"], most=say.number(top["n"])),
    )


draw(view())
