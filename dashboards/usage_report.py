"""The status report of a vendor meeting from a page: a button for each kind of file, made when it is pressed."""

from collections.abc import Callable

import streamlit as st

from dashboards import disclosure
from dashboards.session import View
from ingest.reporting import status
from ingest.reporting.writers import WRITERS, Writer


def buttons(view: View) -> None:
    say, told = view.say, disclosure.of_figures(view, "statusrapport")
    with st.expander(say("usage_report.title"), icon=":material/slideshow:"):
        st.markdown(say("usage_report.lead"))
        with st.container(horizontal=True):
            for ending, writer in WRITERS.items():
                name = f"statusrapport-{view.usage.status.per_dato:%Y-%m-%d}.{ending}"
                st.download_button(
                    say(f"usage_report.{ending}"),
                    disclosure.registered(view, told, name, 0, made(view, writer)),
                    name,
                    writer.mime,
                    key=view.key(f"report-{ending}"),
                    on_click="ignore",
                )


def made(view: View, writer: Writer) -> Callable[[], bytes]:
    """The file from the generation that the page shows, in the language of the page."""
    return lambda: writer.write(status.build(view.usage.read, None, view.say.language))
