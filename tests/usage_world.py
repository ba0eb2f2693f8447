"""The made-up country behind the marts of usage in tests: who stands where when, and what the contracts demand."""

import csv
from datetime import date, timedelta
from functools import cache

import polars as pl
import yaml

from ingest.roles import DBT_PROJECT

PER_DATO = date(2026, 5, 20)
MONTHS = [date(2025 + (3 + k) // 12, (3 + k) % 12 + 1, 1) for k in range(14)]  # April 2025 to May 2026
RUNGS = ("ingen", "avtale", "konfigurert", "test", "i bruk", "i bruk med hendelser")
VENDORS = ("Visma", "IST", "Vigilo", "Tieto Evry", "Acos", "Sikri")
AREAS = ("BARNEHAGE", "OPPVEKST", "HELSE")
TYPES = {
    "varchar": pl.String,
    "integer": pl.Int32,
    "bigint": pl.Int64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "double": pl.Float64,
}
Rows = list[dict[str, object]]


@cache
def contracts() -> dict[str, list[dict]]:
    """Columns of each mart of usage, as its contract states them."""
    files = sorted((DBT_PROJECT / "models" / "utbredelse" / "marts").glob("_*.yml"))
    models = [model for file in files for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]]
    return {model["name"].removeprefix("mart_utbredelse__"): model["columns"] for model in models}


def frame(what: str, rows: Rows) -> pl.DataFrame:
    """Rows of a mart: a column that may be missing is empty, one that may not must be given."""
    columns = contracts()[what]
    names = {column["name"] for column in columns}
    must = {column["name"] for column in columns if column.get("constraints")}
    for row in rows:
        assert must <= set(row) <= names, (what, must - set(row), set(row) - names)
    schema = {column["name"]: TYPES[column["data_type"]] for column in columns}
    return pl.DataFrame(rows, schema=schema)


@cache
def kommuner() -> list[dict[str, str]]:
    with (DBT_PROJECT / "seeds" / "kommuner.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rung_of(place: int, month: int) -> int:
    """How far municipality `place` (0 to 356) has come in month 0 to 13: each starts and climbs in its own time.

    Every seventh never signs; every eleventh falls back from use to an agreement in the last month.
    """
    if place % 7 == 0:
        return 0
    rung = min(5 if place % 3 == 0 else 4, max(1, (month + place % 19) // 3))
    return 2 if month == len(MONTHS) - 1 and place % 11 == 0 and rung >= 4 else rung


def last_day(month: date) -> date:
    following = (month + timedelta(days=32)).replace(day=1)
    return min(following - timedelta(days=1), PER_DATO)


def in_use(month: int) -> int:
    """Municipalities on rung 4 or 5."""
    return sum(rung_of(place, month) >= 4 for place in range(len(kommuner())))


def inhabitants(place: int) -> int:
    return 1000 * (1 + place % 90)


def vendor_of(place: int) -> str:
    return VENDORS[place % 13 % len(VENDORS)]


def of_month(month: date) -> dict:
    return {"maaned": month, "per_dato": last_day(month), "er_siste": month == MONTHS[-1]}
