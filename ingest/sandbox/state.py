"""What the sandbox remembers between starts: which world it is and how far it has been moved on.

`MANNTALL_HOME/sandbox/world.json` holds `{"persons", "seed", "advances": [...]}`. The world follows from
them, so a restart gives the same people and the same feed.
"""

import os
from pathlib import Path

import msgspec

from ingest.errors import ConfigurationError
from ingest.landing import make_private, sync_folder
from ingest.sandbox.world import World

DEFAULT_PERSONS = 5000
DEFAULT_SEED = 1


class Recorded(msgspec.Struct, forbid_unknown_fields=True):
    """The content of `world.json`; `advances` are the numbers of events asked for, in order."""

    persons: int
    seed: int
    advances: list[int] = []


class WorldState:
    """The world that belongs to `home`, made anew or replayed.

    Args:
        home: `MANNTALL_HOME`; None keeps nothing.
        persons, seed: which world. None means the recorded one, or the default where none is recorded.

    Raises:
        ConfigurationError: another world is recorded there, or the record cannot be read.
    """

    def __init__(self, home: Path | None, *, persons: int | None = None, seed: int | None = None) -> None:
        self._file = home / "sandbox" / "world.json" if home else None
        self._recorded = self._read() or Recorded(
            persons or DEFAULT_PERSONS, DEFAULT_SEED if seed is None else seed
        )
        self._require_same(persons, seed)
        self.world = World.create(persons=self._recorded.persons, seed=self._recorded.seed)
        for events in self._recorded.advances:
            self.world.advance(events)
        self._write()

    def advance(self, events: int) -> int:
        """Move the world on, and remember it; returns how many events came."""
        self._recorded.advances.append(events)
        self._write()
        return self.world.advance(events)

    def _read(self) -> Recorded | None:
        if self._file is None or not self._file.exists():
            return None
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Recorded)
        except (OSError, msgspec.DecodeError):
            raise ConfigurationError(
                f"{self._file} cannot be read; remove it to begin with a new world."
            ) from None

    def _require_same(self, persons: int | None, seed: int | None) -> None:
        recorded = self._recorded
        if persons not in (None, recorded.persons) or seed not in (None, recorded.seed):
            raise ConfigurationError(
                f"The sandbox of this MANNTALL_HOME has {recorded.persons} persons and seed {recorded.seed}. "
                f"Use another MANNTALL_HOME, or remove {self._file} and what was landed from it."
            )

    def _write(self) -> None:
        if self._file is None:
            return
        make_private(self._file.parent)
        try:
            part = self._file.with_suffix(".part")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(msgspec.json.encode(self._recorded))
                file.flush()
                os.fsync(file.fileno())
            part.rename(self._file)
            sync_folder(self._file.parent)
        except OSError:
            raise ConfigurationError(
                f"{self._file} cannot be written; give MANNTALL_HOME a folder that you may write to."
            ) from None
