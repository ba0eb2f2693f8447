"""One writer at a time for a `MANNTALL_HOME`: a lock that the kernel drops when its process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import AlreadyRunningError, LandingWriteError
from ingest.landing import CANNOT_WRITE, make_private


@contextmanager
def exclusive(home: Path) -> Iterator[None]:
    """Hold `home/lock` for the length of a `with` block.

    Raises:
        AlreadyRunningError: at once, when another process (or another block in this one) holds it.
        LandingWriteError: `home` is not there and cannot be made, or cannot be written.
    """
    make_private(home)
    descriptor = _open(home / "lock")
    try:
        _take(descriptor)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        raise LandingWriteError(CANNOT_WRITE) from None


def _take(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyRunningError(
            "Another manntall process is working on the same MANNTALL_HOME; wait for it, then run this again."
        ) from None
