"""Twins of a world: the same people with other secrets, without the hidden, gone in another way.

Sources: security-reliability.md PRV-01, PRV-02 and INF-05; fiks.md 5.3 (what shows of whom). Whoever is fortrolig, or
has a klientadresse, stays in the municipality: a list by municipality shows it. Of somebody strengt fortrolig nothing
shows, so everything is another.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date

from provers import landed
from provers.landed import OPEN, STRENGT_FORTROLIG, Known
from provers.secret_values import dwellings

Documents = dict[str, dict]
NUMBER = re.compile(r'"(\d{11})"')
FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
ADULT_FROM = 18
PARENTS = ("mor", "far", "medmor")
OUTSIDE = "5501"  # no municipality of the made-up people's


def klasse_of(document: dict) -> str:
    """The class of whom a whole document is about."""
    return Known(documents=[document]).klasse


def with_other_secrets(documents: Documents) -> Documents:
    """The world in which every secret of the protected has another value of the same shape.

    Who shares a home still does: those who live with somebody fortrolig move along. Nobody moves along with somebody
    strengt fortrolig, who has no home.
    """
    changed = deepcopy(documents)
    classes = {person: klasse_of(document) for person, document in documents.items()}
    homes = _homes_to_move(documents, classes)
    ordinal = len(homes)
    for person, document in changed.items():
        own = landed.strictest([classes[person], landed.own_grade(document)])
        for _, entry in landed.addresses(document):
            ordinal += 1
            is_current = entry.get("erGjeldende") is not False
            moved = {homes[key] for key in dwellings(entry) & homes.keys()} if is_current else set()
            is_graded = is_current and landed.address_grade(entry) != OPEN
            if moved or own != OPEN or is_graded:
                _move(entry, min(moved, default=ordinal), is_hidden=own == STRENGT_FORTROLIG)
        if classes[person] == STRENGT_FORTROLIG:
            _become_another(document)
    return _renumbered(changed, [person for person, klasse in classes.items() if klasse == STRENGT_FORTROLIG])


def without_hidden_children(documents: Documents, today: date) -> Documents:
    """The world in which no child is strengt fortrolig: those who are, and all that names them, are not there."""
    hidden = {
        person
        for person, document in documents.items()
        if klasse_of(document) == STRENGT_FORTROLIG
        and _is_minor(document, today)
        and not _is_parent(document)
    }
    gone = set().union(*(landed.numbers_of(documents[person]) | {person} for person in hidden))
    return {
        person: _without(document, gone) for person, document in documents.items() if person not in hidden
    }


def who_may_go(documents: Documents, today: date, n: int) -> list[str]:
    """Unprotected minors who live somewhere told, the first `n`: they become protected, or move away."""
    found = (
        person
        for person, document in documents.items()
        if klasse_of(document) == OPEN
        and _is_minor(document, today)
        and not _is_parent(document)
        and any(entry.get("vegadresse") for entry in landed.current_entries(document, "bostedsadresse"))
        and [entry["status"] for entry in landed.current_entries(document, "status")] == ["bosatt"]
    )
    return [person for _, person in zip(range(n), found, strict=False)]


def protected(document: dict, day: date) -> dict:
    """The document after the person has become strengt fortrolig: no address is told any more."""
    kept = {name: value for name, value in deepcopy(document).items() if name not in landed.PLACES}
    entry = {**_metadata(day), "aarsak": "Adressebeskyttelse", "graderingsnivaa": "strengtFortrolig"}
    return kept | {"adressebeskyttelse": [entry]}


def moved_away(document: dict, day: date) -> dict:
    """The document after the person has moved to a municipality outside the copy."""
    changed = deepcopy(document)
    homes = changed["bostedsadresse"]
    entry = deepcopy(next(home for home in homes if home.get("erGjeldende") is not False))
    _move(entry, 7_000, is_hidden=True)
    entry["vegadresse"]["kommunenummer"] = OUTSIDE
    for home in homes:
        home["erGjeldende"] = False
    for name in landed.PLACES:
        changed.pop(name, None)
    return changed | {"bostedsadresse": [entry | _metadata(day), *homes]}


def _metadata(day: date) -> dict:
    moment = f"{day}T00:00:00+01:00"
    return {"erGjeldende": True, "gyldighetstidspunkt": moment, "ajourholdstidspunkt": moment}


def _homes_to_move(documents: Documents, classes: dict[str, str]) -> dict[tuple, int]:
    """Dwelling to an ordinal: where somebody fortrolig lives, or whose address is a klientadresse."""
    homes: dict[tuple, int] = {}
    for person, document in documents.items():
        if classes[person] == STRENGT_FORTROLIG:
            continue
        own = landed.strictest([classes[person], landed.own_grade(document)])
        for _, entry in landed.addresses(document):
            if (
                entry.get("erGjeldende") is not False
                and landed.strictest([own, landed.address_grade(entry)]) != OPEN
            ):
                keys = dwellings(entry)
                ordinal = min((homes[key] for key in keys & homes.keys()), default=len(homes))
                homes |= dict.fromkeys(keys, ordinal)
    return homes


def _move(entry: dict, ordinal: int, *, is_hidden: bool) -> None:
    """Give an address other values of the same shape, in place."""
    values = {
        "adressenavn": f"Tvillingveien {'ABCDEFGH'[ordinal % 8]}",
        "husnummer": str(100 + ordinal % 800),
        "adressekode": f"{20_000 + ordinal}",
        "adresseIdentifikatorFraMatrikkelen": f"{980_000_000 + ordinal}",
        "naerAdresseIdentifikatorFraMatrikkelen": f"{970_000_000 + ordinal}",
        "postnummer": f"{9000 + ordinal % 900}",
        "poststedsnavn": "TVILLINGSTED",
        "adressetilleggsnavn": f"Tvillingtun {ordinal}",
        "postboks": f"Postboks {2000 + ordinal}",
        "postbokseier": f"Tvilling {ordinal}",
        "postkode": f"T-{ordinal}",
        "byEllerStedsnavn": "Tvillingby",
        "grunnkrets": 4000 + ordinal % 5,
        "stemmekrets": 40 + ordinal % 5,
        "skolekrets": 50 + ordinal % 5,
        "kirkekrets": 60 + ordinal % 5,
        "gaardsnummer": 300 + ordinal % 90,
        "bruksnummer": 100 + ordinal % 90,
        "coAdressenavn": f"c/o Tvilling {ordinal}",
        "flyttedato": "2013-03-13",
        "oppholdsadressedato": "2013-03-13",
    }
    if is_hidden:
        values |= dict.fromkeys(("kommunenummer", "bostedskommune"), OUTSIDE)
    _replace(entry, values)


def _replace(value: dict, values: dict) -> None:
    for name, inner in value.items():
        if isinstance(inner, dict):
            _replace(inner, values)
        elif name == "adresselinje":
            value[name] = [f"{line} tvilling" for line in inner]
        elif name in values and inner not in (None, ""):
            value[name] = type(inner)(values[name])


def _become_another(document: dict) -> None:
    """Another name and day of birth, in place."""
    for entry in landed.entries_of(document, "navn"):
        for part in ("fornavn", "mellomnavn", "etternavn", "forkortetNavn"):
            if entry.get(part) and "*" not in entry[part]:
                entry[part] = f"TVILLING {part.upper()}"
        entry.pop("originaltNavn", None)
    for entry in landed.entries_of(document, "foedsel"):
        if entry.get("foedselsdato"):
            entry["foedselsdato"] = _other_day(entry["foedselsdato"])


def _other_day(born: str) -> str:
    return f"{born[:8]}{int(born[8:10]) % 28 + 1:02}"


def _renumbered(documents: Documents, people: list[str]) -> Documents:
    """Other numbers for some people, wherever they are named."""
    taken = set(NUMBER.findall(json.dumps(documents)))
    numbers: dict[str, str] = {}
    for person in people:
        for number in landed.numbers_of(documents[person]) | {person}:
            numbers[number] = _other_number(number, taken | set(numbers.values()))
    text = NUMBER.sub(lambda match: f'"{numbers.get(match[1], match[1])}"', json.dumps(documents))
    return json.loads(text)


def _other_number(number: str, taken: set[str]) -> str:
    """A number of the same kind, year and month, on another day; month + 80 stays."""
    day = int(number[:2])
    tens = day // 40 * 40
    start = f"{tens + (day - tens) % 28 + 1:02}{number[2:6]}"
    for step in range(1, 500):
        nine = f"{start}{(int(number[6:9]) + 2 * step) % 1000:03}"
        first = _check_digit(nine, FIRST_WEIGHTS)
        second = _check_digit(f"{nine}{first}", SECOND_WEIGHTS) if first < 10 else 10
        if second < 10 and f"{nine}{first}{second}" not in taken:
            return f"{nine}{first}{second}"
    raise ValueError("no number is left for that day")


def _check_digit(digits: str, weights: tuple[int, ...]) -> int:
    return -sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11


def _is_minor(document: dict, today: date) -> bool:
    years = [str(entry.get("foedselsaar") or "") for entry in landed.entries_of(document, "foedsel")]
    return all(year.isdigit() and int(year) > today.year - ADULT_FROM for year in years) and bool(years)


def _is_parent(document: dict) -> bool:
    """True for who is responsible for somebody, or a parent: their own protection hides a child's home."""
    own = landed.numbers_of(document)
    relations = landed.entries_of(document, "familierelasjon")
    responsible = (entry.get("ansvarlig") for entry in landed.entries_of(document, "foreldreansvar"))
    return any(entry.get("minRolleForPerson") in PARENTS for entry in relations) or any(
        number in own for number in responsible
    )


def _without(document: dict, numbers: set[str]) -> dict:
    """The document without every entry that names one of the numbers."""
    kept = {}
    for name, value in document.items():
        entries = list(_not_naming(value, numbers)) if isinstance(value, list) else value
        if entries or not value:
            kept[name] = entries
    return kept


def _not_naming(entries: list, numbers: set[str]) -> Iterator[object]:
    yield from (entry for entry in entries if not numbers.intersection(NUMBER.findall(json.dumps(entry))))
