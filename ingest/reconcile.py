"""The copy against the register itself: field by field, for a sample of its people or for everybody.

Many corrections come without an event (freg.md 8, row 1), so a copy that only follows events drifts. Here documents
are looked up anew, cut down at the door as any other, and compared with what the copy has; whoever differs is landed
again, which repairs them. Whoever has an event that the copy has not seen yet is late, which is no drift.

What is told are names of fields and numbers, never a value. Source: security-reliability.md ING-11 and ING-12.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from ingest import approval, fetch, follow, refresh, resync
from ingest.documents import Kept
from ingest.extract import read_extracts
from ingest.freg import BULK_LIMIT
from ingest.holdings import Held, Holdings, print_of
from ingest.lookups import Found, LookUp
from ingest.points import reach
from ingest.settings import Settings
from ingest.shrinking import Vanished
from ingest.work import Progress, Work, open_work, silent

STAGE = "avstemming"
MISSING, GONE, OUT_OF_SCOPE = "(mangler i kopien)", "(finnes ikke i FREG)", "(ikke lenger vår)"
OTHER = "(annet felt)"  # a name that is none of FREG's could be anything, a value for instance
FIELD = re.compile(r"[A-Za-zÆØÅæøå]{1,60}")
SEGMENT = 10_000


@dataclass(frozen=True, slots=True)
class Differing:
    """Somebody of whom the register's answer is not what the copy has, and the row that repairs it."""

    person: str
    kept: Kept
    held: Held | None
    row: dict[str, object]

    def fields(self, body: str | None) -> frozenset[str]:
        """The names of what differs; nothing when it is the same in other words, or of no concern to the copy."""
        is_own = _is_own(self.held)
        match self.kept.utfall:
            case "funnet" if is_own:
                return differing_fields(body or "{}", self.kept.body or "{}")
            case "funnet":
                return frozenset({MISSING})
            case "finnesIkke" if is_own:
                return frozenset({GONE})
            case "utenfor" if is_own:
                return frozenset({OUT_OF_SCOPE})
        return frozenset()


@dataclass(slots=True)
class Reconciled:
    """What one reconciliation found; counts only."""

    kind: str  # "sample" or "all"
    checked: int = 0
    late: int = 0  # people who differ, and whose event had not been seen yet
    drifted: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))


def reconcile(
    settings: Settings, *, sample: int | None = None, progress: Progress = silent, transport: object = None
) -> Reconciled:
    """Catch up, compare with the register, and land what differs. The caller holds the lock.

    Args:
        settings: see `ingest.settings`.
        sample: how many people; left out, everybody, and fresh extracts for those whom the copy does not know of.
        progress: told of stage, people done and people in all, where that is known.
        transport: an httpx transport that replaces the network in tests.

    Raises:
        ShrunkenError: FREG lacks more people than may vanish without an operator's word; nothing of it was landed.
        ManntallError: says in one sentence what to do.
    """
    with open_work(settings, progress, transport) as work:
        resync.in_step(work, partial(refresh.in_order, work), full=False)
        found = _Comparison(work, sample).run()
        fetch.fetch_missing(work)  # whom the repaired documents need
        approval.use_up(settings.home)
        return found


