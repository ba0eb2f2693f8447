"""Publishes what has been built once more, asking FREG nothing: what an operator decided is in force in seconds."""

import time

from ingest.errors import AlreadyRunningError
from ingest.lock import exclusive
from ingest.settings import Settings
from orchestration.publish import Generation, SourceState, current, publish

PATIENCE, PAUSE = 120.0, 0.5  # seconds


def republish(settings: Settings, patience: float = PATIENCE) -> Generation | None:
    """Publish the warehouse again, once whoever works on the home is done; None when nothing was ever published.

    Raises:
        AlreadyRunningError: another process still works on the home after `patience` seconds.
        PublicationError: it could not be published.
    """
    until = time.monotonic() + patience
    while True:
        try:
            with exclusive(settings.home):
                return _publish(settings)
        except AlreadyRunningError:
            if time.monotonic() >= until:
                raise AlreadyRunningError(
                    "It is kept, but not in force yet: another process works on the same MANNTALL_HOME. Run `manntall "
                    "refresh` when that is done; the next publication heeds it in any case."
                ) from None
            time.sleep(PAUSE)


def _publish(settings: Settings) -> Generation | None:
    before = current(settings.published) if settings.published.is_dir() else None
    if before is None:
        return None
    known = before.status
    return publish(
        settings,
        SourceState(known["feed_latest"], known["documents_missing"], known["newest_ajourholdstidspunkt"]),
    )
