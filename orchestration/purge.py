"""Earlier addresses of somebody who has become strengt fortrolig leave everything that we hold.

At the publication that hides the person, landing is rewritten and earlier generations are removed. The warehouse file
still has the values in blocks that are not used any more, so it is made anew within `MANNTALL_PURGE_HOURS`: the file
`purge` beside it says so, and goes when a warehouse made from nothing is whole. Files that somebody has downloaded are
out of reach: the registry names them, so that they can be recalled.

Source: freg.md 7.1; fiks.md 5.6; EXP-05 of security-reliability.md.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from ingest.landing import Landing, make_private
from ingest.points import reach
from ingest.protection import DenyLedger, Entry, Kind, now
from ingest.purge import Earlier, cut_down, earlier_documents
from ingest.settings import Settings

DUE, UNDER_WAY = "purge", "purge.under_way"
STRICT = """
select identifiers.identifikator, identifiers.person
from intermediate.int_persons__identifiers as identifiers
inner join intermediate.int_persons__graded as graded using (person)
where graded.gradering = 'strengtFortrolig'
"""


@dataclass(frozen=True, slots=True)
class PurgeState:
    """What is left to do, and what was done; counts only."""

    pending: int
    purged: int
    oldest_pending: str | None
    is_overdue: bool
    landed_rows: int
    is_warehouse_made_anew: bool
    earlier_generations: int
    exports_to_recall: int

    @property
    def holds(self) -> bool:
        """Nothing is overdue, and landing has no earlier document."""
        return not self.is_overdue and not self.landed_rows


def begin(settings: Settings, hidden_at: datetime) -> int:
    """Cut down landing for whoever the warehouse knows as strengt fortrolig; gives how many people that touched.

    Only for the process that holds the lock. `hidden_at`: when the generation was published that hides them.
    """
    earlier = _earlier(settings)
    if not earlier.people:
        return 0
    due = settings.warehouse.with_name(DUE)
    reach("purge.before_marking")
    if not due.exists():
        make_private(due.parent)
        due.touch(mode=0o600)
    ledger = DenyLedger(settings.home)
    waiting = ledger.state().purge
    people = [person for person in map(ledger.pseudonym, earlier.people) if person not in waiting]
    ledger.append([Entry(Kind.PURGE, hidden_at.isoformat(), persons=tuple(people))] if people else [])
    reach("purge.after_marking")
    cut_down(Landing(settings.landing), earlier)
    reach("purge.after_landing")
    return len(earlier.people)


def finish(settings: Settings, published: Sequence[datetime]) -> int:
    """Write down who has been purged everywhere; gives how many. Only for the process that holds the lock.

    `published`: when each generation that is still there was published.
    """
    ledger = DenyLedger(settings.home)
    waiting = ledger.state().purge
    if not waiting or _is_waiting(settings.warehouse) or _before(published, min(waiting.values())):
        return 0
    ledger.append([Entry(Kind.PURGED, now(), persons=tuple(sorted(waiting)))])
    return len(waiting)


def is_due(settings: Settings) -> bool:
    """Whether the warehouse file must be made anew now."""
    try:
        marked = settings.warehouse.with_name(DUE).stat().st_mtime
    except FileNotFoundError:
        return settings.warehouse.with_name(UNDER_WAY).exists()
    return time.time() - marked >= settings.purge_hours * 3600


def start_over(warehouse: Path) -> None:
    """A warehouse is being made from nothing."""
    if warehouse.with_name(DUE).exists():
        warehouse.with_name(DUE).replace(warehouse.with_name(UNDER_WAY))


def made_anew(warehouse: Path) -> None:
    """A warehouse that was made from nothing is whole, and the one before is gone."""
    warehouse.with_name(UNDER_WAY).unlink(missing_ok=True)


def state(settings: Settings, published: Sequence[datetime]) -> PurgeState:
    """Where purging stands, looked up in every place; needs a whole warehouse that nobody writes to."""
    from ingest.registry.exports import recall
    from ingest.registry.store import open_registry

    ledger = DenyLedger(settings.home)
    known = ledger.state()
    waiting = known.purge
    oldest = min(waiting.values(), default=None)
    strict = _strict(settings)
    return PurgeState(
        pending=len(waiting),
        purged=known.purged,
        oldest_pending=oldest,
        is_overdue=oldest is not None and _hours_since(oldest) > settings.purge_hours,
        landed_rows=_earlier(settings).n_rows,
        is_warehouse_made_anew=not _is_waiting(settings.warehouse),
        earlier_generations=_before(published, oldest) if oldest else 0,
        exports_to_recall=len(recall(open_registry(settings), strict)) if strict else 0,
    )


def _earlier(settings: Settings) -> Earlier:
    return earlier_documents(Landing(settings.landing), _strict(settings), settings.memory_limit)


def _strict(settings: Settings) -> dict[str, str]:
    """Every identifier of everybody strengt fortrolig, to the one in use."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        return dict(con.execute(STRICT).fetchall())


def _is_waiting(warehouse: Path) -> bool:
    return any(warehouse.with_name(name).exists() for name in (DUE, UNDER_WAY))


def _before(published: Sequence[datetime], moment: str) -> int:
    """How many generations are older than the one that hides whoever waits."""
    return sum(one < datetime.fromisoformat(moment) for one in published)


def _hours_since(moment: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds() / 3600
