"""Planning figures on a page: a table where what is not shown is «:», and words that say so."""

import polars as pl
import streamlit as st

from dashboards import disclosure, parts
from dashboards.session import View

HIDDEN = ":"  # as Statistics Norway writes it
WHOLE = "alle"
UNPLACED = "uten krets"
OLDEST_CHILD = 16


def as_of(view: View, frame: pl.DataFrame) -> None:
    """The day that the figures are as of, and that they change once a month."""
    if frame.height:
        st.caption(view.say("figures.as_of", day=view.say.day(frame["per_dato"][0])))


def hidden_note(view: View, frame: pl.DataFrame, values: str) -> None:
    """How many cells are not shown, and why."""
    hidden = frame[values].null_count()
    if hidden:
        st.caption(view.say("figures.hidden", n=view.say.number(hidden)))


def crossed(frame: pl.DataFrame, *, rows: str, columns: str, values: str) -> pl.DataFrame:
    """One row a `rows`, one column a `columns`, in the order they come; counts as text, with «:» where hidden."""
    text = frame.with_columns(
        pl.col(values).cast(pl.String).fill_null(HIDDEN), pl.col(columns).cast(pl.String)
    )
    return text.pivot(columns, index=rows, values=values, aggregate_function="first")


def in_district_order(frame: pl.DataFrame) -> pl.DataFrame:
    """By the districts' numbers; the whole municipality first, those without a district last."""
    place = (
        pl.when(pl.col("skolekrets") == WHOLE)
        .then(-1)
        .when(pl.col("skolekrets") == UNPLACED)
        .then(2**31)
        .otherwise(pl.col("skolekrets").cast(pl.Int64, strict=False))
    )
    return frame.sort(place, "skolekrets", nulls_last=True, maintain_order=True)


def district(view: View, name: str) -> str:
    """A district in words."""
    if name in (WHOLE, UNPLACED):
        return view.say("figures.unplaced") if name == UNPLACED else view.say("figures.whole")
    return name


def districts_in_words(view: View, wide: pl.DataFrame) -> pl.DataFrame:
    """The table with the districts that have no number in the language's words."""
    words = {name: district(view, name) for name in (WHOLE, UNPLACED)}
    return wide.with_columns(pl.col(view.say("column.skolekrets")).replace(words))


def by_year(born: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """`year`, `born`, `moved_in` and `moved_out` as text, newest first; «:» where a month of the year is not shown."""

    def of_years(frame: pl.DataFrame, year: str, values: str, name: str) -> pl.DataFrame:
        whole = pl.when(pl.col(values).null_count() == 0).then(pl.col(values).sum())
        return frame.group_by(pl.col(year).alias("year")).agg(whole.alias(name))

    found = of_years(born, "foedselsaar", "n_foedte", "born")
    for side, name in (("inn", "moved_in"), ("ut", "moved_out")):
        of_side = of_years(moved.filter(pl.col("retning") == side), "aar", "n_flyttinger", name)
        found = found.join(of_side, on="year", how="full", coalesce=True)
    counts = pl.col("born", "moved_in", "moved_out")
    return found.sort("year", descending=True).with_columns(counts.cast(pl.String).fill_null(HIDDEN))


def named(view: View, wide: pl.DataFrame, table: str) -> dict[str, str]:
    """New names for columns that are codes of a table of values."""
    words = view.say.under(f"value.{table}") | {WHOLE: view.say("figures.whole")}
    return {name: words[name] for name in wide.columns if name in words}


def table(view: View, page: str, wide: pl.DataFrame) -> None:
    """The figures with their downloads."""
    parts.downloads(view, page, wide, disclosure.of_figures(view, page))
    first, *rest = wide.columns
    st.dataframe(
        wide,
        hide_index=True,
        lazy=True,
        column_config={
            first: st.column_config.Column(alignment="left", pinned=True),
            **{name: st.column_config.Column(alignment="right") for name in rest},
        },
        alt=view.say("table.alt", title=view.say(f"{page}.title"), kommune=view.kommune),
    )
