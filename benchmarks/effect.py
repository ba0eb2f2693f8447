"""Time to effect: from when FREG's event list tells of a protection to when the last reader has lost the row.

Everything is the real thing, on this machine: a sandbox over HTTP, `manntall protect --watch` as a process of its own,
and a reader that does what an open page does: look every other second, and read its list again when something changed.
`python -m benchmarks.effect FOLDER BACKLOG` prints one JSON object.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from dashboards import store, watching
from ingest.protection import DenyLedger
from ingest.sandbox.events import Event
from ingest.sandbox.server import RunningSandbox, create_app
from ingest.sandbox.world import World
from ingest.settings import Settings
from orchestration.refresh import refresh

PERSONS, SEED = 1_000, 1
WARM = 5.0  # seconds for the lane to start and to have read all there is
PATIENCE = 300.0  # seconds until it is given up
ROUTINE, PROTECTION = "endringINavn", "endringIAdressebeskyttelse"
ROLE, MART = "oppvekst", "mart_oppvekst__barn"


@dataclass(frozen=True, slots=True)
class Effect:
    """Seconds until the entry was in the ledger's file and until the page had lost the row; the lane's peak memory."""

    backlog: int
    ledger_seconds: float
    reader_seconds: float
    peak_mib: float


def measure(folder: Path, backlog: int) -> Effect:
    """Publish a small world, let `backlog` events come and then a protection, and wait for the reader."""
    world = World.create(persons=PERSONS, seed=SEED)
    with RunningSandbox(create_app(world)) as sandbox:
        settings = Settings(home=folder, freg_url=sandbox.freg_url)
        refresh(settings)
        kommune, number = _somebody(settings)
        with _lane(settings) as process:
            time.sleep(WARM)
            _routine(world, backlog)
            before = store.moment(settings.published)
            told_at = _tell(world, number)
            ledger_seconds = _wait(lambda: _is_denied(settings, number), "no denial") - told_at
            reader_seconds = _open_page(settings, kommune, number, before) - told_at
            peak = _peak_mib(process.pid)
    return Effect(backlog, ledger_seconds, reader_seconds, peak)


def _somebody(settings: Settings) -> tuple[str, str]:
    """A municipality and a child on its list."""
    generation = store.current(settings.published)
    for kommune in generation.status.kommuner:
        rows = generation.read(kommune, ROLE, MART, ["foedselsnummer"])
        if len(rows):
            return kommune, rows["foedselsnummer"][0]
    raise LookupError("nobody is on any list")


def _routine(world: World, n: int) -> None:
    """So many events about people of the world, of a kind that hides nobody."""
    people, first = list(world.current_documents()), world.latest + 1
    world.events.extend(
        Event(first + i, people[i % len(people)], ROUTINE, f"{i:032}", None, "2026-11-02T10:00:00+01:00")
        for i in range(n)
    )


def _tell(world: World, number: str) -> float:
    """The header of a protection comes into the list; its document never does. Gives the moment."""
    event = Event(world.latest + 1, number, PROTECTION, "0" * 32, None, "2026-11-02T11:00:00+01:00")
    world.events.append(event)
    return time.monotonic()


@contextmanager
def _lane(settings: Settings) -> Iterator[subprocess.Popen]:
    environment = os.environ | {"MANNTALL_HOME": str(settings.home), "MANNTALL_FREG_URL": settings.freg_url}
    command = [sys.executable, "-c", "from orchestration.cli import main; main()", "protect", "--watch"]
    process = subprocess.Popen(command, env=environment, cwd=Path(__file__).resolve().parent.parent)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _is_denied(settings: Settings, number: str) -> bool:
    ledger = DenyLedger(settings.home)
    return ledger.state().is_open(ledger.pseudonym(number))


def _open_page(settings: Settings, kommune: str, number: str, before: tuple[str, int]) -> float:
    """What an open page does, from a look that came just too early: the moment it is drawn without the row."""
    shown, ends_at = before, time.monotonic() + PATIENCE
    while time.monotonic() < ends_at:
        time.sleep(watching.EVERY)
        moment = store.moment(settings.published)
        if moment == shown:
            continue
        shown = moment
        rows = store.current(settings.published).read(kommune, ROLE, MART, ["foedselsnummer"])
        if number not in rows["foedselsnummer"].to_list():
            return time.monotonic()
    raise TimeoutError("the row is still there")


def _wait(is_so, failure: str) -> float:
    ends_at = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > ends_at:
            raise TimeoutError(failure)
        time.sleep(0.05)
    return time.monotonic()


def _peak_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Path(sys.argv[1]), int(sys.argv[2])))))
