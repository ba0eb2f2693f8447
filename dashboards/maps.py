"""Norway's municipalities by stage, without a tile server: as tiles of one size, and as points at their centres.

A stage is told by its number or its symbol as well as its colour. A click names the municipality (`CHOSEN`).
"""

import altair as alt
import polars as pl

from dashboards.language import Words
from ingest.reporting.stages import EDGE, IN_USE, STAGES
from ingest.reporting.tiles import layout, projected

CHOSEN = "valgt"  # the selection, and its field `kommunenummer`
HEIGHT = 640
TILES_WIDE, TILES_HIGH = 30, 36
LAND_WIDE, LAND_HIGH = 1240, 1500  # km, with some room


def placed(municipalities: pl.DataFrame, say: Words) -> pl.DataFrame:
    """One row a municipality with where it is drawn on either map, and its facts in words."""
    names = say.under("value.trinn")
    tiles = pl.DataFrame(
        [(number, row, column) for number, (row, column) in layout().items()],
        schema=["kommunenummer", "rad", "kolonne"],
        orient="row",
    )
    at = [projected(*centre) for centre in municipalities.select("breddegrad", "lengdegrad").iter_rows()]
    drawn = municipalities.with_columns(
        oest=pl.Series([east for east, _ in at]),
        nord=pl.Series([north for _, north in at]),
        trinn=pl.col("rang").cast(pl.String).replace_strict(names),
        nummer=pl.col("rang").cast(pl.String),
        siden=pl.col("stadium_siden").map_elements(say.day, return_dtype=pl.String),
        folk=pl.col("innbyggere").map_elements(say.number, return_dtype=pl.String),
    )
    joined = drawn.join(tiles, on="kommunenummer", how="inner")
    return joined.with_columns(
        oest=pl.col("oest") - pl.col("oest").min() + 30, nord=pl.col("nord") - pl.col("nord").min() + 30
    ).select(
        *("kommunenummer", "kommunenavn", "fylkesnavn", "rang", "nummer", "trinn", "siden", "folk"),
        *("leverandoerer", "rad", "kolonne", "oest", "nord"),
    )


def tile_map(places: pl.DataFrame, say: Words) -> alt.LayerChart:
    """Every municipality as a tile with the number of its stage."""
    base = _base(places, say).transform_calculate(
        venstre="datum.kolonne + 0.04",
        hoeyre="datum.kolonne + 0.96",
        topp="datum.rad + 0.04",
        bunn="datum.rad + 0.96",
    )
    x, y = _scales(TILES_WIDE, TILES_HIGH)
    tiles = base.mark_rect(stroke=EDGE, strokeWidth=0.8, cursor="pointer").encode(
        x=alt.X("venstre:Q", scale=x, axis=None),
        x2="hoeyre:Q",
        y=alt.Y("topp:Q", scale=y, axis=None),
        y2="bunn:Q",
        color=_colour(places, say),
    )
    ink = alt.condition(f"datum.rang >= {IN_USE}", alt.value(STAGES[-1].ink), alt.value(STAGES[0].ink))
    numbers = (
        base.transform_calculate(mx="datum.kolonne + 0.5", my="datum.rad + 0.5")
        .mark_text(fontSize=alt.expr("width < 500 ? 8 : 11"), cursor="pointer")
        .encode(
            x=alt.X("mx:Q", scale=x, axis=None),
            y=alt.Y("my:Q", scale=y, axis=None),
            text="nummer:N",
            color=ink,
        )
    )
    return _finished(tiles.add_params(_click()), numbers)


def point_map(places: pl.DataFrame, say: Words) -> alt.LayerChart:
    """Every municipality as a symbol at its centre."""
    x, _ = _scales(LAND_WIDE, LAND_HIGH)
    tall = alt.expr(f"min({HEIGHT}, width * {LAND_HIGH / LAND_WIDE})")
    y = alt.Scale(domain=[0, LAND_HIGH], range=[tall, 0], nice=False, zero=False)
    order = _named(places, say)
    points = (
        _base(places, say)
        .mark_point(
            filled=True,
            size=alt.expr("width < 500 ? 45 : 90"),
            stroke=EDGE,
            strokeWidth=0.8,
            opacity=1,
            cursor="pointer",
        )
        .encode(
            x=alt.X("oest:Q", scale=x, axis=None),
            y=alt.Y("nord:Q", scale=y, axis=None),
            color=_colour(places, say),
            shape=alt.Shape(
                "tegn:N",
                title=None,
                scale=alt.Scale(domain=order, range=[stage.symbol for stage in STAGES]),
                legend=_legend(),
            ),
        )
    )
    return _finished(points.add_params(_click()))


def legend_names(places: pl.DataFrame, say: Words) -> dict[str, str]:
    """Number of a stage to its words in the legend, with how many stand there."""
    names = say.under("value.trinn")
    here = dict(places.group_by("nummer").len().iter_rows())
    return {
        number: say("utbredelse.legend", number=number, stage=name, n=say.number(here.get(number, 0)))
        for number, name in names.items()
    }


def _named(places: pl.DataFrame, say: Words) -> list[str]:
    return list(legend_names(places, say).values())


def _base(places: pl.DataFrame, say: Words) -> alt.Chart:
    legend = legend_names(places, say)
    drawn = places.with_columns(tegn=pl.col("nummer").replace_strict(legend))
    shown = {
        "kommunenavn": "kommunenavn",
        "trinn": "trinn",
        "siden": "siden",
        "fylkesnavn": "fylkesnavn",
        "folk": "innbyggere",
        "leverandoerer": "leverandoerer",
    }
    tips = [alt.Tooltip(f"{name}:N", title=say(f"usage_column.{key}")) for name, key in shown.items()]
    return alt.Chart(drawn).encode(tooltip=tips)


def _colour(places: pl.DataFrame, say: Words) -> alt.Color:
    scale = alt.Scale(domain=_named(places, say), range=[stage.colour for stage in STAGES])
    return alt.Color("tegn:N", title=None, scale=scale, legend=_legend())


def _legend() -> alt.Legend:
    return alt.Legend(
        orient="none",
        legendX=0,
        legendY=0,
        symbolStrokeWidth=1,
        symbolStrokeColor=EDGE,
        symbolSize=90,
        labelFontSize=11,
        rowPadding=1,
        labelLimit=260,
    )


def _scales(wide: float, high: float) -> tuple[alt.Scale, alt.Scale]:
    """Both axes to one measure, as large as width and height allow."""
    across = alt.expr(f"min(width, {HEIGHT} * {wide / high})")
    down = alt.expr(f"min({HEIGHT}, width * {high / wide})")
    return (
        alt.Scale(domain=[0, wide], range=[0, across], nice=False, zero=False),
        alt.Scale(domain=[0, high], range=[0, down], nice=False, zero=False),
    )


def _click() -> alt.Parameter:
    return alt.selection_point(name=CHOSEN, fields=["kommunenummer"])


def _finished(*layers: alt.Chart) -> alt.LayerChart:
    return alt.layer(*layers).properties(height=HEIGHT).configure_view(stroke=None)
