"""Ferskhet: how old what is shown is, whether anything is missing, and what to do about it."""

from datetime import UTC, datetime

import polars as pl
import streamlit as st

from dashboards import parts
from dashboards.freshness import Check, Light, checks
from dashboards.session import View, view

BOX = {Light.GOOD: st.success, Light.WATCH: st.warning, Light.ACT: st.error}
MARK = {
    Light.GOOD: ":material/check_circle:",
    Light.WATCH: ":material/warning:",
    Light.ACT: ":material/dangerous:",
}
OVERALL = {Light.GOOD: "all_good", Light.WATCH: "watch", Light.ACT: "act"}


def draw(view: View) -> None:
    say, now = view.say, datetime.now(UTC)
    judged = checks(view.generation.status, say, now, view.generation.level())
    worst = max(check.light for check in judged)
    parts.heading(say("ferskhet.heading"), say("ferskhet.lead"))
    BOX[worst](f"**{say(f'ferskhet.{OVERALL[worst]}')}**", icon=MARK[worst])
    times(view)
    st.subheader(say("ferskhet.checks"), anchor=False)
    for check in judged:
        draw_check(view, check)
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


def draw_check(view: View, check: Check) -> None:
    word = view.say(f"ferskhet.{check.light.key}_word").lower()
    BOX[check.light](check.words, title=f"{check.title}: {word}", icon=MARK[check.light])


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
