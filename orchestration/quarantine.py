"""The quarantine as the commands tell it, and another try under the lock."""

from collections import Counter
from pathlib import Path

from ingest.lock import exclusive
from ingest.quarantine import set_aside
from ingest.refresh import retry_set_aside
from ingest.settings import Settings
from orchestration.transform import Progress, silent


def listing(home: Path) -> dict:
    """Everything that is set aside as of the last run, and how many for each reason."""
    known = set_aside(home)
    entries = known.entries if known else ()
    return {
        "at": known.at.isoformat(timespec="seconds") if known else None,
        "reasons": dict(sorted(Counter(entry.grunn.value for entry in entries).items())),
        "set_aside": [
            {
                "slag": entry.slag,
                "navn": entry.navn,
                "grunn": entry.grunn.value,
                "sekvensnummer": entry.sekvensnummer,
                "tries": entry.tries,
                "first_at": entry.first_at.isoformat(timespec="seconds"),
                "last_at": entry.last_at.isoformat(timespec="seconds"),
                "is_given_up": entry.is_given_up,
            }
            for entry in entries
        ],
    }


def retry(settings: Settings, progress: Progress = silent) -> dict:
    """Ask again for everything that is set aside.

    Raises:
        AlreadyRunningError: another process works on the same home.
        ManntallError: FREG cannot be reached.
    """
    with exclusive(settings.home):
        before = set_aside(settings.home)
        retry_set_aside(settings, progress=progress)
        after = set_aside(settings.home)
    left = {(entry.navn, entry.sekvensnummer if not entry.navn else 0) for entry in after.entries}
    asked = (
        {(entry.navn, entry.sekvensnummer if not entry.navn else 0) for entry in before.entries}
        if before
        else set()
    )
    return {"understood": len(asked - left), "set_aside": len(left)}
