"""The dead, and who may be named as the contact for an estate: fiks.md 3.4 and 5.5 R8."""

from datetime import date

from provers.oracle.children import Child
from provers.oracle.custody import NEUTRAL, SHOWN
from provers.oracle.entries import calendar_date, newest, text
from provers.oracle.persons import GRADED, OPEN, STRENGT, Row, address_grade, grade_of, is_minor, names
from provers.oracle.places import kommune
from provers.oracle.residents import NAMES, Resident

CONTACT = ("kontakt", "adresse", "postnummer", "poststed")


def dead_rows(person: Resident) -> list[Row]:
    """A row in the municipality of the last home, unless that was strengt fortrolig."""
    last = last_home(person)
    if last is None or last_grade(person) >= STRENGT:
        return []
    died = day_of_death(person)
    return [
        {
            "kommunenummer": kommune(last),
            **{name: person.identity[name] for name in ("foedselsnummer", *NAMES)},
            "doedsdato": died,
            "doedsmaaned": died and died.replace(day=1),
            **estate(person),
        }
    ]


def last_home(person: Resident) -> dict | None:
    """The newest bostedsadresse of somebody dead, current or not, when its municipality is known."""
    last = newest(person.document, "bostedsadresse", current_only=False) if person.is_dead else None
    return last if last and kommune(last) else None


def last_grade(person: Resident) -> int:
    return max(person.grade, grade_of(text(last_home(person), "adressegradering")))


def day_of_death(person: Resident) -> date | None:
    death = person.document.get("doedsfall")
    annulled = isinstance(death, dict) and death.get("erGjeldende") is False
    return None if annulled else calendar_date(text(death, "doedsdato"))


def estate(person: Resident) -> Row:
    """The columns of the contact. It may live where the dead did, and hides with them."""
    entry = newest(person.document, "kontaktinformasjonForDoedsbo") if person.is_dead else None
    shown = contact(entry, person) if entry and last_grade(person) == OPEN else dict.fromkeys(CONTACT)
    state = (SHOWN if shown["kontakt"] else NEUTRAL) if entry else None
    return {
        "doedsbo_skifteform": text(entry, "skifteform"),
        "doedsbo_tilstand": state,
        **{f"doedsbo_{name}": shown[name] for name in CONTACT},
    }


def contact(entry: dict, dead: Resident) -> Row:
    """Organisation, lawyer's office or lawyer; a private person only when known and open in every way."""
    private, firm, lawyer = (entry.get(kind) or {} for kind in ("person", "organisasjon", "advokat"))
    own = private.get("personnavn")
    if any((*(text(private, name) for name in ("foedselsEllerDNummer", "foedselsdato")), *name_parts(own))):
        name = private_name(text(private, "foedselsEllerDNummer"), dead)
    else:
        offices = (text(place, "organisasjonsnavn") for place in (firm, lawyer))
        name = next(filter(None, offices), None) or " ".join(name_parts(lawyer.get("personnavn"))) or None
    place = entry.get("adresse") or {}
    lines = ", ".join(line for line in place.get("adresselinje") or [] if line) or None
    if not name or "c/o" in (lines or "").lower():
        return dict.fromkeys(CONTACT) | {"kontakt": name}
    return {
        "kontakt": name,
        "adresse": lines,
        "postnummer": text(place, "postnummer"),
        "poststed": text(place, "poststedsnavn"),
    }


def name_parts(name: object) -> list[str]:
    return [told for part in ("fornavn", "mellomnavn", "etternavn") if (told := text(name, part))]


def private_name(number: str | None, dead: Resident) -> str | None:
    known = dead.register.find(number) if number else None
    if known is None:
        return None
    kind = Child if is_minor(known.document, dead.today) else Resident
    living = kind(known, dead.register, dead.today)
    grades = [address_grade(known.document, element) for element in GRADED]
    if last_home(living):
        grades.append(last_grade(living))
    is_open = max(living.grade, living.home_grade, *grades) == OPEN
    return names(known.document, dead.today)["navn"] if is_open else None
