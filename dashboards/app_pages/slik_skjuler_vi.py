"""Slik skjuler vi: the rules that hide people in plain words, and what the provers found the last time they tried."""

import polars as pl
import streamlit as st

from dashboards import parts
from dashboards.session import View, view
from ingest import proof

RULES = ("classes", "relations", "homes", "moves", "figures", "at_once", "log")
CLASSES = ("u", "k", "f", "s", "x")


def draw(view: View) -> None:
    say = view.say
    parts.heading(say("slik_skjuler_vi.heading"), say("slik_skjuler_vi.lead"))
    result(view)
    for rule in RULES:
        st.subheader(say(f"slik_skjuler_vi.{rule}_title"), anchor=False)
        st.markdown(say(f"slik_skjuler_vi.{rule}"))
        if rule == "classes":
            classes(view)
    st.subheader(say("slik_skjuler_vi.remains_title"), anchor=False)
    st.markdown(say("slik_skjuler_vi.remains"))


def result(view: View) -> None:
    """The last result first: green, red, or that nothing has been tried yet."""
    say, found = view.say, proof.last(view.settings.home)
    if found is None:
        st.warning(say("slik_skjuler_vi.not_proved"), icon=":material/warning:")
        return
    moment = say.moment(found.at)
    if found.holds:
        st.success(say("slik_skjuler_vi.holds", moment=moment), icon=":material/check_circle:")
    else:
        st.error(say("slik_skjuler_vi.fails", moment=moment), icon=":material/dangerous:")
    rows = [
        (
            say.or_else(f"slik_skjuler_vi.proof_{one.proof}", one.proof),
            say.number(one.tried),
            say.number(one.failed),
        )
        for one in found.proofs
    ]
    headings = [say(f"slik_skjuler_vi.{name}") for name in ("proof", "tried", "failed")]
    st.table(pl.DataFrame(rows, schema=headings, orient="row"), hide_index=True)


def classes(view: View) -> None:
    say = view.say
    rows = [
        tuple(say(f"slik_skjuler_vi.class_{name}_{column}") for column in ("when", "shown"))
        for name in CLASSES
    ]
    headings = [say("slik_skjuler_vi.class_when"), say("slik_skjuler_vi.class_shown")]
    st.table(pl.DataFrame(rows, schema=headings, orient="row"), hide_index=True)


draw(view())
