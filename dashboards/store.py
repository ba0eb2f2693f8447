"""The only reader of published files: the pointer, the status of the generation it names, one list at a time.

Nothing is cached: reading 12,000 rows from Parquet takes 12 ms; Streamlit's cache, which copies, takes 40. So
no value outlives its page or meets another user, and a generation that is replaced is seen at once.

Every read applies the deny ledger: whoever has been denied since the generation was published is left out, and when the
ledger cannot be read, everybody is. The same read hides addresses, or the list, when the source is too old.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
import polars as pl

from ingest.errors import ManntallError
from ingest.guard import Guard, Guarded, ListRules, guard_of, without_addresses
from ingest.protection import DenyLedger, LedgerError
from ingest.settings import load_settings
from ingest.staleness import Level, Limits, moment_of

T = TypeVar("T")
POINTER = "CURRENT"
ATTEMPTS = 3


class PublishedError(ManntallError):
    """What is published cannot be shown; `text` is the key of the words that say so."""

    text = "error.broken"


class NothingPublishedError(PublishedError):
    """No generation has been published yet, or none that names a municipality and a role."""


class StaleError(PublishedError):
    """The newest change of the source is too old: people may have been protected since."""

    text = "error.stale"


class UnreadableListError(PublishedError):
    """A list is missing, cannot be read, lacks a column or holds another municipality's rows."""

    text = "error.unreadable"


class NotInRoleError(PublishedError):
    """The list is not one of the role's."""

    text = "error.not_in_role"


class ReplacedError(PublishedError):
    """The generation is gone because a newer one has been published: begin again from the pointer."""


class ProtectionError(PublishedError):
    """Whom to leave out cannot be told, so nothing is shown."""

    text = "error.protection"


class Role(msgspec.Struct, frozen=True):
    """A role as the publication states it: its name, and the marts it may see."""

    navn: str
    marts: tuple[str, ...]


class Status(msgspec.Struct, frozen=True):
    """`status.json` of a generation. Times are UTC; `feed_latest` is None when FREG did not answer."""

    published_at: datetime
    dato: date
    documents_missing: int
    kommuner: dict[str, str]
    roles: dict[str, Role]
    rows: dict[str, int]
    sequence_landed: int | None = None
    feed_latest: int | None = None
    newest_ajourholdstidspunkt: str | None = None
    ledger: str = ""
    ledger_position: int = 0
    lists: dict[str, ListRules] = {}
    syntetisk: bool = False  # the people of a sandbox

    @property
    def source_at(self) -> datetime | None:
        """When the newest landed change was entered in FREG; None when that is not known."""
        return moment_of(self.newest_ajourholdstidspunkt)

    @property
    def lag_events(self) -> int | None:
        """Sequence numbers between what was landed and the feed's newest; None when FREG did not answer."""
        if self.feed_latest is None:
            return None
        return max(0, self.feed_latest - (self.sequence_landed or 0))


@dataclass(frozen=True, slots=True)
class Generation:
    """One published generation; a page shows one and never mixes two."""

    folder: Path
    status: Status

    def read(self, kommunenummer: str, role: str, mart: str, columns: list[str]) -> pl.DataFrame:
        """The named columns of one list, whole but for whom the deny ledger hides.

        Columns that nobody asks for are not even read.

        Raises:
            NotInRoleError: the mart is not one of the role's, or the municipality is not published.
            ProtectionError: the deny ledger cannot be read.
            ReplacedError: the generation was removed meanwhile.
            StaleError: the source is too old for lists of people.
            UnreadableListError: the file is missing, damaged, of another form or of another municipality.
        """
        file = self._file(kommunenummer, role, mart)
        rules, guard, level = self.status.lists.get(mart), self._guard(), self.level()
        if level == Level.ROSTERS and not (rules and rules.is_figures):
            raise StaleError
        needed = rules.needed if rules and guard.is_needed else ()
        wanted = list(dict.fromkeys(("kommunenummer", *columns, *needed)))
        frame = self._readable(
            lambda: pl.read_parquet(file, columns=wanted, glob=False, hive_partitioning=False)
        )
        if not frame["kommunenummer"].eq_missing(kommunenummer).all():
            raise UnreadableListError
        if guard.is_needed:
            frame = pl.from_arrow(guard.apply(frame.to_arrow(), rules))
        if level == Level.ADDRESSES:
            frame = pl.from_arrow(without_addresses(frame.to_arrow(), rules))
        return frame.select(columns)

    def level(self) -> Level:
        """What hides because the source is old."""
        limits = Limits.of(load_settings(), is_synthetic=self.status.syntetisk)
        return limits.level(self.status.source_at, self.status.published_at, datetime.now(UTC))

    def names(self, kommunenummer: str, role: str, mart: str) -> list[str]:
        """The columns of one list, in its order. Errors are those of `read`."""
        file = self._file(kommunenummer, role, mart)
        return self._readable(lambda: list(pl.read_parquet_schema(file)))

    def _guard(self) -> Guard:
        try:
            known = Guarded(self.status.ledger, self.status.ledger_position)
            return guard_of(self.folder.parent.parent, known, self.folder)
        except LedgerError:
            replaced = pointer(self.folder.parent) != self.folder.name
            raise (ReplacedError if replaced else ProtectionError) from None

    def _file(self, kommunenummer: str, role: str, mart: str) -> Path:
        known = self.status.roles.get(role)
        if known is None or mart not in known.marts or kommunenummer not in self.status.kommuner:
            raise NotInRoleError
        return self.folder / kommunenummer / role / f"{mart}.parquet"

    def _readable(self, reading: Callable[[], T]) -> T:
        with contextlib.suppress(OSError, pl.exceptions.PolarsError):  # their messages may quote values
            return reading()
        replaced = pointer(self.folder.parent) != self.folder.name
        raise ReplacedError if replaced else UnreadableListError


def current(published: Path) -> Generation:
    """The generation that the pointer names now.

    Raises:
        NothingPublishedError: there is no pointer.
        PublishedError: the pointer or the status of its generation cannot be read.
    """
    for _ in range(ATTEMPTS):
        folder = published / pointer(published)
        with contextlib.suppress(OSError):  # replaced between the two reads: read the pointer again
            status = _status(folder / "status.json")
            if not (status.kommuner and status.roles):
                raise NothingPublishedError
            return Generation(folder, status)
    raise PublishedError


def moment(published: Path) -> tuple[str, int]:
    """What an open page watches: another value means that it shows what is not so any more."""
    try:
        ledger = DenyLedger.size_of(published.parent)
    except LedgerError:
        ledger = -1
    try:
        return pointer(published), ledger
    except PublishedError:
        return "", ledger


def pointer(published: Path) -> str:
    """The folder that `CURRENT` names now. Errors are those of `current`."""
    try:
        name = (published / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise NothingPublishedError from None
    except (OSError, ValueError):
        raise PublishedError from None
    if not name.isdigit():
        raise PublishedError
    return name


def _status(file: Path) -> Status:
    try:
        status = msgspec.json.decode(file.read_bytes(), type=Status)
    except msgspec.MsgspecError:
        raise PublishedError from None
    return msgspec.structs.replace(status, published_at=_aware(status.published_at))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
