"""How a check is drawn: a box in the colour of its light, with a mark and a word, so that no colour says it alone."""

import streamlit as st

from dashboards.freshness import Check, Light
from dashboards.language import Words

BOX = {Light.GOOD: st.success, Light.WATCH: st.warning, Light.ACT: st.error}
MARK = {
    Light.GOOD: ":material/check_circle:",
    Light.WATCH: ":material/warning:",
    Light.ACT: ":material/dangerous:",
}
OVERALL = {Light.GOOD: "all_good", Light.WATCH: "watch", Light.ACT: "act"}


def draw_overall(say: Words, checks: list[Check]) -> None:
    worst = max(check.light for check in checks)
    BOX[worst](f"**{say(f'ferskhet.{OVERALL[worst]}')}**", icon=MARK[worst])


def draw_check(say: Words, check: Check) -> None:
    word = say(f"ferskhet.{check.light.key}_word").lower()
    BOX[check.light](check.words, title=f"{check.title}: {word}", icon=MARK[check.light])
