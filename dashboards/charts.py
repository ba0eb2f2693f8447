"""The pages' charts. Colours come from the theme (.streamlit/config.toml); each bar carries its number."""

import altair as alt
import polars as pl

from dashboards.language import Words

HEIGHT = 280


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


def _with_label(counts: pl.DataFrame, say: Words) -> pl.DataFrame:
    return counts.with_columns(label=pl.col("n").map_elements(say.number, return_dtype=pl.String))


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
