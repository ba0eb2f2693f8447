"""What an operator is told of a home: runs, incidents, quarantine, reconciliation, protection, disk; counts and times.

Everything here is read from small files that the runs write; nothing asks FREG, and nothing opens the warehouse.
"""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.landing import NAME
from ingest.protection import DenyLedger, Entry, Kind, LedgerError
from ingest.quarantine import SetAside, set_aside
from ingest.settings import Settings
from ingest.staleness import moment_of

RUNS, ALERTS, RECONCILED = "runs.jsonl", "alerts.json", "reconcile.json"
RUNS_SHOWN, DENIALS_SHOWN = 20, 10


@dataclass(frozen=True, slots=True)
class Run:
    """One run that came to its end, well or badly."""

    at: datetime
    kind: str
    is_done: bool
    seconds: float
    failure: str = ""
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that is wrong now, and by which ways it was told."""

    key: str
    since: datetime
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One comparison with the register."""

    at: datetime
    kind: str  # "sample" or "all"
    checked: int
    drifted: int
    fields: dict[str, int]


@dataclass(frozen=True, slots=True)
class Denial:
    """One protection: when FREG registered it, when the ledger had it, and when a document had answered it."""

    sekvensnummer: int
    reason: str
    registered_at: datetime | None
    denied_at: datetime
    answered_at: datetime | None

    @property
    def seconds(self) -> float | None:
        """From registration to the ledger, which every reader heeds within two seconds; None where clocks differ."""
        if self.registered_at is None or self.registered_at > self.denied_at:
            return None
        return (self.denied_at - self.registered_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Protection:
    """Where the deny ledger stands."""

    open: int
    waiting_for_purge: int
    purged: int
    is_everybody: bool
    last: tuple[Denial, ...]


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk that the home lies on, in bytes."""

    free: int
    total: int

    @property
    def share(self) -> float:
        return self.free / self.total


def runs(home: Path) -> list[Run]:
    """The last runs, newest first; a line that cannot be read is left out."""
    with suppress(OSError, ValueError):
        lines = (home / RUNS).read_text(encoding="utf-8").splitlines()[-RUNS_SHOWN:]
        return [run for line in reversed(lines) if (run := _run(line))]
    return []


def incidents(home: Path) -> list[Incident]:
    """What is wrong now, the oldest first."""
    found = [
        Incident(key, since, tuple(known.get("told", ())))
        for key, known in _read(home / ALERTS).items()
        if isinstance(known, dict) and (since := moment_of(known.get("since")))
    ]
    return sorted(found, key=lambda incident: incident.since)


def reconciliations(home: Path) -> list[Reconciliation]:
    """The comparisons with the register that are kept, newest first."""
    kept = _read(home / RECONCILED).get("runs", [])
    found = [
        Reconciliation(
            at, run.get("kind", ""), run.get("checked", 0), run.get("drifted", 0), run.get("fields", {})
        )
        for run in kept
        if isinstance(run, dict) and (at := moment_of(run.get("at")))
    ]
    return found[::-1]


def quarantine(home: Path) -> SetAside | None:
    """What was set aside as of the last run; None before any."""
    return set_aside(home)


def disk(home: Path) -> Disk:
    usage = shutil.disk_usage(next(path for path in (home, *home.resolve().parents) if path.exists()))
    return Disk(usage.free, usage.total)


def protection(settings: Settings) -> Protection | None:
    """Where the deny ledger stands; None when it cannot be read, and then no list of people is shown."""
    try:
        ledger = DenyLedger(settings.home)
        entries, _ = ledger.read()
        state = ledger.state()
    except LedgerError:
        return None
    return Protection(
        open=len(state.open),
        waiting_for_purge=len(state.purge),
        purged=state.purged,
        is_everybody=state.is_everybody,
        last=tuple(_last(settings, entries)),
    )


def _last(settings: Settings, entries: list[Entry]) -> list[Denial]:
    denials = [entry for entry in entries if entry.kind == Kind.DENY][-DENIALS_SHOWN:]
    registered = _registered(settings, {entry.sekvensnummer for entry in denials})
    return [
        Denial(
            entry.sekvensnummer,
            entry.reason,
            registered.get(entry.sekvensnummer),
            moment_of(entry.at) or datetime.now(UTC),
            _answered(entry, entries),
        )
        for entry in reversed(denials)
    ]


def _answered(denial: Entry, entries: list[Entry]) -> datetime | None:
    for entry in entries:
        is_answer = (
            entry.kind in (Kind.COVERED, Kind.LOOSENED) and entry.sekvensnummer >= denial.sekvensnummer
        )
        if is_answer and set(entry.persons) & set(denial.persons):
            return moment_of(entry.at)
    return None


def _registered(settings: Settings, numbers: set[int]) -> dict[int, datetime | None]:
    """When FREG registered some events, from the few landed segments that hold them."""
    if not (settings.landing / "hendelser").is_dir():
        return {}
    found: dict[int, datetime | None] = {}
    for path in (settings.landing / "hendelser").iterdir():
        name = NAME["hendelser"].fullmatch(path.name)
        first, last = map(int, name.groups()) if name else (0, -1)
        wanted = [number for number in numbers if first <= number <= last]
        if wanted:
            with suppress(OSError, pa.ArrowException):
                rows = pq.read_table(
                    path,
                    columns=["sekvensnummer", "ajourholdstidspunkt"],
                    filters=[("sekvensnummer", "in", wanted)],
                )
                found |= {
                    row["sekvensnummer"]: moment_of(row["ajourholdstidspunkt"]) for row in rows.to_pylist()
                }
    return found


def _run(line: str) -> Run | None:
    with suppress(ValueError, TypeError, AttributeError, LookupError):
        run = json.loads(line)
        at = moment_of(run["at"])
        counts = {
            name: run[name] for name in ("events", "documents", "set_aside") if isinstance(run.get(name), int)
        }
        if at:
            return Run(
                at,
                str(run["kind"]),
                run["outcome"] == "done",
                float(run["seconds"]),
                run.get("failure", ""),
                counts,
            )
    return None


def _read(path: Path) -> dict:
    with suppress(OSError, ValueError):
        value = json.loads(path.read_text(encoding="utf-8"))
        return value if isinstance(value, dict) else {}
    return {}
