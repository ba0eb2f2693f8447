"""The main job over real HTTP: extract, events, build, publication, against a plain reading of the same documents."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.sandbox.server import RunningSandbox, create_app
from ingest.sandbox.world import World
from ingest.settings import Settings, load_settings
from orchestration.refresh import refresh
from provers.oracle import Answer, compare, expected
from tests.oracle.same import assert_all_same

TODAY = date(2026, 11, 15)
EVENTS = 2000

Marts = dict[str, list[dict]]
Files = dict[str, bytes]


@dataclass(frozen=True)
class Stage:
    """What was published at one moment, and what a plain reading of FREG's documents gives at that moment."""

    files: Files
    marts: Marts
    wanted: Marts
    strengt_fortrolig: frozenset[str]


@dataclass(frozen=True)
class Stages:
    at_first: Stage
    after_events: Stage
    of_fresh_extract: Files
    followed: Settings
    compared: dict[str, tuple[int, int]]


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    world = World.create(persons=1200, seed=11)
    home, fresh = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("fresh")
    with RunningSandbox(create_app(world)) as sandbox:
        followed, anew = (
            load_settings(home=folder, freg_url=sandbox.freg_url, dato=TODAY) for folder in (home, fresh)
        )
        at_first = _refresh(followed, world)
        world.advance(EVENTS)
        after_events = _refresh(followed, world)
        refresh(anew)
        yield Stages(at_first, after_events, _files(anew), followed, compare(home))


def _refresh(settings: Settings, world: World) -> Stage:
    refresh(settings)
    documents = {person: world.person(person) for person in world.current_documents()}
    answers = [Answer(person, document) for person, document in documents.items()]
    hidden = frozenset(
        number["foedselsEllerDNummer"]
        for document in documents.values()
        if any(
            entry["graderingsnivaa"] == "strengtFortrolig" and entry["erGjeldende"]
            for entry in document.get("adressebeskyttelse", [])
        )
        for number in document["identifikasjonsnummer"]
    )
    published = {path.name for path in _generation(settings).iterdir()}
    wanted = {
        mart: [
            row for row in rows if row["kommunenummer"] in published
        ]  # not where somebody only moved from or to
        for mart, rows in expected(answers, TODAY).items()
    }
    return Stage(_files(settings), _marts(settings), wanted, hidden)


def _generation(settings: Settings) -> Path:
    return settings.published / (settings.published / "CURRENT").read_text()


def _files(settings: Settings) -> Files:
    folder = _generation(settings)
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def _marts(settings: Settings) -> Marts:
    found: Marts = {}
    for path in sorted(_generation(settings).rglob("*.parquet")):
        found.setdefault(path.stem, []).extend(pl.read_parquet(path).to_dicts())
    return found


def test_published_lists_equal_a_plain_reading_of_fregs_documents(stages):
    assert_all_same(stages.at_first.marts, stages.at_first.wanted)
    assert all(stages.at_first.marts.values())


def test_they_still_do_after_two_thousand_events(stages):
    assert_all_same(stages.after_events.marts, stages.after_events.wanted)
    assert stages.after_events.files != stages.at_first.files


def test_the_state_after_events_equals_that_of_a_fresh_extract(stages):
    assert _lists(stages.after_events.files) == _lists(stages.of_fresh_extract)


def test_figures_are_those_of_the_month_until_the_next(stages):
    """What came out first stays, whatever events came since: two days' difference could tell of one person."""
    at_first, after_events = (
        {name: content for name, content in stage.files.items() if name not in _lists(stage.files)}
        for stage in (stages.at_first, stages.after_events)
    )
    assert at_first
    assert at_first.items() <= after_events.items(), "and a municipality that is new gets its own"


def _lists(files: Files) -> Files:
    """The files without planning figures."""
    return {name: content for name, content in files.items() if "/planlegging/" not in name}


@pytest.mark.slow
def test_a_deleted_warehouse_comes_back_the_same(stages):
    shutil.rmtree(stages.followed.warehouse.parent)
    refresh(stages.followed)
    assert _files(stages.followed) == stages.after_events.files


def test_a_strengt_fortrolig_person_is_in_no_published_file(stages):
    for stage in (stages.at_first, stages.after_events):
        assert stage.strengt_fortrolig
        shown = json.dumps(stage.marts, default=str)
        assert not [number for number in stage.strengt_fortrolig if number in shown]


def test_every_file_lies_under_its_municipality_and_role(stages):
    for name, content in stages.after_events.files.items():
        kommunenummer, role, mart = Path(name).parts
        assert mart.startswith(f"mart_{role}__")
        assert set(pl.read_parquet(content)["kommunenummer"]) <= {kommunenummer}


def test_the_operators_own_check_finds_every_list_as_its_landing_log_has_it(stages):
    assert {mart for mart, (_, n_differing) in stages.compared.items() if n_differing} == set()
    assert stages.compared["mart_oppvekst__barn"][0] == len(stages.after_events.marts["mart_oppvekst__barn"])
