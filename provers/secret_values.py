"""The secrets of a landing log: what of whom must stand nowhere outside the restricted layer.

Of somebody strengt fortrolig, or of unknown grading, everything: every number there has been, full names, the
date of birth and every address. Of somebody fortrolig every address, past ones too; a name and a number may
stand in a list. Of a klientadresse that address alone. A number that a document mentions, and that nobody has
been looked up by, is of unknown grading (fiks.md 5.5, R1).

A value is no secret when somebody else has it in the open: `Storgata 1` of somebody fortrolig in H0101 is also the
address of an unprotected neighbour in H0102, whose row shows it. It is a secret as long as all the unprotected who
have it live in the very dwelling: theirs hides with it (PRV-06). A bruksenhet that is not told may be any. A past
address is no secret once somebody unprotected has it, in whatever unit, nor is one that FREG sends of somebody
strengt fortrolig by mistake: that person has no address, and must leave no trace on those who live there either.
Names and dates are compared with those of all who may stand in a list.

Not looked for: a skolekrets, a postnummer or a municipality alone, which say nothing of anybody; that they do not
depend on secrets is what `provers.twins` shows. Nor an open postadresse of somebody strengt fortrolig, which is
Kripos' or Skatt Nord's, and the same for many.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from provers import landed
from provers.landed import FORTROLIG, OPEN, STRENGT_FORTROLIG, Known, Landed

MENTION = re.compile(
    r'"(?:relatertPerson|ansvarlig|ansvarssubjekt|relatertVedSivilstand|foedselsEllerDNummer|'
    r'rettIdentitetVedIdentifikasjonsnummer)": ?"(\d{11})"'
)
DAY = re.compile(r'"(\d{4}-\d\d-\d\d)')
SHORTEST = 5  # characters; what is shorter stands everywhere
SPELLED = ("fornavn", "mellomnavn", "etternavn")
Dwelling = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Secret:
    """One value of a protected person. Its text is never shown: `repr` leaves it out.

    `kind`: identifikator, navn, foedselsdato, adresse, coAdressenavn or matrikkel. `klasse`: S, F or K.
    """

    value: str
    kind: str
    klasse: str

    def __repr__(self) -> str:
        return f"Secret({self.kind}, {self.klasse})"


def secrets_of(landing: Path, until: float | None = None) -> list[Secret]:
    """Every secret in a landing log.

    Args:
        landing: the folder of the log.
        until: only what was landed until this time (seconds since 1970): what a generation could know of.
    """
    log = landed.read(landing, until)
    found = {
        *_of_people(log),
        *(Secret(number, "identifikator", STRENGT_FORTROLIG) for number in _never_looked_up(log)),
    }
    return sorted(
        (secret for secret in found if len(secret.value) >= SHORTEST),
        key=lambda secret: (secret.kind, secret.klasse, secret.value),
    )


def _of_people(log: Landed) -> Iterator[Secret]:
    listed = [person for person in log.people if person.klasse != STRENGT_FORTROLIG]
    names, dates = _names_of_all(listed), _dates_of_all(listed)
    in_the_open = _open_addresses(listed)
    for person in log.people:
        if person.klasse == STRENGT_FORTROLIG:
            yield from (Secret(number, "identifikator", STRENGT_FORTROLIG) for number in person.numbers)
            for document in person.documents:
                hidden = (name for name in _names(document) if f" {_plain(name)} " not in names)
                yield from (Secret(name, "navn", STRENGT_FORTROLIG) for name in hidden)
                hidden = (born for born in _birth_dates(document) if _is_telling(born, dates))
                yield from (Secret(born, "foedselsdato", STRENGT_FORTROLIG) for born in hidden)
        yield from _of_addresses(person, in_the_open)


def _of_addresses(person: Known, in_the_open: dict[str, set[Dwelling]]) -> Iterator[Secret]:
    """A past address is protected as the person is; a current one also by its own grading."""
    klasse = landed.strictest([person.klasse, landed.own_grade(person.newest)])
    for document in person.documents:
        for element, entry in landed.addresses(document):
            is_current = document is person.newest and entry.get("erGjeldende") is not False
            grade = landed.strictest([klasse, landed.address_grade(entry)]) if is_current else klasse
            if grade == OPEN or (klasse == STRENGT_FORTROLIG and _is_open_postadresse(element, entry)):
                continue
            is_home = is_current and klasse != STRENGT_FORTROLIG
            for kind, value in _values(entry):
                others = in_the_open.get(value.lower(), set())
                if not (_is_seen_elsewhere(dwellings(entry), others) if is_home else others):
                    yield Secret(value, kind, grade)


def _is_open_postadresse(element: str, entry: dict) -> bool:
    return element == "postadresse" and landed.address_grade(entry) == OPEN


def _open_addresses(people: list[Known]) -> dict[str, set[Dwelling]]:
    """Value to the dwellings of the unprotected addresses that have it."""
    found: dict[str, set[Dwelling]] = defaultdict(set)
    for person in people:
        if person.klasse == FORTROLIG:
            continue
        for _, entry in landed.addresses(person.newest):
            if landed.strictest([landed.own_grade(person.newest), landed.address_grade(entry)]) == OPEN:
                for value in (*(value for _, value in _values(entry)), *_streets(entry)):
                    found[value.lower()] |= dwellings(entry) or {("", value)}
    return found


def _streets(entry: dict) -> Iterator[str]:
    """The street alone: an address without a number is a part of everybody's in the street."""
    for name in ("vegadresse", "utenlandskAdresse"):
        if street := (entry.get(name) or {}).get("adressenavn"):
            yield str(street)


