"""Who is protected, by a plain reading of the landing log: the strictest grading wins, and unknown is strictest.

Sources: fiks.md 5.2 (gradings), freg.md 5.1 (entries). Shares no code with ingest or with the models.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

OPEN, KLIENTADRESSE, FORTROLIG, STRENGT_FORTROLIG = "U", "K", "F", "S"
CODES = {
    "ugradert": OPEN,
    "klientadresse": KLIENTADRESSE,
    "fortrolig": FORTROLIG,
    "strengtfortrolig": STRENGT_FORTROLIG,
}
STRICTNESS = (OPEN, KLIENTADRESSE, FORTROLIG, STRENGT_FORTROLIG)
PLACES = ("bostedsadresse", "oppholdsadresse", "deltBosted", "postadresse", "postadresseIUtlandet")
NOT_UNDERSTOOD, NOBODY = "uforstaatt", "finnesIkke"
COLUMNS = ["identifikator", "person", "sekvensnummer", "utfall", "parts", "body"]


@dataclass
class Known:
    """What landing holds of one person, the newest document last; `body` is that one as text."""

    numbers: set[str] = field(default_factory=set)
    body: str = ""
    documents: list[dict] = field(default_factory=list)
    is_understood: bool = True
    is_grading_asked: bool = True

    @property
    def newest(self) -> dict:
        return self.documents[-1] if self.documents else {}

    @cached_property
    def klasse(self) -> str:
        """The person's own grading and that of every address; a klientadresse is about that address alone.

        Asked for when the whole log has been read.
        """
        if not self.documents or not self.is_understood or not self.is_grading_asked:
            return STRENGT_FORTROLIG
        told = [own_grade(self.newest)]
        for element in PLACES:
            grades = [address_grade(entry) for entry in current_entries(self.newest, element)]
            told += [grade for grade in grades if grade != KLIENTADRESSE]
        return strictest(told)


@dataclass
class Landed:
    """Everybody in a landing log, and the numbers that FREG says are nobody's."""

    people: list[Known]
    nobody: set[str]


def read(landing: Path, until: float | None = None) -> Landed:
    """Read the answers that were landed until a time (seconds since 1970); left out: all, or none where one is broken.

    An answer is about whomever its document names: documents that share a number are one person's.
    """
    by_number: dict[str, Known] = {}
    nobody: set[str] = set()
    for row in _rows(landing, until):
        document = _document(row["body"])
        numbers = {row["identifikator"], row["person"], *numbers_of(document or {})} - {None}
        if row["utfall"] == NOBODY:
            nobody |= numbers
        elif document is not None or row["utfall"] == NOT_UNDERSTOOD:
            known = _one_of([by_number[number] for number in numbers if number in by_number])
            known.numbers |= numbers
            known.is_understood = document is not None
            if document is not None:
                known.documents.append(document)
                known.body = row["body"]
                known.is_grading_asked = "adressebeskyttelse" in (row["parts"] or "").split(",")
            by_number |= dict.fromkeys(known.numbers, known)
    people = list({id(known): known for known in by_number.values()}.values())
    return Landed(people, nobody)


def numbers_of(document: dict) -> set[str]:
    """The numbers that a document says are its person's, former ones too."""
    entries = entries_of(document, "identifikasjonsnummer")
    return {str(entry["foedselsEllerDNummer"]) for entry in entries if entry.get("foedselsEllerDNummer")}


def own_grade(document: dict) -> str:
    """The strictest of the person's own gradings; none is open."""
    value = document.get("adressebeskyttelse")
    if value is not None and not isinstance(value, list):
        return STRENGT_FORTROLIG
    return strictest([_grade(entry, "graderingsnivaa") for entry in _current(value or [])])


def address_grade(entry: object) -> str:
    """The grading of one address; a missing one is unknown."""
    return _grade(entry, "adressegradering")


def strictest(grades: list[str]) -> str:
    return max(grades, key=STRICTNESS.index, default=OPEN)


def current_entries(document: dict, element: str) -> list:
    """The entries that do not say they are past; an element of the wrong shape is one that says nothing."""
    value = document.get(element)
    return _current(value or []) if value is None or isinstance(value, list) else [None]


def entries_of(document: dict, element: str) -> list[dict]:
    """All entries of an element that are objects, past ones too."""
    value = document.get(element)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _answers(segment: Path, *, may_be_broken: bool) -> list[dict]:
    """The rows of a segment. Of a broken one nothing can be made, but what is searched may have been made before."""
    try:
        return pq.read_table(segment, columns=COLUMNS).to_pylist()
    except (pa.ArrowInvalid, OSError):
        if may_be_broken:  # a test broke it
            return []
        raise


def landed_at(segment: Path) -> float:
    """When the answers of a segment came, as its name tells: a purge writes the file anew and keeps the name."""
    return int(segment.stem) / 1e6


def _rows(landing: Path, until: float | None) -> list[dict]:
    rows = []
    for path in sorted((landing / "persondokumenter").glob("[0-9]*.parquet")):
        if until is None or landed_at(path) <= until:
            rows += _answers(path, may_be_broken=until is not None)
    # a stable sort: of the same number, the answer that was landed last is the newest
    return sorted(rows, key=lambda row: -1 if row["sekvensnummer"] is None else row["sekvensnummer"])


def _document(body: str | None) -> dict | None:
    try:
        document = msgspec.json.decode(body) if body else None
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _one_of(found: list[Known]) -> Known:
    """The one person that several are, now that a document joins them."""
    first = found[0] if found else Known()
    for other in found[1:]:
        if other is not first:
            first.numbers |= other.numbers
            first.documents = [*other.documents, *first.documents]
    return first


def _current(entries: list) -> list:
    return [
        entry for entry in entries if not isinstance(entry, dict) or entry.get("erGjeldende") is not False
    ]


def _grade(entry: object, name: str) -> str:
    code = entry.get(name) if isinstance(entry, dict) else None
    return CODES.get(str(code).strip().replace("_", "").lower(), STRENGT_FORTROLIG)


def addresses(document: dict, elements: tuple[str, ...] = PLACES) -> Iterator[tuple[str, dict]]:
    """(element, entry) of every address in a document, past ones too."""
    for element in elements:
        for entry in entries_of(document, element):
            yield element, entry
