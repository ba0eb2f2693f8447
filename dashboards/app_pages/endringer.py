"""Endringer: who is new on the roster since an earlier publication, and how many are gone, without saying why."""

from datetime import datetime

import polars as pl
import streamlit as st

from dashboards import changes, columns, disclosure, parts
from dashboards.session import View, view
from ingest import arrivals
from ingest.arrivals import Arrivals


def draw(view: View) -> None:
    say, mart = view.say, view.mart("barn")
    parts.heading(say("endringer.heading", kommune=view.kommune), say("endringer.lead"))
    known = arrivals.read(view.settings.home, mart, view.kommunenummer)
    moments = known.moments() if known else []
    if moments:
        since = choose_moment(view, moments)
        shown = columns.children(say, view.names(mart))
        shown = [shown[0], changes.reason(say, since), *shown[1:]]
    else:
        since, shown = None, columns.children(say, view.names(mart))
    roster = view.table(mart, shown)
    if since:
        came(view, shown, roster, known, since)
    else:
        st.info(say("endringer.no_history"))
    went(view, roster)


def choose_moment(view: View, moments: list[datetime]) -> datetime:
    return st.selectbox(
        view.say("endringer.since"),
        moments,
        key=view.key("since"),
        format_func=view.say.moment,
        help=view.say("endringer.since_help"),
        width=360,
    )


def came(
    view: View, shown: list[columns.Column], roster: pl.DataFrame, known: Arrivals, since: datetime
) -> None:
    say, found = view.say, changes.newcomers(roster, known, since)
    parts.facts(
        {
            say("endringer.came"): say.number(found.height),
            say("endringer.went"): changes.in_steps(known.gone_since(since), say),
            say("endringer.now"): say.number(roster.height),
        }
    )
    st.subheader(say("endringer.came_heading", since=say.moment(since)), anchor=False)
    if found.is_empty():
        st.info(say("endringer.nobody_came"))
    else:
        parts.table(view, "endringer", shown, found, roster.height)


def went(view: View, roster: pl.DataFrame) -> None:
    """Who of the reader's own earlier list is not in the roster now. What is told follows from those two alone."""
    say = view.say
    st.subheader(say("endringer.went_heading"), anchor=False)
    st.markdown(say("endringer.went_lead"))
    file = st.file_uploader(
        say("endringer.own_list"),
        type=list(changes.ENDINGS),
        max_upload_size=changes.MEGABYTES,
        key=view.key("own-list"),
        width=560,
    )
    if file is None:
        return
    try:
        own = changes.own_list(file.name, file.getvalue())
    except changes.UnreadableFileError:
        st.error(say("endringer.not_ours"))
        return
    gone = changes.not_in(own, roster)
    st.markdown(say("endringer.compared", gone=say.number(gone.height), own=say.number(own.height)))
    if gone.is_empty():
        return
    told = gone.select("navn", "foedselsnummer", pl.lit(say("endringer.not_in_list")).alias("endring"))
    disclosure.of_people(view, "endringer_borte", [], told, own.height)
    st.dataframe(
        columns.headed(told, say),
        hide_index=True,
        lazy=True,
        alt=say("endringer.went_heading"),
    )


draw(view())
