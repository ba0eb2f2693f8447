"""Utbredelse: how many municipalities have come how far, who waits for what, and the report of it."""

from datetime import date

import polars as pl
import streamlit as st

from dashboards import maps, parts, usage_charts, usage_figures, usage_parts, usage_report
from dashboards.session import View, view


def draw(view: View) -> None:
    say, usage = view.say, view.usage
    municipalities, coverage = usage.read("kommuner"), usage.read("dekning")
    vendors = usage_figures.ranked(usage.read("leverandoerer"))
    parts.heading(say("utbredelse.heading"), say("utbredelse.lead"))
    key_figures(view, usage.read("noekkeltall"), coverage, vendors)
    usage_report.buttons(view)
    left, right = st.columns(2, gap="large")
    with left:
        draw_map(view, municipalities)
    with right:
        draw_growth(view, coverage)
        draw_funnel(view)
    draw_waiting(view, municipalities)
    draw_ends(view, municipalities)
    draw_divided(view, coverage, vendors)


def key_figures(view: View, keys: pl.DataFrame, coverage: pl.DataFrame, vendors: pl.DataFrame) -> None:
    now = usage_figures.newest(usage_figures.of_country(coverage)).row(0, named=True)
    with st.container(horizontal=True):
        for name in ("kommuner_i_bruk", "kommuner_med_avtale", "kommuner_med_hendelser"):
            usage_parts.key_figure(view, usage_figures.measure(keys, name), of=now["kommuner"])
        usage_parts.key_figure(view, usage_figures.measure(keys, "andel_innbyggere"))
        usage_parts.key_figure(view, usage_figures.whole_month(keys, "personbrukere"))
    holding(view, usage_figures.holding_most(vendors))


def holding(view: View, most: pl.DataFrame) -> None:
    """Which vendor holds up most, in a sentence."""
    say = view.say
    if most.is_empty():
        st.info(say("utbredelse.holds_none"))
        return
    count = most["holder_opp"][0]
    key = "utbredelse.holds_most" if most.height == 1 else "utbredelse.hold_most"
    st.info(
        say(key, vendor=", ".join(most["leverandoer"]), n=say.number(count)), icon=":material/hourglass_top:"
    )


def draw_map(view: View, municipalities: pl.DataFrame) -> None:
    say = view.say
    st.subheader(say("utbredelse.map"), anchor=False)
    st.markdown(say("utbredelse.map_lead"))
    month = st.selectbox(
        say("utbredelse.month"),
        usage_figures.months(municipalities),
        format_func=lambda day: month_in_words(view, municipalities, day),
        key=view.key("month"),
    )
    places = maps.placed(usage_figures.of_month(municipalities, month), say)
    tiles, points, rows = st.tabs(
        [say("utbredelse.tiles"), say("utbredelse.points"), say("utbredelse.as_table")]
    )
    words = say("utbredelse.map_alt", stages=", ".join(maps.legend_names(places, say).values()))
    with tiles:
        usage_parts.map_of(view, "tiles", maps.tile_map(places, say), words)
    with points:
        usage_parts.map_of(view, "points", maps.point_map(places, say), words)
    with rows:
        listed = places.select(
            "kommunenummer", "kommunenavn", "fylkesnavn", "trinn", "siden", "leverandoerer"
        )
        usage_parts.table(view, "utbredelse", listed, title=say("utbredelse.map"))


def month_in_words(view: View, municipalities: pl.DataFrame, month: date) -> str:
    """The month, or in the newest one the day of the figures."""
    day = usage_figures.of_month(municipalities, month)["per_dato"][0]
    is_newest = day == view.usage.status.per_dato
    return (
        view.say("utbredelse.today", day=view.say.day(day))
        if is_newest
        else view.say.month(month).capitalize()
    )


def draw_growth(view: View, coverage: pl.DataFrame) -> None:
    say, usage = view.say, view.usage
    country, forecast = (
        usage_figures.of_country(coverage),
        usage.read("prognose").filter(pl.col("er_prognose")),
    )
    steps = usage_figures.scim_months(usage.read("tilgangsutvikling"))
    last = forecast.drop_nulls("oevre").tail(1)
    words = say("utbredelse.growth_alt", n=say.number(country["kommuner_i_bruk"][-1]))
    parts.chart(usage_charts.growth(country, forecast, steps, say), say("utbredelse.growth"), words)
    if last.height:
        one = last.row(0, named=True)
        st.markdown(
            say(
                "utbredelse.expected",
                month=say.month(one["maaned"]),
                n=say.number(round(one["kommuner_i_bruk"])),
                low=say.number(one["nedre"]),
                high=say.number(one["oevre"]),
                tries=say.number(one["etterproevinger"]),
            )
        )
    if steps:
        st.caption(say("utbredelse.scim_note", month=say.month(steps[0])))


