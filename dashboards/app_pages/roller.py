"""Roller: the catalogue from law to column, two roles side by side, and what roles have that nobody looks at."""

from datetime import UTC, datetime, timedelta

import polars as pl
import streamlit as st

from dashboards import parts
from dashboards import role_catalogue as catalogue
from dashboards.session import View, view
from ingest.registry import access_log


def draw(view: View) -> None:
    say, roles = view.say, catalogue.known(view.settings.list_date)
    parts.heading(say("roller.heading"), say("roller.lead"))
    with st.expander(say("roller.what_is"), icon=":material/help:"):
        st.markdown(say("roller.what_is_answer"))
    tabs = st.tabs([say(f"roller.tab_{name}") for name in ("roles", "ways", "compare", "over")])
    for tab, draw_tab in zip(tabs, (overview, ways, compare, over_collection), strict=True):
        with tab:
            draw_tab(view, roles)


def overview(view: View, roles: dict[str, dict]) -> None:
    say = view.say
    st.markdown(say("roller.count", n=say.number(len(roles))))
    table(view, catalogue.overview(roles, say))
    role = roles[choose(view, roles, "roller.choose", "role")]
    st.subheader(role["navn"], anchor=False)
    st.markdown(role["formaal"])
    for reason in role["hvorfor_ikke_i_kraft"]:
        st.warning(say("roller.not_in_force", reason=reason), icon=":material/warning:")
    for basis in role["lovhjemmel"]:
        st.caption(f"{basis['key']}: {basis['lov']}")
    table(view, catalogue.ways({role["rolle"]: role}, say))


def ways(view: View, roles: dict[str, dict]) -> None:
    say = view.say
    st.markdown(say("roller.ways_lead"))
    laws = list(dict.fromkeys(part["hjemmel"] for role in roles.values() for part in role["opplysninger"]))
    chosen = st.multiselect(
        say("roller.lovhjemmel"), laws, key=view.key("laws"), placeholder=say("roller.all_laws")
    )
    rows = catalogue.ways(roles, say)
    table(view, rows.filter(pl.col(say("roller.lovhjemmel")).is_in(chosen)) if chosen else rows)


def compare(view: View, roles: dict[str, dict]) -> None:
    say = view.say
    left, right = st.columns(2)
    with left:
        one = choose(view, roles, "roller.compare_one", "one")
    with right:
        other = choose(view, roles, "roller.compare_other", "other", place=1)
    if one == other:
        st.info(say("roller.same"))
        return
    rows = catalogue.compared(roles[one], roles[other], say)
    if st.toggle(say("roller.differences"), key=view.key("differences")):
        rows = rows.filter(pl.nth(1) != pl.nth(2))
    table(view, rows)


def over_collection(view: View, roles: dict[str, dict]) -> None:
    say = view.say
    since = datetime.now(UTC) - timedelta(days=catalogue.DAYS_LOOKED_BACK)
    seen = access_log.columns_shown(view.registry, since)
    st.markdown(say("roller.over_lead", days=catalogue.DAYS_LOOKED_BACK))
    table(view, catalogue.over_collection(roles, seen, say))
    st.caption(say("roller.over_note"))


def choose(view: View, roles: dict[str, dict], label: str, key: str, place: int = 0) -> str:
    return st.selectbox(
        view.say(label),
        list(roles),
        index=place,
        key=view.key(key),
        format_func=lambda role: roles[role]["navn"],
    )


def table(view: View, rows: pl.DataFrame) -> None:
    height = min(parts.TABLE_HEIGHT, parts.ROW_HEIGHT * (rows.height + 1) + 3)
    st.dataframe(rows, hide_index=True, height=height, alt=view.say("roller.heading"))


draw(view())
