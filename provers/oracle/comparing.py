"""The marts of an operator's own warehouse against the plain reading of the operator's own landing log."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from provers.oracle.landed import counting, read
from provers.oracle.persons import Row
from provers.oracle.reading import expected

if TYPE_CHECKING:
    import duckdb


def compare(home: Path, today: date | None = None) -> dict[str, tuple[int, int]]:
    """For every mart how many rows it should have, and how many rows are missing, too many or different.

    Args:
        home: the operator's `MANNTALL_HOME`. It is only read.
        today: the day the lists were made for; None takes the one that the last build wrote down.

    Raises:
        OSError: a segment, or what the last build wrote down, cannot be read.
        duckdb.Error: the warehouse cannot be opened, or a mart is missing.
    """
    import duckdb  # for the warehouse's file alone: what should be in it is worked out without

    if today is None:
        today = date.fromisoformat(json.loads((home / "warehouse" / "counts.json").read_text())["dato"])
    answers, nobody = counting(read(home / "landing"))
    wanted = expected(answers, today, nobody)
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as connection:
        return {
            mart: (len(rows), differing(rows_of(connection, mart), rows)) for mart, rows in wanted.items()
        }


def rows_of(connection: "duckdb.DuckDBPyConnection", mart: str) -> list[Row]:
    """The rows of a mart, which lies in its role's schema."""
    role = mart.removeprefix("mart_").partition("__")[0]
    found = connection.execute(f'select * from mart_{role}."{mart}"')  # noqa: S608
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def differing(found: list[Row], wanted: list[Row]) -> int:
    """How many rows would have to be changed, added or taken away."""
    one, other = (Counter(tuple(sorted(row.items())) for row in rows) for rows in (found, wanted))
    return max((one - other).total(), (other - one).total())
