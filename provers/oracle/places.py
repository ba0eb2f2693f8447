"""Where somebody lives, and whether two people live together: fiks.md 5.5 and 8.5, in dicts and loops."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

from provers.oracle.entries import as_list, calendar_date, current, text
from provers.oracle.persons import ADDRESSES, OPEN, Document, Row, counted_as_current, grade_of

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"


def translations() -> dict[str, str]:
    """Old municipality number to today's, without the one that was split."""
    with (SEEDS / "kommuneendringer.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    times = Counter(row["gammelt_kommunenummer"] for row in rows)
    return {
        row["gammelt_kommunenummer"]: row["nytt_kommunenummer"]
        for row in rows
        if times[row["gammelt_kommunenummer"]] == 1
    }


TODAYS_NUMBER = translations()


def kommune(entry: dict) -> str | None:
    places = (
        (entry.get("vegadresse") or {}).get("kommunenummer"),
        ((entry.get("matrikkeladresse") or {}).get("matrikkelnummer") or {}).get("kommunenummer"),
        (entry.get("ukjentBosted") or {}).get("bostedskommune"),
    )
    number = next((place for place in places if place), None)
    return TODAYS_NUMBER.get(number, number)


def address_line(entry: dict) -> str | None:
    street, farm = entry.get("vegadresse") or {}, entry.get("matrikkeladresse") or {}
    if line := street_line(street):
        return line
    extra = text(street, "adressetilleggsnavn") or text(farm, "adressetilleggsnavn")
    numbers = farm.get("matrikkelnummer") or {}
    if numbers.get("gaardsnummer") is None:
        return extra
    parts = [extra] if extra else []
    parts.append(f"gnr. {numbers['gaardsnummer']}")
    if numbers.get("bruksnummer") is not None:
        parts.append(f"bnr. {numbers['bruksnummer']}")
    if numbers.get("festenummer"):
        parts.append(f"festenr. {numbers['festenummer']}")
    if farm.get("undernummer"):
        parts.append(f"undernr. {farm['undernummer']}")
    return ", ".join(parts)


def street_line(street: dict) -> str | None:
    number = street.get("adressenummer") or {}
    name = text(street, "adressenavn")
    return (
        f"{name} {text(number, 'husnummer') or ''}{text(number, 'husbokstav') or ''}".strip()
        if name
        else None
    )


def geo(entry: dict, *, krets: bool = False) -> Row:
    place = entry.get("vegadresse") or entry.get("matrikkeladresse") or {}
    post = place.get("poststed") or {}
    return {
        "adresse": address_line(entry),
        "postnummer": text(post, "postnummer"),
        "poststed": text(post, "poststedsnavn"),
        "skolekrets": text(entry, "skolekrets") if krets else None,
        "grunnkrets": text(entry, "grunnkrets") if krets else None,
        "stemmekrets": text(entry, "stemmekrets") if krets else None,
    }


def postal(entry: dict) -> Row:
    """A postal address: a street, a box, or lines. Lines with a c/o name somebody else, and are left out (R8)."""
    street, box = entry.get("vegadresse") or {}, entry.get("postboksadresse") or {}
    free = entry.get("postadresseIFrittFormat") or {}
    lines = ", ".join(line for line in free.get("adresselinje") or [] if line)
    if "c/o" in lines.lower():
        lines = ""
    number = text(box, "postboks")
    offices = [place.get("poststed") for place in (street, box, free)]
    return {
        "adresse": street_line(street) or (f"Postboks {number}" if number else lines or None),
        "postnummer": next((told for office in offices if (told := text(office, "postnummer"))), None),
        "poststed": next((told for office in offices if (told := text(office, "poststedsnavn"))), None),
    }


def state(hidden: bool, line: str | None) -> str:
    if hidden:
        return "krever eget oppslag"
    return "vist" if line else "adresse ikke tilgjengelig"


def is_same_home(one: dict, other: dict) -> bool:
    """The same dwelling, by the matrikkel's identifier or else by text. No unit may be any."""
    units = [
        text(entry.get("vegadresse") or entry.get("matrikkeladresse") or {}, "bruksenhetsnummer")
        for entry in (one, other)
    ]
    if None not in units and units[0] != units[1]:
        return False
    keys = [text(entry, "adresseIdentifikatorFraMatrikkelen") for entry in (one, other)]
    if None not in keys:
        return keys[0] == keys[1]
    lines = [address_line(entry) for entry in (one, other)]
    if None in lines or lines[0].lower() != lines[1].lower():
        return False
    posts = [geo(entry)["postnummer"] for entry in (one, other)]
    return kommune(one) == kommune(other) and posts[0] == posts[1]


def dwellings(entry: dict) -> list[tuple]:
    """What a dwelling is known by: the matrikkel's identifier, and the text; each with the unit.

    The text of a postal address tells no municipality, and is no key.
    """
    place = entry.get("vegadresse") or entry.get("matrikkeladresse") or {}
    unit, line = text(place, "bruksenhetsnummer"), address_line(entry)
    identifier = text(entry, "adresseIdentifikatorFraMatrikkelen")
    keys = [(identifier, unit)] if identifier else []
    if line and kommune(entry):
        keys.append((kommune(entry), geo(entry)["postnummer"], line.lower(), unit))
    return keys


def homes(document: Document) -> list[dict]:
    return [
        entry
        for element in ADDRESSES
        for entry in as_list(document.get(element))
        if counted_as_current(entry)
    ]


def lodgings(document: Document) -> list[dict]:
    """Where somebody lives, stays or has its post. A postal street has no municipality, whatever is sent."""
    found = homes(document)
    for entry in as_list(document.get("postadresse")):
        if counted_as_current(entry):
            street = {
                name: told
                for name, told in (entry.get("vegadresse") or {}).items()
                if name != "kommunenummer"
            }
            found.append(entry | {"vegadresse": street})
    return found


def place_grade(document: Document, shown: dict | None) -> int:
    """The strictest grade that a person's own entries give the place of one of them, whatever kind they are."""
    same = [entry for entry in lodgings(document) if shown and is_same_place(entry, shown)]
    return max((grade_of(text(entry, "adressegradering")) for entry in same), default=OPEN)


def is_same_place(one: dict, other: dict) -> bool:
    """By the matrikkel's identifier whatever the unit, or by the line, a postal code that is not told being any."""
    keys = [text(entry, "adresseIdentifikatorFraMatrikkelen") for entry in (one, other)]
    if None not in keys and keys[0] == keys[1]:
        return True
    places = [geo(entry) if geo(entry)["adresse"] else postal(entry) for entry in (one, other)]
    lines, codes = ([place[name] for place in places] for name in ("adresse", "postnummer"))
    return (
        None not in lines and lines[0].lower() == lines[1].lower() and (None in codes or codes[0] == codes[1])
    )


def second_home(document: Document, today: date) -> dict | None:
    """The delt bosted that is in force: from its first day up to, and without, its last."""
    for entry in current(document, "deltBosted"):
        starts = calendar_date(text(entry, "startdatoForKontrakt"))
        ends = calendar_date(text(entry, "sluttdatoForKontrakt"))
        if (starts is None or starts <= today) and (ends is None or today < ends):
            return entry
    return None
