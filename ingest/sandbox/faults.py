"""Faults on request: which there are, in what mixtures, and a plan that gives the same ones for the same seed.

What a fault does to an answer is `ingest.sandbox.spoiling`'s business, what it does to the event list for good
`ingest.sandbox.feed_faults`'. Source: freg.md 8; security-reliability.md 4.3.
"""

import threading
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from ingest.errors import ConfigurationError


class Fault(StrEnum):
    """Something that goes wrong with one answer."""

    # the connection
    TIMEOUT = "timeout"
    RESET = "reset"
    DRIP = "drip"
    WRONG_LENGTH = "wrong-length"
    GZIP_CUT = "gzip-cut"
    # the answer
    TRUNCATED = "truncated"
    HTML = "html"
    TOO_MANY_MILLISECONDS = "429-milliseconds"
    TOO_MANY_SECONDS = "429-seconds"
    TOO_MANY_DATE = "429-date"
    TOO_MANY = "429"
    BURST_500 = "500"
    BURST_502 = "502"
    BURST_503 = "503"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    # a page of the event list
    DUPLICATE = "duplicate"
    OVERLAPPING = "overlapping"
    SHORT = "short"
    EMPTY = "empty"
    UNORDERED = "unordered"
    GAP = "gap"
    REWOUND = "rewound"
    SAME_ETAG = "same-etag"
    # documents
    STALE = "stale"
    OVER_DELIVERY = "over-delivery"
    POISON = "poison"


FEED, LATEST, PEOPLE, ARCHIVE, JOBS = "feed", "latest", "people", "archive", "jobs"
CONNECTION = (Fault.TIMEOUT, Fault.RESET, Fault.DRIP, Fault.WRONG_LENGTH, Fault.GZIP_CUT)
PASSING = (
    *CONNECTION,
    Fault.TRUNCATED,
    Fault.HTML,
    Fault.TOO_MANY_MILLISECONDS,
    Fault.TOO_MANY_SECONDS,
    Fault.TOO_MANY_DATE,
    Fault.TOO_MANY,
    Fault.BURST_500,
    Fault.BURST_502,
    Fault.BURST_503,
)
ACCESS = (Fault.UNAUTHORIZED, Fault.FORBIDDEN)
PAGES = (
    Fault.DUPLICATE,
    Fault.OVERLAPPING,
    Fault.SHORT,
    Fault.EMPTY,
    Fault.UNORDERED,
    Fault.REWOUND,
    Fault.SAME_ETAG,
)
BURSTS = {Fault.BURST_500, Fault.BURST_502, Fault.BURST_503}
DOCUMENTS = {PEOPLE, ARCHIVE}
ONLY_FOR = {
    **{fault: {FEED} for fault in (*PAGES, Fault.GAP)},
    Fault.STALE: {PEOPLE},
    Fault.OVER_DELIVERY: DOCUMENTS,
    Fault.POISON: DOCUMENTS,
}
PROFILES: dict[str, dict[Fault, float]] = {
    "net": dict.fromkeys(PASSING, 0.02),
    "access": dict.fromkeys(ACCESS, 0.03),
    "pages": dict.fromkeys(PAGES, 0.06),
    "losing": {Fault.GAP: 0.2, Fault.STALE: 0.2},  # what nobody can notice at once: reconciliation finds it
    "documents": {Fault.OVER_DELIVERY: 0.2, Fault.POISON: 0.1, Fault.STALE: 0.05},
}
PROFILES["mild"] = PROFILES["pages"] | {Fault.OVER_DELIVERY: 0.1, Fault.BURST_503: 0.02, Fault.RESET: 0.02}
PROFILES["all"] = {
    fault: chance / 2
    for name in ("net", "access", "pages", "losing", "documents")
    for fault, chance in PROFILES[name].items()
}


def kind_of(path: str) -> str:
    """What an address below `v1/` is for; empty for all that faults do not tell apart."""
    resource = path.partition("/v1/")[2]
    if resource.startswith("personer/"):
        return ARCHIVE if "arkiv" in resource else PEOPLE
    if resource.startswith("uttrekk/"):
        return JOBS
    return {"hendelser/feed": FEED, "hendelser/siste/sekvensnummer": LATEST}.get(resource, "")


@dataclass(slots=True)
class Order:
    """A single fault that was asked for, so many times, for one kind of address or for all."""

    fault: Fault
    times: int
    kind: str


class Plan:
    """Decides for each request what goes wrong with it.

    The decision follows from the seed, the request and how often that very request has come, and from nothing else: it
    is the same in whatever order the threads of a client happen to ask.

    Args:
        profile: a name of `PROFILES`; empty: nothing but what is ordered.
        seed: another seed, other faults.

    Raises:
        ConfigurationError: there is no such profile.
    """

    def __init__(self, profile: str = "", seed: int = 1) -> None:
        if profile and profile not in PROFILES:
            raise ConfigurationError(
                f"There are no faults named so; give one of {', '.join(sorted(PROFILES))}."
            )
        self.seed = seed
        self.chances = PROFILES.get(profile, {})
        self.given: Counter[Fault] = Counter()
        self.asked: Counter[str] = Counter()
        self._bursts: dict[str, tuple[Fault, int]] = {}
        self._orders: list[Order] = []
        self._lock = threading.Lock()

    def order(self, fault: Fault, times: int = 1, kind: str = "") -> None:
        """Let a fault come for the next requests of a kind, whatever the profile says."""
        with self._lock:
            self._orders.append(Order(fault, times, kind))

    def heal(self) -> None:
        """No more faults."""
        with self._lock:
            self.chances = {}
            self._orders.clear()
            self._bursts.clear()

    def next(self, kind: str, request: str) -> tuple[Fault | None, Random]:
        """The fault for a request, if any, and the dice for whatever else is left to chance in it."""
        with self._lock:
            self.asked[request] += 1
            dice = Random(f"{self.seed}|{request}|{self.asked[request]}")
            fault = self._ordered(kind) or self._burst(request) or self._by_chance(kind, request, dice)
            if fault:
                self.given[fault] += 1
            return fault, dice

    def _ordered(self, kind: str) -> Fault | None:
        for order in self._orders:
            if order.times and order.kind in ("", kind) and kind in ONLY_FOR.get(order.fault, {kind}):
                order.times -= 1
                return order.fault
        return None

    def _burst(self, request: str) -> Fault | None:
        fault, left = self._bursts.get(request, (None, 0))
        if left:
            self._bursts[request] = (fault, left - 1)
        return fault if left else None

    def _by_chance(self, kind: str, request: str, dice: Random) -> Fault | None:
        drawn = dice.random()
        for fault, chance in self.chances.items():
            if kind not in ONLY_FOR.get(fault, {kind}):
                continue
            drawn -= chance
            if drawn < 0:
                if fault in BURSTS:
                    self._bursts[request] = (fault, dice.randint(0, 2))
                return fault
        return None
