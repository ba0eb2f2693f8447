"""Reads every source of usage, checks it against its contract and lands it: `land_usage`. See docs/usage.md.

A source that fails keeps what was landed of it, and the others are read. Closed months of the audit log are not
asked for again.
Whoever calls this holds the lock of `<home>/utbredelse` (`ingest.lock.exclusive`).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from ingest.client import HttpClient
from ingest.errors import LandingWriteError, ManntallError
from ingest.settings import NORWAY, Settings
from ingest.usage import fiks as interface
from ingest.usage import fiks_contracts, file_contracts, own_log
from ingest.usage.contracts import REFUSED, ROW, Checked, Contract
from ingest.usage.errors import UsageSourceError
from ingest.usage.fiks import FILE, Fields, Fiks, as_text
from ingest.usage.files import WRONG_CELLS, read_sheet
from ingest.usage.pseudonyms import Pseudonyms
from ingest.usage.store import SourceState, UsageStore
from ingest.work import Progress, silent

FIKS_SCOPE = "ks:fiks"
MONTHS_KEPT = 36  # before the current one
OVERLAP_DAYS = 7  # of the log that is asked for again: entries may come late
SANDBOX_FILES = {
    "avtaler": "avtaler.xlsx",
    "systemoversikt": "systemoversikt.xlsx",
    "pilotfunn": "pilotfunn.csv",
    "innbyggere": "innbyggere.csv",
}
NOT_SET_UP = "Ikke satt opp."
UNREADABLE = "The source could not be read: it holds something that nobody foresaw. Nothing of it was landed."


@dataclass(frozen=True, slots=True)
class UsageResult:
    """What one reading came to, by source; counts and sentences only."""

    sources: dict[str, SourceState]

    @property
    def faults(self) -> dict[str, str]:
        """Why a source that is set up could not be read."""
        return {
            kilde: state.fault
            for kilde, state in self.sources.items()
            if state.fault and state.fault != NOT_SET_UP
        }

    def summary(self) -> dict[str, dict]:
        """What `manntall usage refresh --json` prints of it."""
        return {
            kilde: {"rows": state.rows, "refused": state.refused, "fault": state.fault}
            for kilde, state in self.sources.items()
        }


@dataclass
class Reading:
    """One reading of all sources: what they have in common."""

    settings: Settings
    store: UsageStore
    pseudonyms: Pseudonyms
    fiks: Fiks | None
    progress: Progress
    on: date
    states: dict[str, SourceState] = field(default_factory=dict)

    @contextmanager
    def source(self, *kilder: str) -> Iterator[None]:
        """Keep a failure of these sources to themselves; only a disk that cannot be written ends it all."""
        try:
            yield
        except LandingWriteError:
            raise
        except ManntallError as error:
            self._failed(kilder, str(error))
        except (pl.exceptions.PolarsError, ValueError, OSError):  # they quote values
            self._failed(kilder, UNREADABLE)

    def land(self, contract: Contract, checked: Checked, *, keep: pl.DataFrame | None = None) -> None:
        """Write a source; `keep` is what was landed before and is not read again."""
        rows = (
            checked.rows
            if keep is None
            else pl.concat([keep, checked.rows]).unique(contract.key, keep="first", maintain_order=True)
        )
        self.store.write(contract.kilde, rows, checked.refused)
        refused = checked.refused.select(pl.struct("fil", ROW).n_unique()).item()
        self.states[contract.kilde] = SourceState(datetime.now(UTC), rows.height, refused)

    def _failed(self, kilder: tuple[str, ...], why: str) -> None:
        known = self.store.states()
        for kilde in kilder:
            before = known.get(kilde, SourceState())
            self.states[kilde] = SourceState(before.read_at, before.rows, before.refused, why)


def land_usage(
    settings: Settings, *, full: bool = False, progress: Progress = silent, client: HttpClient | None = None
) -> UsageResult:
    """Read and land every source that is set up.

    Args:
        full: read the whole audit log again, closed months included.
        client: replaces the connection in tests.

    Raises:
        LandingWriteError: the disk cannot be written.
    """
    store = UsageStore.of(settings)
    store.prepare()
    address = fiks_address(settings)
    asked = settings.model_copy(
        update={"freg_url": address or settings.freg_url, "maskinporten_scope": FIKS_SCOPE}
    )
    with closing(client or HttpClient(asked)) as http:
        reading = Reading(
            settings=settings,
            store=store,
            pseudonyms=Pseudonyms(store.key),
            fiks=Fiks(http) if address else None,
            progress=progress,
            on=settings.list_date,
        )
        _read_files(reading)
        _read_fiks(reading, full=full)
    store.tell(reading.states)
    return UsageResult(reading.states)


def fiks_address(settings: Settings) -> str:
    """Where Fiks' own interfaces are: as set, the sandbox's, or empty: nowhere."""
    if settings.fiks_url or not settings.is_loopback:
        return settings.fiks_url
    parts = urlsplit(settings.freg_url)
    return f"{parts.scheme}://{parts.netloc}"


def _read_files(reading: Reading) -> None:
    on = reading.on
    contracts = (
        file_contracts.avtaler(on),
        file_contracts.systemoversikt(on),
        file_contracts.pilotfunn(on),
        file_contracts.innbyggere(on),
    )
    for done, contract in enumerate(contracts):
        reading.progress("reading the files of usage", done, len(contracts))
        with reading.source(contract.kilde):
            name, content = _file(reading, contract.kilde)
            reading.land(contract, check_file(contract, name, content))
    with reading.source("egen_logg"):
        contract = file_contracts.egen_logg(on, reading.pseudonyms)
        reading.land(contract, contract.check(_own_log(reading), pl.col(FILE)))


def check_file(contract: Contract, name: str, content: bytes) -> Checked:
    """What a file holds: rows to be landed, and what is refused, lines that are no rows included.

    Raises:
        UsageSourceError: it is no such file, or lacks a column.
    """
    optional = frozenset(column for column, told in contract.columns.items() if told.nullable)
    sheet = read_sheet(content, contract.headings(), optional)
    checked = contract.check(sheet.rows, name)
    broken = pl.DataFrame(
        {
            "kilde": contract.kilde,
            "fil": name,
            ROW: pl.Series(sheet.broken, dtype=pl.Int64),
            "felt": None,
            "grunn": WRONG_CELLS,
        },
        schema=REFUSED,
    )
    return Checked(checked.rows, pl.concat([checked.refused, broken]).sort(ROW, "felt", nulls_last=False))


def _file(reading: Reading, kilde: str) -> tuple[str, bytes]:
    path: Path | None = getattr(reading.settings, kilde)
    if path is not None:
        try:
            return path.name, path.read_bytes()
        except OSError:
            raise UsageSourceError(
                f"The file that MANNTALL_{kilde.upper()} names cannot be read; correct the path or its rights."
            ) from None
    return SANDBOX_FILES[kilde], _of_sandbox(reading).file(SANDBOX_FILES[kilde])


def _of_sandbox(reading: Reading) -> Fiks:
    if reading.fiks is None or reading.settings.fiks_url:
        raise UsageSourceError(NOT_SET_UP)
    return reading.fiks


def _own_log(reading: Reading) -> pl.DataFrame:
    frames = [own_log.of_registry(reading.settings)]
    if reading.fiks is not None and not reading.settings.fiks_url:
        frames.append(own_log.of_lines(reading.fiks.file(own_log.SANDBOX_FILE), own_log.SANDBOX_FILE))
    return pl.concat(frames)


def _read_fiks(reading: Reading, *, full: bool) -> None:
    if reading.fiks is None:
        for kilde in ("roller", "tilganger", "systemer", "listeordrer", "kall"):
            reading.states[kilde] = SourceState(fault=NOT_SET_UP)
        return
    tenants = reading.store.read("avtaler")["fiks_org_id"].sort().to_list()
    with reading.source("roller", "tilganger", "systemer"):
        _read_configuration(reading, tenants)
    with reading.source("listeordrer"):
        contract = fiks_contracts.listeordrer(reading.on)
        orders = _each(reading, "asking Fiks for list orders", tenants, reading.fiks.orders, interface.ORDER)
        reading.land(contract, contract.check(orders, pl.col(FILE)))
    with reading.source("kall"):
        _read_calls(reading, tenants, full=full)


def _read_configuration(reading: Reading, tenants: list[str]) -> None:
    """Roles first; then who has each of those that were landed, from which the systems follow."""
    fiks, on = reading.fiks, reading.on
    contract = fiks_contracts.roller(on)
    roles = _each(reading, "asking Fiks for roles", tenants, fiks.roles, interface.ROLE)
    checked = contract.check(roles, pl.col(FILE))
    reading.land(contract, checked)
    roles_of: dict[str, list[str]] = {}
    for tenant, role in checked.rows.select("fiks_org_id", "rolle_id").iter_rows():
        roles_of.setdefault(tenant, []).append(role)

    found = {
        tenant: [entry for role in roles_of.get(tenant, ()) for entry in fiks.accesses(tenant, role)]
        for tenant in _told(reading, "asking Fiks who has the roles", tenants)
    }
    contract = fiks_contracts.tilganger(on, reading.pseudonyms)
    accesses = _frames(found, interface.ACCESS)
    reading.land(contract, contract.check(accesses, pl.col(FILE)))
    contract = fiks_contracts.systemer(on)
    systems = _frames({tenant: _systems(told) for tenant, told in found.items()}, interface.SYSTEM)
    reading.land(contract, contract.check(systems, pl.col(FILE)))


def _systems(accesses: list[dict]) -> list[dict]:
    """The integrations among accesses, each once: one that has three roles is told of three times."""
    found: dict[str, dict] = {}
    for access in accesses:
        if access["slag"] == "integrasjon":
            found.setdefault(str(access.get("aktor")), access)
    return list(found.values())


def _read_calls(reading: Reading, tenants: list[str], *, full: bool) -> None:
    first = _months_before(reading.on, MONTHS_KEPT)
    landed = reading.store.read("kall").filter(pl.col("dato") >= first)
    since = first if full or landed.is_empty() else _overlap(landed["dato"].max(), first)
    known = set() if since == first else set(landed.filter(pl.col("dato") < since)["fiks_org_id"])
    until = datetime.combine(reading.on, time.max, NORWAY)

    def ask(tenant: str) -> Iterator[object]:
        begins = since if tenant in known else first
        return reading.fiks.calls(tenant, datetime.combine(begins, time.min, NORWAY), until)

    contract = fiks_contracts.kall(reading.on, reading.pseudonyms)
    calls = _each(reading, "asking Fiks who used the service", tenants, ask, interface.CALL)
    checked = contract.check(calls, pl.col(FILE))
    keep = landed.filter((pl.col("dato") < since) & pl.col("fiks_org_id").is_in(list(known)))
    reading.land(contract, checked, keep=keep)


def _overlap(newest: date, first: date) -> date:
    """The first day to ask for again: a month's, so that whole months are written."""
    return max(first, (newest - timedelta(days=OVERLAP_DAYS)).replace(day=1))


def _months_before(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _each(
    reading: Reading, stage: str, tenants: list[str], ask: Callable[[str], Iterable[Any]], fields: Fields
) -> pl.DataFrame:
    """What every tenant's answer says, as text; one tenant's at a time is held as objects."""
    return pl.concat(
        [
            as_text([], fields, ""),
            *(as_text(ask(tenant), fields, tenant) for tenant in _told(reading, stage, tenants)),
        ]
    )


def _frames(by_tenant: dict[str, list[Any]], fields: Fields) -> pl.DataFrame:
    return pl.concat(
        [as_text([], fields, ""), *(as_text(told, fields, tenant) for tenant, told in by_tenant.items())]
    )


def _told(reading: Reading, stage: str, tenants: list[str]) -> Iterator[str]:
    for done, tenant in enumerate(tenants):
        reading.progress(stage, done, len(tenants))
        yield tenant
