"""Choices for a list of people: what may be chosen, the central templates, and the rows that a choice gives.

A choice sees the readable table only, like every filter: nothing hidden can be chosen by.
"""

from dataclasses import asdict, dataclass, replace

import polars as pl

from dashboards.language import Words

NEW, TEMPLATE, SAVED = "new", "template", "saved"
OLDEST = 120  # years
BORN = ("foedselsaar", "foedselsdato")
PLACES = ("skolekrets", "postnummer")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a list holds: one of the role's lists, years of birth, sexes by code, places; and what it is for."""

    mart: str
    fra_aar: int
    til_aar: int
    kjoenn: tuple[str, ...] = ()
    steder: tuple[str, ...] = ()
    formaal: str = ""

    @classmethod
    def of(cls, kept: dict) -> "Choice":
        """A choice as the registry keeps it."""
        return cls(**kept | {name: tuple(kept[name]) for name in ("kjoenn", "steder")})

    def kept(self) -> dict:
        return asdict(self)


# Central templates, by the role that KS owns and the key of their words: what is chosen, from the list's year.
TEMPLATES = {
    "vaksinasjon": {
        "influensa": lambda mart, year: Choice(mart, year - OLDEST, year - 65),
        "barn": lambda mart, year: Choice(mart, year - 16, year - 12),
        "alle": lambda mart, year: Choice(mart, year - OLDEST, year),
    }
}


def templates(role: str, mart: str, year: int, purposes: dict[str, str]) -> dict[str, Choice]:
    """The central templates of a role for a year; `purposes`: what each is for, in words."""
    made = {key: make(mart, year) for key, make in TEMPLATES.get(role, {}).items()}
    return {key: replace(choice, formaal=purposes[key]) for key, choice in made.items()}


def rows(table: pl.DataFrame, choice: Choice, say: Words) -> pl.DataFrame:
    """The rows of a readable table that a choice gives."""
    words = say.under("value.kjoenn")
    year, place = birth_year(table), place_of(table)
    kept = table if year is None else table.filter(year.is_between(choice.fra_aar, choice.til_aar))
    if choice.kjoenn and "kjoenn" in kept.columns:
        kept = kept.filter(pl.col("kjoenn").is_in([words.get(code) for code in choice.kjoenn]))
    if choice.steder and place:
        kept = kept.filter(pl.col(place).is_in(choice.steder))
    return kept


def birth_year(table: pl.DataFrame) -> pl.Expr | None:
    """Whoever's year of birth is not known is in no choice by year."""
    found = next((name for name in BORN if name in table.columns), None)
    if found is None:
        return None
    return pl.col(found).dt.year() if table.schema[found] == pl.Date else pl.col(found)


def place_of(table: pl.DataFrame) -> str | None:
    """What a place is here: the school district where the list has it, else the postcode."""
    return next((name for name in PLACES if name in table.columns), None)


def places(table: pl.DataFrame) -> list[str]:
    """The places there are, in order."""
    place = place_of(table)
    if place is None:
        return []
    found = table.select(place).drop_nulls().unique()
    return found.sort(pl.col(place).cast(pl.Int64, strict=False), place, nulls_last=True)[place].to_list()
