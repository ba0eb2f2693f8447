"""Documents: what the landing log lacks is looked up, cut down at the door and landed."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime

from ingest.documents import Kept
from ingest.freg import BULK_LIMIT
from ingest.invariants import Grunn
from ingest.lookups import Found, LookUp
from ingest.missing import TRIES, Ask, Group
from ingest.points import reach
from ingest.quarantine import Quarantine
from ingest.results import FetchResult
from ingest.shrinking import Vanished
from ingest.work import Work

log = logging.getLogger(__name__)
STAGE = "dokumenter"
SEGMENT = 10_000  # documents: what a kill can lose
AHEAD = 2  # batches under way or waiting, for each thread

Row = dict[str, object]
LookUps = Callable[[list[Ask]], list[Row]]


def fetch_missing(work: Work, *, tries: float = TRIES) -> FetchResult:
    """Look up until nothing is missing: extracts and events first, then round by round whom they need.

    Args:
        work: the run's tools.
        tries: how often somebody is asked for again whose answers cannot be understood, in this run and those before.

    Raises:
        FregUnavailableError: FREG cannot be reached; what was fetched until then is landed.
    """
    run = _Run(work, tries)
    with ThreadPoolExecutor(work.settings.concurrency) as pool:
        while run.round(pool):
            pass
    run.let_go()
    run.draw_quarantine()
    return run.result()


def look_up_again(work: Work, identifiers: Sequence[str]) -> None:
    """Look up a few people of whom nothing is missing, in whole, and land the answers."""
    work.ledger.refresh()
    run, latest = _Run(work, TRIES), work.latest()
    look_up = run._look_up(
        Group(is_document=False, is_again=True, is_narrow=False, ids=len(identifiers)), latest
    )
    for start in range(0, len(identifiers), BULK_LIMIT):
        asks = [Ask(one, is_needed=True, is_known=True) for one in identifiers[start : start + BULK_LIMIT]]
        run._land(look_up(asks))
    run._flush()


class _Run:
    """The look-ups of one run. Nobody is asked for again, unless a relation turns out to need them."""

    def __init__(self, work: Work, tries: float) -> None:
        self._work = work
        self._tries = tries
        self._reasons: dict[str, Grunn] = {}
        self._outcomes: Counter[str] = Counter()
        self._asked: set[tuple[str, bool]] = set()
        self._rows: list[Row] = []
        self._has_documents = self._has_tried_again = False
        self._released = 0
        self._vanished = Vanished(work.ledger.known())

    def round(self, pool: ThreadPoolExecutor) -> bool:
        """Look up what is missing now; False when there was nothing new to look up."""
        self._work.ledger.refresh()
        groups = self._groups()
        if not groups:
            return False
        reach("fetch.before_round")
        latest = self._work.latest()  # read before asking: a document is known to be current up to it
        done = self._outcomes.total()
        total = done + sum(group.ids for group in groups)
        try:
            for group in groups:
                for rows in self._side_by_side(pool, self._look_up(group, latest), self._new_asks(group)):
                    self._land(rows)
                    self._work.progress(STAGE, self._outcomes.total(), total)
        finally:
            self._flush()
        reach("fetch.after_round")
        return self._outcomes.total() > done

    def let_go(self) -> None:
        """Land that people are not ours any more who were kept for a relation that is gone."""
        unneeded = self._work.ledger.unneeded()
        for identifier, sekvensnummer in unneeded:
            self._rows.append(as_row(identifier, None, Kept("utenfor"), (), sekvensnummer))
        self._released = len(unneeded)
        self._flush()

    def draw_quarantine(self) -> None:
        """Put down who is set aside now, and why."""
        self._work.ledger.refresh()
        Quarantine(self._work.settings.home).draw(self._work.ledger.set_aside(), self._reasons)

    def result(self) -> FetchResult:
        """The outcomes so far."""
        if unclear := self._outcomes["uforstaatt"]:
            log.warning(
                "%d answers could not be understood; these people are hidden until they can be", unclear
            )
        return FetchResult(
            funnet=self._outcomes["funnet"],
            relasjon=self._outcomes["relasjon"],
            utenfor=self._outcomes["utenfor"],
            finnes_ikke=self._outcomes["finnesIkke"],
            uforstaatt=self._outcomes["uforstaatt"],
            released=self._released,
            readings=self._work.freg.client.readings,
        )

    def _groups(self) -> list[Group]:
        """What to look up in this round.

        Archived documents come first and once, for they tell whom need not be asked for; an answer that was
        not understood is tried again once.
        """
        groups = self._work.ledger.find_missing(self._tries)
        documents = [group for group in groups if group.is_document]
        if documents and not self._has_documents:
            self._has_documents = True
            return documents
        has_tried, self._has_tried_again = self._has_tried_again, True
        return [group for group in groups if not group.is_document and not (group.is_again and has_tried)]

    def _new_asks(self, group: Group) -> Iterator[list[Ask]]:
        for asks in self._work.ledger.asks(group, BULK_LIMIT):
            if group.is_document:
                yield asks
                continue
            new = [ask for ask in asks if (ask.id, ask.is_needed) not in self._asked]
            self._asked.update((ask.id, ask.is_needed) for ask in new)
            if new:
                yield new

    def _look_up(self, group: Group, latest: int) -> LookUps:
        work = self._work
        if group.is_document:
            latest = min(found.sekvensnummer for found in work.landing.newest_extracts(work.scopes))
        whole = LookUp(work.freg, work.door.parts, is_archive=group.is_document)
        narrow = LookUp(work.freg, work.door.relation_parts, is_archive=False)

        def rows(asks: list[Ask]) -> list[Row]:
            if not group.is_narrow:
                return self._rows_of(asks, whole, latest)
            related = self._rows_of(asks, narrow, latest)
            ours = {row["identifikator"] for row in related if row["utfall"] == "funnet"}
            others = [row for row in related if row["utfall"] != "funnet"]
            return others + self._rows_of([ask for ask in asks if ask.id in ours], whole, latest)

        return rows

    def _rows_of(self, asks: list[Ask], look_up: LookUp, sekvensnummer: int) -> list[Row]:
        found = look_up.fetch([ask.id for ask in asks]) if asks else {}
        rows = [self._row(ask, found[ask.id], look_up, sekvensnummer) for ask in asks]
        gone = (row["utfall"] == "finnesIkke" for row in rows)
        self._vanished.add(
            self._work, sum(ask.is_known for ask, is_gone in zip(asks, gone, strict=True) if is_gone)
        )
        return rows

    def _row(self, ask: Ask, found: Found, look_up: LookUp, sekvensnummer: int) -> Row:
        kept = Kept(found.utfall, grunn=found.grunn)
        identifier = None if look_up.is_archive else ask.id
        if found.document is not None:
            kept = self._work.door.admit(
                found.document, identifier, look_up.parts, is_needed=ask.is_needed, is_known=ask.is_known
            )
        if kept.grunn:
            self._reasons[ask.id] = kept.grunn
        document = ask.id if look_up.is_archive else None
        return as_row(identifier, document, kept, look_up.parts, sekvensnummer)

    def _land(self, rows: list[Row]) -> None:
        self._rows += rows
        self._outcomes.update(row["utfall"] for row in rows)
        if len(self._rows) >= SEGMENT:
            self._flush()

    def _flush(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            reach("fetch.before_landing")
            self._work.landing.add_documents(rows)
            reach("fetch.after_landing")

    def _side_by_side(
        self, pool: ThreadPoolExecutor, look_up: LookUps, batches: Iterable[list[Ask]]
    ) -> Iterator[list[Row]]:
        """The rows for `batches` in order, several under way at once, few held in memory."""
        pending: deque[Future[list[Row]]] = deque()
        try:
            for batch in batches:
                pending.append(pool.submit(look_up, batch))
                if len(pending) > AHEAD * self._work.settings.concurrency:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def as_row(
    identifier: str | None, document: str | None, kept: Kept, asked: tuple[str, ...], sekvensnummer: int
) -> Row:
    """The columns of a landed row."""
    return {
        "identifikator": identifier,
        "person": kept.person,
        "dokumentidentifikator": document,
        "sekvensnummer": sekvensnummer,
        "utfall": kept.utfall,
        "parts": ",".join(kept.parts or asked),
        "relaterte": kept.relaterte,
        "body": kept.body,
        "hentet_at": datetime.now(UTC),
    }
