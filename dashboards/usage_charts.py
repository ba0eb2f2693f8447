"""The charts of the pages of project management. Beside each stands its table; none tells by colour alone."""

from datetime import date

import altair as alt
import polars as pl

from dashboards.language import Words

HEIGHT = 320
BAR = 26
MARK = "#8a5a00"  # 5.6:1 on white; the dark theme has its own


def growth(seen: pl.DataFrame, forecast: pl.DataFrame, steps: list[date], say: Words) -> alt.LayerChart:
    """Municipalities in use as a line, the forecast dashed within its band, and the SCIM switch-over as a rule.

    Args:
        seen: `per_dato` and `kommuner_i_bruk`.
        forecast: `maaned`, `kommuner_i_bruk`, `nedre` and `oevre` of the months to come.
        steps: months in which municipalities went over to SCIM, the one to mark first.
    """
    known = seen.select(dag="per_dato", n=pl.col("kommuner_i_bruk").cast(pl.Float64))
    ahead = forecast.drop_nulls("kommuner_i_bruk").select(
        pl.col("maaned").dt.month_end().alias("dag"), pl.col("kommuner_i_bruk").alias("n"), "nedre", "oevre"
    )
    joined = pl.concat([known.tail(1).with_columns(nedre="n", oevre="n"), ahead], how="vertical_relaxed")
    x = alt.X("dag:T", title=None).axis(format="%m.%Y", labelOverlap=True, tickCount=8)
    y = alt.Y("n:Q", title=say("utbredelse.growth_y"), scale=alt.Scale(zero=True))
    tips = [
        alt.Tooltip("dag:T", title=say("utbredelse.growth_x"), format="%d.%m.%Y"),
        alt.Tooltip("n:Q", format=".0f", title=say("utbredelse.growth_y")),
    ]
    line = alt.Chart(known).mark_line(point=True).encode(x=x, y=y, tooltip=tips)
    band = alt.Chart(joined).mark_area(opacity=0.25).encode(x=x, y=alt.Y("nedre:Q"), y2="oevre:Q")
    bounds = [
        alt.Tooltip("nedre:Q", title=say("utbredelse.low")),
        alt.Tooltip("oevre:Q", title=say("utbredelse.high")),
    ]
    dashed = alt.Chart(joined).mark_line(strokeDash=[5, 4]).encode(x=x, y=y, tooltip=[*tips, *bounds])
    last = (
        alt.Chart(known.tail(1))
        .mark_text(dy=-14, fontSize=14, fontWeight="bold")
        .encode(x=x, y=y, text="n:Q")
    )
    return alt.layer(band, dashed, line, last, *_marks(steps[:1], say, x)).properties(height=HEIGHT)


def _marks(steps: list[date], say: Words, x: alt.X) -> list[alt.Chart]:
    if not steps:
        return []
    marked = pl.DataFrame({"dag": steps, "ord": [say("utbredelse.scim")] * len(steps)})
    base = alt.Chart(marked).encode(x=x, tooltip=[alt.Tooltip("ord:N", title=say("utbredelse.event"))])
    words = base.mark_text(dy=-8, fontSize=12).encode(text="ord:N", y=alt.value(0))
    return [base.mark_rule(strokeDash=[2, 3], strokeWidth=2, color=MARK), words]


def bars(frame: pl.DataFrame, say: Words, *, name: str, value: str, title: str, names: str) -> alt.LayerChart:
    """A lying bar a row with its number behind it, in the order of the rows.

    Args:
        frame: columns `name` (text) and `value`.
        title: of what is counted.
        names: of what the rows are.
    """
    labelled = frame.select(
        name=pl.col(name),
        n=pl.col(value),
        label=pl.col(value).map_elements(say.number, return_dtype=pl.String),
    )
    base = alt.Chart(labelled).encode(
        x=alt.X("n:Q", title=title, axis=_thousands(say, tickCount=6)),
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=240, labelOverlap=False)),
        tooltip=[alt.Tooltip("name:N", title=names), alt.Tooltip("label:N", title=title)],
    )
    numbers = base.mark_text(align="left", dx=5, fontSize=12).encode(text="label:N")
    return alt.layer(base.mark_bar(cornerRadiusEnd=2), numbers).properties(height=BAR * frame.height + 50)


def lines(
    frame: pl.DataFrame, *, value: str, title: str, say: Words, series: tuple[str, str] | None = None
) -> alt.LayerChart:
    """A line a month, one for each value of `series` (column and its title), told apart by colour and dashes."""
    month = say("usage_column.maaned")
    base = alt.Chart(frame).encode(
        x=alt.X("maaned:T", title=None).axis(format="%m.%Y", labelOverlap=True, tickCount=8),
        y=alt.Y(f"{value}:Q", title=title, scale=alt.Scale(zero=True), axis=_thousands(say)),
        tooltip=[
            alt.Tooltip("maaned:T", title=month, format="%m.%Y"),
            alt.Tooltip(f"{value}:Q", title=title),
            *([alt.Tooltip(f"{series[0]}:N", title=series[1])] if series else []),
        ],
    )
    if series:
        told = alt.Legend(orient="top")
        base = base.encode(
            color=alt.Color(f"{series[0]}:N", title=series[1], legend=told),
            strokeDash=alt.StrokeDash(f"{series[0]}:N", title=series[1], legend=told),
        )
    return alt.layer(base.mark_line(point=True)).properties(height=HEIGHT)


def _thousands(say: Words, **more: object) -> alt.Axis:
    """An axis of counts with the language's sign between thousands."""
    sign = say("time.thousands")
    return alt.Axis(
        tickMinStep=1,
        format=",d",
        labelExpr=f"replace(datum.label, /,/g, '{sign}')",
        labelOverlap=True,
        **more,
    )


def periods(frame: pl.DataFrame, until: date, say: Words) -> alt.LayerChart:
    """The stages of a municipality as bars in time, the furthest on top.

    Args:
        frame: `fra_dato`, `til_dato` (None: still), `rang` and `trinn` (in words).
    """
    drawn = frame.with_columns(pl.col("til_dato").fill_null(until))
    order = drawn.sort("rang", descending=True)["trinn"].unique(maintain_order=True).to_list()
    bars = (
        alt.Chart(drawn)
        .mark_bar(height=18, cornerRadius=2)
        .encode(
            x=alt.X("fra_dato:T", title=None).axis(format="%m.%Y", labelOverlap=True, tickCount=8),
            x2="til_dato:T",
            y=alt.Y("trinn:N", sort=order, title=None, axis=alt.Axis(labelLimit=240, labelOverlap=False)),
            tooltip=[
                alt.Tooltip("trinn:N", title=say("usage_column.trinn")),
                alt.Tooltip("fra_dato:T", title=say("usage_column.fra_dato"), format="%d.%m.%Y"),
                alt.Tooltip("til_dato:T", title=say("usage_column.til_dato"), format="%d.%m.%Y"),
            ],
        )
    )
    return alt.layer(bars).properties(height=36 * len(order) + 50)
