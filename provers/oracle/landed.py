"""Which landed documents count: the newest answer about a person, however it came and whatever number it came by.

Written from the words of `ingest.landing`: an answer is known to be current up to its `sekvensnummer`; of equals
the one that was written later counts. An answer about somebody also speaks of every number in the document.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow.parquet as pq

from provers.oracle.entries import as_list, text
from provers.oracle.persons import Answer, Document

COLUMNS = ["identifikator", "person", "sekvensnummer", "utfall", "parts", "body"]
WITH_A_DOCUMENT = ("funnet", "relasjon")


@dataclass(frozen=True)
class Landed:
    """One answer of FREG's. `place` orders them: later is newer."""

    asked: str
    person: str | None
    utfall: str
    parts: str
    body: str | None
    place: tuple[int, int]

    @cached_property
    def document(self) -> Document | None:
        """The document; none where there is none, or none that tells whom it is about."""
        if self.utfall not in WITH_A_DOCUMENT or not self.person:
            return None
        try:
            document = json.loads(self.body or "null")
        except ValueError:
            return None
        known = isinstance(document, dict) and as_list(document.get("identifikasjonsnummer"))
        return document if known else None

    @cached_property
    def others(self) -> set[str]:
        """The numbers it speaks of beside the one that was asked for."""
        entries = as_list((self.document or {}).get("identifikasjonsnummer"))
        numbers = {text(entry, "foedselsEllerDNummer") for entry in entries} | {self.person}
        return {number for number in numbers if number} - {self.asked}


def read(folder: Path) -> Iterator[Landed]:
    """The answers in the landing log of `folder`, in the order in which they were written.

    Raises:
        OSError: a segment cannot be read.
    """
    written = 0
    for segment in sorted((folder / "persondokumenter").glob("*.parquet")):
        for batch in pq.ParquetFile(segment).iter_batches(columns=COLUMNS):
            for row in batch.to_pylist():
                written += 1
                number = -1 if row["sekvensnummer"] is None else row["sekvensnummer"]
                if asked := row["identifikator"] or row["person"]:
                    place = (number, written)
                    yield Landed(asked, row["person"], row["utfall"], row["parts"] or "", row["body"], place)


def counting(landed: Iterable[Landed]) -> tuple[list[Answer], set[str]]:
    """The documents that count, the one known to be newest last; and the numbers FREG says are nobody's."""
    newest: dict[str, Landed] = {}
    for answer in landed:
        if answer.asked not in newest or newest[answer.asked].place < answer.place:
            newest[answer.asked] = answer
    spoken_of: dict[str, list[Landed]] = defaultdict(list)
    asked_by: dict[str, list[str]] = defaultdict(list)
    for answer in newest.values():
        for number in answer.others:
            spoken_of[number].append(answer)
        if answer.document:
            asked_by[answer.person].append(answer.asked)

    def is_superseded(answer: Landed) -> bool:
        by_another_name = [other for other in spoken_of[answer.person] if other is not answer]
        own = newest.get(answer.person) if answer.person != answer.asked else None
        gone = [
            newest[number]
            for number in answer.others & newest.keys()
            if newest[number].document is None and newest[number].utfall != "finnesIkke"
        ]
        newer = [*by_another_name, *gone, *([own] if own else [])]
        return any(other.place > answer.place for other in newer)

    documents = [answer for answer in newest.values() if answer.document and not is_superseded(answer)]
    documents.sort(key=lambda answer: (-answer.place[0], answer.person), reverse=True)
    answers = [
        Answer(
            answer.person,
            answer.document,
            in_scope=answer.utfall == "funnet",
            grading_asked="adressebeskyttelse" in answer.parts.split(","),
            history_asked="historikk" in answer.parts.split(","),
            asked_by=tuple(asked_by[answer.person]),
        )
        for answer in documents
    ]
    return answers, {asked for asked, answer in newest.items() if answer.utfall == "finnesIkke"}
