"""The marts that dbt builds are, row by row, what a plain reading of the same documents gives."""

import json
import shutil
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ingest.landing import Landing
from ingest.sandbox.world import DEFAULT_TODAY, World
from provers.oracle.persons import Answer
from provers.oracle.reading import expected
from tests.oracle.families import Town
from tests.warehouse import MARTS_ONLY, answer, build, read, sorted_rows

TODAY = date(2026, 6, 15)
NO_SHRINKING = (Phase.explicit, Phase.generate)  # an example is a whole build
Marts = dict[str, list[dict]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Marts]:
    """Lands rows in an empty home, builds, and gives the marts."""
    home = tmp_path_factory.mktemp("home")

    def land_and_build(*segments: list[dict], today: date) -> Marts:
        shutil.rmtree(home / "landing", ignore_errors=True)
        landing = Landing(home / "landing")
        for rows in segments:
            landing.add_documents(rows)
        build(home, "--full-refresh", *MARTS_ONLY, today=today)
        return {mart: read(home, mart) for mart in expected([], today)}

    return land_and_build


def assert_same(found: Marts, wanted: Marts) -> None:
    for mart, rows in wanted.items():
        ours, theirs = (
            {(row["kommunenummer"], row["foedselsnummer"]): row for row in sorted_rows(some)}
            for some in (found[mart], rows)
        )
        assert len(ours) == len(found[mart]), f"{mart}: a person has several rows in one municipality"
        assert ours.keys() == theirs.keys(), f"{mart}: other people"
        for key, row in theirs.items():
            differing = {
                name: (ours[key].get(name), value)
                for name, value in row.items()
                if ours[key].get(name) != value
            }
            assert not differing and ours[key].keys() == row.keys(), f"{mart}, {key}: {differing}"


@settings(max_examples=1, phases=NO_SHRINKING)
@given(seed=st.integers(0, 2**32 - 1))
def test_marts_equal_the_plain_reading_of_many_odd_families(built: Callable[..., Marts], seed: int) -> None:
    town = Town.of(700, seed=seed, today=TODAY)
    found = built(town.rows(), today=TODAY)
    assert_same(found, expected(town.answers(), TODAY, town.nobody()))
    assert all(found.values())


@pytest.mark.slow
@settings(max_examples=20, phases=NO_SHRINKING)
@given(seed=st.integers(0, 2**32 - 1), today=st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_marts_equal_the_plain_reading_on_any_day(
    built: Callable[..., Marts], seed: int, today: date
) -> None:
    town = Town.of(2000, seed=seed, today=today)
    assert_same(built(town.rows(), today=today), expected(town.answers(), today, town.nobody()))


def test_marts_equal_the_plain_reading_of_the_sandbox_world(built: Callable[..., Marts]) -> None:
    world = World.create(persons=2000, seed=7)
    documents = {person: world.person(person) for person in world.current_documents()}
    rows = [
        answer(person, number, person=person, body=json.dumps(document))
        for number, (person, document) in enumerate(documents.items(), start=1)
    ]
    found = built(rows, today=DEFAULT_TODAY)
    answers = [Answer(person, document) for person, document in documents.items()]
    assert_same(found, expected(answers, DEFAULT_TODAY))
    assert all(found.values())
