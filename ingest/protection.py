"""The deny ledger: who must not be seen from now on, whatever the published lists say.

`<home>/protection/ledger.jsonl` is append-only and synced, and lies outside the warehouse and everything that is built
from it: a rebuild, a restore or a new extract never touches it. An entry names people by keyed pseudonyms only; the key
lies beside it. A *position* is a number of bytes: what lies before it is what a generation was published with, and what
comes after it applies at every read.

A line is one entry and carries its own checksum. Half a line at the end was never acknowledged, and counts for nothing;
a line that is not as it was written makes the ledger unreadable, and whoever needs it hides everything.
"""

import fcntl
import os
import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

import msgspec

from ingest.errors import LandingWriteError, ManntallError
from ingest.events import Reason
from ingest.landing import CANNOT_WRITE, make_private, sync_folder

FOLDER, LEDGER, KEY = "protection", "ledger.jsonl", "key"
KEY_BYTES, PSEUDONYM_BYTES, ID_BYTES = 32, 16, 8
CHECKSUM = len(',"crc":"01234567"}')
ADDRESS_ONLY = "adressegradering"  # the reason of what covers somebody of whom an address alone is graded
RELOCATED = "ledger-{}.broken"


class LedgerError(ManntallError):
    """The deny ledger is missing or cannot be read: nothing may be shown until it is whole again."""


