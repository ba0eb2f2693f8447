"""The event list, read from where the landing log ends to its own end.

What a header alone denies is in the deny ledger before the event is landed, so that no crash can part the two.

Source: freg.md 2.4 (numbers are inclusive and have gaps; an empty page is the end).
"""

import logging

from ingest.errors import FregAnswerError, ManntallError
from ingest.events import can_bring_into_scope
from ingest.freg import FeedEntry
from ingest.identifiers import has_eleven_digits
from ingest.points import reach
from ingest.protection import DenyLedger
from ingest.quarantine import Quarantine
from ingest.results import FollowResult
from ingest.urgent import Scan, scan_landed
from ingest.work import Work

log = logging.getLogger(__name__)
STAGE = "hendelser"
SEGMENT = 20_000  # events


def follow(work: Work) -> FollowResult:
    """Land the events that are not there yet.

    Raises:
        FeedExpiredError: new full extracts are needed.
        ManntallError: there is no extract yet, or FREG's event list is not the one that was read before.
    """
    start = position = work.landing.next_sekvensnummer(work.scopes)
    if position is None:
        raise ManntallError("There is no extract to follow events from yet: run `manntall refresh`.")
    latest, events, not_ours = work.latest(), 0, 0
    scan = scan_landed(DenyLedger.begin(work.settings.home), work.ledger, position)
    while entries := _read_on(work, position):
        rows = _rows(work, entries)
        reach("follow.after_reading")
        scan.take(entries)
        scan.mark()
        if faulty := [entry.sekvensnummer for entry in entries if not entry.is_whole]:
            Quarantine(work.settings.home).set_events_aside(faulty)
        reach("follow.before_landing")
        work.landing.add_events(position, rows)
        reach("follow.after_landing")
        events += len(rows)
        not_ours += sum(row["folkeregisteridentifikator"] is None for row in rows)
        position = work.landing.next_sekvensnummer(
            work.scopes
        )  # what lies landed after a hole is not read again
        work.progress(STAGE, position - start, max(position, latest + 1) - start)
    landed = work.landing.landed_sekvensnummer(work.scopes)
    return FollowResult(events, not_ours, landed, work.freg.client.readings)


def retry(work: Work) -> None:
    """Read events again that could be read in part only, and land those that now can be read whole."""
    quarantine, ledger = Quarantine(work.settings.home), DenyLedger.begin(work.settings.home)
    for number in quarantine.events():
        page = work.freg.feed(number, anew=True)
        entry = next((entry for entry in page if entry.sekvensnummer == number and entry.is_whole), None)
        if entry is None:
            quarantine.set_events_aside([number])
            continue
        scan = Scan(ledger)
        scanned, scan.scanned = scan.scanned, number - 1
        scan.take([entry])
        scan.mark(scanned)
        work.landing.add_events(number, _rows(work, [entry]))
        reach("follow.before_letting_go")
        quarantine.let_go(number)


def _read_on(work: Work, position: int) -> list[FeedEntry]:
    """Joined pages from a number on, until there is enough for a segment; nothing at the end of the list."""
    entries: dict[int, FeedEntry] = {}
    while len(entries) < SEGMENT and (page := work.freg.feed(position)):
        entries |= {entry.sekvensnummer: entry for entry in page}
        reached = max(entry.sekvensnummer for entry in page)
        if reached < position:
            raise FregAnswerError(
                "FREG's event list gives only what was read before; run the same command again."
            )
        position = reached + 1
    return [entries[number] for number in sorted(entries)]


def _rows(work: Work, entries: list[FeedEntry]) -> list[dict[str, object]]:
    rows = [_row(entry) for entry in entries]
    if nameless := sum(row["folkeregisteridentifikator"] is None for row in rows):
        log.warning("%d events name nobody and can lead to no look-up", nameless)
    if not work.is_everybody:
        identifiers = [row["folkeregisteridentifikator"] for row in rows if row["folkeregisteridentifikator"]]
        followed = work.ledger.followed(identifiers)
        for row in rows:
            is_followed = row["folkeregisteridentifikator"] in followed
            if not is_followed and not can_bring_into_scope(row["hendelsetype"]):
                # seen, not ours: neither the person nor the documents can be traced from the row
                row |= {"folkeregisteridentifikator": None, "hendelsesdokument": None, "persondokument": None}
    return rows


def _row(entry: FeedEntry) -> dict[str, object]:
    event = entry.hendelse
    identifier = event.folkeregisteridentifikator
    return {
        "sekvensnummer": entry.sekvensnummer,
        "folkeregisteridentifikator": identifier if has_eleven_digits(identifier) else None,
        "hendelsetype": event.hendelsetype or event.hendelsestype,
        "hendelsesdokument": event.hendelsesdokument,
        "persondokument": event.persondokument,
        "ajourholdstidspunkt": event.ajourholdstidspunkt,
    }
