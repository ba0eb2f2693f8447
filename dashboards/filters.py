"""What a page narrows a table by. Each sees the readable table only: nothing hidden can be found (PRV-09)."""

from datetime import date, timedelta

import polars as pl

from dashboards.columns import norwegian

SEARCHED = (
    "navn",
    "foedselsnummer",
    "adresse",
    "postnummer",
    "poststed",
    "delt_bosted",
    "ansvarlig_1_navn",
    "ansvarlig_1_foedselsnummer",
    "ansvarlig_2_navn",
    "ansvarlig_2_foedselsnummer",
)
SPANS = ("this_month", "last_month", "this_year", "last_year", "all")
# Years back from the one in which the school year begins, oldest and youngest: calendar years, not exact age.
COHORTS = {"alle": (16, 0), "barnehage": (6, 0), "sfo": (9, 6), "skole": (15, 6)}


def cohort_of(role: str) -> str:
    """The cohort that a role's roster holds; `alle` where it is all of them."""
    return role if role in COHORTS else "alle"


def cohort_years(cohort: str, year: int) -> range:
    """The birth years of a cohort in the school year that begins in `year`."""
    oldest, youngest = COHORTS[cohort]
    return range(year - oldest, year - youngest + 1)


def search(frame: pl.DataFrame, typed: str) -> pl.DataFrame:
    """The rows in whose visible texts every typed word occurs; a number may be typed with spaces in it."""
    words = [typed.replace(" ", "")] if typed.replace(" ", "").isdigit() else typed.lower().split()
    if not words or words == [""]:
        return frame
    searched = [name for name in SEARCHED if name in frame.columns]
    text = pl.concat_str(searched, separator="\n", ignore_nulls=True).str.to_lowercase()
    return frame.filter(*(text.str.contains(word, literal=True) for word in words))


def born_in(frame: pl.DataFrame, years: list[int] | range) -> pl.DataFrame:
    return frame.filter(pl.col("foedselsaar").is_in(list(years)))


def in_districts(frame: pl.DataFrame, districts: list[str | None]) -> pl.DataFrame:
    """The rows of these school districts; None among them means those without one to show."""
    return frame.filter(pl.col("skolekrets").is_in(districts, nulls_equal=True)) if districts else frame


def districts(frame: pl.DataFrame) -> list[str | None]:
    """The school districts: by number or in Norwegian order; None last, where somebody has none to show."""
    number = pl.col("skolekrets").cast(pl.Int64, strict=False)
    found = frame.select("skolekrets").unique()
    return found.sort(number, norwegian("skolekrets"), nulls_last=True)["skolekrets"].to_list()


def to_follow_up(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("oppfoelging").is_not_null())


def in_span(frame: pl.DataFrame, day: str, span: str, dato: date) -> pl.DataFrame:
    """The rows whose date lies in a span counted from the list's day; `all` has those without a date too."""
    first, after = _ends(span, dato)
    if first is None:
        return frame
    return frame.filter((pl.col(day) >= first) & (pl.col(day) < after))


def first_span(frame: pl.DataFrame, day: str, dato: date) -> str:
    """The narrowest span that has somebody."""
    return next((span for span in SPANS if in_span(frame, day, span, dato).height), SPANS[-1])


def by_year(frame: pl.DataFrame) -> pl.DataFrame:
    """`foedselsaar` and `n`: how many rows each birth year has."""
    return frame.group_by("foedselsaar").agg(pl.len().alias("n")).sort("foedselsaar")


def by_month(frame: pl.DataFrame, day: str, *split: str) -> pl.DataFrame:
    """`year`, `month`, what `split` names and `n`: how many rows each month has; a row without a date is in none."""
    dated = frame.filter(pl.col(day).is_not_null())
    month = dated.with_columns(year=pl.col(day).dt.year(), month=pl.col(day).dt.month())
    return month.group_by("year", "month", *split).agg(pl.len().alias("n")).sort("year", "month", *split)


def in_last_years(frame: pl.DataFrame, day: str, year: int) -> pl.DataFrame:
    """The rows whose date lies in `year` or the one before."""
    return frame.filter(pl.col(day).dt.year().is_between(year - 1, year))


def _ends(span: str, dato: date) -> tuple[date | None, date | None]:
    """A span's first day and the day after its last."""
    this_month, this_year = dato.replace(day=1), date(dato.year, 1, 1)
    next_month = (this_month + timedelta(days=31)).replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    return {
        "this_month": (this_month, next_month),
        "last_month": (last_month, this_month),
        "this_year": (this_year, date(dato.year + 1, 1, 1)),
        "last_year": (date(dato.year - 1, 1, 1), this_year),
        "all": (None, None),
    }[span]


def in_year(frame: pl.DataFrame, day: str, year: int) -> int:
    """How many rows have their date in `year`."""
    return frame.filter(pl.col(day).dt.year() == year).height


def in_month(frame: pl.DataFrame, day: str, month: date) -> int:
    """How many rows have their date in the month that `month` lies in."""
    return frame.filter(pl.col(day).dt.month_start() == month.replace(day=1)).height
