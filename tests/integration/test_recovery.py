"""What was lost or damaged comes back without a person: the warehouse from landing, a home from its backup."""

import random
import shutil
from datetime import date

import pytest

from dashboards import store
from ingest.protection import DenyLedger
from ingest.sandbox.server import RunningSandbox, create_app
from ingest.sandbox.world import World
from ingest.settings import load_settings
from orchestration.backup import backup, restore
from orchestration.publish import current
from orchestration.refresh import refresh

TODAY = date(2026, 11, 15)
BARN = "mart_oppvekst__barn"
FLIPS = 12


@pytest.fixture(scope="module")
def world():
    return World.create(persons=200, seed=5)


@pytest.fixture(scope="module")
def sandbox(world):
    with RunningSandbox(create_app(world)) as running:
        yield running


@pytest.fixture(scope="module")
def made(sandbox, tmp_path_factory):
    """A home that was refreshed once."""
    home = tmp_path_factory.mktemp("made") / "home"
    refresh(load_settings(home=home, freg_url=sandbox.freg_url, dato=TODAY))
    return home


@pytest.fixture
def settings(made, sandbox, tmp_path):
    """A copy of it."""
    shutil.copytree(made, tmp_path / "home")
    return load_settings(home=tmp_path / "home", freg_url=sandbox.freg_url, dato=TODAY)


def lists(settings) -> dict[str, bytes]:
    """The bytes of every published list."""
    folder = current(settings.published).folder
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def people(settings) -> set[str]:
    """Everybody on the lists of children, as a page reads them."""
    generation = store.current(settings.published)
    found = set()
    for number in generation.status.kommuner:
        rows = generation.read(number, "oppvekst", BARN, ["foedselsnummer"])
        found.update(rows["foedselsnummer"].to_list())
    return found


def deleted(path, dice):
    path.unlink()


def truncated(path, dice):
    with path.open("r+b") as file:
        file.truncate(dice.randrange(path.stat().st_size))


def flipped(path, dice):
    with path.open("r+b") as file:
        for _ in range(FLIPS):
            place = dice.randrange(path.stat().st_size)
            file.seek(place)
            byte = file.read(1)[0] ^ (1 << dice.randrange(8))
            file.seek(place)
            file.write(bytes([byte]))


def in_the_header(path, dice):
    with path.open("r+b") as file:
        file.seek(dice.randrange(12_288))
        file.write(dice.randbytes(64))


def wal_of_another(path, dice):
    path.with_name(path.name + ".wal").write_bytes(dice.randbytes(4096))


HARM = [deleted, truncated, flipped, in_the_header, wal_of_another]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("harm", HARM, ids=lambda harm: harm.__name__)
def test_a_warehouse_that_was_harmed_publishes_the_same_lists_again(settings, harm, seed):
    before = lists(settings)
    harm(settings.warehouse, random.Random(seed))  # noqa: S311
    refresh(settings)
    assert lists(settings) == before


def test_a_restore_shows_nobody_who_was_protected_after_the_backup(settings, world, sandbox, tmp_path):
    backup(settings, tmp_path / "backups")
    seen = people(settings)
    protected = protect(world, seen)
    ledger = DenyLedger(settings.home)
    restore(settings, tmp_path / "backups")
    with pytest.raises(store.NothingPublishedError):
        store.current(settings.published)
    assert DenyLedger(settings.home).id == ledger.id
    refresh(settings)
    assert current(settings.published).status["sequence_landed"] == world.latest
    assert protected and not protected & people(settings)
    assert people(settings), "others are still there"


def protect(world: World, children: set[str]) -> set[str]:
    """Let life go on until a child of the lists has become strengt fortrolig, whom no list shows; who has."""
    for _ in range(60):
        world.advance(100)
        found = {
            child
            for child in children
            for entry in world.person(child).get("adressebeskyttelse", [])
            if entry["erGjeldende"] and entry["graderingsnivaa"] == "strengtFortrolig"
        }
        if found:
            return found
    raise AssertionError("nobody was protected")
