"""Looks at a home, and begins or ends incidents: whoever runs something calls `look` with what it saw of the feed."""

import shutil
from contextlib import suppress
from datetime import UTC, datetime

from ingest.quarantine import set_aside
from ingest.results import FeedState
from ingest.settings import Settings
from ingest.staleness import is_silent, moment_of
from orchestration import alerts
from orchestration.failures import PublicationError
from orchestration.publish import current

LEAST_FREE = 0.1  # of the disk; a build needs room for a second warehouse
STILL, NO_ANSWER, SET_ASIDE, DISK, FAILED = (
    "stille_kilde",
    "freg_svarer_ikke",
    "karantene",
    "disk",
    "kjoering_feilet",
)


def look(settings: Settings, feed: FeedState, now: datetime | None = None) -> None:
    """Begin what is wrong, end what is not any more; that it cannot be written down stops nothing."""
    with suppress(OSError):
        _look(settings, feed, now or datetime.now(UTC))


def failed(settings: Settings, kind: str, words: str) -> None:
    """A run of a kind failed, for a reason other than that another one was at work."""
    with suppress(OSError):
        alerts.begin(settings, f"{FAILED}:{kind}", words)


def succeeded(settings: Settings, kind: str) -> None:
    """A run of a kind came to its end."""
    with suppress(OSError):
        alerts.end(settings, f"{FAILED}:{kind}")


def _look(settings: Settings, feed: FeedState, now: datetime) -> None:
    source_at = moment_of(feed.newest_ajourholdstidspunkt)
    answers = feed.feed_latest is not None
    stands_still = answers and is_silent(settings, source_at, now, is_synthetic=_is_synthetic(settings))
    _judge(settings, NO_ANSWER, not answers, "FREG did not answer when it was asked for its newest number.")
    if answers or stands_still:
        told = (
            f"FREG answers, and its newest change is of {source_at:%Y-%m-%d %H:%M} UTC." if source_at else ""
        )
        _judge(settings, STILL, stands_still, told)
    known = set_aside(settings.home)
    n = len(known.entries) if known else 0
    _judge(
        settings, SET_ASIDE, n > 0, f"{n} documents or events were set aside; see `manntall quarantine list`."
    )
    disk = shutil.disk_usage(settings.home)
    free = disk.free / disk.total
    _judge(settings, DISK, free < LEAST_FREE, f"{free:.0%} of the disk of MANNTALL_HOME is free.")


def _is_synthetic(settings: Settings) -> bool:
    """Whether everybody on the published lists is made up."""
    try:
        generation = current(settings.published)
    except PublicationError:
        return False
    return bool(generation and generation.status.get("syntetisk"))


def _judge(settings: Settings, incident: str, is_there: bool, text: str) -> None:
    if is_there:
        alerts.begin(settings, incident, text)
    else:
        alerts.end(settings, incident)
