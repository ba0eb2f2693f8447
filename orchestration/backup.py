"""Backups of what cannot be made again, and their way back.

A backup holds landing, the registry with its key, and the protection ledger with its key and the mark of the overlays;
all else is a function of them. It is one file that only its owner reads: a tar stream in chunks of AES-256-GCM where
`MANNTALL_BACKUP_KEY_FILE` is set. The next removes those past `MANNTALL_BACKUP_DAYS`.

A restore brings back a state from *before* protections that may have come since, so in this order: what is published is
unpointed, so that nobody reads anything; the denials of the backup's ledger are added to the home's, so that the union
of both denies; landing is replaced whole by one rename; the warehouse is removed. Nothing can be read until `manntall
refresh` has caught up with FREG, built and published, and what it publishes the united ledger denies. Killed anywhere,
the same command goes on. The home's registry stays when it can be opened, being newer than any backup; so does the
mark: local knowledge that a restored registry lacks stops the next publication.

Source: security-reliability.md DUR-07, TTE-04; design.md 6 and 8.
"""

import hashlib
import io
import os
import shutil
import sqlite3
import struct
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ingest.errors import ConfigurationError, CorruptSegmentError, ManntallError
from ingest.landing import Landing, sync_folder
from ingest.lock import exclusive
from ingest.points import reach
from ingest.protection import FOLDER as PROTECTION
from ingest.protection import KEY, LEDGER, DenyLedger, Entry, Kind, LedgerError, State, now
from ingest.settings import Settings
from orchestration.files import create_private, private_folder
from orchestration.overlay_mark import MARK, keep_newer
from orchestration.publish import POINTER

REGISTRY, REGISTRY_KEY, ANCHORS = "registry.sqlite", "registry.key", "access_log.anchors"
LANDING, PART, BEFORE = "landing", "restore.part", "landing.before-restore"
NAME = "manntall-{:%Y%m%dT%H%M%SZ}.backup"
PATTERN = "manntall-*.backup"
MAGIC, PLAIN, SEALED = b"MANNTALL", b"\x00", b"\x01"
CHUNK, KEY_BYTES, NONCE_BYTES = 1 << 20, 32, 12
LAST, MORE = b"\x01", b"\x00"


class BackupError(ManntallError):
    """A backup cannot be made or read; nothing of the home was changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did; counts only."""

    backup: str
    segments: int
    denials_added: int
    registry: str  # "kept", "restored" or "none"


def backup(settings: Settings, folder: Path) -> Path:
    """Write one more backup into a folder, whole or not at all, and remove those that are too old.

    Raises:
        AlreadyRunningError: another process works on the home.
        BackupError: there is nothing to back up, or the folder lies in the home.
        ConfigurationError: the key file is not one.
    """
    if folder.resolve().is_relative_to(settings.home.resolve()):
        raise ConfigurationError("A backup inside MANNTALL_HOME is lost with it: name another folder.")
    key, at = _key(settings), datetime.now(UTC)
    with exclusive(settings.home):
        if not Landing(settings.landing).extracts():
            raise BackupError("Nothing has been landed yet, so there is nothing to back up.")
        private_folder(folder)
        path = folder / NAME.format(at)
        part = path.with_suffix(".part")
        try:
            with os.fdopen(create_private(part), "wb") as file:
                with _sealing(file, key) as sink, tarfile.open(fileobj=sink, mode="w|") as tar:
                    _fill(tar, settings)
                file.flush()
                os.fsync(file.fileno())
            reach("backup.before_rename")
            part.rename(path)
            sync_folder(folder)
        except OSError:
            part.unlink(missing_ok=True)
            raise BackupError(f"The backup could not be written to {folder}: is the disk full?") from None
    _remove_old(settings, folder, at)
    return path


def restore(settings: Settings, folder: Path) -> Restored:
    """Bring back the newest backup of a folder (or the one that is named); nothing is readable until a refresh.

    Raises:
        AlreadyRunningError: another process works on the home.
        BackupError: there is none, or it is not whole, or its ledger has another key than the home's.
        ConfigurationError: the key file is missing or not one.
    """
    path = _newest(folder)
    with exclusive(settings.home):
        remove_leftovers(settings.home)
        part = private_folder(settings.home / PART)
        try:
            _unpack(path, part, _key(settings))
            _refuse_damaged(part)
            kept = _ledger_of(settings.home)
            added = _denials_to_add(part, kept)
            reach("restore.before_unpublishing")
            _unpublish(settings)
            reach("restore.after_unpublishing")
            keep_newer(settings.home, part)
            _unite(settings.home, part, kept, added)
            reach("restore.after_ledger")
            registry = _bring_registry(settings.home, part)
            reach("restore.after_registry")
            segments = _swap_landing(settings, part)
            reach("restore.after_landing")
            shutil.rmtree(settings.warehouse.parent, ignore_errors=True)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return Restored(path.name, segments, len(added), registry)


