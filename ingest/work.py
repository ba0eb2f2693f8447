"""What the stages of ingest share: the log, the ledger over it, the door, and the connection to FREG."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from ingest.client import HttpClient
from ingest.documents import Door
from ingest.errors import ConfigurationError, FeedRewoundError, ManntallError
from ingest.freg import Freg
from ingest.landing import Landing, make_private
from ingest.missing import Ledger
from ingest.municipalities import todays_of_all
from ingest.protection import DenyLedger, LedgerError
from ingest.roles import gate_parts, relation_parts, roles_in_force
from ingest.settings import Settings

EVERYBODY = "alle"
Progress = Callable[[str, int, int | None], None]


def silent(_stage: str, _done: int, _total: int | None) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Work:
    """One run's tools."""

    settings: Settings
    progress: Progress
    landing: Landing
    ledger: Ledger
    door: Door
    scopes: tuple[str, ...]
    freg: Freg

    @property
    def is_everybody(self) -> bool:
        """True when the copy covers all of Norway."""
        return self.scopes == (EVERYBODY,)

    def latest(self) -> int:
        """The event list's newest number; the ledger must be fresh.

        Raises:
            FeedRewoundError: it is lower than what has been landed; `ingest.resync` judges what that means.
        """
        highest = self.highest()  # before asking: the urgent lane may read on meanwhile
        latest = self.freg.latest()
        if latest < highest:
            raise FeedRewoundError(
                "FREG's event list ends before what this copy has already read; run `manntall refresh`."
            )
        return latest

    def highest(self) -> int:
        """The highest number that was landed, or looked at by the urgent lane; -1 before any."""
        try:
            scanned = DenyLedger(self.settings.home).state().scanned
        except LedgerError:
            scanned = None
        return max(self.ledger.highest_sekvensnummer(), -1 if scanned is None else scanned)


@contextmanager
def open_work(settings: Settings, progress: Progress, transport: object = None) -> Iterator[Work]:
    """Check the settings and the log, then lend the tools. Only for the process that holds the lock.

    Raises:
        ConfigurationError: the settings cannot be used.
        CorruptSegmentError: a segment was set aside.
    """
    check_configuration(settings)
    landing = Landing(settings.landing)
    landing.check()
    landing.remove_leftovers()
    scopes = scopes_of(settings)
    client = HttpClient(settings, transport=transport)
    try:
        door = door_of(settings)
        ledger = Ledger(
            landing, scopes, door.parts, memory_limit=settings.memory_limit, spill=_spill_folder(settings)
        )
        yield Work(settings, progress, landing, ledger, door, scopes, Freg(client, landing.epoch().base))
    except duckdb.Error:  # it quotes values
        landing.check(thorough=True)
        raise ManntallError(
            "The landing log could not be read: give DuckDB more memory (MANNTALL_MEMORY_LIMIT) or disk."
        ) from None
    finally:
        client.close()


def _spill_folder(settings: Settings) -> Path:
    """An empty private folder; a killed run may have left people's numbers in it."""
    folder = settings.home / "tmp"
    shutil.rmtree(folder, ignore_errors=True)
    make_private(folder)
    return folder


def scopes_of(settings: Settings) -> tuple[str, ...]:
    """The extracts that a copy is made of: today's municipality numbers, or `alle`."""
    return tuple(sorted(todays_of_all(settings.scope))) or (EVERYBODY,)


def door_of(settings: Settings) -> Door:
    """The door for the roles and the scope of a copy."""
    return Door(
        roles=tuple(roles_in_force(settings.list_date).values()),
        gate_parts=gate_parts(),
        relation_parts=relation_parts(),
        scope=todays_of_all(settings.scope),
        year=settings.list_date.year,
    )


def check_configuration(settings: Settings) -> None:
    """Refuse settings that would send a person's data or a secret the wrong way.

    Raises:
        ConfigurationError: says which setting to change.
    """
    if settings.is_loopback:
        return
    if urlsplit(settings.freg_url).scheme != "https":
        raise ConfigurationError(
            "MANNTALL_FREG_URL must begin with https:// when FREG is not on this machine."
        )
    if not settings.maskinporten_client_id or not settings.maskinporten_key_file:
        raise ConfigurationError(
            "Set MANNTALL_MASKINPORTEN_CLIENT_ID and MANNTALL_MASKINPORTEN_KEY_FILE: only a FREG on this "
            "machine answers without authentication."
        )
    if urlsplit(settings.maskinporten_url).scheme != "https":
        raise ConfigurationError("MANNTALL_MASKINPORTEN_URL must begin with https://.")
