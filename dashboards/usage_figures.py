"""What the pages of project management take from the marts of use: rows chosen, ordered and named; nothing counted."""

from datetime import date

import polars as pl

from dashboards.columns import norwegian

COUNTRY = "landet"
ALL = "alle"
ENDS = 5  # the top and the bottom five


def newest(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of the newest month: how things are now."""
    return frame.filter(pl.col("er_siste"))


def months(frame: pl.DataFrame) -> list[date]:
    """The months there are, newest first."""
    return frame["maaned"].unique().sort(descending=True).to_list()


def of_month(frame: pl.DataFrame, month: date) -> pl.DataFrame:
    return frame.filter(pl.col("maaned") == month)


def of_country(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of the whole country, oldest first."""
    return frame.filter(pl.col("omraade") == COUNTRY).sort("maaned")


def measure(keys: pl.DataFrame, name: str) -> dict:
    """One key figure of the newest month."""
    return newest(keys).row(by_predicate=pl.col("maal") == name, named=True)


def whole_month(keys: pl.DataFrame, name: str) -> dict:
    """One key figure of the newest month that is over: of sums, the one that may be compared with others."""
    over = keys.filter((pl.col("maal") == name) & pl.col("er_hel_maaned"))
    return over.sort("maaned").row(-1, named=True) if over.height else measure(keys, name)


def waiting(municipalities: pl.DataFrame) -> pl.DataFrame:
    """Those that signed and are not in use, the longest waiting first."""
    waits = newest(municipalities).filter(pl.col("ikke_i_bruk_siden").is_not_null())
    return waits.sort("ikke_i_bruk_siden", norwegian("kommunenavn"))


def most(municipalities: pl.DataFrame) -> pl.DataFrame:
    """The five in use with most look-ups per inhabitant."""
    used = newest(municipalities).drop_nulls("plassering")
    return used.sort("plassering", "kommunenummer").head(ENDS)


def fewest(municipalities: pl.DataFrame) -> pl.DataFrame:
    """The five in use with fewest, the fewest first."""
    used = newest(municipalities).drop_nulls("plassering_nedenfra")
    return used.sort("plassering_nedenfra", "kommunenummer").head(ENDS)


def counties(coverage: pl.DataFrame) -> pl.DataFrame:
    """Each county as it is now, by its number."""
    return newest(coverage).filter(pl.col("omraade") != COUNTRY).sort("omraade")


def service_areas(use: pl.DataFrame) -> pl.DataFrame:
    """Use in the whole country in the newest month by service area, the most used first."""
    now = newest(use).filter((pl.col("omraade") == COUNTRY) & (pl.col("tjenesteomraade") != ALL))
    return now.sort("oppslag", "tjenesteomraade", descending=[True, False])


def ranked(vendors: pl.DataFrame) -> pl.DataFrame:
    """The vendors, the one that holds up most first."""
    return vendors.sort("plassering", norwegian("leverandoer"))


def holding_most(vendors: pl.DataFrame) -> pl.DataFrame:
    """The vendor that holds up most, or several with as many; nobody when none holds up any."""
    return ranked(vendors).filter((pl.col("plassering") == 1) & (pl.col("holder_opp") > 0))


def in_order(municipalities: pl.DataFrame) -> dict[str, str]:
    """Number to name of every municipality, in Norwegian order of the names."""
    named = newest(municipalities).sort(norwegian("kommunenavn"), "kommunenummer")
    return dict(named.select("kommunenummer", "kommunenavn").iter_rows())


def of_municipality(frame: pl.DataFrame, number: str) -> pl.DataFrame:
    return frame.filter(pl.col("kommunenummer") == number)


def newest_first(frame: pl.DataFrame) -> pl.DataFrame:
    """The newest month first, and in each all service areas together before each of them."""
    is_one = pl.col("tjenesteomraade") != ALL
    return frame.sort("maaned", is_one, "tjenesteomraade", descending=[True, False, False])


def scim_months(access: pl.DataFrame) -> list[date]:
    """The months in which a municipality went over to SCIM, the most at once first."""
    steps = access.filter(pl.col("scim_overganger") > 0).sort("scim_overganger", "maaned", descending=True)
    return steps["maaned"].unique(maintain_order=True).to_list()


def with_most_to_do(access: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Municipalities with an access of this kind that sleeps, expires or is not shown; the most sleeping first."""
    of_kind = access.filter((pl.col("nivaa") == "kommune") & (pl.col("slag") == kind))
    matters = pl.any_horizontal(pl.col("sovende", "utloeper_30", "utloept", "sluttede") > 0) | pl.col(
        "er_skjult"
    )
    return of_kind.filter(matters).sort("sovende", "omraade", descending=[True, False], nulls_last=True)
