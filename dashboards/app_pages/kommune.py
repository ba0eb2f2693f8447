"""Kommune: one municipality, how it came where it is, and what it has, uses and must do in time."""

import polars as pl
import streamlit as st

from dashboards import parts, usage_charts, usage_figures, usage_parts
from dashboards.session import View, remembered, view


def draw(view: View) -> None:
    say, usage = view.say, view.usage
    municipalities = usage.read("kommuner")
    number = remembered(
        st.selectbox,
        say("kommune.choose"),
        usage_figures.in_order(municipalities),
        key=usage_parts.MUNICIPALITY,
    )
    now = usage_figures.newest(usage_figures.of_municipality(municipalities, number)).row(0, named=True)
    parts.heading(now["kommunenavn"], in_a_sentence(view, now))
    facts(view, now)
    history(view, number)
    tabs = st.tabs([say(f"kommune.tab_{name}") for name in ("use", "systems", "roles", "access")])
    for tab, drawn in zip(tabs, (use, systems, roles, access), strict=True):
        with tab:
            drawn(view, number)


def in_a_sentence(view: View, now: dict) -> str:
    say = view.say
    key = (
        "used"
        if now["er_i_bruk"]
        else "fell"
        if now["falt_fra"]
        else "signed"
        if now["har_avtale"]
        else "none"
    )
    since = now["ikke_i_bruk_siden"] if key == "fell" else now["stadium_siden"]
    return say(f"kommune.is_{key}", stage=say(f"value.trinn.{now['rang']}").lower(), day=say.day(since))


def facts(view: View, now: dict) -> None:
    say = view.say
    none = say("usage.none")
    parts.facts(
        {
            say("usage_column.trinn"): say(f"value.trinn.{now['rang']}"),
            say("usage_column.avtale_siden"): say.day(now["avtale_siden"]) if now["avtale_siden"] else none,
            say("usage_column.innbyggere"): none
            if now["innbyggere"] is None
            else say.number(now["innbyggere"]),
            say("usage_column.prisbaand"): say.under("value.prisbaand").get(now["prisbaand"], none),
            say("usage_column.fylkesnavn"): now["fylkesnavn"],
            say("usage_column.leverandoerer"): now["leverandoerer"] or none,
        }
    )


def history(view: View, number: str) -> None:
    say = view.say
    names = say.under("value.trinn")
    stages = usage_figures.of_municipality(view.usage.read("stadier"), number).sort("fra_dato")
    named = stages.with_columns(trinn=pl.col("rang").cast(pl.String).replace_strict(names))
    drawing = usage_charts.periods(named, view.usage.status.per_dato, say)
    parts.chart(drawing, say("kommune.history"), say("kommune.history_alt", n=say.number(named.height)))
    with st.expander(say("usage.show_table")):
        listed = named.select("trinn", "fra_dato", "til_dato")
        usage_parts.table(view, "stadier", listed, title=say("kommune.history"))


def use(view: View, number: str) -> None:
    say = view.say
    of_all = usage_figures.of_municipality(view.usage.read("bruk"), number).sort("maaned")
    if of_all.is_empty():
        st.info(say("kommune.no_use"))
        return
    total = of_all.filter(pl.col("tjenesteomraade") == usage_figures.ALL)
    drawing = usage_charts.lines(total, value="oppslag", title=say("usage_column.oppslag"), say=say)
    parts.chart(drawing, say("kommune.use"), say("kommune.use_alt"))
    users = usage_figures.of_municipality(view.usage.read("brukere"), number)
    by_area = usage_figures.newest_first(of_all)
    shown = ["maaned", "tjenesteomraade", "oppslag", "kall", "lister", "hendelseskall", "feilede"]
    usage_parts.table(view, "bruk", by_area.select(shown), title=say("kommune.use"))
    st.markdown(f"**{say('kommune.users')}**")
    counted = usage_parts.with_hidden(usage_figures.newest_first(users), ["personbrukere"])
    listed = counted.select("maaned", "tjenesteomraade", "personbrukere", "integrasjoner")
    usage_parts.table(view, "brukere", listed, title=say("kommune.users"))
    st.caption(say("usage.hidden"))


def systems(view: View, number: str) -> None:
    rows = usage_parts.system_rows(view).filter(pl.col("kommunenummer") == number)
    listed = rows.select(
        "fagsystem", "leverandoer", "tjenesteomraade", "status", "oppdatering", "sist_bekreftet", "merknader"
    )
    usage_parts.table(view, "systemer", listed, title=view.say("kommune.tab_systems"))


def roles(view: View, number: str) -> None:
    say = view.say
    rows = usage_figures.of_municipality(view.usage.read("roller"), number)
    st.markdown(say("kommune.roles_lead"))
    listed = rows.filter(pl.col("aktiv")).select(
        "navn",
        "tjenesteomraade",
        "eier",
        "felter",
        "bredde",
        "felter_brukt",
        "felter_aldri_brukt",
        "opprettet",
    )
    usage_parts.table(view, "roller", listed, title=say("kommune.tab_roles"), percent=("bredde",))


def access(view: View, number: str) -> None:
    say = view.say
    rows = usage_figures.of_municipality(view.usage.read("tilganger"), number)
    switched = rows["scim_overgang"].drop_nulls()
    if len(switched):
        st.markdown(say("kommune.scim", day=say.day(switched[0])))
    usage_parts.table(view, "tilganger", usage_parts.access_rows(view, rows), title=say("kommune.tab_access"))
    st.caption(say("usage.hidden"))


draw(view())
