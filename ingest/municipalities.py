"""Municipality numbers of today: an address or a scope may still name one that was replaced.

Source: SSB's classification of municipalities, in `dbt_project/seeds/kommuneendringer.csv`.
"""

import csv
from collections.abc import Iterable
from functools import cache

from ingest.roles import DBT_PROJECT


def todays(number: str) -> frozenset[str]:
    """Today's numbers of the municipality that has, or had, `number`: several where it was divided.

    An unknown number is its own.
    """
    successors = _successors().get(number)
    return frozenset().union(*map(todays, successors)) if successors else frozenset({number})


def todays_of_all(numbers: Iterable[str]) -> frozenset[str]:
    """Today's numbers of several municipalities."""
    return frozenset().union(*map(todays, numbers))


@cache
def _successors() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with (DBT_PROJECT / "seeds" / "kommuneendringer.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["gammelt_kommunenummer"], []).append(row["nytt_kommunenummer"])
    return found
