"""Tilgang: accesses that sleep, expire or outlived their holder's work; persons apart from integrations."""

import polars as pl
import streamlit as st

from dashboards import parts, usage_charts, usage_figures, usage_parts
from dashboards.session import View, view

KINDS = ("person", "integrasjon")


def draw(view: View) -> None:
    say, access = view.say, view.usage.read("tilganger")
    parts.heading(say("tilgang.heading"), say("tilgang.lead"))
    kind = st.segmented_control(
        say("tilgang.kind"),
        KINDS,
        default=KINDS[0],
        required=True,
        key=view.key("kind"),
        format_func=lambda name: say(f"value.slag.{name}"),
    )
    figures(view, access, kind)
    development(view, kind)
    to_do(view, access, kind)


def figures(view: View, access: pl.DataFrame, kind: str) -> None:
    say = view.say
    country = access.filter((pl.col("omraade") == usage_figures.COUNTRY) & (pl.col("slag") == kind))
    if country.is_empty():
        st.info(say("usage.no_rows"))
        return
    now = country.row(0, named=True)
    with st.container(horizontal=True):
        for name in usage_parts.ACCESS:
            st.metric(
                say(f"usage_column.{name}"),
                usage_parts.HIDDEN if now[name] is None else say.number(now[name]),
                help=say(f"tilgang.{name}"),
                border=True,
                width="stretch",
            )


def development(view: View, kind: str) -> None:
    say = view.say
    moved = view.usage.read("tilgangsutvikling").filter(pl.col("slag") == kind).sort("maaned")
    drawing = usage_charts.lines(moved, value="aktive", title=say("usage_column.aktive"), say=say)
    parts.chart(drawing, say("tilgang.development"), say("tilgang.development_alt"))
    steps = usage_figures.scim_months(moved)
    if steps:
        st.caption(say("tilgang.scim", month=say.month(steps[0])))
    with st.expander(say("usage.show_table")):
        counts = ["aktive", "nye", "avsluttede", "avsluttet_av_scim"]
        listed = usage_parts.with_hidden(moved, counts).sort("maaned", descending=True)
        usage_parts.table(
            view, "tilgangsutvikling", listed.select("maaned", *counts), title=say("tilgang.development")
        )


def to_do(view: View, access: pl.DataFrame, kind: str) -> None:
    say = view.say
    st.subheader(say("tilgang.to_do"), anchor=False)
    st.markdown(say("tilgang.to_do_lead"))
    rows = usage_figures.with_most_to_do(access, kind)
    listed = usage_parts.access_rows(view, rows, "kommunenummer", "omraadenavn").drop("slag")
    usage_parts.table(view, "tilgang", listed, title=say("tilgang.to_do"))
    st.caption(say("usage.hidden"))


draw(view())
