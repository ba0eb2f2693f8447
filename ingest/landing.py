"""The landing log: append-only Parquet segments that are the only truth.

A rename is the commit, and there is no stored cursor: how far the feed has been read follows from the names
of the event segments, and which documents are missing follows from events minus documents. A crash can
therefore lose nothing and repeat nothing. Three kinds of segment, each in a folder of its own:

`uttrekk/<ordinal>-<scope>-<sekvensnummer>.parquet`
    The ids of one finished extract job; `scope` is a municipality number or `alle`, and the sequence number
    is the feed's latest from before the job was ordered.
`hendelser/<from>-<to>.parquet`
    Event headers read from the feed, from the number asked for to the last one got, both inclusive. After a
    lost segment was read again, two segments may hold the same number.
`persondokumenter/<ordinal>.parquet`
    Answers of look-ups, narrowed to what roles need.

Sequence numbers only rise here, though a feed that is set back or begun anew gives lower ones: each time a new
epoch begins, whose base is added to every number of FREG's, and newer stays "the higher number" everywhere.
The name of an empty file is the whole record, `epoke-<base>-<start>`: the base, and the feed's latest number
(the base added) from when the epoch began. Extracts of earlier epochs do not count any more.

Beside each segment lies the CRC-32 of its bytes: Parquet's own checksums leave out headers and statistics.

An ordinal is the time of writing in microseconds, or one more than the last: it always grows, and the ordinal
of a segment that was lost is never used again, so "newer than what I have parsed" is a comparison of names.
"""

import math
import os
import re
import time
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import CorruptSegmentError, LandingWriteError
from ingest.points import reach

UTTREKK = pa.schema(
    [
        ("identifikator", pa.string()),  # a person id (tilpasset) or a document id (komplett)
        ("identifikatortype", pa.string()),  # 'person' or 'dokument'
    ]
)
HENDELSER = pa.schema(
    [
        ("sekvensnummer", pa.int64()),
        (
            "folkeregisteridentifikator",
            pa.string(),
        ),  # null: the event is about somebody we have no business with
        ("hendelsetype", pa.string()),
        ("hendelsesdokument", pa.string()),
        ("persondokument", pa.string()),
        ("ajourholdstidspunkt", pa.string()),
    ]
)
PERSONDOKUMENTER = pa.schema(
    [
        ("identifikator", pa.string()),  # the id that was asked for; null when only a document id was
        ("person", pa.string()),  # the id in use inside the document; null without a body
        ("dokumentidentifikator", pa.string()),  # only for answers from the archive
        ("sekvensnummer", pa.int64()),  # the document is known to be current up to and including this number
        ("utfall", pa.string()),  # one of UTFALL
        ("parts", pa.string()),  # what was asked for, sorted, comma between
        ("relaterte", pa.list_(pa.string())),  # ids that the roles' relations need
        ("body", pa.string()),  # the document as FREG sent it, narrowed; null unless funnet or relasjon
        ("hentet_at", pa.timestamp("us", tz="UTC")),
    ]
)
UTFALL = {
    "funnet": "in scope, kept",
    "relasjon": "kept only as far as somebody's relation needs it",
    "utenfor": "seen, not ours: nothing kept",
    "finnesIkke": "FREG answered that there is no such person or document",
    "uforstaatt": "the answer could not be understood: the person hides",
}

CANNOT_WRITE = (
    "MANNTALL_HOME cannot be written: free some space on its disk or correct its rights, then run the same "
    "command again; nothing that was landed is lost."
)
KINDS = {"uttrekk": UTTREKK, "hendelser": HENDELSER, "persondokumenter": PERSONDOKUMENTER}
ROW_GROUP = 50_000
VERIFIED_BYTES = 256_000_000  # of the newest segments of a kind: about a tenth of a second
NAME = {
    "uttrekk": re.compile(r"(\d{16})-(alle|\d{4})-(\d{16})\.parquet"),
    "hendelser": re.compile(r"(\d{16})-(\d{16})\.parquet"),
    "persondokumenter": re.compile(r"(\d{16})\.parquet"),
}
EPOCH_NAME = re.compile(r"epoke-(\d{16})-(\d{16})")


@dataclass(frozen=True, slots=True)
class Epoch:
    """One run of FREG's numbers: what is added to them, and where the feed stood when it began."""

    base: int = 0
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """One finished extract: what it covers and the feed's latest number from before it was ordered."""

    path: Path
    scope: str
    sekvensnummer: int


