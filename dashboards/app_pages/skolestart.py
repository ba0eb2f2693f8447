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
    one_district(view, expected)
    method(view, expected)
    st.subheader(say("skolestart.all"), anchor=False)
    wide = figures.crossed(expected, rows="skolekrets", columns="skolestart_aar", values="n_ventet")
    named = wide.rename({"skolekrets": say("column.skolekrets")})
    figures.table(view, "skolestart", figures.districts_in_words(view, named))
    figures.hidden_note(view, expected, "n_ventet")


def one_district(view: View, expected: pl.DataFrame) -> None:
    """The six years of one district: as figures, as an interval, and as a line."""
    say = view.say
    districts = expected["skolekrets"].unique(maintain_order=True).to_list()
    shown = expected.drop_nulls("n_ventet")["skolekrets"].to_list()
    chosen = st.selectbox(
        say("skolestart.district"),
        districts,
        index=districts.index(shown[0]) if shown else 0,
        key=view.key("district"),
        format_func=lambda name: figures.district(view, name),
        width=360,
    )
    one = expected.filter(pl.col("skolekrets") == chosen).sort("skolestart_aar")
    if one["n_ventet"].null_count() == one.height:
        st.info(say("figures.none_shown"))
        return
    parts.facts(
        {say("skolestart.autumn", year=row["skolestart_aar"]): interval(view, row) for row in one.to_dicts()}
    )
    words = say("skolestart.chart_alt", district=figures.district(view, chosen))
    parts.chart(charts.expected_by_year(one, say), say("skolestart.chart"), words)


def interval(view: View, row: dict) -> str:
    """What is expected of a year, with the interval where the method has been tried."""
    if row["n_ventet"] is None:
        return figures.HIDDEN
    if row["n_lav"] is None:
        return view.say.number(row["n_ventet"])
    told = {name: view.say.number(row[f"n_{name}"]) for name in ("ventet", "lav", "hoey")}
    return f"{told['ventet']} ({told['lav']}–{told['hoey']})"


def method(view: View, expected: pl.DataFrame) -> None:
    say, error = view.say, expected["feil_prosent"].drop_nulls()
    if len(error):
        st.markdown(say("skolestart.method", error=say.number(round(error[0]))))
    else:
        st.markdown(say("skolestart.method_untested"))


draw(view())