class Kind(StrEnum):
    """What an entry says."""

    BEGUN = "begun"
    SCANNED = "scanned"  # every header up to the number has been looked at
    DENY = "deny"
    COVERED = (
        "covered"  # a newer document protects the person, so that the lists themselves hide what they must
    )
    LOOSENED = "loosened"  # a newer document and a fresh look-up agree that the person is not protected
    JUDGED = (
        "judged"  # the documents of every segment up to the number have been held against what is covered
    )
    EVERYBODY = "everybody"  # headers were missed: nobody may be seen until the next publication
    PURGE = "purge"  # earlier addresses of the person must leave every file
    PURGED = "purged"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line."""

    kind: Kind
    at: str
    sekvensnummer: int = -1
    persons: tuple[str, ...] = ()
    reason: str = ""
    ledger: str = ""


@dataclass(frozen=True, slots=True)
class Denial:
    """The newest reason to deny a person."""

    sekvensnummer: int
    reason: str
    at: str


@dataclass
class State:
    """What all entries up to `position` come to."""

    position: int = 0
    scanned: int | None = None
    denied: dict[str, Denial] = field(default_factory=dict)  # also those that were settled since
    settled: dict[str, int] = field(default_factory=dict)  # up to which number
    covered: set[str] = field(default_factory=set)
    judged: int = 0
    is_everybody: bool = False  # by an entry after which no header has been looked at
    purge: dict[str, str] = field(default_factory=dict)  # since when
    purged: int = 0

    def is_open(self, pseudonym: str) -> bool:
        """True while no document has answered the newest denial of a person."""
        denial = self.denied.get(pseudonym)
        return denial is not None and self.settled.get(pseudonym, -1) < denial.sekvensnummer

    @property
    def open(self) -> dict[str, Denial]:
        """The denials that no document has answered."""
        return {person: denial for person, denial in self.denied.items() if self.is_open(person)}

    def take(self, entry: Entry) -> None:
        """Go on by one entry."""
        match entry.kind:
            case Kind.DENY:
                for person in entry.persons:
                    known = self.denied.get(person)
                    if known is None or entry.sekvensnummer >= known.sekvensnummer:
                        self.denied[person] = Denial(entry.sekvensnummer, entry.reason, entry.at)
            case Kind.COVERED | Kind.LOOSENED:
                self._settle(entry)
            case Kind.JUDGED:
                self.judged = entry.sekvensnummer
            case Kind.SCANNED:
                # two lanes look at headers, and the one that began earlier may write its mark last
                known = -1 if self.scanned is None else self.scanned
                self.scanned, self.is_everybody = max(entry.sekvensnummer, known), False
            case Kind.EVERYBODY:
                self.is_everybody = True
            case Kind.PURGE:
                self.purge |= dict.fromkeys(entry.persons, entry.at)
            case Kind.PURGED:
                for person in entry.persons:
                    self.purged += self.purge.pop(person, None) is not None

    def _settle(self, entry: Entry) -> None:
        for person in entry.persons:
            self.settled[person] = max(entry.sekvensnummer, self.settled.get(person, -1))
        if entry.kind == Kind.LOOSENED or entry.reason == ADDRESS_ONLY:
            self.covered.difference_update(entry.persons)
        elif entry.reason not in (Reason.DOEDSFALL, Reason.FALSK_IDENTITET):  # these change no protection
            self.covered.update(entry.persons)


class DenyLedger:
    """The ledger of a home.

    Raises:
        LedgerError: it is missing or unreadable; `begin` makes a new one.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER
        self._path = self.folder / LEDGER
        self._key = self._read(self.folder / KEY)
        first = next(iter(self.read(stop_after=1)[0]), None)
        if len(self._key) != KEY_BYTES or first is None or first.kind != Kind.BEGUN:
            raise LedgerError(UNREADABLE)
        self.id = first.ledger

    @classmethod
    def begin(cls, home: Path) -> "DenyLedger":
        """The home's ledger; a new, empty one where there is none, or none that can be read.

        Readers of what is published already do not know a new one, and hide everything until the next publication.
        """
        try:
            return cls(home)
        except LedgerError:
            folder = home / FOLDER
            make_private(folder)
            if (folder / LEDGER).exists():
                (folder / LEDGER).rename(folder / RELOCATED.format(secrets.token_hex(4)))
            if not (folder / KEY).exists() or (folder / KEY).stat().st_size != KEY_BYTES:
                _create(folder / KEY, secrets.token_bytes(KEY_BYTES))
            entry = Entry(Kind.BEGUN, now(), ledger=secrets.token_hex(ID_BYTES))
            _create(folder / LEDGER, _line(entry))
            return cls(home)

    def pseudonym(self, identifier: str) -> str:
        """The name of an identifier in this ledger."""
        return blake2b(identifier.encode(), key=self._key, digest_size=PSEUDONYM_BYTES).hexdigest()

    def append(self, entries: Iterable[Entry]) -> None:
        """Write entries so that they are still there after a crash.

        Raises:
            LandingWriteError: they could not be written.
        """
        lines = b"".join(map(_line, entries))
        if not lines:
            return
        try:
            with self._path.open("r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                _drop_half_line(file)
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            raise LandingWriteError(CANNOT_WRITE) from None

    def read(self, start: int = 0, *, stop_after: int | None = None) -> tuple[list[Entry], int]:
        """The entries from a position on, and the position after the last of them.

        Raises:
            LedgerError: nothing was ever written up to `start`, or a line is not as it was written.
        """
        content = self._read(self._path, max(start - 1, 0))
        if start:
            if content[:1] != b"\n":
                raise LedgerError(UNREADABLE)
            content = content[1:]
        whole = _whole(content)
        lines = content[:whole].splitlines()
        return [_entry(line) for line in lines[:stop_after]], start + whole

    def state(self) -> State:
        """What the whole ledger comes to."""
        entries, position = self.read()
        state = State(position)
        for entry in entries:
            state.take(entry)
        return state

    @staticmethod
    def size_of(home: Path) -> int:
        """How long the ledger is, half a line included: another number means that somebody has written.

        Raises:
            LedgerError: it is missing.
        """
        try:
            return (home / FOLDER / LEDGER).stat().st_size
        except OSError:
            raise LedgerError(UNREADABLE) from None

    @staticmethod
    def _read(path: Path, start: int = 0) -> bytes:
        try:
            with path.open("rb") as file:
                file.seek(start)
                return file.read()
        except OSError:
            raise LedgerError(UNREADABLE) from None


UNREADABLE = (
    "The deny ledger (the folder protection of MANNTALL_HOME) is missing or was changed, so nothing may be shown: put "
    "it back from a backup, or run `manntall refresh`, which begins a new one from all that was landed."
)


def now() -> str:
    """This moment, as entries tell it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _line(entry: Entry) -> bytes:
    body = msgspec.json.encode(entry)
    return body[:-1] + f',"crc":"{zlib.crc32(body):08x}"}}\n'.encode()


def _entry(line: bytes) -> Entry:
    body = line[:-CHECKSUM] + b"}"
    if line[-CHECKSUM:] != f',"crc":"{zlib.crc32(body):08x}"}}'.encode():
        raise LedgerError(UNREADABLE)
    try:
        return msgspec.json.decode(body, type=Entry)
    except ValueError:
        raise LedgerError(UNREADABLE) from None


def _drop_half_line(file: BinaryIO) -> None:
    """Go to the end; what a process that died had begun to write was never acknowledged."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(end - 1, 0))
    if file.read(1) not in (b"\n", b""):
        file.seek(0)
        file.seek(_whole(file.read()))
        file.truncate()


def _whole(content: bytes) -> int:
    """The length of the whole lines."""
    return content.rfind(b"\n") + 1


def _create(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        sync_folder(path.parent)
    except OSError:
        raise LandingWriteError(CANNOT_WRITE) from None
