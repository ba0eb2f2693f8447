"""Befolkning: how many live in the municipality, by age and sex, by school district, and what changes it."""

import polars as pl
import streamlit as st

from dashboards import charts, figures, parts
from dashboards.session import View, view


def draw(view: View) -> None:
    say = view.say
    people = view.figures("befolkning", ["per_dato", "alder", "kjoenn", "n_personer"])
    parts.heading(say("befolkning.heading", kommune=view.kommune), say("befolkning.lead"))
    figures.as_of(view, people)
    by_age, by_district, over_time = st.tabs(
        [say("befolkning.tab_age"), say("befolkning.tab_district"), say("befolkning.tab_time")]
    )
    with by_age:
        ages(view, people)
    with by_district:
        districts(view)
    with over_time:
        changes(view)


def ages(view: View, people: pl.DataFrame) -> None:
    say = view.say
    split = people.filter(pl.col("kjoenn").is_in(["kvinne", "mann"]))
    shown = split.drop_nulls("n_personer").filter(pl.col("n_personer") > 0)
    if shown.is_empty():
        st.info(say("figures.none_shown"))
        return
    parts.chart(charts.pyramid(shown, say), say("befolkning.pyramid"), say("befolkning.pyramid_alt"))
    figures.hidden_note(view, split, "n_personer")
    wide = figures.crossed(people, rows="alder", columns="kjoenn", values="n_personer")
    figures.table(
        view, "befolkning", wide.rename({"alder": say("column.alder")} | figures.named(view, wide, "kjoenn"))
    )


def districts(view: View) -> None:
    say = view.say
    names = ["skolekrets", "aldersgruppe", "fra_alder", "til_alder", "n_personer"]
    people = figures.in_district_order(
        view.figures("befolkning_per_krets", names).sort("fra_alder", maintain_order=True)
    )
    st.markdown(say("befolkning.district_lead"))
    children = people.filter(
        (pl.col("til_alder") <= figures.OLDEST_CHILD) & (pl.col("skolekrets") != figures.WHOLE)
    )
    if not children.is_empty():
        words = children.rename({"n_personer": "n"}).with_columns(
            pl.col("skolekrets").replace(figures.UNPLACED, say("figures.unplaced"))
        )
        drawing = charts.squares(words, say, figures.HIDDEN)
        parts.chart(drawing, say("befolkning.squares"), say("befolkning.squares_alt"))
    wide = figures.crossed(people, rows="skolekrets", columns="aldersgruppe", values="n_personer")
    named = wide.rename({"skolekrets": say("column.skolekrets")} | figures.named(view, wide, "kjoenn"))
    figures.table(view, "befolkning_krets", figures.districts_in_words(view, named))
    figures.hidden_note(view, people, "n_personer")


def changes(view: View) -> None:
    """Births and moves: by year in a table, by month in charts."""
    say = view.say
    born = view.figures("foedsler_per_maaned", ["foedselsaar", "maaned", "n_foedte"])
    moved = view.figures("flyttinger_per_maaned", ["aar", "maaned", "retning", "n_flyttinger"])
    st.markdown(say("befolkning.time_lead"))
    yearly = figures.by_year(born, moved)
    if yearly.is_empty():
        st.info(say("figures.none_shown"))
        return
    figures.table(view, "befolkning_tid", yearly.rename(lambda name: say(f"befolkning.{name}")))
    births(view, born)
    moves(view, moved)


def births(view: View, born: pl.DataFrame) -> None:
    say = view.say
    counts = born.drop_nulls().select(year="foedselsaar", month="maaned", n="n_foedte")
    counts = counts.filter(pl.col("year") >= view.year - 1)
    if not counts.is_empty():
        drawing = charts.bars_by_month(counts, say, say("foedsler.chart_y"))
        years = ", ".join(str(year) for year in counts["year"].unique().sort())
        parts.chart(drawing, say("foedsler.chart"), say("foedsler.chart_alt", years=years))
    figures.hidden_note(view, born, "n_foedte")


def moves(view: View, moved: pl.DataFrame) -> None:
    say = view.say
    known = moved.drop_nulls().filter(pl.col("aar") >= view.year - 1)
    counts = known.select(
        year="aar",
        month="maaned",
        side=pl.col("retning").replace_strict(say.under("value.retning"), default=say("value.unknown")),
        n="n_flyttinger",
    )
    if not counts.is_empty():
        drawing = charts.bars_by_side(counts, say, say("flyttinger.chart_y"))
        years = f"{view.year - 1}, {view.year}"
        parts.chart(drawing, say("flyttinger.chart"), say("flyttinger.chart_alt", years=years))
    figures.hidden_note(view, moved, "n_flyttinger")


draw(view())
