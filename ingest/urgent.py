"""The urgent lane: headers of all unread events, looked at before any document, and denials written for them.

It reads FREG's event list and the deny ledger, and nothing else: it needs neither the lock of the other lane nor the
warehouse, so that no build, no backlog and no document that cannot be fetched delays it. Landing the events is left to
the other lane, which looks at the headers that it reads as well; whoever comes first writes the denial.

Source: freg.md 2.4 and 7.1 (which events are time-critical); TTE-01 to TTE-04 of security-reliability.md.
"""

import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from ingest.client import HttpClient
from ingest.errors import FeedExpiredError
from ingest.events import type_of
from ingest.freg import FeedEntry, Freg
from ingest.identifiers import has_eleven_digits
from ingest.landing import Landing
from ingest.lock import exclusive
from ingest.missing import Ledger as LandedLedger
from ingest.points import reach
from ingest.protection import FOLDER, DenyLedger, Entry, Kind, now
from ingest.settings import Settings
from ingest.work import Progress, check_configuration, silent

STAGE = "hendelseshoder"
MARK_EVERY = 50_000  # numbers: what a kill makes a later sweep look at again
MARK_AFTER = 5_000  # at the end of a sweep
LATEST_TRIES, LATEST_WAIT = 3, 0.3  # before a list that ends earlier than it did is believed


@dataclass(frozen=True, slots=True)
class Enforced:
    """One sweep: headers looked at, denials written, and up to which number."""

    headers: int
    denials: int
    sekvensnummer: int


class Scan:
    """Headers into denials, page by page.

    The mark of how far it has come is written after the denials before it, into the same file: it can never be ahead.
    """

    def __init__(self, ledger: DenyLedger) -> None:
        self._ledger = ledger
        self.scanned = ledger.state().scanned
        self._marked = self.scanned
        self.headers = self.denials = 0

    def take(self, entries: Iterable[FeedEntry]) -> None:
        """Look at a page's headers; what was looked at before is passed over."""
        new = [entry for entry in entries if self.scanned is None or entry.sekvensnummer > self.scanned]
        if not new:
            return
        denials = [denial for entry in new if (denial := self._denial(entry))]
        reach("protection.before_denials")
        self._ledger.append(denials)
        reach("protection.after_denials")
        self.headers += len(new)
        self.denials += len(denials)
        self.scanned = max(entry.sekvensnummer for entry in new)
        if denials or self._marked is None or self.scanned - self._marked >= MARK_EVERY:
            self.mark()

    def mark(self, sekvensnummer: int | None = None) -> None:
        """Write down how far all headers have been looked at."""
        self.scanned = self.scanned if sekvensnummer is None else sekvensnummer
        if self.scanned is not None and self.scanned != self._marked:
            self._ledger.append([Entry(Kind.SCANNED, now(), self.scanned)])
            self._marked = self.scanned
            reach("protection.after_mark")

    def _denial(self, entry: FeedEntry) -> Entry | None:
        event = entry.hendelse
        reason = type_of(event.hendelsetype or event.hendelsestype).reason
        identifier = event.folkeregisteridentifikator
        if reason is None or not has_eleven_digits(identifier):
            return None
        person = self._ledger.pseudonym(identifier)
        return Entry(Kind.DENY, now(), entry.sekvensnummer, (person,), str(reason))


def scan_landed(ledger: DenyLedger, landed: LandedLedger, position: int) -> Scan:
    """The scan that the ordinary lane goes on with. A new ledger begins with what is landed already.

    Args:
        ledger: the deny ledger; just begun, where there was none or none that could be read.
        landed: the landing log.
        position: the number that the event list is read from next.
    """
    scan = Scan(ledger)
    if scan.scanned is None:
        for page in landed.urgent_events():
            scan.take(page)
        scan.mark(position - 1)
    return scan


def enforce(settings: Settings, *, progress: Progress = silent, transport: object = None) -> Enforced:
    """Look at every header that has not been looked at, to the end of the event list, and deny at once.

    Raises:
        LedgerError: there is no ledger yet, or it cannot be read; the next refresh begins one.
        AlreadyRunningError: another sweep is under way.
        FregError: FREG cannot be reached; what was found until then is denied.
    """
    check_configuration(settings)
    ledger = DenyLedger(settings.home)
    with exclusive(settings.home / FOLDER), closing(HttpClient(settings, transport=transport)) as client:
        scan = Scan(ledger)
        freg = Freg(client, Landing(settings.landing).epoch().base)
        try:
            _sweep(freg, ledger, scan, progress)
        except FeedExpiredError:
            latest = freg.latest()
            ledger.append([Entry(Kind.EVERYBODY, now(), latest), Entry(Kind.SCANNED, now(), latest)])
        return Enforced(scan.headers, scan.denials, -1 if scan.scanned is None else scan.scanned)


def _sweep(freg: Freg, ledger: DenyLedger, scan: Scan, progress: Progress) -> None:
    latest = _latest(freg, scan)
    if scan.scanned is not None and latest < scan.scanned:
        # events may have come under numbers that were looked at before: nobody knows about whom
        if not ledger.state().is_everybody:
            ledger.append([Entry(Kind.EVERYBODY, now(), latest)])
        return
    start = position = latest if scan.scanned is None else scan.scanned + 1
    while position <= latest and (page := freg.feed(position)):
        scan.take(page)
        position = max(position, *(entry.sekvensnummer for entry in page)) + 1
        progress(STAGE, position - start, max(position, latest + 1) - start)
    if position - start >= MARK_AFTER:
        scan.mark()


def _latest(freg: Freg, scan: Scan) -> int:
    """The list's end; a lower one than what was read is asked for again before it is believed."""
    for _ in range(LATEST_TRIES - 1):
        latest = freg.latest()
        if scan.scanned is None or latest >= scan.scanned:
            return latest
        time.sleep(LATEST_WAIT)
    return freg.latest()
