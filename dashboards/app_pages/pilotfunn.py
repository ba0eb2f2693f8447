"""Pilotfunn: the findings of the pilot by the project's six themes, open and closed."""

import polars as pl
import streamlit as st

from dashboards import parts, usage_charts, usage_parts
from dashboards.session import View, view


def draw(view: View) -> None:
    say, findings = view.say, view.usage.read("funn")
    parts.heading(say("pilotfunn.heading"), say("pilotfunn.lead"))
    if findings.is_empty():
        st.info(say("usage.no_rows"))
        return
    oldest(view, findings)
    ranked = findings.sort("aapne", "tema", descending=[True, False])
    drawing = usage_charts.bars(
        ranked,
        say,
        name="tema",
        value="aapne",
        title=say("usage_column.aapne"),
        names=say("usage_column.tema"),
    )
    parts.chart(drawing, say("pilotfunn.open"), say("pilotfunn.open_alt"))
    shown = ["tema", "aapne", "aapne_alvorlige", "lukkede", "median_dager_til_lukket", "eldste_aapne"]
    rounded = ranked.select(shown).with_columns(pl.col("median_dager_til_lukket").round(1))
    usage_parts.table(view, "pilotfunn", rounded, title=say("pilotfunn.heading"))


def oldest(view: View, findings: pl.DataFrame) -> None:
    """The theme whose open finding is the oldest, in a sentence."""
    still_open = findings.drop_nulls("eldste_aapne").sort("eldste_aapne", "tema")
    if still_open.is_empty():
        st.success(view.say("pilotfunn.all_closed"), icon=":material/check_circle:")
        return
    one = still_open.row(0, named=True)
    words = view.say(
        "pilotfunn.oldest",
        theme=one["tema"],
        day=view.say.day(one["eldste_aapne"]),
        days=view.say.number(one["eldste_aapne_dager"]),
    )
    st.info(words, icon=":material/flag:")


draw(view())
