"""What a fault does to an answer: from what FREG would have said to what the client gets instead."""

import gzip
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from urllib.parse import parse_qsl, urlencode

from ingest.sandbox.answers import error_body
from ingest.sandbox.faults import CONNECTION, Fault
from ingest.sandbox.parts import ELEMENTS, HISTORY

FIREWALL_PAGE = b"<html><body>The requested URL was rejected. Support id: 1234567890</body></html>"
PAUSE_SECONDS = 1
DEEP = 20_000
STATUS = {
    Fault.BURST_500: 500,
    Fault.BURST_502: 502,
    Fault.BURST_503: 503,
    Fault.UNAUTHORIZED: 401,
    Fault.FORBIDDEN: 403,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as far as faults care."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    def with_query(self, **changes: object) -> "Asked":
        """The same with other parameters."""
        others = [(name, value) for name, value in parse_qsl(self.query) if name not in changes]
        new = [
            (name, str(one))
            for name, value in changes.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        return replace(self, query=urlencode(others + new))

    def parameter(self, name: str) -> str:
        """The value of a parameter, or nothing."""
        return dict(parse_qsl(self.query)).get(name, "")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer. `cut` is how the connection fails while it is given, after so many bytes of the body."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    cut: Fault | None = None
    after: int = 0


Answer = Callable[[Asked], Awaitable[Told]]


class Spoiler:
    """Spoils answers.

    Args:
        answer: how FREG answers now.
        stale: how it answered some time ago.
    """

    def __init__(self, answer: Answer, stale: Answer) -> None:
        self._answer = answer
        self._stale = stale

    async def spoiled(self, fault: Fault | None, dice: Random, asked: Asked) -> Told:
        """The answer to a request, with the fault in it."""
        if fault is None:
            return await self._answer(asked)
        if told := _instead_of_an_answer(fault):
            return told
        if fault in OTHER_ANSWERS:
            return await self._other_answer(fault, dice, asked)
        told = await self._answer(asked)
        return _after(fault, dice, asked, told) if told.status == 200 else told

    async def _other_answer(self, fault: Fault, dice: Random, asked: Asked) -> Told:
        if fault is Fault.STALE:
            return await self._stale(asked)
        if fault is Fault.OVER_DELIVERY:
            return await self._answer(asked.with_query(part=[HISTORY, *sorted(ELEMENTS)]))
        if fault is Fault.REWOUND:
            return await self._rewound(asked, dice)
        earlier = max(int(asked.parameter("seq") or 0) - dice.randint(1, 5), 0)
        return await self._answer(asked.with_query(seq=earlier))

    async def _rewound(self, asked: Asked, dice: Random) -> Told:
        """A page of what lies before the one that was asked for."""
        seq = int(asked.parameter("seq") or 0)
        told = await self._answer(asked.with_query(seq=max(seq - dice.randint(1, 50), 0)))
        if told.status != 200:
            return told
        before = [entry for entry in json.loads(told.body) if entry["sekvensnummer"] < seq]
        return _with_page(told, before) if before else await self._answer(asked)


def poisoned(body: bytes, dice: Random) -> bytes:
    """The answer with one document in it that no reader should trust."""
    places = [place for place in range(len(body)) if body.startswith(b'"identifikasjonsnummer":', place)]
    if not places:
        return body
    place = dice.choice(places)
    poison = dice.choice(POISONS)
    return body[:place] + poison + body[place:]


def _instead_of_an_answer(fault: Fault) -> Told | None:
    if fault in STATUS:
        return _refusal(STATUS[fault])
    if fault in RETRY_AFTER:
        return _too_many(RETRY_AFTER[fault]())
    if fault is Fault.HTML:
        return Told(200, FIREWALL_PAGE, {"content-type": "text/html"})
    return Told(200, b"", cut=fault) if fault is Fault.TIMEOUT else None


def _after(fault: Fault, dice: Random, asked: Asked, told: Told) -> Told:
    if fault in CONNECTION:
        body = gzip.compress(told.body) if fault is Fault.GZIP_CUT else told.body
        encoding = {"content-encoding": "gzip"} if fault is Fault.GZIP_CUT else {}
        after = dice.randint(0, max(len(body) - 1, 0))
        return replace(told, body=body, headers=told.headers | encoding, cut=fault, after=after)
    if fault in (Fault.TRUNCATED, Fault.POISON):
        cut = dice.randint(0, max(len(told.body) - 1, 0))
        return replace(told, body=poisoned(told.body, dice) if fault is Fault.POISON else told.body[:cut])
    if fault is Fault.SAME_ETAG:
        is_known = asked.headers.get("if-none-match") == SAME_ETAG
        same = {"etag": SAME_ETAG}
        return Told(304, b"", same) if is_known else replace(told, headers=told.headers | same)
    return _with_page(told, _page(fault, dice, json.loads(told.body)))


def _page(fault: Fault, dice: Random, entries: list[dict]) -> list[dict]:
    match fault:
        case Fault.EMPTY:
            return []
        case Fault.SHORT:
            return entries[: dice.randint(1, max(len(entries), 1))]
        case Fault.UNORDERED:
            return dice.sample(entries, len(entries))
        case Fault.DUPLICATE:
            return [entry for entry in entries for _ in range(dice.randint(1, 3))]
        case Fault.GAP:
            lost = dice.randrange(len(entries)) if entries else 0
            return entries[:lost] + entries[lost + 1 :]
    return entries


def _with_page(told: Told, entries: list[dict]) -> Told:
    return replace(told, body=json.dumps(entries, ensure_ascii=False).encode())


def _refusal(status: int) -> Told:
    return Told(
        status, json.dumps(error_body("Feil i tjenesten.")).encode(), {"content-type": "application/json"}
    )


def _too_many(retry_after: str | None) -> Told:
    told = _refusal(429)
    return replace(told, headers=told.headers | {"retry-after": retry_after}) if retry_after else told


def _date() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=PAUSE_SECONDS), usegmt=True)


OTHER_ANSWERS = {Fault.STALE, Fault.OVER_DELIVERY, Fault.REWOUND, Fault.OVERLAPPING}
SAME_ETAG = '"uendret"'
RETRY_AFTER: dict[Fault, Callable[[], str | None]] = {
    Fault.TOO_MANY_MILLISECONDS: lambda: str(PAUSE_SECONDS * 1000),
    Fault.TOO_MANY_SECONDS: lambda: str(PAUSE_SECONDS),
    Fault.TOO_MANY_DATE: _date,
    Fault.TOO_MANY: lambda: None,
}
POISONS = (
    b'"navn":[{"fornavn":"\\u0000"}],',  # NUL, and a key that comes twice
    b'"navn":[{"fornavn":"\\ud800"}],',  # half a surrogate pair
    b'"navn":NaN,',
    b'"navn":' + b"[" * DEEP + b"]" * DEEP + b",",
    b'"navn":"\xff\xfe",',  # no UTF-8
    b'"navn":17,',
    b'"navn":[{"fornavn":',  # and then nothing that fits
)
