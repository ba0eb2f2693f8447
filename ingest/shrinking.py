"""People who vanish: an extract or a FREG that has lost too many of the copy's people changes nothing by itself.

Whoever is missing from an extract is not taken for gone: each is looked up, and a document that shows that they
moved, left or died explains it. What is not explained may be as much as `MANNTALL_SHRINK_LIMIT` allows of the
people known, and never fewer than `A_FEW`; beyond that an operator must say so (`ingest.approval`).

Source: security-reliability.md ING-11.
"""

import threading
from collections.abc import Iterable, Sequence

import msgspec

from ingest import approval
from ingest.documents import FACTS, Facts
from ingest.errors import ShrunkenError
from ingest.freg import BULK_LIMIT
from ingest.lookups import LookUp
from ingest.work import EVERYBODY, Work

A_FEW = 3  # people; a share means nothing among so few
PROBED = 100  # people who are looked up before another FREG is believed to be ours
SELECTED = {
    "bosatt",
    "midlertidig",
    "ikkeBosatt",
    "forsvunnet",
    "foedselsregistrert",
}  # as an extract has them
APPROVE = "If this is right, say so with `manntall reconcile --approve`, then run the same command again."


def allowed(work: Work, known: int) -> float:
    """How many of `known` people may vanish without a word."""
    return max(known * work.settings.shrink_limit, A_FEW)


def refuse_shrunken_extract(work: Work, scope: str, ids: Sequence[str], *, is_document: bool) -> None:
    """Compare an extract that is about to be landed with the people whom the copy has.

    Raises:
        ShrunkenError: it lacks too many, and nobody has said yes to that.
    """
    if approval.is_given(work.settings.home):
        return
    if is_document:
        known = work.ledger.known()
        lost = known - len(ids)
    else:
        there, before = set(ids), work.ledger.extracted(scope)
        known, absent = len(before), [identifier for identifier in before if identifier not in there]
        lost = len(absent)
        if lost > allowed(work, known):
            lost = _unexplained(work, scope, absent)
    if lost > allowed(work, known):
        raise ShrunkenError(
            f"FREG's new extract lacks {lost} of {known} people whom the copy has, and nothing says why; it was "
            f"not used, and nobody was removed. {APPROVE}"
        )


def refuse_another_freg(work: Work) -> None:
    """See that those whom the copy has are known to the FREG that answers, before its numbers begin anew.

    Raises:
        ShrunkenError: at least half of some are not, and nobody has said yes to that.
    """
    asked = work.ledger.some_known(PROBED)
    if not asked or approval.is_given(work.settings.home):
        return
    found = LookUp(work.freg, ("identifikasjonsnummer",), is_archive=False).fetch(asked)
    known = sum(answer.document is not None for answer in found.values())
    if 2 * known <= len(asked):
        raise ShrunkenError(
            f"FREG's event list is another than the one that was read, and {len(asked) - known} of {len(asked)} "
            "people of the copy are not known there: it is most likely another FREG. Correct MANNTALL_FREG_URL, or "
            f"set MANNTALL_HOME to a new folder for a new copy. Nothing was changed. {APPROVE}"
        )


class Vanished:
    """Counts those of `known` people whom FREG says there is nobody behind, in whatever thread it is told."""

    def __init__(self, known: int) -> None:
        self._known = known
        self._lock = threading.Lock()
        self._lost = 0

    def add(self, work: Work, lost: int) -> None:
        """Count some more, before they are landed.

        Raises:
            ShrunkenError: now they are too many, and nobody has said yes to that.
        """
        with self._lock:
            self._lost += lost
            is_too_many = lost and self._lost > allowed(work, self._known)
        if is_too_many and not approval.is_given(work.settings.home):
            raise ShrunkenError(
                f"FREG says that {self._lost} of {self._known} people whom the copy has do not exist, and nothing "
                f"says why; no more of them are removed. {APPROVE}"
            )


def _unexplained(work: Work, scope: str, absent: list[str]) -> int:
    look_up = LookUp(work.freg, work.door.relation_parts, is_archive=False)
    lost = 0
    for start in range(0, len(absent), BULK_LIMIT):
        found = look_up.fetch(absent[start : start + BULK_LIMIT])
        lost += sum(_is_unexplained(answer.document, scope) for answer in found.values())
    return lost


def _is_unexplained(document: bytes | None, scope: str) -> bool:
    """True for somebody who is not there at all, or still belongs to what was selected."""
    if document is None:
        return True
    try:
        facts = FACTS.decode(document)
    except (msgspec.DecodeError, RecursionError):
        return True
    return not facts.is_strictly_protected() and _has_status(facts) and _is_in(facts, scope)


def _has_status(facts: Facts) -> bool:
    return any(entry.status in SELECTED and entry.erGjeldende is not False for entry in facts.status or [])


def _is_in(facts: Facts, scope: str) -> bool:
    addresses: Iterable = [*(facts.bostedsadresse or []), *(facts.oppholdsadresse or [])]
    current = [address for address in addresses if address.erGjeldende is not False]
    return scope == EVERYBODY or any(scope in address.kommuner for address in current)
