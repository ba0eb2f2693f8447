"""First loads: extracts are ordered for every scope that has none, and their ids are landed.

An extract gives ids only; `ingest.fetch` fetches the documents. A job that a killed run had ordered is
forgotten and ordered again. Sources: freg.md 4; fiks.md 4.2 for who can be on a list.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus

from ingest.errors import FregAnswerError, FregRefusedError, FregUnavailableError
from ingest.freg import JOB_LIMIT, Freg
from ingest.lookups import LookUp
from ingest.points import reach
from ingest.readings import DOCUMENT_IDS, PERSON_IDS
from ingest.results import ExtractResult
from ingest.shrinking import refuse_shrunken_extract
from ingest.work import EVERYBODY, Work

log = logging.getLogger(__name__)
STAGE = "uttrekk"
ORDERS = 3  # of one job that FREG says is gone
FIRST_WAIT, LONGEST_WAIT = 0.1, 15.0  # seconds between two looks at a job that is not ready
EVERY_STATUS = ["bosatt", "aktiv", "utflyttet", "doed", "inaktiv"]
ON_LISTS = ["bosatt", "aktiv"]  # `aktiv` has newborns who are not resident yet, and people with a d-number
SAMPLE = 3  # archived documents that must be obtainable before an extract of document ids is used
REFUSALS = {
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.NOT_IMPLEMENTED,
}

Ids = tuple[list[str], str]


def extract(work: Work, *, full: bool = False) -> ExtractResult:
    """Order and read the extracts that are not there yet, or all when `full`.

    Raises:
        FregUnavailableError: a job was not ready in time, or FREG cannot be reached.
        FregAnswerError: the extract of all of Norway is empty.
        ShrunkenError: an extract lacks more of the copy's people than may vanish without an operator's word.
    """
    there = {found.scope for found in work.landing.newest_extracts(work.scopes)}
    scopes = [scope for scope in work.scopes if full or scope not in there]
    if not scopes:
        return ExtractResult(0, 0)
    sekvensnummer = work.latest()
    total = 0
    for scope, ids, is_document in read_extracts(work, scopes, sekvensnummer):
        reach("extract.before_landing")
        work.landing.add_extract(scope, sekvensnummer, ids, "dokument" if is_document else "person")
        reach("extract.after_landing")
        total += len(ids)
    return ExtractResult(len(scopes), total, work.freg.client.readings)


def read_extracts(
    work: Work, scopes: Sequence[str], sekvensnummer: int
) -> Iterator[tuple[str, list[str], bool]]:
    """Order fresh extracts and give each scope, its ids and whether they are document ids; lands nothing.

    Raises:
        What `extract` raises.
    """
    with _jobs(work) as submit:
        reach("extract.before_ordering")
        ordered = {scope: _order(work, submit, scope, sekvensnummer) for scope in scopes}
        reach("extract.after_ordering")
        for done, (scope, jobs) in enumerate(ordered.items()):
            work.progress(STAGE, done, len(scopes))
            answers = [job.result() for job in jobs]
            reach("extract.after_batches")
            ids = list(dict.fromkeys(identifier for found, _ in answers for identifier in found))
            is_document = answers[0][1] == DOCUMENT_IDS
            refuse_shrunken_extract(work, scope, ids, is_document=is_document)
            _refuse_empty(scope, ids)
            yield scope, ids, is_document
    work.progress(STAGE, len(scopes), len(scopes))


def selections(kommune: str, year: int) -> list[dict[str, object]]:
    """What to order for one municipality: those who live there, those who stay there, and who died lately.

    A shared home (`deltBosted`) cannot be selected by; those children come with the relations of their
    parents.
    """
    home, stay = {"bostedskommunenummer": kommune}, {"oppholdskommunenummer": kommune}
    return [
        {"personstatustyper": ON_LISTS, "kommunenummer": home},
        {"personstatustyper": ON_LISTS, "kommunenummer": stay},
        {"personstatustyper": ["doed"], "kommunenummer": home, "doedsaarFraOgMed": str(year - 1)},
    ]


def _order(
    work: Work, submit: Callable[..., Future[Ids]], scope: str, sekvensnummer: int
) -> list[Future[Ids]]:
    if scope == EVERYBODY:
        return [submit(_read_everybody, sekvensnummer)]
    return [
        submit(_read, partial(work.freg.order_selected, criteria))
        for criteria in selections(scope, work.door.year)
    ]


@contextmanager
def _jobs(work: Work) -> Iterator[Callable[..., Future[Ids]]]:
    """Run jobs side by side, within what FREG allows; an error stops the waiting for the others."""
    stopped = threading.Event()
    pool = ThreadPoolExecutor(JOB_LIMIT - 1)
    try:
        yield lambda read, *arguments: pool.submit(read, work, stopped, *arguments)
    finally:
        stopped.set()
        pool.shutdown(cancel_futures=True)


def _read_everybody(work: Work, stopped: threading.Event, sekvensnummer: int) -> Ids:
    try:
        ids, kind = _read(work, stopped, partial(work.freg.order_complete, sekvensnummer))
        if kind != DOCUMENT_IDS or _can_be_fetched(work, ids[:SAMPLE]):
            return ids, kind
        why = "its documents cannot be fetched"
    except FregRefusedError as refused:
        if refused.status not in REFUSALS:
            raise
        why = f"HTTP {refused.status}"
    work.freg.client.note(f"uttrekk/komplett cannot be used ({why}): uttrekk/tilpasset is ordered instead")
    return _read(work, stopped, partial(work.freg.order_selected, {"personstatustyper": EVERY_STATUS}))


def _can_be_fetched(work: Work, ids: list[str]) -> bool:
    found = LookUp(work.freg, ("identifikasjonsnummer",), is_archive=True).fetch(ids)
    return not ids or any(answer.document is not None for answer in found.values())


def _read(work: Work, stopped: threading.Event, order: Callable[[], str]) -> Ids:
    for _ in range(ORDERS):
        try:
            return _batches(work, stopped, order())
        except FregRefusedError as refused:
            if refused.status != HTTPStatus.GONE:
                raise
            log.warning("FREG no longer has an extract that it was making: it is ordered again")
    raise FregUnavailableError("FREG gave up an extract several times; run the same command again later.")


def _batches(work: Work, stopped: threading.Event, job: str) -> Ids:
    ids, kind, last, number = [], PERSON_IDS, None, 0
    while (batch := _wait_for(work.freg, stopped, work.settings.extract_wait_seconds, job, number))[0]:
        if batch == last:
            raise FregAnswerError(
                "FREG gave the same batch of an extract twice; run the same command again later."
            )
        reach("extract.after_batch")
        ids += batch[0]
        kind, last, number = batch[1], batch, number + 1
    return ids, kind


def _wait_for(freg: Freg, stopped: threading.Event, patience: float, job: str, number: int) -> Ids:
    started, wait = time.monotonic(), FIRST_WAIT
    while (batch := freg.batch(job, number)) is None:
        if time.monotonic() - started > patience or stopped.wait(wait):
            raise FregUnavailableError(
                "FREG has not finished an extract within MANNTALL_EXTRACT_WAIT_SECONDS; run this again later."
            )
        wait = min(wait * 1.5, LONGEST_WAIT)
    return batch


def _refuse_empty(scope: str, ids: list[str]) -> None:
    if ids:
        return
    if scope == EVERYBODY:
        raise FregAnswerError(
            "FREG's extract of all of Norway is empty, which cannot be; run the same command again."
        )
    log.warning("FREG has nobody in municipality %s: check MANNTALL_KOMMUNER", scope)
