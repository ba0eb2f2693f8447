"""Ferskhet: how old what is shown is, whether anything is missing, and what to do about it."""

from datetime import UTC, datetime

import polars as pl
import streamlit as st

from dashboards import parts
from dashboards.freshness import checks
from dashboards.lights import draw_check, draw_overall
from dashboards.session import View, view


def draw(view: View) -> None:
    say, now = view.say, datetime.now(UTC)
    judged = checks(view.generation.status, say, now, view.generation.level())
    parts.heading(say("ferskhet.heading"), say("ferskhet.lead"))
    draw_overall(say, judged)
    times(view)
    st.subheader(say("ferskhet.checks"), anchor=False)
    for check in judged:
        draw_check(say, check)
    rows(view)


def times(view: View) -> None:
    say, status = view.say, view.generation.status
    source = say.moment(status.source_at) if status.source_at else say("ferskhet.source_unknown")
    parts.facts(
        {
            say("ferskhet.source"): source,
            say("ferskhet.published"): say.moment(status.published_at),
            say("ferskhet.dato"): say.day(status.dato),
            say("ferskhet.generation"): say.number(int(view.generation.folder.name)),
        }
    )


def rows(view: View) -> None:
    say, status = view.say, view.generation.status
    st.subheader(say("ferskhet.rows"), anchor=False)
    st.markdown(say("ferskhet.rows_lead"))
    counted = [
        (
            say.or_else(f"mart.{mart}", mart),
            say.or_else(f"role.{key}", role.navn),
            say.number(status.rows.get(mart, 0)),
        )
        for key, role in status.roles.items()
        for mart in role.marts
    ]
    headings = [say("ferskhet.rows_list"), say("ferskhet.rows_role"), say("ferskhet.rows_count")]
    st.table(pl.DataFrame(counted, schema=headings, orient="row"), hide_index=True)


draw(view())
