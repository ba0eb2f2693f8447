"""Leverandører og systemer: who holds up what, and the system overview, to be confirmed, corrected and sent out."""

import polars as pl
import streamlit as st

from dashboards import parts, usage_charts, usage_figures, usage_parts, usage_systems
from dashboards.session import View, view
from ingest.registry import systems

WORDS = {"status": "systemstatus", "oppdatering": "oppdatering"}  # tables of the words of what is corrected
EVERYBODY = ""
SHOWN = [
    *("kommunenavn", "fagsystem", "leverandoer", "merknader", "tjenesteomraade", "status", "oppdatering"),
    *("sist_bekreftet", "rettet"),
]


def draw(view: View) -> None:
    say = view.say
    vendors = usage_figures.ranked(view.usage.read("leverandoerer"))
    parts.heading(say("leverandoerer.heading"), say("leverandoerer.lead"))
    who_holds_up(view, vendors)
    by_events(view)
    overview(view, vendors["leverandoer"].to_list())


def who_holds_up(view: View, vendors: pl.DataFrame) -> None:
    say = view.say
    drawing = usage_charts.bars(
        vendors.filter(pl.col("holder_opp") > 0),
        say,
        name="leverandoer",
        value="holder_opp",
        title=say("usage_column.holder_opp"),
        names=say("usage_column.leverandoer"),
    )
    parts.chart(drawing, say("leverandoerer.holds_up"), say("leverandoerer.holds_up_alt"))
    st.caption(say("leverandoerer.holds_up_means"))
    with st.expander(say("leverandoerer.all_vendors")):
        listed = vendors.select(
            *("leverandoer", "holder_opp", "holder_opp_kommuner", "kommuner", "kommuner_i_bruk", "systemer"),
            *("paa_hendelser", "paa_batch", "ubekreftede", "status_0_16"),
        )
        usage_parts.table(view, "leverandoerer", listed, title=say("leverandoerer.all_vendors"))


def by_events(view: View) -> None:
    say = view.say
    moved = view.usage.read("oppdatering").filter(pl.col("leverandoer") == usage_figures.ALL).sort("maaned")
    words = {"paa_hendelser": say("usage_column.paa_hendelser"), "paa_batch": say("usage_column.paa_batch")}
    long = moved.rename(words).unpivot(
        list(words.values()), index="maaned", variable_name="slag", value_name="n"
    )
    drawing = usage_charts.lines(
        long,
        value="n",
        title=say("usage_column.systemer"),
        say=say,
        series=("slag", say("leverandoerer.way")),
    )
    parts.chart(drawing, say("leverandoerer.from_batch"), say("leverandoerer.from_batch_alt"))


def overview(view: View, vendors: list[str]) -> None:
    say = view.say
    st.subheader(say("leverandoerer.overview"), anchor=False)
    st.markdown(say("leverandoerer.overview_lead"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        vendor = st.selectbox(
            say("usage_column.leverandoer"),
            [EVERYBODY, *vendors],
            format_func=lambda name: name or say("leverandoerer.everybody"),
            key=view.key("vendor"),
        )
        only_marked = st.toggle(say("leverandoerer.only_marked"), value=True, key=view.key("marked"))
    rows = usage_parts.system_rows(view)
    chosen = usage_systems.narrowed(rows, vendor or None, only_marked=only_marked)
    st.markdown(say("table.rows", shown=say.number(chosen.height), total=say.number(rows.height)))
    if chosen.is_empty():
        st.info(say("leverandoerer.nothing_marked"))
        return
    picked = rows_to_pick(view, chosen)
    act(view, chosen[picked])
    send(view, rows, vendor)


def rows_to_pick(view: View, chosen: pl.DataFrame) -> list[int]:
    """The rows of the overview; the places of those that are ticked."""
    say = view.say
    worded = usage_parts.in_words(view, chosen.select(SHOWN))
    usage_parts.downloads(view, "systemer", worded)
    state = st.dataframe(
        worded,
        hide_index=True,
        height=min(parts.TABLE_HEIGHT, parts.ROW_HEIGHT * (worded.height + 1) + 3),
        column_config=usage_parts.configured(view, worded),
        placeholder="",
        on_select="rerun",
        selection_mode="multi-row",
        key=view.key("rows"),
        alt=say("usage.table_alt", title=say("leverandoerer.overview")),
    )
    return [place for place in state.selection.rows if place < chosen.height]


def act(view: View, picked: pl.DataFrame) -> None:
    """Confirm the ticked rows, or correct the one that is."""
    say = view.say
    if picked.is_empty():
        st.caption(say("leverandoerer.tick"))
        return
    st.button(
        say("leverandoerer.confirm", n=say.number(picked.height)),
        type="primary",
        key=view.key("confirm"),
        on_click=confirm,
        args=(view, picked["rad_id"].to_list()),
    )
    if picked.height == 1:
        correct(view, picked.row(0, named=True))


def confirm(view: View, rad_ids: list[str]) -> None:
    systems.confirm(view.registry, rad_ids, who=view.user.key)
    st.toast(view.say("leverandoerer.confirmed", n=view.say.number(len(rad_ids))))


def correct(view: View, row: dict) -> None:
    say = view.say
    with st.form(view.key(f"correct-{row['rad_id']}")):
        st.markdown(say("leverandoerer.correct", name=row["fagsystem"], kommune=row["kommunenavn"]))
        given = {
            usage_systems.FREE: st.text_input(
                say("usage_column.fagsystem"), row["fagsystem"], max_chars=usage_systems.LONGEST
            )
        }
        for name, values in usage_systems.EDITED.items():
            given[name] = st.selectbox(
                say(f"usage_column.{name}"),
                values,
                index=values.index(row[name]) if row[name] in values else None,
                format_func=lambda value, table=name: say(f"value.{WORDS[table]}.{value}"),
            )
        if st.form_submit_button(say("leverandoerer.save")):
            changed = {name: value for name, value in given.items() if value and value != row[name]}
            systems.edit(view.registry, row["rad_id"], changed, who=view.user.key)
            st.rerun()


def send(view: View, rows: pl.DataFrame, vendor: str) -> None:
    """The list that a vendor is sent."""
    say = view.say
    st.subheader(say("leverandoerer.send"), anchor=False)
    if not vendor:
        st.markdown(say("leverandoerer.choose_first"))
        return
    asked = usage_systems.to_send(usage_systems.narrowed(rows, vendor, only_marked=False))
    st.markdown(say("leverandoerer.send_lead", vendor=vendor, n=say.number(asked.height)))
    if asked.height:
        worded = usage_parts.in_words(view, asked)
        usage_parts.downloads(view, "systemer-til-kontroll", worded)


draw(view())
