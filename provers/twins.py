"""Non-interference: two worlds that differ in secrets alone are published as the same bytes.

Two landing logs are made of one seeded world. In the second, every secret of the protected has another value, the
children who are strengt fortrolig are not there at all, and the children who in the first become strengt fortrolig
have moved out of the copy's municipalities on that day. Both are built and published; whatever differs, some list
depends on what it must not know (PRV-01, PRV-02, INF-05).
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from ingest.landing import Landing
from ingest.protection import DenyLedger
from ingest.sandbox.world import DEFAULT_TODAY, World
from ingest.settings import Settings
from ingest.work import door_of
from orchestration.publish import SourceState, publish
from provers.replay import Recipe
from provers.twin_worlds import (
    Documents,
    moved_away,
    protected,
    who_may_go,
    with_other_secrets,
    without_hidden_children,
)

PERSONS, PERSONS_OF_A_TOWN = 250, 3000
EVERY_TENTH = 10  # seed is a town, where also the rarest of the sandbox's scenes have been staged
N_GOING = 3
CHANGED = DEFAULT_TODAY - timedelta(days=3)
FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
STATUS = "status.json"
IGNORED = ("published_at", "ledger")  # a moment, and a random name
Change = Callable[[dict, date], dict]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is published of two worlds differs: in which list, and in how many rows. No value."""

    mart: str
    n_rows: int


@dataclass(frozen=True)
class Twin:
    """One world: its documents, and the people who go away, in which way."""

    documents: Documents
    going: Sequence[str] = ()
    change: Change = protected


@dataclass(frozen=True)
class Pair:
    """A world and its twin, with the municipalities that the copy covers."""

    kommuner: tuple[str, ...]
    one: Twin
    other: Twin


def secrets_differ(seed: int) -> Pair:
    """Every secret has another value."""
    kommuner, documents = _world(seed)
    return Pair(kommuner, Twin(documents), Twin(with_other_secrets(documents)))


def hidden_children_are_missing(seed: int) -> Pair:
    """No child who is strengt fortrolig is there."""
    kommuner, documents = _world(seed)
    return Pair(kommuner, Twin(documents), Twin(without_hidden_children(documents, DEFAULT_TODAY)))


def protected_or_moved(seed: int) -> Pair:
    """Children become strengt fortrolig, or move away on the same day."""
    kommuner, documents = _world(seed)
    going = who_may_go(documents, DEFAULT_TODAY, N_GOING)
    return Pair(kommuner, Twin(documents, going, protected), Twin(documents, going, moved_away))


def all_at_once(seed: int) -> Pair:
    """The three together: one build where three would be needed."""
    kommuner, documents = _world(seed)
    going = who_may_go(documents, DEFAULT_TODAY, N_GOING)
    twin = without_hidden_children(with_other_secrets(documents), DEFAULT_TODAY)
    return Pair(kommuner, Twin(documents, going, protected), Twin(twin, going, moved_away))


VARIANTS: dict[str, Callable[[int], Pair]] = {
    "secrets_differ": secrets_differ,
    "hidden_children_are_missing": hidden_children_are_missing,
    "protected_or_moved": protected_or_moved,
}


def compare(pair: Pair, folder: Path, build: Callable[[Settings], object]) -> list[Difference]:
    """Build and publish both twins in a folder; what differs between them."""
    one = published(pair.one, settings_of(folder / "one", pair.kommuner), build)
    other = published(pair.other, settings_of(folder / "other", pair.kommuner), build)
    return differences(one, other)


def published(twin: Twin, settings: Settings, build: Callable[[Settings], object]) -> Path:
    """Land, build and publish a twin; the folder of the generation."""
    DenyLedger.begin(settings.home)
    land(twin, settings)
    build(settings)
    return publish(settings, SourceState()).folder


