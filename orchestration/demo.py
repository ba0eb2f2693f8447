"""The main job on the sandbox: from nothing to published lists, then events, then the lists again."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from ingest.errors import ConfigurationError
from ingest.landing import Landing
from ingest.sandbox.options import Options
from ingest.sandbox.server import RunningSandbox, start
from ingest.settings import SANDBOX_PORT, Settings
from orchestration.publish import Generation
from orchestration.refresh import is_of_sandbox, refresh
from orchestration.services import advance_sandbox, free_port
from orchestration.transform import Progress
from orchestration.utbredelse import refresh_usage

EVENTS = 300


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demo made: the generations before and after the events, how many came, and the figures of use."""

    first: Generation
    events: int
    last: Generation
    usage: Generation

    def summary(self) -> dict:
        """What `manntall demo --once --json` prints; counts and places only."""
        status = self.last.status
        return {
            "generation": self.last.number,
            "published": str(self.last.folder),
            "events": self.events,
            "sequence_landed": status["sequence_landed"],
            "kommuner": status["kommuner"],
            "marts": status["rows"],
            "marts_before": self.first.status["rows"],
            "utbredelse": self.usage.status["rows"],
        }


def sandbox(settings: Settings, *, persons: int | None, seed: int | None, port: int | None) -> RunningSandbox:
    """Start the sandbox that belongs to `settings.home`, in a thread of this process.

    Raises:
        ConfigurationError: landing holds people who are not from a sandbox, or another world is remembered, or
            the port is taken.
        AlreadyRunningError: another sandbox serves the same home.
    """
    refuse_real_people(settings)
    wanted = free_port(SANDBOX_PORT) if port is None else port
    options = Options(list_date=settings.list_date)
    return start(home=settings.home, persons=persons, seed=seed, port=wanted, options=options)


def refuse_real_people(settings: Settings) -> None:
    """Keep a sandbox out of a home that holds somebody else's people.

    Raises:
        ConfigurationError: landing has an extract, and no sandbox has ever been in this home.
    """
    if not is_of_sandbox(settings) and Landing(settings.landing).extracts():
        raise ConfigurationError(
            "This MANNTALL_HOME holds people who are not from the sandbox, and the two must never mix; give "
            "the sandbox a home of its own, such as MANNTALL_HOME=demo."
        )


def run(settings: Settings, world: RunningSandbox, progress: Progress) -> DemoResult:
    """Refresh, let some hundred events come, and refresh again; then who uses the service."""
    settings = settings.model_copy(update={"freg_url": world.freg_url})
    first = refresh(settings, progress=progress).published
    progress("moving the world on", 0, EVENTS)
    events = advance_sandbox(urlsplit(world.address).port, EVENTS)["events"]
    last = refresh(settings, progress=progress).published
    return DemoResult(first, events, last, refresh_usage(settings, progress=progress).published)
