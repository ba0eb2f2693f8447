"""Who somebody is and how they are graded: fiks.md 5.2, in dicts and loops."""

from dataclasses import dataclass
from datetime import date

from provers.oracle.entries import calendar_date, fold, newest, text

OPEN, KLIENT, FORTROLIG, STRENGT, UNKNOWN = range(5)
GRADES = {"ugradert": OPEN, "klientadresse": KLIENT, "fortrolig": FORTROLIG, "strengtfortrolig": STRENGT}
ADDRESSES = ("bostedsadresse", "oppholdsadresse", "deltBosted")
GRADED = (*ADDRESSES, "postadresse", "postadresseIUtlandet")

Document = dict
Row = dict


@dataclass(frozen=True)
class Answer:
    """A document that counts: the id in use, what was kept of it and why, and by which numbers it was asked for."""

    person: str
    document: Document
    in_scope: bool = True
    grading_asked: bool = True
    history_asked: bool = True
    asked_by: tuple[str, ...] = ()


def grade_of(code: str | None) -> int:
    return GRADES.get(fold(code), UNKNOWN)


def counted_as_current(entry: object) -> bool:
    return not isinstance(entry, dict) or entry.get("erGjeldende") is not False


def address_grade(document: Document, element: str) -> int:
    """The strictest of the element's current entries; an element of the wrong shape is of unknown grade."""
    value = document.get(element)
    if value is not None and not isinstance(value, list):
        return UNKNOWN
    grades = [grade_of(text(entry, "adressegradering")) for entry in value or [] if counted_as_current(entry)]
    return max(grades, default=OPEN)


def own_grade(answer: Answer) -> int:
    value = answer.document.get("adressebeskyttelse")
    if not answer.grading_asked or (value is not None and not isinstance(value, list)):
        return UNKNOWN
    grades = [grade_of(text(entry, "graderingsnivaa")) for entry in value or [] if counted_as_current(entry)]
    return max(grades, default=OPEN)


def person_grade(answer: Answer) -> int:
    """The person's own and every address's, except that a klientadresse is about that address alone."""
    addresses = [address_grade(answer.document, element) for element in GRADED]
    return max(own_grade(answer), *(grade for grade in addresses if grade != KLIENT), OPEN)


def status_of(document: Document) -> str:
    return fold(text(newest(document, "status"), "status"))


def is_dead(document: Document) -> bool:
    return status_of(document) == "doed" or (has_died(document) and status_of(document) != "opphoert")


def has_died(document: Document) -> bool:
    death = document.get("doedsfall")
    tells = isinstance(death, dict) and any(
        death.get(name) is not None for name in ("doedsdato", "gyldighetstidspunkt", "erGjeldende")
    )
    return tells and death.get("erGjeldende") is not False


def birth_year(document: Document) -> int | None:
    birth = newest(document, "foedsel")
    born = calendar_date(text(birth, "foedselsdato"))
    told = text(birth, "foedselsaar")
    return born.year if born else int(told) if told and told.isdigit() else None


def is_newborn(document: Document, today: date) -> bool:
    year = birth_year(document)
    return year is not None and year >= today.year - 1


def is_resident(document: Document, today: date) -> bool:
    """Resident, or a newborn who is registered but not yet resident."""
    status = status_of(document)
    lives_here = status == "bosatt" or (status == "foedselsregistrert" and is_newborn(document, today))
    return lives_here and not has_died(document)


def is_minor(document: Document, today: date) -> bool:
    """Under 18 for some of the list's year: whose home may be a parent's."""
    year = birth_year(document)
    return year is not None and today.year - 18 <= year <= today.year


def names(document: Document, today: date) -> Row:
    """The name as a list writes it; a provisional one, which carries the mother's first name, never shows."""
    entry = newest(document, "navn")
    first, middle, last = (text(entry, part) for part in ("fornavn", "mellomnavn", "etternavn"))
    given = " ".join(part for part in (first, middle) if part)
    whole = f"{last}, {given}" if last and given else last or given or None
    if "*" in f"{first}{middle}{last}":
        return {"navn": "Nyfødt", "fornavn": None, "mellomnavn": None, "etternavn": None}
    if whole is None and is_newborn(document, today):
        whole = "Nyfødt"
    return {"navn": whole, "fornavn": first, "mellomnavn": middle, "etternavn": last}
