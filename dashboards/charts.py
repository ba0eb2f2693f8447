"""The pages' charts. Colours come from the theme (.streamlit/config.toml); each bar carries its number."""

import altair as alt
import polars as pl

from dashboards.language import Words

HEIGHT, ROW = 280, 26
SHADES, SHADE_INK = (
    ["#e3eef7", "#8fbfe6"],
    "#0b1420",
)  # light enough, in both themes, for numbers on them to be read


def bars_by_year(counts: pl.DataFrame, say: Words) -> alt.LayerChart:
    """One bar a birth year.

    Args:
        counts: `foedselsaar` and `n`, one row a year.
    """
    base = alt.Chart(_with_label(counts, say)).encode(
        x=alt.X("foedselsaar:O", title=say("barn.chart_x"), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=_count_axis(say("barn.chart_y"), say),
        tooltip=[
            alt.Tooltip("foedselsaar:O", title=say("barn.chart_x")),
            alt.Tooltip("label:N", title=say("barn.chart_y")),
        ],
    )
    return _with_numbers(base, base.mark_bar(cornerRadiusTopLeft=2, cornerRadiusTopRight=2))


def bars_by_month(counts: pl.DataFrame, say: Words, title: str) -> alt.LayerChart:
    """One bar a month and year, the years side by side and told apart by colour, order and legend.

    Args:
        counts: `year`, `month` (1-12) and `n`.
        title: of the axis that counts.
    """
    months = say.under("time.short_months")
    named = _with_label(counts, say).with_columns(
        pl.col("year").cast(pl.String), pl.col("month").cast(pl.String).replace_strict(months).alias("name")
    )
    base = alt.Chart(named).encode(
        x=alt.X(
            "name:N",
            sort=list(months.values()),
            scale=alt.Scale(domain=list(months.values())),
            title=say("months.chart_x"),
        ).axis(labelAngle=0, labelOverlap=True),
        xOffset=alt.XOffset("year:N"),
        y=_count_axis(title, say),
        tooltip=[
            alt.Tooltip("name:N", title=say("months.chart_x")),
            alt.Tooltip("year:N", title=say("months.year")),
            alt.Tooltip("label:N", title=title),
        ],
    )
    colour = alt.Color("year:N", title=say("months.year"), legend=alt.Legend(orient="top"))
    return _with_numbers(
        base, base.mark_bar(cornerRadiusTopLeft=2, cornerRadiusTopRight=2).encode(color=colour)
    )


def bars_by_side(counts: pl.DataFrame, say: Words, title: str) -> alt.LayerChart:
    """Two bars a month, inwards and outwards, the months in a row.

    Args:
        counts: `year`, `month` (1-12), `side` (in words) and `n`.
        title: of the axis that counts.
    """
    months = say.under("time.short_months")
    name = pl.col("month").cast(pl.String).replace_strict(months) + " " + pl.col("year").cast(pl.String)
    named = _with_label(counts, say).with_columns(name=name).sort("year", "month", "side")
    base = alt.Chart(named).encode(
        x=alt.X(
            "name:N",
            scale=alt.Scale(domain=_months_in_a_row(counts, months)),
            title=say("months.chart_x"),
            axis=alt.Axis(labelAngle=0, labelOverlap=True),
        ),
        xOffset=alt.XOffset("side:N"),
        y=_count_axis(title, say),
        tooltip=[
            alt.Tooltip("name:N", title=say("months.chart_x")),
            alt.Tooltip("side:N", title=say("column.retning")),
            alt.Tooltip("label:N", title=title),
        ],
    )
    colour = alt.Color("side:N", title=say("column.retning"), legend=alt.Legend(orient="top"))
    bars = base.mark_bar(cornerRadiusTopLeft=2, cornerRadiusTopRight=2).encode(color=colour)
    return alt.layer(bars).properties(height=HEIGHT)


def squares(cells: pl.DataFrame, say: Words, hidden: str) -> alt.LayerChart:
    """A square for each school district and age, darker the more there are; what is not shown stays empty.

    Args:
        cells: `skolekrets` (in words, in order), `fra_alder`, `aldersgruppe` and `n`, which may be None.
        hidden: what stands in a square that is not shown.
    """
    label = pl.col("n").cast(pl.String).fill_null(hidden)
    drawn = cells.sort("fra_alder", maintain_order=True).with_columns(label=label)
    districts = cells["skolekrets"].unique(maintain_order=True).to_list()
    ages = drawn["aldersgruppe"].unique(maintain_order=True).to_list()
    base = alt.Chart(drawn).encode(
        x=alt.X(
            "aldersgruppe:N", sort=ages, title=say("column.alder"), axis=alt.Axis(labelAngle=0, orient="top")
        ),
        y=alt.Y("skolekrets:N", sort=districts, title=say("column.skolekrets")),
        tooltip=[
            alt.Tooltip("skolekrets:N", title=say("column.skolekrets")),
            alt.Tooltip("aldersgruppe:N", title=say("column.alder")),
            alt.Tooltip("label:N", title=say("befolkning.people")),
        ],
    )
    shade = alt.Color("n:Q", title=say("befolkning.people"), scale=alt.Scale(range=SHADES), legend=None)
    filled = base.transform_filter("isValid(datum.n)").mark_rect(cornerRadius=2).encode(color=shade)
    ink = alt.condition("isValid(datum.n)", alt.value(SHADE_INK), alt.value("#76828d"))
    numbers = base.mark_text(fontSize=11).encode(text="label:N", color=ink)
    return alt.layer(filled, numbers).properties(height=ROW * len(districts) + 40)


def pyramid(people: pl.DataFrame, say: Words) -> alt.LayerChart:
    """An age pyramid: women to the left, men to the right, the oldest on top.

    Args:
        people: `alder`, `kjoenn` (kvinne, mann) and `n_personer`, one row a bar.
    """
    words = say.under("value.kjoenn")
    is_left = pl.col("kjoenn") == "kvinne"
    drawn = _with_label(people.rename({"n_personer": "n"}), say).with_columns(
        side=pl.when(is_left).then(-pl.col("n")).otherwise(pl.col("n")),
        sex=pl.col("kjoenn").replace_strict(words),
    )
    longest, oldest = drawn["n"].max(), drawn["alder"].max()
    bars = (
        alt.Chart(drawn)
        .mark_bar()
        .encode(
            x=alt.X(
                "side:Q",
                title=say("befolkning.people"),
                scale=alt.Scale(domain=[-longest, longest], nice=True),
            ).axis(labelExpr="abs(datum.value)", tickMinStep=1),
            y=alt.Y(
                "alder:O", scale=alt.Scale(domain=list(range(oldest, -1, -1))), title=say("column.alder")
            ).axis(labelOverlap=True),
            color=alt.Color("sex:N", title=say("column.kjoenn"), legend=alt.Legend(orient="top")),
            tooltip=[
                alt.Tooltip("alder:O", title=say("column.alder")),
                alt.Tooltip("sex:N", title=say("column.kjoenn")),
                alt.Tooltip("label:N", title=say("befolkning.people")),
            ],
        )
    )
    return alt.layer(bars).properties(height=520)


def expected_by_year(expected: pl.DataFrame, say: Words) -> alt.LayerChart:
    """What is expected each school year as a line, with its interval as a band.

    Args:
        expected: `skolestart_aar`, `n_ventet`, `n_lav` and `n_hoey`, one row a year; None breaks the line.
    """
    base = alt.Chart(expected).encode(
        x=alt.X("skolestart_aar:O", title=say("skolestart.chart_x"), axis=alt.Axis(labelAngle=0))
    )
    band = base.mark_area(opacity=0.25).encode(
        y=alt.Y("n_lav:Q", title=say("skolestart.chart_y"), scale=alt.Scale(zero=True)), y2="n_hoey:Q"
    )
    line = base.mark_line(point=True).encode(
        y="n_ventet:Q",
        tooltip=[
            alt.Tooltip("skolestart_aar:O", title=say("skolestart.chart_x")),
            alt.Tooltip("n_ventet:Q", title=say("skolestart.chart_y")),
            alt.Tooltip("n_lav:Q", title=say("skolestart.low")),
            alt.Tooltip("n_hoey:Q", title=say("skolestart.high")),
        ],
    )
    numbers = base.mark_text(dy=-12, fontSize=11).encode(y="n_ventet:Q", text="n_ventet:Q")
    return alt.layer(band, line, numbers).properties(height=HEIGHT)


def _with_label(counts: pl.DataFrame, say: Words) -> pl.DataFrame:
    return counts.with_columns(label=pl.col("n").map_elements(say.number, return_dtype=pl.String))


def _months_in_a_row(counts: pl.DataFrame, months: dict[str, str]) -> list[str]:
    """The name of every month from the first to the last, those with nobody included."""
    places = counts["year"] * 12 + counts["month"] - 1
    return [f"{months[str(place % 12 + 1)]} {place // 12}" for place in range(places.min(), places.max() + 1)]


def _with_numbers(base: alt.Chart, bars: alt.Chart) -> alt.LayerChart:
    numbers = base.mark_text(dy=-8, fontSize=11, opacity=alt.expr("width < 500 ? 0 : 1")).encode(
        text="label:N"
    )
    return alt.layer(bars, numbers).properties(height=HEIGHT)


def _count_axis(title: str, say: Words) -> alt.Y:
    thousands = say("time.thousands")
    return alt.Y("n:Q", title=title).axis(
        tickMinStep=1, format=",d", labelExpr=f"replace(datum.label, /,/g, '{thousands}')", grid=True
    )
