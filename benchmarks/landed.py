"""A landing log as a first extract leaves it, without HTTP: `python -m benchmarks.landed HOME PERSONS SEED`.

In a process of its own, so that the memory of the made-up world is not counted as the pipeline's.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ingest.landing import Landing
from ingest.protection import DenyLedger
from ingest.sandbox.world import World
from ingest.settings import Settings
from ingest.work import EVERYBODY, door_of

SEGMENT = 10_000  # documents, as `ingest.fetch` lands them
FETCHED = datetime(2026, 11, 1, tzinfo=UTC)


def land(home: Path, persons: int, seed: int) -> None:
    """Land the current document of everybody in a seeded world, narrowed as ingest narrows it."""
    world = World.create(persons=persons, seed=seed)
    current = world.current_documents()
    door = door_of(Settings(home=home, kommuner=EVERYBODY))
    landing = Landing(home / "landing")
    DenyLedger.begin(home)
    landing.add_extract(EVERYBODY, world.latest, current, "person")
    encode = msgspec.json.Encoder().encode
    pairs = list(current.items())
    for start in range(0, len(pairs), SEGMENT):
        segment = pairs[start : start + SEGMENT]
        landing.add_documents([_row(door, person, encode(world.archive[name])) for person, name in segment])


def _row(door, person: str, document: bytes) -> dict:
    kept = door.admit(document, person, door.parts, is_needed=False, is_known=False)
    return {
        "identifikator": person,
        "person": kept.person,
        "dokumentidentifikator": None,
        "sekvensnummer": 0,
        "utfall": kept.utfall,
        "parts": ",".join(kept.parts),
        "relaterte": kept.relaterte,
        "body": kept.body,
        "hentet_at": FETCHED,
    }


if __name__ == "__main__":
    land(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
