"""One landing log and one build for every test of the oracle: odd families, the sandbox's world, and the stories."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pytest

from ingest.landing import Landing
from ingest.sandbox.world import World
from provers.oracle.landed import counting, read
from provers.oracle.reading import Marts, expected
from tests.oracle.cases import Cast, tell, tell_table
from tests.oracle.crowd import add_crowd
from tests.oracle.families import Town
from tests.warehouse import MARTS_ONLY, answer, build, made_once
from tests.warehouse import read as read_mart

# figures have a prover of their own
LISTS_ONLY = (
    *MARTS_ONLY,
    "--exclude",
    "path:models/marts/planlegging",
    "int_figures__*",
    "int_gate__figurer*",
)
TODAY = date(2025, 6, 15)  # municipalities got new numbers in the year before: inside the window of moves


@dataclass
class Built:
    """A built home, what its marts hold, what they should hold, and who the people of the stories are."""

    home: Path
    found: Marts
    wanted: Marts
    cast: Cast

    @cached_property
    def marts_by_cell(self) -> dict[str, set[str]]:
        """Which marts hold a value, as text, in any cell."""
        marts: dict[str, set[str]] = defaultdict(set)
        for mart, rows in self.found.items():
            for value in {str(value) for row in rows for value in row.values()}:
                marts[value].add(mart)
        return marts


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    town = Town.of(600, seed=20250615, today=TODAY)
    add_crowd(town, 40)
    cast = Cast(town, first_number=len(town.members) + 1)
    tell(cast, TODAY.year)
    tell_table(cast, TODAY.year - 8)

    def make(home: Path) -> None:
        world = World.create(persons=800, seed=7, today=TODAY)
        of_world = [
            answer(person, number, person=person, body=json.dumps(world.person(person)))
            for number, person in enumerate(world.current_documents(), start=1)
        ]
        landing = Landing(home / "landing")
        landing.add_documents(of_world)
        landing.add_documents([*town.rows(), *cast.rows])
        build(home, *LISTS_ONLY, today=TODAY)

    home = made_once(tmp_path_factory, "oracle", make)
    answers, nobody = counting(read(home / "landing"))
    wanted = expected(answers, TODAY, nobody)
    return Built(home, {mart: read_mart(home, mart) for mart in wanted}, wanted, cast)
