"""Lister: the role's lists that need no page of their own, one at a time."""

import streamlit as st

from dashboards import columns, filters, parts
from dashboards.session import LISTS, View, view


def draw(view: View) -> None:
    say = view.say
    mart = choose_list(view, [name for name in map(view.mart, LISTS) if name in view.marts])
    shown = columns.people(say, view.names(mart))
    rows = view.table(mart, shown)
    parts.heading(say("lister.heading", list=say(f"mart.{mart}"), kommune=view.kommune), say("lister.lead"))
    parts.figures({say("lister.total"): rows.height}, view)
    found = filters.search(rows, parts.search_box(view, "lister"))
    parts.table(view, "lister", shown, found, rows.height)


def choose_list(view: View, marts: list[str]) -> str:
    """One of the role's lists; a role with one is not asked."""
    if len(marts) == 1:
        return marts[0]
    return st.segmented_control(
        view.say("lister.choose"),
        marts,
        default=marts[0],
        required=True,
        key=view.key("list"),
        format_func=lambda mart: view.say(f"mart.{mart}"),
    )


draw(view())