def remove_leftovers(home: Path) -> None:
    """Remove what a restore left that was killed: people's data. Only for the process that holds the lock."""
    for name in (PART, BEFORE):
        shutil.rmtree(home / name, ignore_errors=True)


def _fill(tar: tarfile.TarFile, settings: Settings) -> None:
    for path in sorted(settings.landing.rglob("*")):
        if path.is_file() and path.suffix != ".part":
            tar.add(path, f"{LANDING}/{path.relative_to(settings.landing)}", recursive=False)
    for name in (
        f"{PROTECTION}/{KEY}",
        f"{PROTECTION}/{LEDGER}",
        f"{PROTECTION}/{MARK}",
        REGISTRY_KEY,
        ANCHORS,
    ):
        if (settings.home / name).exists():
            tar.add(settings.home / name, name)
    if (settings.home / REGISTRY).exists():
        content = _registry_as_it_is(settings.home / REGISTRY)
        about = tarfile.TarInfo(REGISTRY)
        about.size, about.mode = len(content), 0o600
        tar.addfile(about, io.BytesIO(content))


def _registry_as_it_is(path: Path) -> bytes:
    """One state of a database that others may be writing to, what is still in its log included."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        return copy.serialize()


def _remove_old(settings: Settings, folder: Path, now: datetime) -> None:
    """Remove what is past its days. A name that is not ours is nobody's business here."""
    for path in folder.glob(PATTERN):
        try:
            made = datetime.strptime(path.name, NAME.replace("{:", "").replace("}", "")).replace(tzinfo=UTC)
        except ValueError:
            continue
        if now - made > timedelta(days=settings.backup_days):
            path.unlink()


def _newest(folder: Path) -> Path:
    if folder.is_file():
        return folder
    found = sorted(folder.glob(PATTERN)) if folder.is_dir() else []
    if not found:
        raise BackupError(f"There is no backup in {folder}.")
    return found[-1]


def _unpack(path: Path, part: Path, key: bytes) -> None:
    try:
        with (
            path.open("rb") as file,
            _opening(file, key) as source,
            tarfile.open(fileobj=source, mode="r|") as tar,
        ):
            for member in tar:
                member.mode = 0o600
                tar.extract(member, part, filter="data")
            while source.read(CHUNK):  # only then is the last chunk known to be there
                pass
    except (OSError, EOFError, tarfile.TarError, InvalidTag, struct.error, ValueError):
        raise BackupError(
            f"The backup {path.name} is not whole, or MANNTALL_BACKUP_KEY_FILE is not the key that it was made "
            "with; nothing of the home was changed."
        ) from None
    for place in (part, *part.rglob("*")):
        place.chmod(0o700 if place.is_dir() else 0o600)


def _refuse_damaged(part: Path) -> None:
    try:
        Landing(part / LANDING).check(thorough=True)
    except CorruptSegmentError:
        raise BackupError("A segment in the backup is damaged; nothing of the home was changed.") from None


def _ledger_of(home: Path) -> DenyLedger | None:
    """The home's ledger; one that cannot be read is set aside by `begin`, as a refresh would."""
    try:
        return DenyLedger(home)
    except LedgerError:
        return None


def _denials_to_add(part: Path, kept: DenyLedger | None) -> list[Entry]:
    """What the backup's ledger denies and the home's does not: denied in either is denied after.

    What the backup's ledger saw answered is answered by the landing that comes with it; what the home's saw answered is
    heeded at publication until the warehouse has that answer (`orchestration.denials`).
    """
    if kept is None or not (part / PROTECTION / LEDGER).exists():
        return []
    brought = DenyLedger(part)
    if (part / PROTECTION / KEY).read_bytes() != (kept.folder / KEY).read_bytes():
        raise BackupError(
            "The backup's deny ledger has another key than the home's, so the two cannot be united: restore into an "
            "empty MANNTALL_HOME, or remove the home's folder `protection` first if nobody in it needs protection."
        )
    here, there = kept.state(), brought.state()
    everybody = [Entry(Kind.EVERYBODY, now(), there.scanned or 0)] if there.is_everybody else []
    return everybody + [
        Entry(Kind.DENY, now(), denial.sekvensnummer, (person,), denial.reason)
        for person, denial in there.open.items()
        if not _is_known(here, person, denial.sekvensnummer)
    ]


def _is_known(state: State, person: str, number: int) -> bool:
    """Whether a ledger has a denial of a person that is as new, answered or not."""
    return person in state.denied and state.denied[person].sekvensnummer >= number


def _unpublish(settings: Settings) -> None:
    """Nobody reads a list from here on: the pointer goes first, then what it pointed at."""
    (settings.published / POINTER).unlink(missing_ok=True)
    if settings.published.is_dir():
        sync_folder(settings.published)
        shutil.rmtree(settings.published)


def _unite(home: Path, part: Path, kept: DenyLedger | None, added: list[Entry]) -> None:
    if kept is None:
        folder = part / PROTECTION
        if folder.is_dir():
            shutil.rmtree(home / PROTECTION, ignore_errors=True)
            folder.rename(home / PROTECTION)
            sync_folder(home)
        return
    kept.append(added)


