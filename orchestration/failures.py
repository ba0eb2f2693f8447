"""Every failure as one sentence without values: what the commands print and what Dagster keeps."""

import errno
import traceback
from pathlib import Path

from ingest.errors import AlreadyRunningError, ManntallError

DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DISK_FULL_TEXTS = (
    "No space left on device",
    "File too large",
    "Disk quota exceeded",
    "failed to offload data block",
)


class TransformError(ManntallError):
    """A model or a test failed while the warehouse was built; nothing new was published.

    `nodes` is what became of every `orchestration.transform.Node`, where that is known.
    """

    def __init__(self, message: str, nodes: tuple = ()) -> None:
        super().__init__(message)
        self.nodes = nodes


class PublicationError(ManntallError):
    """The new generation was not published; readers go on with the one they have."""


class DiskFullError(ManntallError):
    """The disk is full: nothing that had been finished is lost."""

    def __init__(self) -> None:
        super().__init__(
            "The disk is full. What had been finished is kept; free some space where MANNTALL_HOME lies, "
            "then run the same command again."
        )


class WarehouseBusyError(AlreadyRunningError):
    """Another process has the warehouse file open."""

    def __init__(self) -> None:
        super().__init__(
            "Another process has the warehouse file open; close it (a notebook or a database tool, most "
            "often), then run this again."
        )


def explain(error: BaseException) -> ManntallError:
    """The error as one that may be shown: a `ManntallError` as it is, any other without its own words.

    DuckDB, dbt, httpx, Arrow and Polars quote values in their messages, so only the class and the place in
    our own code are told.
    """
    if isinstance(error, ManntallError):
        return error
    if is_disk_full(error):
        return DiskFullError()
    if tells_of_lock(str(error)):
        return WarehouseBusyError()
    if isinstance(error, PermissionError):
        return ManntallError(
            "Access to a file was denied. See that MANNTALL_HOME and all in it belong to the user who runs "
            "manntall, then run this again."
        )
    return ManntallError(
        f"Something unforeseen went wrong (code {type(error).__name__}{_place(error)}). What had been "
        "finished is kept; run the same command again, and report the code if it comes back."
    )


def is_disk_full(error: BaseException) -> bool:
    """True when the system, or an engine on its behalf, could not write for want of space."""
    return (isinstance(error, OSError) and error.errno in DISK_FULL) or tells_of_full_disk(str(error))


def tells_of_full_disk(message: str) -> bool:
    """Whether DuckDB or dbt says, in a message of theirs, that there is no space."""
    return any(text in message for text in DISK_FULL_TEXTS)


def tells_of_lock(message: str) -> bool:
    """Whether DuckDB says that another process has a file open."""
    return "Could not set lock on file" in message


def _place(error: BaseException) -> str:
    """` at module:line` of the innermost frame of our own, or nothing."""
    root = str(Path(__file__).resolve().parent.parent)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(root)]
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    return f" at {Path(ours[-1].filename).stem}:{ours[-1].lineno}" if ours else ""
