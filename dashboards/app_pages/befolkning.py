"""Befolkning: how many live in the municipality, by age and sex, by school district, and births by month."""

import polars as pl
import streamlit as st

from dashboards import charts, figures, parts
from dashboards.session import View, view


def draw(view: View) -> None:
    say = view.say
    people = view.figures("befolkning", ["per_dato", "alder", "kjoenn", "n_personer"])
    parts.heading(say("befolkning.heading", kommune=view.kommune), say("befolkning.lead"))
    figures.as_of(view, people)
    by_age, by_district, births = st.tabs(
        [say("befolkning.tab_age"), say("befolkning.tab_district"), say("befolkning.tab_births")]
    )
    with by_age:
        ages(view, people)
    with by_district:
        districts(view)
    with births:
        months(view)


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
    names = ["skolekrets", "aldersgruppe", "fra_alder", "n_personer"]
    people = view.figures("befolkning_per_krets", names).sort("fra_alder", maintain_order=True)
    st.markdown(say("befolkning.district_lead"))
    wide = figures.crossed(people, rows="skolekrets", columns="aldersgruppe", values="n_personer")
    figures.table(
        view,
        "befolkning_krets",
        figures.in_district_order(wide).rename({"skolekrets": say("column.skolekrets")}),
    )
    figures.hidden_note(view, people, "n_personer")


def months(view: View) -> None:
    say = view.say
    born = view.figures("foedsler_per_maaned", ["foedselsaar", "maaned", "n_foedte"])
    known = born.drop_nulls(["maaned", "n_foedte"])
    counts = known.select(year="foedselsaar", month="maaned", n="n_foedte")
    if counts.is_empty():
        st.info(say("figures.none_shown"))
        return
    drawing = charts.bars_by_month(counts, say, say("foedsler.chart_y"))
    years = ", ".join(str(year) for year in counts["year"].unique().sort())
    parts.chart(drawing, say("foedsler.chart"), say("foedsler.chart_alt", years=years))
    figures.hidden_note(view, born, "n_foedte")


draw(view())