def _bring_registry(home: Path, part: Path) -> str:
    if not (part / REGISTRY).exists():
        return "none"
    if _is_readable(home / REGISTRY):
        return "kept"
    for name in (f"{REGISTRY}-wal", f"{REGISTRY}-shm"):
        (home / name).unlink(missing_ok=True)
    for name in (REGISTRY_KEY, ANCHORS, REGISTRY):
        if (part / name).exists():
            (part / name).replace(home / name)
    sync_folder(home)
    return "restored"


def _is_readable(path: Path) -> bool:
    if not path.exists() or not path.stat().st_size:
        return False
    try:
        with closing(sqlite3.connect(path)) as con:
            return con.execute("pragma quick_check").fetchone() == ("ok",)
    except sqlite3.Error:
        return False


def _swap_landing(settings: Settings, part: Path) -> int:
    """Replace landing whole. Killed between the two renames, a refresh orders new extracts, which is as good."""
    before = settings.home / BEFORE
    shutil.rmtree(before, ignore_errors=True)
    if settings.landing.exists():
        settings.landing.rename(before)
        reach("restore.between_renames")
    (part / LANDING).rename(settings.landing)
    sync_folder(settings.home)
    shutil.rmtree(before, ignore_errors=True)
    landing = Landing(settings.landing)
    return sum(len(landing.segments(kind)) for kind in ("uttrekk", "hendelser", "persondokumenter"))


def _key(settings: Settings) -> bytes:
    if settings.backup_key_file is None:
        return b""
    try:
        key = settings.backup_key_file.read_bytes()
    except OSError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigurationError(
            "MANNTALL_BACKUP_KEY_FILE must name a file of 32 random bytes: "
            "`head -c 32 /dev/urandom > key && chmod 600 key` makes one."
        )
    return key


@contextmanager
def _sealing(file: BinaryIO, key: bytes) -> Iterator["_Sealer"]:
    sealer = _Sealer(file, key)
    yield sealer
    sealer.finish()


@contextmanager
def _opening(file: BinaryIO, key: bytes) -> Iterator["_Opener"]:
    yield _Opener(file, key)


class _Sealer:
    """Chunks of a stream, each with its place and whether it is the last, so that none can be moved or cut off.

    Without a key the chunks carry their SHA-256 instead: damage is found, but not somebody's hand.
    """

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file, self._pending, self._place = file, b"", 0
        self._prefix = os.urandom(NONCE_BYTES - 4)
        self._cipher = AESGCM(key) if key else None
        file.write(MAGIC + (SEALED if key else PLAIN) + self._prefix)

    def write(self, content: bytes) -> int:
        self._pending += content
        while len(self._pending) > CHUNK:
            self._put(self._pending[:CHUNK], MORE)
            self._pending = self._pending[CHUNK:]
        return len(content)

    def finish(self) -> None:
        self._put(self._pending, LAST)

    def _put(self, chunk: bytes, end: bytes) -> None:
        sealed = _seal(self._cipher, self._prefix, self._place, end, chunk)
        self._file.write(end + struct.pack(">I", len(sealed)) + sealed)
        self._place += 1


class _Opener:
    """Reads what `_Sealer` wrote; what is not as it was written raises `InvalidTag`."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        head = file.read(len(MAGIC) + 1 + NONCE_BYTES - 4)
        kind = head[len(MAGIC) : len(MAGIC) + 1]
        if head[: len(MAGIC)] != MAGIC or kind not in (PLAIN, SEALED) or (kind == SEALED and not key):
            raise InvalidTag
        self._file, self._prefix = file, head[len(MAGIC) + 1 :]
        self._cipher = AESGCM(key) if kind == SEALED else None
        self._place, self._ready, self._is_done = 0, b"", False

    def read(self, size: int) -> bytes:
        while len(self._ready) < size and not self._is_done:
            end = self._file.read(1)
            (length,) = struct.unpack(">I", self._file.read(4))
            self._ready += _unseal(self._cipher, self._prefix, self._place, end, self._file.read(length))
            self._place += 1
            self._is_done = end == LAST
        content, self._ready = self._ready[:size], self._ready[size:]
        return content


def _seal(cipher: AESGCM | None, prefix: bytes, place: int, end: bytes, chunk: bytes) -> bytes:
    nonce = prefix + struct.pack(">I", place)
    if cipher:
        return cipher.encrypt(nonce, chunk, end)
    return hashlib.sha256(nonce + end + chunk).digest() + chunk


def _unseal(cipher: AESGCM | None, prefix: bytes, place: int, end: bytes, sealed: bytes) -> bytes:
    nonce = prefix + struct.pack(">I", place)
    if cipher:
        return cipher.decrypt(nonce, sealed, end)
    chunk = sealed[32:]
    if hashlib.sha256(nonce + end + chunk).digest() != sealed[:32]:
        raise InvalidTag
    return chunk