def dwellings(entry: dict) -> set[Dwelling]:
    """What a dwelling is known by: the matrikkel's identifier, and the text; each with the bruksenhet."""
    place = entry.get("vegadresse") or entry.get("matrikkeladresse") or {}
    unit = place.get("bruksenhetsnummer")
    keys = {str(entry[name]) for name in ("adresseIdentifikatorFraMatrikkelen",) if entry.get(name)}
    post = place.get("poststed") or {}
    keys |= {
        f"{post.get('postnummer')} {line}".lower() for line in (*_street_lines(entry), *_farm_lines(entry))
    }
    return {(key, unit) for key in keys}


def _is_seen_elsewhere(hidden: set[Dwelling], seen: set[Dwelling]) -> bool:
    """True when somebody in the open has the value in another dwelling than the hidden one."""
    return any(not any(_may_be_same(one, other) for one in hidden) for other in seen)


def _may_be_same(one: Dwelling, other: Dwelling) -> bool:
    return one[0] == other[0] and (None in (one[1], other[1]) or one[1] == other[1])


def _values(entry: dict) -> Iterator[tuple[str, str]]:
    """(kind, value) of all in an address that tells where it is."""
    yield from (("adresse", line) for line in _lines(entry))
    for name in ("adresseIdentifikatorFraMatrikkelen", "naerAdresseIdentifikatorFraMatrikkelen"):
        if entry.get(name):
            yield "matrikkel", str(entry[name])
    for name in ("vegadresse", "matrikkeladresse", "utenlandskAdresse"):
        if co := str((entry.get(name) or {}).get("coAdressenavn") or "").strip():
            yield "coAdressenavn", co


def _lines(entry: dict) -> Iterator[str]:
    yield from _street_lines(entry)
    yield from _farm_lines(entry)
    if box := (entry.get("postboksadresse") or {}).get("postboks"):
        yield str(box)
    for name in ("postadresseIFrittFormat", "utenlandskAdresseIFrittFormat"):
        yield from (str(line) for line in (entry.get(name) or {}).get("adresselinje") or [] if line)


def _street_lines(entry: dict) -> Iterator[str]:
    for name in ("vegadresse", "utenlandskAdresse"):
        street = entry.get(name) or {}
        if street.get("adressenavn"):
            number = street.get("adressenummer") or {}
            house, letter = (str(number.get(part) or "") for part in ("husnummer", "husbokstav"))
            yield f"{street['adressenavn']} {house}{letter}".strip()
            if letter:
                yield f"{street['adressenavn']} {house} {letter}"


def _farm_lines(entry: dict) -> Iterator[str]:
    farm = (entry.get("matrikkeladresse") or {}).get("matrikkelnummer") or {}
    if farm.get("gaardsnummer") is not None and farm.get("bruksnummer") is not None:
        yield f"gnr. {farm['gaardsnummer']}, bnr. {farm['bruksnummer']}"


def _names(document: dict) -> Iterator[str]:
    """A person's full names, in the orders in which lists write them."""
    for entry in landed.entries_of(document, "navn"):
        first, middle, last = (str(entry.get(part) or "").strip() for part in SPELLED)
        if first and last:
            for given in {first, f"{first} {middle}".strip()}:
                yield f"{given} {last}"
                yield f"{last}, {given}"


def _names_of_all(people: list[Known]) -> str:
    names = (name for person in people for document in person.documents for name in _names(document))
    return " ".join(f" {_plain(name)} |" for name in names)


def _plain(name: str) -> str:
    return " ".join(name.replace(",", " ").replace("-", " ").lower().split())


def _birth_dates(document: dict) -> Iterator[str]:
    for entry in landed.entries_of(document, "foedsel"):
        if born := entry.get("foedselsdato"):
            yield str(born)[:10]


def _dates_of_all(people: list[Known]) -> set[str]:
    return {day for person in people for day in DAY.findall(person.body)}


def _is_telling(day: str, dates: set[str]) -> bool:
    """False for a day that others' documents have, the first of a month, and the newest: states are full of days."""
    newest = max(dates, default="9999")
    return day not in dates and not day.endswith("-01") and day < f"{int(newest[:4]) - 1}"


def _never_looked_up(log: Landed) -> set[str]:
    """Numbers that documents mention, and that lead to nobody whose document there is."""
    mentioned = {number for person in log.people for number in MENTION.findall(person.body)}
    return mentioned - set().union(*(person.numbers for person in log.people), log.nobody)
