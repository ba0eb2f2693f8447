"""Parts that the pages of project management draw: figures with their change, a table with its downloads, a map."""

from functools import partial

import altair as alt
import polars as pl
import polars.selectors as cs
import streamlit as st

from dashboards import disclosure, exports, maps, parts, usage_systems
from dashboards.pages import file_of
from dashboards.session import View, keep
from ingest.registry import systems

MUNICIPALITY = "utvalgt"  # the municipality of the page Kommune, kept in the address
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HIDDEN = "<5"
CARD = 262  # pixels of a key figure: three beside each other at 1280, one at 390, and no words cut off
DAYS, MONTHS = "DD.MM.YYYY", "MM.YYYY"
# Columns of codes, and the table of their words; a code that the texts do not know stays as it is.
CODES = {
    "tjenesteomraade": "tjenesteomraade",
    "status": "systemstatus",
    "oppdatering": "oppdatering",
    "status_0_16": "status_0_16",
    "eier": "eier",
}


def key_figure(view: View, row: dict, *, of: int | None = None) -> None:
    """A key figure of `noekkeltall` with its change since last month and in three months."""
    say, unit = view.say, row["enhet"]
    value = shown(view, row["verdi"], unit)
    if of is not None:
        value = say("usage.of", n=value, all=say.number(of))
    quarter = change(view, row["endring_kvartal"], unit)
    with st.container(border=True, width=CARD):
        st.metric(
            say.or_else(f"usage_measure.{row['maal']}", row["navn"]).format(month=say.month(row["maaned"])),
            value,
            say("usage.since_quarter", change=quarter),
            help=say.or_else(f"usage_meaning.{row['maal']}", row["definisjon"]),
            delta_color="off",  # more is not always better, and colour alone says nothing
            delta_arrow="auto" if quarter[0] in "+-" else "off",
        )
        st.caption(say("usage.since_month", change=change(view, row["endring_maaned"], unit)))


def shown(view: View, value: float | None, unit: str) -> str:
    """A figure in its unit; one that may not be shown in words."""
    if value is None:
        return view.say("usage.not_shown")
    return (
        view.say("usage.percent", n=round(100 * value)) if unit == "andel" else view.say.number(round(value))
    )


def change(view: View, value: float | None, unit: str) -> str:
    """A change with its sign; of shares in percentage points."""
    say = view.say
    if value is None:
        return say("usage.unknown")
    size = round(100 * value) if unit == "andel" else round(value)
    sign = "+" if size > 0 else "-" if size < 0 else ""  # Streamlit reads the sign for its arrow
    number = f"{sign}{say.number(abs(size))}"
    return say("usage.points", n=number) if unit == "andel" else number


def table(view: View, page: str, frame: pl.DataFrame, *, title: str, percent: tuple[str, ...] = ()) -> None:
    """Rows with headings of the language, and their downloads; `percent` are columns of shares."""
    say = view.say
    if frame.is_empty():
        st.info(say("usage.no_rows"))
        return
    worded = in_words(view, frame, percent)
    downloads(view, page, worded)
    st.dataframe(
        worded,
        hide_index=True,
        height=min(parts.TABLE_HEIGHT, parts.ROW_HEIGHT * (frame.height + 1) + 3),
        column_config=configured(view, worded),
        placeholder="",
        alt=say("usage.table_alt", title=title),
    )


def in_words(view: View, frame: pl.DataFrame, percent: tuple[str, ...] = ()) -> pl.DataFrame:
    """The rows with headings and codes in words; shares as whole percent."""
    shares = frame.with_columns(((pl.col(name) * 100).round(0).cast(pl.Int32)) for name in percent)
    codes = [
        pl.col(name).replace(view.say.under(f"value.{table}"))
        for name, table in CODES.items()
        if name in frame.columns
    ]
    if "merknader" in frame.columns:  # several marks in one text
        codes.append(pl.col("merknader").str.replace_many(view.say.under("value.merke")))
    return shares.with_columns(codes).rename(lambda key: view.say.or_else(f"usage_column.{key}", key))


def configured(view: View, frame: pl.DataFrame) -> dict[str, object]:
    """How Streamlit shows each column: a date as Norway writes it, a number as the reader's language does."""
    dates = {name: st.column_config.DateColumn(format=DAYS) for name in frame.select(cs.date()).columns}
    numbers = {
        name: st.column_config.NumberColumn(format="localized") for name in frame.select(cs.numeric()).columns
    }
    months = {view.say("usage_column.maaned"): st.column_config.DateColumn(format=MONTHS)}
    return dates | numbers | months


def downloads(view: View, page: str, frame: pl.DataFrame) -> None:
    """A button for each kind of file, with exactly these rows and columns, registered when it is pressed."""
    say, told = view.say, disclosure.of_figures(view, page)
    writers = {
        "csv": ("text/csv", partial(exports.csv_bytes, frame)),
        "xlsx": (XLSX, partial(exports.xlsx_bytes, frame, say("table.sheet"))),
    }
    with st.container(horizontal=True, width="content"):
        for ending, (mime, write) in writers.items():
            name = file_name(view, page, ending)
            st.download_button(
                say(f"table.{ending}"),
                disclosure.registered(view, told, name, frame.height, write),
                name,
                mime,
                key=view.key(f"{page}-{ending}"),
                help=say("table.download_help"),
                on_click="ignore",
            )


def file_name(view: View, page: str, ending: str) -> str:
    return f"{page}-{view.usage.status.per_dato:%Y-%m-%d}.{ending}"


def map_of(view: View, page: str, drawing: alt.LayerChart, words: str) -> None:
    """A map whose click opens the page of the municipality."""
    chosen = st.altair_chart(
        coloured(drawing), key=view.key(page), on_select="rerun", selection_mode=[maps.CHOSEN], alt=words
    )
    picked = chosen.selection.get(maps.CHOSEN, [])
    if picked:
        open_municipality(view, picked[0]["kommunenummer"])


def open_municipality(view: View, number: str) -> None:
    keep(MUNICIPALITY, number)
    st.session_state.pop(MUNICIPALITY, None)
    st.switch_page(file_of("kommune"))


def coloured(drawing: alt.LayerChart) -> alt.LayerChart:
    """The chart with the ink of the theme, which a chart's own texts do not take."""
    ink = parts.INK["dark" if st.context.theme.type == "dark" else "light"]
    return drawing.configure_legend(labelColor=ink, titleColor=ink)


def with_hidden(frame: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Counts as text, with `<5` where one is not shown."""
    return frame.with_columns(pl.col(names).cast(pl.String).fill_null(HIDDEN))


ACCESS = ("aktive", "sovende", "utloeper_30", "utloeper_14", "utloept", "sluttede")


def access_rows(view: View, rows: pl.DataFrame, *first: str) -> pl.DataFrame:
    """Accesses by kind in words, what is not shown as `<5`."""
    kinds = view.say.under("value.slag")
    named = with_hidden(rows, list(ACCESS)).with_columns(
        pl.col("slag").replace_strict(kinds, default=view.say("value.unknown"))
    )
    return named.select(*first, "slag", *ACCESS)


def system_rows(view: View) -> pl.DataFrame:
    """The system overview with what people have said of its rows since (`ingest.registry.systems`)."""
    return usage_systems.overlaid(view.usage.read("systemer"), systems.said(view.registry), view.say)
