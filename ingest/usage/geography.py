"""Which municipalities and counties a source of usage may name, and what they are called by number today.

Source: SSB's and Kartverket's lists in `dbt_project/seeds`; fiks.md 8.2, 8.3 and 8.5. Nothing is joined on a name, but
one thing hangs on it: 1507 was divided in 2024, and an organisation of that number goes on as the part of its name.
"""

import csv
from dataclasses import dataclass
from functools import cache

from ingest.municipalities import todays
from ingest.roles import DBT_PROJECT

DISSOLVED_COUNTIES = ("30", "38", "54")  # Viken, Vestfold og Telemark, Troms og Finnmark: until 2023


@dataclass(frozen=True, slots=True)
class Kommune:
    """A municipality of today."""

    nummer: str
    navn: str
    fylkesnummer: str
    fylkesnavn: str


@cache
def kommuner() -> dict[str, Kommune]:
    """The municipalities since 2024, by number."""
    return {
        row["kommunenummer"]: Kommune(
            row["kommunenummer"], row["kommunenavn"], row["fylkesnummer"], row["fylkesnavn"]
        )
        for row in _seed("kommuner")
    }


@cache
def old_numbers() -> dict[str, dict[str, str]]:
    """Numbers until 2023: for each the names and numbers of what it became."""
    found: dict[str, dict[str, str]] = {}
    for row in _seed("kommuneendringer"):
        found.setdefault(row["gammelt_kommunenummer"], {})[row["kommunenavn"]] = row["nytt_kommunenummer"]
    return found


@cache
def known_numbers() -> tuple[str, ...]:
    """Every number since 2020, sorted."""
    return tuple(sorted({*kommuner(), *old_numbers()}))


def numbers_of_year(aar: int) -> tuple[str, ...]:
    """The numbers of one year since 2020, sorted: 356 until 2023, 357 since."""
    if aar >= 2024:
        return tuple(sorted(kommuner()))
    new = {number for names in old_numbers().values() for number in names.values()}
    return tuple(sorted((kommuner().keys() - new) | old_numbers().keys()))


@cache
def undivided() -> dict[str, str]:
    """Every number since 2020 and today's; a divided municipality is left out."""
    successors = {number: todays(number) for number in known_numbers()}
    return {number: min(found) for number, found in successors.items() if len(found) == 1}


@cache
def by_name() -> dict[tuple[str, str], str]:
    """Of a divided municipality, by number and name: the part that is called so."""
    return {
        (number, name): new
        for number, names in old_numbers().items()
        if len(names) > 1
        for name, new in names.items()
    }


@cache
def counties() -> tuple[str, ...]:
    """Every county number since 2020, sorted."""
    return tuple(sorted({kommune.fylkesnummer for kommune in kommuner().values()} | {*DISSOLVED_COUNTIES}))


def _seed(name: str) -> list[dict[str, str]]:
    with (DBT_PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
