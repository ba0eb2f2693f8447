"""dbt's contracts as the tests of the pages need them: the columns of every mart, and made-up rows of each."""

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import yaml

from ingest.roles import roles_in_force
from tests.app.published import DATO, MadeUp

MARTS = Path(__file__).resolve().parents[2] / "dbt_project" / "models" / "marts"
TYPES = {
    "varchar": pl.String,
    "integer": pl.Int32,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "double": pl.Float64,
}
DISTRICTS = ("alle", "1", "2", "11", "uten krets")
SEXES = ("kvinne", "mann", "alle")


@cache
def contracts() -> dict[str, dict[str, str]]:
    """Column to data type of every mart."""
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(MARTS.rglob("_*.yml"))]
    models = [model for file in files for model in file.get("models", [])]
    return {
        model["name"]: {column["name"]: column["data_type"] for column in model["columns"]}
        for model in models
    }


def roles() -> dict[str, dict]:
    """The roles in force and their marts, as a publication's `status.json` states them."""
    owned = {
        role.key: [mart for mart in contracts() if mart.startswith(f"mart_{role.key}__")]
        for role in roles_in_force(DATO).values()
    }
    return {key: {"navn": key, "marts": marts} for key, marts in owned.items() if marts}


def made_up(mart: str, people: MadeUp) -> pl.DataFrame:
    """Rows of a mart in the columns of its contract: as many as there are people."""
    columns = contracts()[mart]
    value = _figure if mart.startswith("mart_planlegging__") else _of_person
    rows = [
        {name: value(name, kind, i, child) for name, kind in columns.items()}
        for i, child in ((i, people.child(i)) for i in range(people.n))
    ]
    return pl.DataFrame(rows, schema={name: TYPES[kind] for name, kind in columns.items()})


def _of_person(name: str, kind: str, i: int, child: dict) -> object:
    if name in child:
        return child[name]
    return {"date": date(2026, 1 + i % 5, 1), "boolean": False, "integer": i % 10}.get(kind, f"{name} {i}")


def _figure(name: str, kind: str, i: int, child: dict) -> object:
    """A cell's place, or its count: every fourth is not shown."""
    turn = i // len(DISTRICTS)
    places = {
        "kommunenummer": child["kommunenummer"],
        "per_dato": date(2026, 5, 1),
        "skolekrets": DISTRICTS[i % len(DISTRICTS)],
        "kjoenn": SEXES[i % len(SEXES)],
        "retning": ("inn", "ut")[i % 2],
        "alder": i // len(SEXES),
        "foedselsaar": DATO.year - turn,
        "aar": DATO.year - turn % 2,
        "maaned": 1 + i % 12,
        "skolestart_aar": DATO.year + 1 + turn,
        "aldersgruppe": str(turn),
        "fra_alder": turn,
        "til_alder": turn,
        "metode": "uendret kull",
    }
    return places[name] if name in places else None if i % 4 == 1 else 10 + i