def draw_funnel(view: View) -> None:
    say = view.say
    names = say.under("value.trinn") | {
        "0": say("utbredelse.everybody")
    }  # every one is at the first or past it
    funnel = usage_figures.newest(view.usage.read("trakt")).sort("rang")
    named = funnel.with_columns(trinn=pl.col("rang").cast(pl.String).replace_strict(names))
    drawing = usage_charts.bars(
        named,
        say,
        name="trinn",
        value="kommuner",
        title=say("utbredelse.funnel_x"),
        names=say("usage_column.trinn"),
    )
    parts.chart(drawing, say("utbredelse.funnel"), say("utbredelse.funnel_alt"))
    with st.expander(say("usage.show_table")):
        listed = named.select("trinn", "kommuner", "kommuner_paa_trinnet", "andel_kommuner", "innbyggere")
        usage_parts.table(view, "trakt", listed, title=say("utbredelse.funnel"), percent=("andel_kommuner",))


def draw_waiting(view: View, municipalities: pl.DataFrame) -> None:
    say, waits = view.say, usage_figures.waiting(municipalities)
    st.subheader(say("utbredelse.waiting"), anchor=False)
    st.markdown(say("utbredelse.waiting_lead", n=say.number(waits.height)))
    names = say.under("value.trinn")
    fell = (
        pl.when(pl.col("falt_fra"))
        .then(pl.lit(say("usage.fell")))
        .otherwise(pl.lit(say("usage.never_begun")))
    )
    listed = waits.select(
        "kommunenavn",
        "fylkesnavn",
        "ikke_i_bruk_siden",
        pl.col("rang").cast(pl.String).replace_strict(names).alias("trinn"),
        fell.alias("grunn"),
        "leverandoerer",
        "innbyggere",
    )
    usage_parts.table(view, "venter", listed, title=say("utbredelse.waiting"))


def draw_ends(view: View, municipalities: pl.DataFrame) -> None:
    say = view.say
    st.subheader(say("utbredelse.ends"), anchor=False)
    st.markdown(say("utbredelse.ends_lead"))
    left, right = st.columns(2)
    shown = ["kommunenavn", "oppslag_per_1000", "oppslag"]
    for place, key, rows in (
        (left, "flest", usage_figures.most(municipalities)),
        (right, "faerrest", usage_figures.fewest(municipalities)),
    ):
        with place:
            st.markdown(f"**{say(f'utbredelse.{key}')}**")
            rounded = rows.select(shown).with_columns(pl.col("oppslag_per_1000").round(1))
            usage_parts.table(view, key, rounded, title=say(f"utbredelse.{key}"))


def draw_divided(view: View, coverage: pl.DataFrame, vendors: pl.DataFrame) -> None:
    say = view.say
    st.subheader(say("utbredelse.divided"), anchor=False)
    county, area, vendor = st.tabs(
        [say("utbredelse.by_county"), say("utbredelse.by_area"), say("utbredelse.by_vendor")]
    )
    with county:
        listed = usage_figures.counties(coverage).select(
            *("omraadenavn", "kommuner", "kommuner_med_avtale", "kommuner_i_bruk", "andel_kommuner"),
            *("andel_innbyggere", "endring_maaned", "endring_kvartal"),
        )
        shares = ("andel_kommuner", "andel_innbyggere")
        usage_parts.table(view, "fylker", listed, title=say("utbredelse.by_county"), percent=shares)
    with area:
        use = usage_figures.service_areas(view.usage.read("bruk"))
        listed = use.select("tjenesteomraade", "oppslag", "kall", "lister", "hendelseskall", "feilede")
        usage_parts.table(view, "tjenesteomraader", listed, title=say("utbredelse.by_area"))
    with vendor:
        listed = vendors.select(
            "leverandoer", "holder_opp", "kommuner", "kommuner_i_bruk", "systemer", "paa_hendelser"
        )
        usage_parts.table(view, "leverandoerer", listed, title=say("utbredelse.by_vendor"))


draw(view())