def differing(seed: int, recipe: Recipe) -> dict[str, list[Difference]]:
    """What differs between the twins of a seed, by variant; empty: nothing does.

    Only when the three together differ is each built by itself, to know which it is: together they cost a third.
    """
    with tempfile.TemporaryDirectory() as folder:
        together = compare(all_at_once(seed), Path(folder) / "all", recipe.build)
        if not together:
            return {}
        each = {
            name: compare(pair(seed), Path(folder) / name, recipe.build) for name, pair in VARIANTS.items()
        }
    return {name: found for name, found in each.items() if found} or {"all_at_once": together}


def settings_of(home: Path, kommuner: tuple[str, ...]) -> Settings:
    """A home of a twin: a fixed day, and all municipalities of the made-up people."""
    return Settings(home=home, kommuner=",".join(kommuner), dato=DEFAULT_TODAY)


def land(twin: Twin, settings: Settings) -> None:
    """Land a twin as ingest would: an extract, everybody in scope, whom they need, and then the changes."""
    door, landing = door_of(settings), Landing(settings.landing)
    encode = msgspec.json.Encoder().encode

    def rows(people: Sequence[str], documents: Documents, number: int, **known: bool) -> list[dict]:
        found = []
        for person in people:
            kept = door.admit(encode(documents[person]), person, door.parts, **known)
            found.append(
                {
                    "identifikator": person,
                    "person": kept.person,
                    "dokumentidentifikator": None,
                    "sekvensnummer": number,
                    "utfall": kept.utfall,
                    "parts": ",".join(kept.parts),
                    "relaterte": kept.relaterte,
                    "body": kept.body,
                    "hentet_at": FETCHED,
                }
            )
        return found

    for kommune in settings.scope:
        landing.add_extract(kommune, 0, twin.documents, "person")
    listed = rows(list(twin.documents), twin.documents, 0, is_needed=False, is_known=False)
    needed = set(chain.from_iterable(row["relaterte"] for row in listed))
    outside = {row["identifikator"] for row in listed if row["utfall"] == "utenfor"}
    listed = [row for row in listed if row["identifikator"] not in outside & needed]
    landing.add_documents(
        [
            *listed,
            *rows(sorted(outside & needed), twin.documents, 0, is_needed=True, is_known=False),
        ]
    )
    if twin.going:
        changed = {person: twin.change(twin.documents[person], CHANGED) for person in twin.going}
        landing.add_documents(
            [
                row
                for person in twin.going
                for row in rows([person], changed, 1, is_needed=person in needed, is_known=True)
            ]
        )


def differences(one: Path, other: Path) -> list[Difference]:
    """What differs between two published generations: each list, and the state without the time of day."""
    counted: Counter[str] = Counter()
    files = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*.*")}
    for file in sorted(files):
        if file.name == STATUS:
            counted[file.name] += _differing_fields(one / file, other / file)
        elif _bytes(one / file) != _bytes(other / file):
            counted[file.stem] += _differing_rows(one / file, other / file)
    return [Difference(mart, n) for mart, n in sorted(counted.items()) if n]


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _differing_fields(one: Path, other: Path) -> int:
    states = [json.loads(path.read_text("utf-8")) for path in (one, other)]
    names = states[0].keys() | states[1].keys()
    return sum(states[0].get(name) != states[1].get(name) for name in names if name not in IGNORED)


def _differing_rows(one: Path, other: Path) -> int:
    """Rows that one of two files has more often than the other; 1 where only the bytes differ."""
    rows = [
        Counter(map(repr, pq.read_table(path).to_pylist())) if path.exists() else Counter()
        for path in (one, other)
    ]
    return ((rows[0] - rows[1]) + (rows[1] - rows[0])).total() or 1


def _world(seed: int) -> tuple[tuple[str, ...], Documents]:
    world = World.create(persons=PERSONS if seed % EVERY_TENTH else PERSONS_OF_A_TOWN, seed=seed)
    return world.kommuner, {person: world.person(person) for person in world.current_documents()}
