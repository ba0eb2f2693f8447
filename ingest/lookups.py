"""Look-ups of many ids, each of which gets an answer: in bulk where FREG gives it, else singly."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import isqrt

from ingest.errors import FregAccessError, FregAnswerError, FregRefusedError, FregTooLargeError
from ingest.freg import Freg
from ingest.invariants import Grunn

log = logging.getLogger(__name__)
FEW = 32  # ids that are rather asked for singly than in ever smaller bulk look-ups
SPLIT_ON = {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}


@dataclass(frozen=True, slots=True)
class Found:
    """The answer for one id: a document, or why there is none (`finnesIkke`, or `uforstaatt` and its reason)."""

    document: bytes | None = None
    utfall: str = ""
    grunn: Grunn | None = None


DOES_NOT_EXIST = Found(utfall="finnesIkke")
NOT_UNDERSTOOD = Found(utfall="uforstaatt", grunn=Grunn.INTET_SVAR)
TOO_LARGE = Found(utfall="uforstaatt", grunn=Grunn.FOR_STORT)


class LookUp:
    """One kind of look-up, of people or of archived documents, with the parts to ask for."""

    def __init__(self, freg: Freg, parts: tuple[str, ...], *, is_archive: bool) -> None:
        self._bulk, self._single = (
            (freg.archived, freg.archived_one) if is_archive else (freg.persons, freg.person)
        )
        self.is_archive = is_archive
        self._freg = freg
        self.parts = parts
        self._has_bulk = True

    def fetch(self, ids: Sequence[str]) -> dict[str, Found]:
        """An answer for every one of at most `BULK_LIMIT` ids.

        An id that the bulk answer leaves out, or has an error message for, is asked for singly, once: the
        message may mean that there is no such person, or that the identifier has ceased, and then the single
        look-up gives the person who goes on (freg.md 3.1, 10.5).

        Raises:
            FregAnswerError: none of many ids got an answer that makes sense.
        """
        answers = self._in_bulk(ids).items()
        found = {identifier: Found(document) for identifier, document in answers if document is not None}
        for identifier in ids:
            if identifier not in found:
                found[identifier] = self._singly(identifier)
        self._refuse_nonsense(found)
        return found

    def _in_bulk(self, ids: Sequence[str]) -> dict[str, bytes | None]:
        if not self._has_bulk:
            return {}
        try:
            return self._bulk(ids, self.parts)
        except FregAccessError:
            raise
        except FregRefusedError as refused:
            if refused.status not in SPLIT_ON:
                self._has_bulk = False
                self._freg.client.note(f"bulk look-up is refused (HTTP {refused.status}): one by one instead")
                return {}
        except FregAnswerError:
            log.warning(
                "a bulk answer for %d ids could not be understood: asking again in smaller parts", len(ids)
            )
        return self._in_parts(ids) if len(ids) > FEW else {}

    def _in_parts(self, ids: Sequence[str]) -> dict[str, bytes | None]:
        """One document that cannot be understood spoils a whole answer: narrow down which it is."""
        size, found = isqrt(len(ids)), {}
        for part in _parts_of(ids, size):
            found |= self._in_bulk(part)
        return found

    def _singly(self, identifier: str) -> Found:
        try:
            return Found(self._single(identifier, self.parts))
        except FregAccessError:
            raise
        except FregRefusedError as refused:
            # FREG answers 400 for a superseded document older than three years
            gone = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE} | (
                {HTTPStatus.BAD_REQUEST} if self.is_archive else set()
            )
            return DOES_NOT_EXIST if refused.status in gone else NOT_UNDERSTOOD
        except FregTooLargeError:
            return TOO_LARGE
        except FregAnswerError:
            return NOT_UNDERSTOOD

    def _refuse_nonsense(self, found: dict[str, Found]) -> None:
        nothing = {NOT_UNDERSTOOD, TOO_LARGE} | ({DOES_NOT_EXIST} if self.is_archive else set())
        if len(found) >= FEW and all(answer in nothing for answer in found.values()):
            raise FregAnswerError(
                f"FREG answered none of {len(found)} look-ups in a way that can be understood, and "
                "nothing of them was kept: check that the roles' parts are among those your access gives."
            )


def _parts_of(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
