"""Catching up whatever the event list does: a list that was set back or begun anew, has expired or has a gap that
does not heal leads to new full extracts by itself.

What was landed stays, the deny ledger stays, and readers keep what is published until the new extracts and their
documents are there. A list that was set back or begun anew gives lower numbers than those read; a new epoch of
the landing log (`ingest.landing`) puts them above all earlier ones, so that no older document can win over a
newer and no fence has to be opened. Before that it is seen to that the FREG which answers is the same as before.

Source: freg.md 2.4 and 8; security-reliability.md ING-05.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ingest.errors import FeedExpiredError, FeedGapError, FeedRewoundError, FregAnswerError
from ingest.freg import FeedEntry
from ingest.points import reach
from ingest.shrinking import refuse_another_freg
from ingest.work import Work

log = logging.getLogger(__name__)
ASKED = 3  # times, before an event list is believed to have been set back
PAUSE = 1.0  # seconds between two of them
RESTARTS = 2  # of one run
Result = TypeVar("Result")


def in_step(work: Work, run: Callable[[bool], Result], *, full: bool) -> Result:
    """Call `run` (is it full?), and once more with new full extracts when the event list turns out to need it.

    Raises:
        ShrunkenError: another FREG answers.
    """
    for _ in range(RESTARTS):
        try:
            return run(full)
        except FeedRewoundError:
            _begin_epoch(work)
        except (FeedExpiredError, FeedGapError) as lost:
            log.warning("%s New extracts are ordered.", lost)
            full = True
        work.ledger.refresh()
    return run(full)


def refuse_another_list(work: Work) -> None:
    """See that the last event that was landed still stands in FREG's list as it did.

    Raises:
        FeedRewoundError: it does not, though asked several times.
    """
    last = _last_event(work)
    if last is not None and _again_and_again(lambda: _is_another(work, *last)):
        raise FeedRewoundError("FREG's event list tells otherwise than before of what was read.")


def refuse_gap(work: Work) -> None:
    """After the list was read to its end: see that the end is where FREG says it is.

    Numbers that are missing mean nothing, for there are gaps from the start. But where the newest event can be read
    and nothing from our position on can, events have been lost; they get `gap_patience_seconds` to come back.

    Raises:
        FeedGapError: they did not.
    """
    position = work.landing.next_sekvensnummer(work.scopes)
    latest = work.latest()
    mark = work.landing.folder / f"gap-{position:016}"
    if latest < position or work.freg.feed(position, anew=True) or not work.freg.feed(latest, anew=True):
        _forget_gaps(work.landing.folder)
        return
    if not mark.exists():
        _forget_gaps(work.landing.folder)
        mark.touch(mode=0o600)
        reach("resync.after_mark")
    if time.time() - mark.stat().st_mtime >= work.settings.gap_patience_seconds:
        _forget_gaps(work.landing.folder)
        raise FeedGapError(f"FREG's event list gives nothing between {position} and its end.")
    log.warning("FREG's event list gives nothing between %d and its end; it gets time to heal", position)


def _begin_epoch(work: Work) -> None:
    highest = work.highest()
    if not _again_and_again(lambda: _is_behind(work, highest)):
        log.warning("FREG's newest number and its event list did not agree for a moment")
        return
    refuse_another_freg(work)
    reach("resync.before_epoch")
    base = highest + 1
    start = work.freg.latest() - work.freg.base + base
    work.landing.begin_epoch(base, start)
    work.freg.base = base
    reach("resync.after_epoch")
    log.warning("FREG's event list was set back or begun anew: new extracts are ordered")


def _is_behind(work: Work, highest: int) -> bool:
    """Whether the list ends before the highest number landed, or holds something else than what was landed."""
    if work.freg.latest() < highest:
        return not work.freg.feed(highest, anew=True)
    last = _last_event(work)
    return last is not None and _is_another(work, *last)


def _last_event(work: Work) -> tuple[int, str | None, str | None] | None:
    """The newest event landed of those that count: none right after a new full extract."""
    first = work.landing.first_sekvensnummer(work.scopes)
    return None if first is None else work.ledger.last_event(first)


def _is_another(work: Work, number: int, hendelsetype: str | None, moment: str | None) -> bool:
    """Whether an event that was landed is gone from the list, or another one stands in its place."""
    if work.freg.latest() < number:
        return True
    page = work.freg.feed(number, anew=True)
    there = next((entry for entry in page if entry.sekvensnummer == number), None)
    # nothing at all is a gap, which may heal
    return bool(page) and (there is None or _told(there) != (hendelsetype, moment))


def _told(entry: FeedEntry) -> tuple[str | None, str | None]:
    event = entry.hendelse
    return event.hendelsetype or event.hendelsestype, event.ajourholdstidspunkt


def _again_and_again(is_so: Callable[[], bool]) -> bool:
    """Whether it is so each time it is asked: a passing fault is not believed."""
    for attempt in range(ASKED):
        if attempt:
            time.sleep(PAUSE)
        try:
            if not is_so():
                return False
        except FregAnswerError:  # a page of what was read before: all that such a list gives
            continue
    return True


def _forget_gaps(folder: Path) -> None:
    for mark in folder.glob("gap-*"):
        mark.unlink(missing_ok=True)
