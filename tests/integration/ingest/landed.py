"""Reading a landing log in tests, by other means than the program's own."""

import json
from pathlib import Path

import pyarrow.parquet as pq


def rows(home: Path, kind: str = "persondokumenter") -> list[dict]:
    """Every landed row of a kind, oldest segment first; bodies as objects."""
    found = []
    for path in sorted((home / "landing" / kind).glob("*.parquet")):
        found += [row | {"segment": path.name} for row in pq.read_table(path).to_pylist()]
    return [row | {"body": json.loads(row["body"])} if row.get("body") else row for row in found]


def newest(home: Path) -> dict[str, dict]:
    """The newest row of each person or id, without what differs between two runs."""
    state: dict[str, dict] = {}
    for row in sorted(rows(home), key=lambda row: row["sekvensnummer"]):
        about = {key: row[key] for key in ("utfall", "parts", "relaterte", "body")}
        for identifier in {row["identifikator"], row["person"]} - {None}:
            state[identifier] = about
    return state


def every_byte(home: Path) -> bytes:
    """All that lies under a home, unpacked as far as Parquet goes."""
    found = [path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()]
    for path in sorted(home.rglob("*.parquet")):
        found.append(str(pq.read_table(path).to_pylist()).encode())
    return b"\n".join(found)
