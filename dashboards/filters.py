"""What a page narrows a table by. Each sees the readable table only: nothing hidden can be found (PRV-09)."""

from datetime import date

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


def in_years(frame: pl.DataFrame, day: str, years: list[int | None]) -> pl.DataFrame:
    """The rows whose date lies in these years; None among them means no known date."""
    return frame.filter(pl.col(day).dt.year().is_in(years, nulls_equal=True)) if years else frame


def in_months(frame: pl.DataFrame, day: str, months: list[int]) -> pl.DataFrame:
    """The rows whose date lies in these months (1-12) of any year."""
    return frame.filter(pl.col(day).dt.month().is_in(months)) if months else frame


def by_year(frame: pl.DataFrame) -> pl.DataFrame:
    """`foedselsaar` and `n`: how many rows each birth year has."""
    return frame.group_by("foedselsaar").agg(pl.len().alias("n")).sort("foedselsaar")


def by_month(frame: pl.DataFrame, day: str) -> pl.DataFrame:
    """`year`, `month` and `n`: how many rows each month has; a row without a date is in none."""
    return (
        frame.filter(pl.col(day).is_not_null())
        .group_by(pl.col(day).dt.year().alias("year"), pl.col(day).dt.month().alias("month"))
        .agg(pl.len().alias("n"))
        .sort("year", "month")
    )


def years(frame: pl.DataFrame, day: str) -> list[int | None]:
    """The years there are, newest first; None last, where a date is not known."""
    return frame[day].dt.year().unique().sort(descending=True, nulls_last=True).to_list()


def in_year(frame: pl.DataFrame, day: str, year: int) -> int:
    """How many rows have their date in `year`."""
    return frame.filter(pl.col(day).dt.year() == year).height


def in_month(frame: pl.DataFrame, day: str, month: date) -> int:
    """How many rows have their date in the month that `month` lies in."""
    return frame.filter(pl.col(day).dt.month_start() == month.replace(day=1)).height
