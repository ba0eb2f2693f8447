"""dbt's contracts as the tests of the pages need them: the columns of every mart, and made-up rows of each."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import polars as pl
import yaml

from ingest.roles import roles_in_force
from orchestration.arrivals import record
from tests.app.published import DATO, KOMMUNER, MadeUp, publish

MARTS = Path(__file__).resolve().parents[2] / "dbt_project" / "models" / "marts"
TYPES = {
    "varchar": pl.String,
    "integer": pl.Int32,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "double": pl.Float64,
}
DISTRICTS = ("alle", "1", "2", "11", "uten krets")
EARLIER = datetime(2026, 5, 14, 4, tzinfo=UTC)
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


def publish_everything(home: Path, n: int = 30) -> Path:
    """Every list of every role in force, in every municipality, and an earlier publication of the rosters."""
    folder = publish(home, roles=roles())
    for place, kommune in enumerate(KOMMUNER):
        people = MadeUp(kommune, seed=100 + place, taken=set(), n=0 if kommune == "5599" else n)
        for role, about in roles().items():
            (folder / kommune / role).mkdir(exist_ok=True)
            for mart in about["marts"]:
                made_up(mart, people).write_parquet(folder / kommune / role / f"{mart}.parquet")
    for role, about in roles().items():
        for mart in about["marts"]:
            if mart.endswith("__barn"):
                remember_arrivals(home, folder, role, mart)
    return folder


def remember_arrivals(home: Path, folder: Path, role: str, mart: str) -> None:
    """Two publications: an earlier one without every fifth who is there now, but with seven who left."""
    files = [folder / kommune / role / f"{mart}.parquet" for kommune in KOMMUNER]
    now = pl.concat(pl.read_parquet(file, columns=["kommunenummer", "foedselsnummer"]) for file in files)
    gone = pl.DataFrame({"kommunenummer": ["0301"] * 7, "foedselsnummer": [f"gone {i}" for i in range(7)]})
    earlier = pl.concat([now.gather_every(5, 1), now.gather_every(5, 2), now.gather_every(5, 3), gone])
    earlier = pl.concat([earlier, now.gather_every(5, 4)])
    for moment, numbers in ((EARLIER, earlier), (EARLIER + timedelta(days=5), now)):
        record(home, mart, numbers, list(KOMMUNER), moment)


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
