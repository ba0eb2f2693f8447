"""The only reader of the published figures of use (*utbredelse*): the pointer, its status, one mart at a time.

They are counts and names of municipalities, systems and vendors; no person is in them.
"""

import contextlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import polars as pl

from dashboards.store import (
    ATTEMPTS,
    NothingPublishedError,
    PublishedError,
    ReplacedError,
    UnreadableListError,
    pointer,
)

MART = "mart_utbredelse__{what}"


class NoUsagePublishedError(NothingPublishedError):
    """No figures of use have been published yet."""


class Source(msgspec.Struct, frozen=True):
    """One source of the figures: when it was last read, and why the last attempt failed, or nothing."""

    read_at: datetime | None = None
    rows: int = 0
    refused: int = 0
    fault: str = ""


class Status(msgspec.Struct, frozen=True):
    """`status.json` of a generation of figures. Times are UTC; `rows` is how many each mart has."""

    published_at: datetime
    per_dato: date = msgspec.field(name="dato")
    rows: dict[str, int]
    sources: dict[str, Source] = msgspec.field(name="kilder", default_factory=dict)


@dataclass(frozen=True, slots=True)
class Usage:
    """One published generation of figures; a page shows one and never mixes two."""

    folder: Path
    status: Status

    def read(self, what: str, columns: list[str] | None = None) -> pl.DataFrame:
        """The named columns (all, when none are named) of one mart, such as `stadier`, whole.

        Raises:
            ReplacedError: the generation was removed meanwhile.
            UnreadableListError: the file is missing, damaged or of another form.
        """
        file = self.folder / f"{MART.format(what=what)}.parquet"
        with contextlib.suppress(OSError, pl.exceptions.PolarsError):
            return pl.read_parquet(file, columns=columns, glob=False, hive_partitioning=False)
        replaced = pointer(self.folder.parent) != self.folder.name
        raise ReplacedError if replaced else UnreadableListError


def current(home: Path) -> Usage:
    """The generation that the pointer of `home/utbredelse/published` names now.

    Raises:
        NoUsagePublishedError: there is no pointer.
        PublishedError: the pointer or the status of its generation cannot be read.
    """
    published = home / "utbredelse" / "published"
    for _ in range(ATTEMPTS):
        folder = published / _named(published)
        with contextlib.suppress(OSError):  # replaced between the two reads: read the pointer again
            return Usage(folder, _status(folder / "status.json"))
    raise PublishedError


def _named(published: Path) -> str:
    try:
        return pointer(published)
    except NothingPublishedError:
        raise NoUsagePublishedError from None


def _status(file: Path) -> Status:
    try:
        status = msgspec.json.decode(file.read_bytes(), type=Status)
    except msgspec.MsgspecError:
        raise PublishedError from None
    moment = status.published_at
    return msgspec.structs.replace(
        status, published_at=moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    )