class Landing:
    """The log in `folder`; every method reads the folder anew, so two objects never disagree."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        make_private(folder)
        for kind, schema in KINDS.items():
            make_private(folder / kind)
            # a segment without rows, so that engines can read an empty log with its column types
            empty = folder / kind / "empty.parquet"
            if not empty.exists():
                self._commit(empty, pa.table({name: [] for name in schema.names}, schema=schema))

    def glob(self, kind: str) -> str:
        """The pattern that reads all segments of a kind, the one without rows included."""
        return str(self.folder / kind / "*.parquet")

    def segments(self, kind: str) -> list[Path]:
        """The committed segments of a kind, oldest first."""
        return sorted(path for path in (self.folder / kind).iterdir() if NAME[kind].fullmatch(path.name))

    def extracts(self) -> list[Extract]:
        """The finished extracts, oldest first."""
        found = []
        for path in self.segments("uttrekk"):
            _, scope, number = NAME["uttrekk"].fullmatch(path.name).groups()
            found.append(Extract(path, scope, int(number)))
        return found

    def epoch(self) -> Epoch:
        """The epoch that FREG's numbers are in."""
        names = (EPOCH_NAME.fullmatch(path.name) for path in self.folder.iterdir())
        begun = [(int(found[1]), int(found[2])) for found in names if found]
        return Epoch(*max(begun)) if begun else Epoch()

    def begin_epoch(self, base: int, start: int) -> None:
        """Commit a new epoch; both numbers are higher than anything landed."""
        reach("landing.before_epoch")
        try:
            _write(self.folder / f"epoke-{base:016}-{start:016}", b"")
            sync_folder(self.folder)
        except OSError:
            raise LandingWriteError(CANNOT_WRITE) from None
        reach("landing.after_epoch")

    def newest_extracts(self, scopes: Collection[str] | None = None) -> list[Extract]:
        """The epoch's newest finished extract of each scope, or of each of `scopes` that has one."""
        base = self.epoch().base
        newest = {extract.scope: extract for extract in self.extracts() if extract.sekvensnummer >= base}
        return [extract for scope, extract in newest.items() if scopes is None or scope in scopes]

    def next_sekvensnummer(self, scopes: Collection[str] | None = None) -> int | None:
        """The number to ask the feed for next, or None before any extract of `scopes` (default: of any).

        Walks the event segments as far as they join without a hole, beginning where the oldest extract that
        still counts was ordered: a segment that was lost is read again, whatever came after it, and what lies
        before a new full extract is not asked for any more. An epoch is followed from its start until every
        scope has an extract of it.
        """
        position = self.first_sekvensnummer(scopes)
        if position is None:
            return None
        for path in self.segments("hendelser"):
            first, last = map(int, NAME["hendelser"].fullmatch(path.name).groups())
            if first <= position <= last:
                position = last + 1
        return position

    def landed_sekvensnummer(self, scopes: Collection[str] | None = None) -> int | None:
        """The number up to which the log holds everything: by an extract and the events joined to it."""
        position = self.next_sekvensnummer(scopes)
        if position is None:
            return None
        return max(position - 1, self.first_sekvensnummer(scopes))

    def first_sekvensnummer(self, scopes: Collection[str] | None = None) -> int | None:
        """Where the events begin that count."""
        begun, extracts = self.epoch().start, self.newest_extracts(scopes)
        numbers = [extract.sekvensnummer for extract in extracts]
        if begun is not None and len(extracts) < len(scopes or ("any",)):
            numbers.append(begun)
        return min(numbers, default=None)

    def add_extract(self, scope: str, sekvensnummer: int, identifiers: Iterable[str], kind: str) -> Path:
        """Commit the ids of a finished job; `kind` is `person` or `dokument`."""
        ids = list(dict.fromkeys(identifiers))
        table = pa.table({"identifikator": ids, "identifikatortype": [kind] * len(ids)}, schema=UTTREKK)
        name = f"{self._next_ordinal('uttrekk'):016}-{scope}-{sekvensnummer:016}.parquet"
        return self._commit(self.folder / "uttrekk" / name, table)

    def add_events(self, first: int, rows: list[dict]) -> Path:
        """Commit one or more joined pages that were asked for from `first`; `rows` is never empty."""
        last = max(row["sekvensnummer"] for row in rows)
        table = pa.Table.from_pylist(rows, schema=HENDELSER)
        return self._commit(self.folder / "hendelser" / f"{first:016}-{last:016}.parquet", table)

    def add_documents(self, rows: list[dict]) -> Path:
        """Commit answers of look-ups; each row has the columns of `PERSONDOKUMENTER`."""
        table = pa.Table.from_pylist(rows, schema=PERSONDOKUMENTER)
        name = f"{self._next_ordinal('persondokumenter'):016}.parquet"
        return self._commit(self.folder / "persondokumenter" / name, table)

    def replace(self, path: Path, table: pa.Table) -> None:
        """Put other content in a segment's place, under its name.

        The checksum leaves before and comes back after, for a segment without one counts as it is: a kill in between
        leaves the old content or the new, and never what looks broken.
        """
        part, crc32 = path.with_suffix(".part"), path.with_suffix(".crc32")
        try:
            content = _content(table)
            reach("landing.before_replacement")
            _write(part, content)
            crc32.unlink(missing_ok=True)
            sync_folder(path.parent)
            reach("landing.without_checksum")
            part.replace(path)
            sync_folder(path.parent)
            reach("landing.after_replacement")
            _write(crc32, _checksum(content))
        except OSError:
            raise LandingWriteError(CANNOT_WRITE) from None

    def check(self, *, thorough: bool = False) -> None:
        """Set aside every segment that cannot be read, then say so.

        Every footer is read, and every byte of the newest segments: of all of them when `thorough`.

        Raises:
            CorruptSegmentError: at least one was set aside; what they held is fetched again on the next run.
        """
        set_aside = 0
        for kind, schema in KINDS.items():
            unverified = math.inf if thorough else VERIFIED_BYTES
            for path in sorted((self.folder / kind).glob("*.parquet"), reverse=True):
                unverified -= path.stat().st_size
                if not _has_schema(path, schema) or (unverified > 0 and not _is_as_written(path)):
                    aside = self.folder / "corrupt"
                    make_private(aside)
                    path.rename(aside / f"{kind}-{path.name}")
                    set_aside += 1
        if set_aside:
            raise CorruptSegmentError(
                f"{set_aside} segment(s) of the landing log could not be read and lie in "
                f"{self.folder / 'corrupt'} now; run the same command again: what they held is fetched anew."
            )

    def remove_leftovers(self) -> None:
        """Remove what a killed process had begun to write. Only for the process that holds the lock."""
        for path in [*self.folder.glob("*/*.part"), *self.folder.glob("*/*.crc32")]:
            if path.suffix == ".part" or not path.with_suffix(".parquet").exists():
                path.unlink()

    def _next_ordinal(self, kind: str) -> int:
        last = max((int(path.name[:16]) for path in self.segments(kind)), default=0)
        return max(last + 1, time.time_ns() // 1000)

    def _commit(self, path: Path, table: pa.Table) -> Path:
        part = path.with_suffix(".part")
        try:
            content = _content(table)
            reach("landing.before_part")
            _write(part, content)
            reach("landing.after_part")
            _write(path.with_suffix(".crc32"), _checksum(content))
            reach("landing.after_checksum")
            part.rename(path)
            reach("landing.after_rename")
            sync_folder(path.parent)
            reach("landing.after_sync")
        except OSError:
            raise LandingWriteError(CANNOT_WRITE) from None
        return path


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may enter, and the folders above it.

    Raises:
        LandingWriteError: it is not there and cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise LandingWriteError(CANNOT_WRITE) from None


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _content(table: pa.Table) -> pa.Buffer:
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd", row_group_size=ROW_GROUP)
    return buffer.getvalue()


def _write(path: Path, content: bytes | pa.Buffer) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _checksum(content: bytes | pa.Buffer) -> bytes:
    return f"{zlib.crc32(content):08x}".encode()


def _has_schema(path: Path, schema: pa.Schema) -> bool:
    try:
        return pq.read_schema(path).equals(schema)
    except Exception:  # broken bytes fail in every way that there is
        return False


def _is_as_written(path: Path) -> bool:
    checksum = path.with_suffix(".crc32")
    return not checksum.exists() or checksum.read_bytes() == _checksum(path.read_bytes())
