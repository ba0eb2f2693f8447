"""An operator's word that an answer of FREG is right though far fewer people are in it: valid for a day, and once."""

import os
import time
from pathlib import Path

from ingest.errors import LandingWriteError
from ingest.landing import CANNOT_WRITE, make_private, sync_folder

VALID_SECONDS = 24 * 3600


def give(home: Path) -> None:
    """Say yes to the next extract or look-ups, whatever they lack."""
    make_private(home)
    try:
        os.close(os.open(_file(home), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        os.utime(_file(home))
        sync_folder(home)
    except OSError:
        raise LandingWriteError(CANNOT_WRITE) from None


def is_given(home: Path) -> bool:
    """Whether a word was given that has neither been used nor become too old."""
    try:
        return time.time() - _file(home).stat().st_mtime < VALID_SECONDS
    except OSError:
        return False


def use_up(home: Path) -> None:
    """The word counted for what has been done now, and not for the next time."""
    _file(home).unlink(missing_ok=True)


def _file(home: Path) -> Path:
    return home / "shrunken-approved"