class _Comparison:
    """One reconciliation of a copy that has just caught up."""

    def __init__(self, work: Work, sample: int | None) -> None:
        self._work = work
        self._landed = work.landing.landed_sekvensnummer(work.scopes)
        self._latest = work.latest()  # read before asking: a document is known to be current up to it
        self._held = Holdings(work.landing, work.settings.memory_limit, sample)
        self._vanished = Vanished(work.ledger.known())
        self._differing: list[Differing] = []
        self._seen: set[str] = set()
        self.result = Reconciled("all" if sample is None else "sample")

    def run(self) -> Reconciled:
        if self.result.kind == "all":
            self._compare_extracts()
        known = self._held.own()
        look_up = LookUp(self._work.freg, self._work.door.parts, is_archive=False)
        for batch in _batches(identifier for identifier in known if identifier not in self._seen):
            self._compare(look_up, batch)
            self._work.progress(STAGE, self.result.checked, max(len(known), self.result.checked))
        self._repair(self._drifted())
        return self.result

    def _compare_extracts(self) -> None:
        """Those whom fresh extracts name: whoever the copy lacks is among them."""
        work = self._work
        for _scope, ids, is_document in read_extracts(work, work.scopes, self._latest):
            look_up = LookUp(work.freg, work.door.parts, is_archive=is_document)
            for batch in _batches(identifier for identifier in ids if identifier not in self._seen):
                self._compare(look_up, batch)
                work.progress(STAGE, self.result.checked, None)

    def _compare(self, look_up: LookUp, ids: list[str]) -> None:
        found = look_up.fetch(ids)
        before = self._held.of([] if look_up.is_archive else ids)
        answers = []
        for identifier in ids:
            asked = None if look_up.is_archive else identifier
            held = before.get(identifier)
            kept = self._kept(look_up, asked, found[identifier], is_known=bool(held and held.is_own))
            person = asked or kept.person
            if person:
                document = identifier if look_up.is_archive else None
                row = fetch.as_row(asked, document, kept, look_up.parts, self._latest)
                answers.append((person, kept, row))
        if look_up.is_archive:
            before = self._held.of(person for person, _, _ in answers)
        gone = [
            person
            for person, kept, _ in answers
            if kept.utfall == "finnesIkke" and _is_own(before.get(person))
        ]
        self._vanished.add(self._work, len(gone))
        for person, kept, row in answers:
            held = before.get(person)
            if (kept.utfall, print_of(kept.body)) != (held and held.utfall, held and held.print):
                self._differing.append(Differing(person, kept, held, row))
            self._seen |= {person, kept.person or person}
        self.result.checked += len(ids)

    def _kept(self, look_up: LookUp, asked: str | None, found: Found, *, is_known: bool) -> Kept:
        if found.document is None:
            return Kept(found.utfall)
        return self._work.door.admit(found.document, asked, look_up.parts, is_needed=False, is_known=is_known)

    def _drifted(self) -> list[Differing]:
        """Those who differ in a field and are not merely late."""
        follow.follow(self._work)
        late, drifted = self._held.told_after(self._landed), []
        for batch in _batches(self._differing):
            bodies = self._held.bodies(differing.person for differing in batch)
            for differing in batch:
                fields = differing.fields(bodies.get(differing.person))
                if fields and differing.person in late:
                    self.result.late += 1
                elif fields:
                    self.result.fields.update(fields)
                    drifted.append(differing)
        self.result.drifted = len(drifted)
        return drifted

    def _repair(self, drifted: list[Differing]) -> None:
        reach("reconcile.before_repair")
        for rows in _batches((differing.row for differing in drifted), SEGMENT):
            self._work.landing.add_documents(rows)
            reach("reconcile.after_repair")
        self._work.ledger.refresh()


def differing_fields(before: str, after: str) -> frozenset[str]:
    """The dotted names of the fields in which two bodies differ; the order of lists does not count."""
    old, new = json.loads(before), json.loads(after)
    fields: set[str] = set()
    for part in {*old, *new}:
        if _in_order(old.get(part)) != _in_order(new.get(part)):
            mine, theirs = (Counter(_leaves(part, document.get(part))) for document in (old, new))
            differing = {name for name, _ in ((mine - theirs) + (theirs - mine))}
            fields |= differing or {part}
    return frozenset(_safe(name) for name in fields)


def _is_own(held: Held | None) -> bool:
    return held is not None and held.is_own


def _leaves(name: str, value: object) -> Iterator[tuple[str, str]]:
    """(dotted name, value) of every single value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{name}.{key}", inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(name, inner)
    elif value is not None:
        yield name, json.dumps(value)


def _in_order(value: object) -> object:
    """A list without an order: FREG has changed the order of lists without a change of what they say."""
    return sorted(json.dumps(entry, sort_keys=True) for entry in value) if isinstance(value, list) else value


def _safe(name: str) -> str:
    return name if all(FIELD.fullmatch(step) for step in name.split(".")) else OTHER


def _batches(items: Iterable, size: int = BULK_LIMIT) -> Iterator[list]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
