"""What a list may say about one person: who it is, and of each address as much as may be shown (fiks.md 5.3)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from provers.oracle.entries import calendar_date, current, newest, text
from provers.oracle.persons import (
    OPEN,
    STRENGT,
    Answer,
    Document,
    Row,
    address_grade,
    birth_year,
    is_dead,
    is_resident,
    names,
)
from provers.oracle.places import geo, kommune, place_grade, postal
from provers.oracle.register import Register

NAMES = ("navn", "fornavn", "mellomnavn", "etternavn")
HIDDEN, MISSING, SHOWN = "krever eget oppslag", "adresse ikke tilgjengelig", "vist"


@dataclass
class Resident:
    """Somebody in the copy's scope."""

    answer: Answer
    register: Register
    today: date

    @property
    def document(self) -> Document:
        return self.answer.document

    @property
    def person(self) -> str:
        return self.answer.person

    @cached_property
    def grade(self) -> int:
        return self.register.grade(self.person)

    @property
    def may_be_listed(self) -> bool:
        """Nobody strengt fortrolig or of unknown grade is in any list, or leaves a trace in one."""
        return self.answer.in_scope and self.grade < STRENGT

    @cached_property
    def is_resident(self) -> bool:
        return is_resident(self.document, self.today)

    def is_of_age(self, youngest: int, oldest: int) -> bool:
        """By the end of the list's calendar year: lists go by year of birth alone."""
        year = self.identity["foedselsaar"]
        return year is not None and youngest <= self.today.year - year <= oldest

    @cached_property
    def is_dead(self) -> bool:
        return is_dead(self.document)

    # --- who it is

    @cached_property
    def identity(self) -> Row:
        birth = newest(self.document, "foedsel")
        return {
            "foedselsnummer": self.person,
            **names(self.document, self.today),
            "foedselsdato": calendar_date(text(birth, "foedselsdato")),
            "foedselsaar": birth_year(self.document),
            "kjoenn": (text(newest(self.document, "kjoenn"), "kjoenn") or "").lower() or None,
            "personstatus": text(newest(self.document, "status"), "status"),
        }

    # --- where it lives

    @cached_property
    def home_grade(self) -> int:
        """The grade that the home takes over from others who live in the same dwelling."""
        return self.register.dwelling_grade(self.answer)

    def is_hidden(self, element: str) -> bool:
        """Whether the address must not be shown: for its own sake, the person's, or that of somebody at home."""
        there = place_grade(self.document, newest(self.document, element))
        return max(self.grade, self.home_grade, there, address_grade(self.document, element)) > OPEN

    @cached_property
    def addresses(self) -> dict[str, dict]:
        """The current entries that selection by municipality goes by: where the person lives, and where it stays."""
        entries = {
            element: newest(self.document, element) for element in ("bostedsadresse", "oppholdsadresse")
        }
        return {element: entry for element, entry in entries.items() if entry and kommune(entry)}

    @property
    def home(self) -> dict | None:
        return self.addresses.get("bostedsadresse")


def place(entry: dict, *, hidden: bool, krets: bool, told: str = HIDDEN) -> Row:
    """The columns of an address, with what the role is told of one that is hidden."""
    whole = geo(entry, krets=krets)
    state = told if hidden else SHOWN if whole["adresse"] else MISSING
    return (dict.fromkeys(whole) if hidden else whole) | {"adressetilstand": state}


def post(person: Resident) -> Row:
    """The columns of the postal address in Norway."""
    entry = newest(person.document, "postadresse")
    shown = postal(entry) if entry and not person.is_hidden("postadresse") else {}
    return {f"post_{name}": shown.get(name) for name in ("adresse", "postnummer", "poststed")}


def codes(document: Document, element: str) -> str | None:
    """All current codes of an element that is named like its field, sorted."""
    found = {text(entry, element) for entry in current(document, element)} - {None}
    return ", ".join(sorted(found)) or None


def numbers(person: Resident, element: str, *, with_country: bool) -> str | None:
    """All current numbers of other authorities, sorted. Of whom is not open in every way, none (R11)."""
    parts = ("utstederland", "identifikasjonsnummer") if with_country else ("identifikasjonsnummer",)
    found = set()
    for entry in current(person.document, element) if person.grade == OPEN else ():
        if text(entry, "identifikasjonsnummer"):
            found.add(": ".join(told for part in parts if (told := text(entry, part))))
    return ", ".join(sorted(found)) or None
