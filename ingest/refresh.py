"""The entry points of ingest.

Extract, follow, fetch what is missing, all three in order, and how far the log is behind. None of them takes
the lock (`ingest.lock`): whoever calls one that writes holds it.
"""

import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import duckdb

from ingest import approval, fetch, resync
from ingest import extract as extracts
from ingest import follow as events
from ingest.client import HttpClient
from ingest.errors import ManntallError
from ingest.freg import Freg
from ingest.landing import Landing
from ingest.missing import Ledger
from ingest.results import ExtractResult, FeedState, FetchResult, FollowResult, IngestResult
from ingest.settings import Settings
from ingest.settle import settle
from ingest.work import Progress, Work, check_configuration, door_of, open_work, scopes_of, silent

QUICKLY = 5.0  # seconds that a question about the state may take


def extract(settings: Settings, *, full: bool = False, progress: Progress = silent) -> ExtractResult:
    """Order and read extracts for every scope that has none yet, or for all when `full`; land their ids."""
    with open_work(settings, progress) as work:
        return extracts.extract(work, full=full)


def follow(settings: Settings, *, progress: Progress = silent) -> FollowResult:
    """Read the event list from where the log ends to its own end; land the events."""
    with open_work(settings, progress) as work:
        return events.follow(work)


def fetch_missing(settings: Settings, *, progress: Progress = silent) -> FetchResult:
    """Look up documents until none is missing; land them, and settle the denials that they answer."""
    with open_work(settings, progress) as work:
        fetched = fetch.fetch_missing(work)
        settle(work)
        return fetched


def ingest(
    settings: Settings, *, full: bool = False, progress: Progress = silent, transport: object = None
) -> IngestResult:
    """The three in order, over one connection.

    Args:
        settings: see `ingest.settings`.
        full: order new extracts and fetch everything anew; what was landed before stays.
        progress: called with the stage, how much is done and of how much, where that is known.
        transport: an httpx transport that replaces the network in tests.

    Raises:
        ManntallError: says in one sentence what to do; what was landed until then stays landed.
    """
    with open_work(settings, progress, transport) as work:
        result = resync.in_step(work, partial(in_order, work), full=full)
        approval.use_up(settings.home)
        return result


def in_order(work: Work, full: bool) -> IngestResult:
    """Extract, follow, fetch; `ingest.resync` begins anew when the event list turns out to need it."""
    extracted = extracts.extract(work, full=full)
    work.ledger.refresh()
    resync.refuse_another_list(work)
    followed = events.follow(work)
    resync.refuse_gap(work)
    if extracted.extracts and work.is_everybody:
        _note_meaning_of_number(work)
    fetched = fetch.fetch_missing(work)
    settled = settle(work)
    return IngestResult(extracted, followed, replace(fetched, readings=work.freg.client.readings), settled)


def retry_set_aside(
    settings: Settings, *, progress: Progress = silent, transport: object = None
) -> FetchResult:
    """Ask again for everything that was set aside, however often it was tried; land what can be understood now."""
    with open_work(settings, progress, transport) as work:
        events.retry(work)
        return fetch.fetch_missing(work, tries=sys.maxsize)


def feed_state(settings: Settings) -> FeedState:
    """How far the landing log is behind. Asks FREG briefly, lands nothing and needs no lock."""
    if not settings.landing.is_dir():
        return FeedState(None, _at_freg(settings, None)[0], None, None, 0, None)
    landing, scopes = Landing(settings.landing), scopes_of(settings)
    try:
        ledger = Ledger(landing, scopes, door_of(settings).parts, memory_limit=settings.memory_limit)
        missing = sum(group.ids for group in ledger.find_missing() if not group.is_again)
        newest = ledger.newest_ajourholdstidspunkt()
    except duckdb.Error:  # it quotes values
        raise ManntallError(
            "The landing log cannot be read: run `manntall refresh`, which sets aside what is broken."
        ) from None
    landed = landing.landed_sekvensnummer(scopes)
    latest, lag_seconds = _at_freg(settings, landed)
    return FeedState(
        sequence_landed=landed,
        feed_latest=latest,
        lag_events=None if landed is None or latest is None else max(latest - landed, 0),
        lag_seconds=lag_seconds,
        documents_missing=missing,
        newest_ajourholdstidspunkt=newest,
    )


def _at_freg(settings: Settings, landed: int | None) -> tuple[int | None, float | None]:
    """The event list's newest number, and the age in seconds of the oldest event after `landed`."""
    hasty = settings.model_copy(
        update={"retry_seconds": 0.0, "timeout_seconds": min(settings.timeout_seconds, QUICKLY)}
    )
    try:
        check_configuration(settings)
        with closing(HttpClient(hasty)) as client:
            freg = Freg(client, Landing(settings.landing).epoch().base if settings.landing.is_dir() else 0)
            latest = freg.latest()
            if landed is None:
                return latest, None
            page = freg.feed(landed + 1) if latest > landed else []
            return latest, _age(page[0].hendelse.ajourholdstidspunkt) if page else 0.0
    except ManntallError:
        return None, None


def _age(moment: str | None) -> float | None:
    try:
        age = datetime.now(UTC) - datetime.fromisoformat(moment or "").astimezone(UTC)
    except ValueError:
        return None
    return max(age.total_seconds(), 0.0)


def _note_meaning_of_number(work: Work) -> None:
    """Say what a komplett uttrekk's number meant; its documents count as current to that number only."""
    included, later = work.ledger.later_documents()
    if not later:
        meaning = "was not told, for no event came after it"
    elif included:
        meaning = "is: valid at it, with later changes"
    else:
        meaning = "is: valid at it, without later changes"
    work.freg.client.note(f"the meaning of uttrekk/komplett's feedsekvensnr {meaning}")
