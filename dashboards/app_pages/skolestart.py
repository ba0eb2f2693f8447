"""Skolestart: how many first-graders to expect in each school district in the next six years."""

import polars as pl
import streamlit as st

from dashboards import charts, figures, parts
from dashboards.session import View, view

NAMES = [
    "per_dato",
    "skolekrets",
    "skolestart_aar",
    "foedselsaar",
    "n_barn",
    "n_ventet",
    "n_lav",
    "n_hoey",
    "feil_prosent",
]


def draw(view: View) -> None:
    say = view.say
    expected = figures.in_district_order(view.figures("skolestart", NAMES))
    parts.heading(say("skolestart.heading", kommune=view.kommune), say("skolestart.lead"))
    figures.as_of(view, expected)
    if expected.is_empty():
        st.info(say("figures.none_shown"))
        return
    districts = expected["skolekrets"].unique(maintain_order=True).to_list()
    chosen = st.selectbox(
        say("filter.districts"),
        districts,
        key=view.key("district"),
        format_func=lambda name: figures.district(view, name),
    )
    one = expected.filter(pl.col("skolekrets") == chosen)
    if one["n_ventet"].null_count() == one.height:
        st.info(say("figures.none_shown"))
    else:
        words = say("skolestart.chart_alt", district=figures.district(view, chosen))
        parts.chart(charts.expected_by_year(one, say), say("skolestart.chart"), words)
    error = one["feil_prosent"].drop_nulls()
    st.markdown(
        say("skolestart.method", error=say.number(round(error[0])))
        if len(error)
        else say("skolestart.method_untested")
    )
    wide = figures.crossed(expected, rows="skolekrets", columns="skolestart_aar", values="n_ventet")
    st.subheader(say("skolestart.all"), anchor=False)
    figures.table(view, "skolestart", wide.rename({"skolekrets": say("column.skolekrets")}))
    figures.hidden_note(view, expected, "n_ventet")


draw(view())
