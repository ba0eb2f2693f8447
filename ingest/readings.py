"""Reading FREG's answers where the documentation is silent or contradicts itself.

Every documented reading is accepted. Each function here is pure, and says in words which reading it met, so
that a run can report it. Nothing is guessed: an answer that fits no reading is an error, and an id that an
answer leaves out has no entry.

Sources: freg.md 2.1 (`siste/sekvensnummer`), 1.4 (`Retry-After`), 3.1 and 10.2 (bulk answers), 4 (batches).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import msgspec

DOCUMENT_IDS, PERSON_IDS = "dokumentidentifikator", "foedselsEllerDNummer"
LONGEST_IN_SECONDS = 60  # a bare `Retry-After` above this cannot sensibly be meant as seconds
LONGEST_NUMBER = 18  # digits

Item = dict[str, msgspec.Raw]
# matches documents that come without the id they were asked for by; None where it cannot be told
Match = Callable[[Sequence[str], Sequence[bytes]], dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class BulkAnswer:
    """What one bulk answer says: a document for an id, or None where FREG says it has none."""

    reading: str
    documents: dict[str, bytes | None]


def retry_after(value: str, now: datetime) -> tuple[float, str] | None:
    """Seconds to wait and the reading met; None when the header says nothing that can be understood.

    FREG documents milliseconds, the RFC seconds or a date. The strictest reading is followed, so a bare number is
    seconds; one that would be more than a minute is most likely meant as milliseconds, which is told, and the caller
    has a longest pause.
    """
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
        number = int(text)
        return float(number), "seconds" if number <= LONGEST_IN_SECONDS else "milliseconds, most likely"
    try:
        return max((parsedate_to_datetime(text) - now).total_seconds(), 0.0), "a date"
    except (ValueError, TypeError):
        return None


def latest(body: bytes) -> int:
    """The number of `siste/sekvensnummer`: bare, as text, or in an object.

    Raises:
        ValueError: it is none of these.
    """
    answer = msgspec.json.decode(body)
    number = answer.get("sekvensnummer") if isinstance(answer, dict) else answer
    if isinstance(number, bool) or not isinstance(number, int | str) or int(number) < 0:
        raise ValueError("not a sequence number")
    return int(number)


def job_id(body: bytes) -> str:
    """The id of an ordered job.

    Raises:
        ValueError: the answer has none.
    """
    job = msgspec.json.decode(body, type=dict[str, object]).get("jobbId")
    if not isinstance(job, str) or not job:
        raise ValueError("no job id")
    return job


def batch(body: bytes) -> tuple[list[str], str]:
    """The ids of a batch and their name; no ids at all is the end of the extract.

    Raises:
        ValueError: the answer is not an object with lists of ids.
    """
    answer = msgspec.json.decode(body, type=dict[str, list[str] | None])
    kind = DOCUMENT_IDS if answer.get(DOCUMENT_IDS) else PERSON_IDS
    return answer.get(kind) or [], kind


def bulk(body: bytes, asked: Sequence[str], match: Match) -> BulkAnswer:
    """Read the answer to a bulk look-up of `asked`, in any of its documented or sensible shapes.

    Raises:
        ValueError: the answer has none of them (`msgspec.DecodeError` is one).
    """
    if body.lstrip()[:1] == b"[":
        return _list(msgspec.json.decode(body, type=list[Item]), asked, match, "a list of")
    answer = msgspec.json.decode(body, type=Item)
    if _is_person(answer):
        return BulkAnswer("a single person", {asked[0]: body} if len(asked) == 1 else {})
    if by_id := answer.keys() & set(asked):
        entries = {key: msgspec.json.decode(answer[key], type=Item) for key in by_id}
        return BulkAnswer("an object keyed by id", _documents(entries))
    lists = [raw for raw in answer.values() if bytes(raw)[:1] == b"["]
    if answer and len(lists) != 1:
        raise ValueError("no list of documents")
    items = msgspec.json.decode(lists[0], type=list[Item]) if lists else []
    return _list(items, asked, match, f"{next(iter(answer), 'nothing')!r} with a list of")


def in_order(asked: Sequence[str], documents: Sequence[bytes]) -> dict[str, bytes]:
    """Match by place, and only when there is one document for each id asked for."""
    return dict(zip(asked, documents, strict=True)) if len(asked) == len(documents) else {}


def by_identity(asked: Sequence[str], documents: Sequence[bytes]) -> dict[str, bytes]:
    """Match by the identifiers inside the documents, historical ones included."""
    wanted = set(asked)
    return {
        identity.foedselsEllerDNummer: document
        for document in documents
        for identity in msgspec.json.decode(document, type=_Identities).identifikasjonsnummer
        if identity.foedselsEllerDNummer in wanted
    }


class _Identity(msgspec.Struct):
    foedselsEllerDNummer: str


class _Identities(msgspec.Struct):
    identifikasjonsnummer: list[_Identity]


def _list(items: list[Item], asked: Sequence[str], match: Match, wrapper: str) -> BulkAnswer:
    wanted, entries, bare = set(asked), {}, []
    for item in items:
        identifier = _asked_id(item, wanted)
        if identifier is not None:
            if identifier not in entries or _document(item) is not None:
                entries[identifier] = item
        elif _is_person(item):
            bare.append(msgspec.json.encode(item))
    if bare and not entries:
        return BulkAnswer(f"{wrapper} persons", dict(match(asked, bare)))
    return BulkAnswer(f"{wrapper} entries with their ids", _documents(entries))


def _documents(entries: dict[str, Item]) -> dict[str, bytes | None]:
    documents = {identifier: _document(item) for identifier, item in entries.items()}
    return {
        identifier: document
        for identifier, document in documents.items()
        if document is not None or "feilmelding" in entries[identifier]
    }


def _document(item: Item) -> bytes | None:
    if _is_person(item):
        return msgspec.json.encode(item)
    inner = (bytes(raw) for name, raw in item.items() if name != "feilmelding")
    return next((raw for raw in inner if raw[:1] == b"{"), None)


def _asked_id(item: Item, wanted: set[str]) -> str | None:
    texts = (bytes(raw) for raw in item.values())
    return next((text for raw in texts if raw[:1] == b'"' and (text := raw[1:-1].decode()) in wanted), None)


def _is_person(item: Item) -> bool:
    return bytes(item.get("identifikasjonsnummer", b""))[:1] == b"["
