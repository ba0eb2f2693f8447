"""The requests of FREG's interface, one method each. Source: Skatteetaten's OpenAPI 1.5; freg.md 1-4."""

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from ingest import readings
from ingest.client import WRONG_ADDRESS, Answer, HttpClient
from ingest.errors import FeedExpiredError, FregAccessError, FregAnswerError, FregRefusedError

BULK_LIMIT = 1000  # ids in one look-up
JOB_LIMIT = 10  # extract jobs of one organisation at once


class Event(msgspec.Struct, frozen=True):
    """The header of one event; FREG names its type in two ways."""

    folkeregisteridentifikator: str | None = None
    hendelsetype: str | None = None
    hendelsestype: str | None = None
    hendelsesdokument: str | None = None
    persondokument: str | None = None
    ajourholdstidspunkt: str | None = None


class FeedEntry(msgspec.Struct, frozen=True):
    """One entry of the event list. `is_whole`: all of it could be read."""

    sekvensnummer: int
    hendelse: Event
    is_whole: bool = True


class Freg:
    """FREG's event list, extracts and look-ups. Every method raises what `HttpClient.ask` raises.

    Args:
        base: added to every sequence number that comes from FREG and taken from every one that goes to it, so
            that numbers rise though a feed was set back (see `ingest.landing`).
    """

    def __init__(self, client: HttpClient, base: int = 0) -> None:
        self.client = client
        self.base = base
        self._last_page: tuple[int, str, list[FeedEntry]] | None = None

    def latest(self) -> int:
        """The event list's newest sequence number.

        Raises:
            FregAccessError: the address is not FREG's.
        """
        try:
            latest = self.client.ask(
                "GET", "hendelser/siste/sekvensnummer", lambda answer: readings.latest(answer.content)
            )
            return latest + self.base
        except FregAccessError:
            raise
        except FregRefusedError as refused:
            raise FregAccessError(WRONG_ADDRESS, refused.status) from None
        except FregAnswerError:
            raise FregAccessError(WRONG_ADDRESS, HTTPStatus.OK) from None

    def feed(self, sekvensnummer: int, *, anew: bool = False) -> list[FeedEntry]:
        """The page of the event list that begins at a number, inclusive; empty past the end.

        Args:
            sekvensnummer: the number to begin at.
            anew: take no 304 for an answer, though the page was read before.

        Raises:
            FeedExpiredError: FREG no longer keeps events that old.
            FregAnswerError: the page holds only what lies before the number, also when asked again.
        """
        last = None if anew else self._last_page
        unchanged = {"If-None-Match": last[1]} if last and last[0] == sekvensnummer else {}

        def read(answer: Answer) -> list[FeedEntry]:
            if answer.status == HTTPStatus.NOT_MODIFIED:
                return last[2]
            page = _page(answer.content)
            if self.base:
                page = [replace(entry, sekvensnummer=entry.sekvensnummer + self.base) for entry in page]
            if page and max(entry.sekvensnummer for entry in page) < sekvensnummer:
                raise ValueError("a page that was read before")
            self._last_page = (sekvensnummer, answer.etag, page) if answer.etag else None
            return page

        params = [("seq", str(max(sekvensnummer - self.base, 0)))]
        try:
            return self.client.ask("GET", "hendelser/feed", read, params=params, headers=unchanged)
        except FregRefusedError as refused:
            if refused.status in (HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.BAD_REQUEST):  # Fiks answers 400
                raise FeedExpiredError(
                    "FREG no longer keeps events as old as the last one read (36 months): run "
                    "`manntall refresh --full`, which orders new extracts."
                ) from None
            raise

    def order_complete(self, sekvensnummer: int) -> str:
        """Order a komplett uttrekk and give the job's id."""
        return self._ask(
            "GET",
            "uttrekk/komplett",
            readings.job_id,
            params=[("feedsekvensnr", str(max(sekvensnummer - self.base, 0)))],
        )

    def order_selected(self, criteria: dict[str, object]) -> str:
        """Order a tilpasset uttrekk and give the job's id."""
        return self._ask("POST", "uttrekk/tilpasset", readings.job_id, body=criteria)

    def batch(self, job: str, number: int) -> tuple[list[str], str] | None:
        """The ids of a batch, counted from 0, and what they are; None while the job is not ready.

        Raises:
            FregRefusedError: with status 410, the job is gone.
        """
        try:
            return self._ask("GET", f"uttrekk/{quote(job, safe='')}/batch/{number}", readings.batch)
        except FregRefusedError as refused:
            if refused.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def persons(self, ids: Sequence[str], parts: Sequence[str]) -> dict[str, bytes | None]:
        """The newest documents of at most `BULK_LIMIT` people; None where FREG says it has none.

        An id may be left out.
        """
        return self._bulk(
            "personer/bulkoppslag",
            lambda body: readings.bulk(body, ids, readings.by_identity),
            params=[*_named(parts), ("somBestilt", "true")],
            body={readings.PERSON_IDS: list(ids)},
        )

    def archived(self, ids: Sequence[str], parts: Sequence[str]) -> dict[str, bytes | None]:
        """As `persons`, of archived documents."""
        return self._bulk(
            "personer/bulkoppslag/arkiv",
            lambda body: readings.bulk(body, ids, readings.in_order),
            params=_named(parts),
            body={readings.DOCUMENT_IDS: list(ids)},
        )

    def person(self, identifier: str, parts: Sequence[str]) -> bytes:
        """The newest document of one person."""
        return self._ask("GET", f"personer/{quote(identifier, safe='')}", _an_object, params=_named(parts))

    def archived_one(self, identifier: str, parts: Sequence[str]) -> bytes:
        """One archived document."""
        return self._ask(
            "GET", f"personer/arkiv/{quote(identifier, safe='')}", _an_object, params=_named(parts)
        )

    def _bulk(
        self, path: str, read: Callable[[bytes], readings.BulkAnswer], **request: Any
    ) -> dict[str, bytes | None]:
        answer = self._ask("POST", path, read, **request)
        self.client.note(f"{path} answered with {answer.reading}")
        return answer.documents

    def _ask(self, method: str, path: str, read: Callable[[bytes], Any], **request: Any) -> Any:
        return self.client.ask(method, path, lambda answer: read(answer.content), **request)


def _page(body: bytes) -> list[FeedEntry]:
    """A page of the event list. Of an entry that is not as documented, what can be read is: the list goes on.

    Raises:
        ValueError: it is no list of entries that have a number each.
    """
    try:
        return msgspec.json.decode(body, type=list[FeedEntry])
    except msgspec.DecodeError:
        return [_entry(item) for item in msgspec.convert(json.loads(body), list[dict[str, Any]])]


def _entry(item: dict[str, Any]) -> FeedEntry:
    number = msgspec.convert(item.get("sekvensnummer"), int, strict=False)
    event = item.get("hendelse")
    fields = event if isinstance(event, dict) else {}
    told = {name for name in Event.__struct_fields__ if fields.get(name) is not None}
    readable = {name: fields[name] for name in told if _is_text(fields[name])}
    return FeedEntry(number, Event(**readable), is_whole=isinstance(event, dict) and readable.keys() == told)


def _is_text(value: object) -> bool:
    """Whether it is a text that can be written: half a surrogate pair cannot."""
    return isinstance(value, str) and value.encode(errors="ignore").decode() == value


def _an_object(body: bytes) -> bytes:
    msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    return body


def _named(parts: Sequence[str]) -> list[tuple[str, str]]:
    return [("part", part) for part in parts]
