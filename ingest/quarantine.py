"""What was set aside: documents and events that could not be believed, by reason and count, and never a value.

Who is set aside follows from the landing log alone: the newest answer of an identifier is `uforstaatt`, so the person
hides, and after five tries only a new event or `manntall quarantine retry` asks again. What lies here,
`<home>/quarantine/set_aside.json`, is drawn from the log at the end of every run and adds the reasons, which the log
does not hold. It may be deleted; reasons come back with the next try. People are named by pseudonyms under a key of
this folder's own.

Source: security-reliability.md ING-09.
"""

import os
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

import msgspec

from ingest.errors import LandingWriteError
from ingest.invariants import Grunn
from ingest.landing import CANNOT_WRITE, make_private, sync_folder
from ingest.missing import TRIES, Unclear

FOLDER, FILE, KEY = "quarantine", "set_aside.json", "key"
KEY_BYTES, PSEUDONYM_BYTES = 32, 8
PERSON, DOKUMENT, HENDELSE = "person", "dokument", "hendelse"


class Entry(msgspec.Struct, frozen=True):
    """One that was set aside. `navn`: a pseudonym of the identifier; empty for an event."""

    slag: str
    navn: str
    grunn: Grunn
    sekvensnummer: int
    tries: int
    first_at: datetime
    last_at: datetime

    @property
    def is_given_up(self) -> bool:
        """True when only a new event, or a person's word, leads to another try."""
        return self.tries >= TRIES


class SetAside(msgspec.Struct, frozen=True):
    """All that was set aside, as of the end of a run."""

    at: datetime
    entries: tuple[Entry, ...] = ()


def set_aside(home: Path) -> SetAside | None:
    """What was set aside as of the last run; None before any, or when the file cannot be read."""
    try:
        return msgspec.json.decode((home / FOLDER / FILE).read_bytes(), type=SetAside)
    except (OSError, ValueError):
        return None


class Quarantine:
    """The quarantine of a home. Only for the process that holds its lock."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER
        make_private(self._folder)
        self._key = _key(self._folder / KEY)
        self._home = home

    def draw(self, unclear: Iterable[Unclear], reasons: dict[str, Grunn]) -> SetAside:
        """Put down who is set aside now.

        Args:
            unclear: identifiers whose newest answer could not be understood.
            reasons: of this run's tries, by identifier; of others the reason put down before still holds.
        """
        known = set_aside(self._home)
        before = {entry.navn: entry.grunn for entry in known.entries if entry.navn} if known else {}
        entries = [entry for entry in known.entries if entry.slag == HENDELSE] if known else []
        for one in unclear:
            navn = self._pseudonym(one.id)
            grunn = reasons.get(one.id) or before.get(navn, Grunn.UKJENT)
            slag = DOKUMENT if one.is_document else PERSON
            entries.append(Entry(slag, navn, grunn, one.sekvensnummer, one.tries, one.first_at, one.last_at))
        return self._write(entries)

    def set_events_aside(self, numbers: Iterable[int]) -> None:
        """Put down events whose header could be read in part only; what could be read of it was acted on."""
        events, now = {entry.sekvensnummer: entry for entry in self._events()}, datetime.now(UTC)
        for number in numbers:
            first = events[number].first_at if number in events else now
            tries = events[number].tries + 1 if number in events else 1
            events[number] = Entry(HENDELSE, "", Grunn.FEIL_FORM, number, tries, first, now)
        self._write_events(events.values())

    def events(self) -> list[int]:
        """The numbers of the events that were set aside."""
        return [entry.sekvensnummer for entry in self._events()]

    def let_go(self, number: int) -> None:
        """Forget an event that could be read whole at last."""
        self._write_events(entry for entry in self._events() if entry.sekvensnummer != number)

    def _events(self) -> list[Entry]:
        known = set_aside(self._home)
        return [entry for entry in known.entries if entry.slag == HENDELSE] if known else []

    def _write_events(self, events: Iterable[Entry]) -> None:
        known = set_aside(self._home)
        others = [entry for entry in known.entries if entry.slag != HENDELSE] if known else []
        self._write([*events, *others])

    def _write(self, entries: list[Entry]) -> SetAside:
        drawn = SetAside(
            datetime.now(UTC), tuple(sorted(entries, key=lambda entry: (entry.slag, entry.last_at)))
        )
        _put(self._folder / FILE, msgspec.json.encode(drawn))
        return drawn

    def _pseudonym(self, identifier: str) -> str:
        return blake2b(identifier.encode(), key=self._key, digest_size=PSEUDONYM_BYTES).hexdigest()


def _key(path: Path) -> bytes:
    """The key; a new one where there is none, or not a whole one. Reasons from before it are lost."""
    key = path.read_bytes() if path.exists() else b""
    if len(key) != KEY_BYTES:
        key = secrets.token_bytes(KEY_BYTES)
        _put(path, key)
    return key


def _put(path: Path, content: bytes) -> None:
    """Replace a file: a reader sees the old content or the new, also after a crash."""
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError:
        raise LandingWriteError(CANNOT_WRITE) from None
