"""Tiny worlds that are made once and shown at several moments, and copies that begin at the first of them."""

import atexit
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from ingest.refresh import ingest
from ingest.sandbox.faults import Plan
from ingest.sandbox.faulty import Faulty
from ingest.sandbox.options import Options
from ingest.sandbox.past import View
from ingest.sandbox.server import create_app
from ingest.sandbox.world import World
from ingest.settings import Settings
from tests.simulation.transport import InProcess

PERSONS, EVENTS = 24, (9, 12, 10, 8)
OPTIONS = Options(job_seconds=0, tilpasset_batch=7, komplett_batch=10)


class Shown:
    """A world at one of its moments, in the place of `World`."""

    def __init__(self, moments: tuple[View, ...], moment: int = 0) -> None:
        self._moments = moments
        self.moment = moment

    def view(self) -> View:
        """The world as it is shown now."""
        return self._moments[self.moment]

    def go_on(self) -> None:
        """Show the next moment, if there is one."""
        self.moment = min(self.moment + 1, len(self._moments) - 1)

    def advance(self, events: int) -> int:
        """Let life go on by no more than one moment."""
        before = len(self.view().events)
        self.go_on()
        return min(len(self.view().events) - before, events)

    def __getattr__(self, name: str) -> object:
        return getattr(self.view(), name)


@dataclass(frozen=True)
class Base:
    """A world's moments, and a copy of it that has read all events up to the first of them."""

    extracted: View  # as it was when the copy's extract was made
    moments: tuple[View, ...]
    home: Path
    kommuner: str

    def sandbox(self, plan: Plan) -> tuple[Faulty, Shown]:
        """A new sandbox that shows the world, with the faults of a plan."""
        shown = Shown(self.moments)
        return create_app(shown, OPTIONS, plan=plan), shown


def settings_of(home: Path, kommuner: str) -> Settings:
    """Nothing is waited for, and passing faults are tried again until they have passed."""
    return Settings(
        home=home,
        kommuner=kommuner,
        freg_url="http://127.0.0.1:1",
        dato="2026-11-01",
        concurrency=1,
        retry_seconds=1000,
        longest_pause_seconds=0,
        gap_patience_seconds=0,
        memory_limit="500MB",
    )


@cache
def base(number: int) -> Base:
    """The world of a number; every third copy has two municipalities only."""
    folder = Path(mkdtemp(prefix="manntall-simulation-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    world = World.create(persons=PERSONS, seed=number)
    moments = []
    for events in EVENTS:
        world.advance(events)
        moments.append(world.view())
    kommuner = ",".join(world.kommuner[:2]) if number % 3 == 0 else "alle"
    settings = settings_of(folder / "home", kommuner)
    for moment in moments[:2]:  # so that there are events which the copy has read
        sandbox = create_app(Shown((moment,)), OPTIONS, plan=Plan())
        ingest(settings, transport=InProcess(sandbox))
    return Base(moments[0], tuple(moments[1:]), settings.home, kommuner)


def copy_of(number: int, folder: Path) -> Path:
    """A home that begins as the copy of a base."""
    return Path(shutil.copytree(base(number).home, folder / "home"))
