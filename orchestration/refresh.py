"""The main job, as the command line runs it: ingest, build, publish, under one lock."""

from dataclasses import asdict, dataclass

from ingest.errors import ConfigurationError
from ingest.lock import exclusive
from ingest.refresh import FeedState, IngestResult, feed_state, ingest
from ingest.settings import Settings
from orchestration import backup, purge, watch
from orchestration.publish import Generation, SourceState, publish
from orchestration.runs import recorded
from orchestration.transform import BuildResult, Progress, build, silent


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """What one run did, stage by stage; counts only."""

    ingested: IngestResult
    built: BuildResult
    published: Generation

    def summary(self) -> dict:
        """What `manntall refresh --json` prints."""
        known = self.published.status
        return {
            "generation": self.published.number,
            "published_at": known["published_at"],
            "sequence_landed": known["sequence_landed"],
            "feed_latest": known["feed_latest"],
            "documents_missing": known["documents_missing"],
            "persons": self.built.counts.persons,
            "marts": known["rows"],
            "started_over": self.built.started_over,
            "ingested": asdict(self.ingested),
        }


def refresh(settings: Settings, *, full: bool = False, progress: Progress = silent) -> RefreshResult:
    """Catch up with FREG and publish: a first extract when landing is empty, the events after it otherwise.

    Args:
        settings: where FREG is and where state lies.
        full: order every extract anew and build the warehouse from nothing.
        progress: told of stage, units done and units in all.

    Raises:
        AlreadyRunningError: another process works on the same home.
        ConfigurationError: the home belongs to a sandbox, and FREG is not on this machine.
        ManntallError: a stage failed; what had been finished is kept, and the next run goes on from there.
    """
    refuse_mixing(settings)
    with recorded(settings, "refresh") as facts:
        result = _refresh(settings, full=full, progress=progress)
        facts.update(_counts(result))
    return result


def _refresh(settings: Settings, *, full: bool, progress: Progress) -> RefreshResult:
    with exclusive(settings.home):
        backup.remove_leftovers(settings.home)
        ingested = ingest(settings, full=full, progress=progress)
        built = build(settings, full_refresh=full, progress=progress)
        progress("publishing", 0, None)
        feed = feed_state(settings)
        published = publish(settings, source_state(feed))
        watch.look(settings, feed)
        if purge.is_due(settings):
            built = build(settings, progress=progress)
            published = publish(settings, source_state(feed_state(settings)))
    return RefreshResult(ingested, built, published)


def _counts(result: RefreshResult) -> dict:
    """What the log of runs tells of one."""
    return {
        "generation": result.published.number,
        "sequence_landed": result.published.status["sequence_landed"],
        "events": result.ingested.follow.events,
        "documents": result.ingested.fetch.documents,
        "set_aside": result.ingested.fetch.uforstaatt,
    }


def is_of_sandbox(settings: Settings) -> bool:
    """Whether the home remembers a sandbox's world, so that its people are made up."""
    return settings.is_of_sandbox


def refuse_mixing(settings: Settings) -> None:
    """Keep a real FREG out of a sandbox's home.

    Raises:
        ConfigurationError: the home belongs to a sandbox, and FREG is not on this machine.
    """
    if is_of_sandbox(settings) and not settings.is_loopback:
        raise ConfigurationError(
            "This MANNTALL_HOME holds the sandbox's made-up people, and MANNTALL_FREG_URL names a real "
            "FREG; set MANNTALL_HOME to a new folder, for the two must never mix."
        )


def source_state(feed: FeedState) -> SourceState:
    """The part of a feed's state that is published beside the lists."""
    return SourceState(feed.feed_latest, feed.documents_missing, feed.newest_ajourholdstidspunkt)
