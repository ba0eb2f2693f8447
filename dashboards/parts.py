"""Parts that several pages draw: heading, search box, the table with its downloads."""

from collections.abc import Callable
from functools import partial

import altair as alt
import polars as pl
import streamlit as st

from dashboards import disclosure, exports
from dashboards.columns import Column, headed
from dashboards.disclosure import Disclosure
from dashboards.language import Words
from dashboards.session import View, begin_visit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"
TABLE_HEIGHT = 560
INK = {
    "light": "#0b1420",
    "dark": "#e8eef3",
}  # textColor of .streamlit/config.toml, which a chart's own texts do not take
ROW_HEIGHT = 35


LANGUAGE_TAG = """export default ({ data }) => { document.documentElement.lang = data; }"""

# On paper: what is read, as long as it is, dark on white in either theme; nothing to press.
PAPER = """
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stExpandSidebarButton"],
  [data-testid="stDownloadButton"], [data-testid="stButton"], [data-testid="stFileUploader"] {
    display: none !important;
  }
  html, body, #root, #root > div, [data-testid="stApp"], [data-testid="stAppViewContainer"], [data-testid="stMain"] {
    display: block !important; position: static !important; height: auto !important; overflow: visible !important;
  }
  [data-testid="stApp"] * { color: #000 !important; }
  html, body, [data-testid="stApp"], [data-testid="stMain"], [data-baseweb] { background: #fff !important; }
  [data-testid="stMetric"], [data-testid="stVegaLiteChart"], [data-testid="stDataFrame"], tr { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
}
"""

_tag = st.components.v2.component("manntall-language", js=LANGUAGE_TAG, css=PAPER, isolate_styles=False)


def announce_language(language: str) -> None:
    """Tell the browser the page's language: Streamlit says English, for screen readers too (WCAG 3.1.1)."""
    _tag(data=language, key="language-tag")


def heading(title: str, lead: str) -> None:
    st.header(title, anchor=False)
    st.markdown(lead)


def search_box(view: View, page: str) -> str:
    """What is typed, as it is typed."""
    return st.text_input(
        view.say("filter.search"),
        key=view.key(f"{page}-search"),
        type="search",
        live=True,
        max_chars=100,
        autocomplete="off",  # the browser must not remember people's names
        placeholder=view.say(f"{page}.search"),
        help=view.say("filter.search_help"),
    )


def figures(values: dict[str, int], view: View, explained: dict[str, str] | None = None) -> None:
    """Key figures side by side, wrapping on a narrow screen.

    Args:
        values: label to count.
        explained: label to explanation, for those that need one.
    """
    with st.container(horizontal=True):
        for label, value in values.items():
            explanation = (explained or {}).get(label)
            st.metric(label, view.say.number(value), help=explanation, border=True, width="stretch")


def facts(values: dict[str, str]) -> None:
    """Facts that are words, laid out as the key figures are."""
    with st.container(horizontal=True):
        for label, value in values.items():
            with st.container(border=True, width="stretch", height="stretch"):
                st.caption(label)
                st.markdown(f"**{value}**")


def chart(drawing: alt.LayerChart, title: str, words: str) -> None:
    """A chart under its heading, and in words for those who do not see it."""
    st.subheader(title, anchor=False)
    ink = INK["dark" if st.context.theme.type == "dark" else "light"]
    coloured = drawing.configure_text(color=ink)
    coloured = coloured.configure_axis(labelColor=ink, titleColor=ink).configure_legend(
        labelColor=ink, titleColor=ink
    )
    st.altair_chart(coloured, alt=words)


def table(view: View, page: str, columns: list[Column], shown: pl.DataFrame, total: int) -> None:
    """The rows, how many of how many they are, and the downloads of exactly them; or why there are none."""
    say = view.say
    if total == 0:
        st.info(say("table.nothing_yet", kommune=view.kommune))
        return
    if shown.is_empty():
        st.info(say("table.empty"))
        st.button(say("filter.reset"), key=view.key(f"{page}-reset"), on_click=begin_visit)
        return
    told = disclosure.of_people(view, page, columns, shown, total)
    frame = headed(shown, say)
    _count_and_downloads(view, page, frame, total, told)
    st.dataframe(
        frame,
        hide_index=True,
        height=min(TABLE_HEIGHT, ROW_HEIGHT * (frame.height + 1) + 3),
        column_config={
            say.or_else(f"column.{column.key}", column.key): _config(column) for column in columns
        },
        lazy=True,
        placeholder="",
        alt=say("table.alt", title=say(f"{page}.title"), kommune=view.kommune),
    )


def nothing_published(say: Words, words_for_real: str, for_real: str) -> None:
    """Before the first publication: what these pages are, and what to run."""
    heading(say("start.title"), say("start.body"))
    for words, command in (("start.try_it", "make demo"), (words_for_real, for_real)):
        st.markdown(say(words))
        st.code(command, language=None)
    st.markdown(say("start.then"))


def _count_and_downloads(view: View, page: str, frame: pl.DataFrame, total: int, told: Disclosure) -> None:
    say = view.say
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            say("table.rows", shown=say.number(frame.height), total=say.number(total)), width="stretch"
        )
        downloads(view, page, frame, told)


def downloads(view: View, page: str, frame: pl.DataFrame, told: Disclosure) -> None:
    """A button for each kind of file, with exactly these rows and columns; `told`: whom they are of."""
    writers = {
        "csv": ("text/csv", partial(exports.csv_bytes, frame)),
        "xlsx": (XLSX, partial(exports.xlsx_bytes, frame, view.say("table.sheet"))),
        "parquet": (PARQUET, partial(exports.parquet_bytes, frame)),
    }
    with st.container(horizontal=True, width="content"):
        for ending, (mime, write) in writers.items():
            name = view.file_name(page, ending)
            registered = disclosure.registered(view, told, name, frame.height, write)
            _download(view, page, ending, mime, registered)


def _download(view: View, page: str, ending: str, mime: str, write: Callable[[], bytes]) -> None:
    """A button whose file is made, and registered, when it is pressed and not before."""
    st.download_button(
        view.say(f"table.{ending}"),
        write,
        view.file_name(page, ending),
        mime,
        key=view.key(f"{page}-{ending}"),
        help=view.say("table.download_help"),
        on_click="ignore",
    )


def _config(column: Column) -> object:
    shape = {"width": column.width, "pinned": column.pinned}
    if column.kind == "date":
        return st.column_config.DateColumn(format="DD.MM.YYYY", **shape)
    if column.kind == "year":
        return st.column_config.NumberColumn(format="%d", alignment="left", **shape)
    return st.column_config.TextColumn(**shape)
