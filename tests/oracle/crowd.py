"""People whom an ordinary town has too few of: a rule of the grading is broken unseen where nobody meets it."""

import json

from tests.oracle.families import Town


def add_crowd(town: Town, n: int) -> None:
    """So many of each kind."""
    for _ in range(n):
        add_stayers(town)
        add_neighbours(town)
        add_mover(town)
        add_same_place(town)


def add_stayers(town: Town) -> None:
    """Two adults who stay at the same place; one is resident nowhere, and either may be protected."""
    homes = [town.home()]
    for status in ("midlertidig", "bosatt"):
        member = town.adult(homes)
        member.in_scope, member.landed = True, "landed"
        member.document["status"] = [town.entry(status=status)]
        member.document["oppholdsadresse"] = [town.graded(town.stay(homes), 0.4)]
        if status == "midlertidig":
            member.document["bostedsadresse"] = []
        else:
            grade = town.pick(("ugradert", "fortrolig", "strengtFortrolig"))
            member.document["adressebeskyttelse"] = [town.entry(graderingsnivaa=grade)]
        town.members.append(member)


def add_neighbours(town: Town) -> None:
    """A child and a protected relative in the same house: in the same unit, another one, or one that is not known."""
    house = town.home()
    while "vegadresse" not in house:
        house = town.home()
    child, relative = town.child([house]), town.adult([house])
    for member, grade in ((child, "ugradert"), (relative, "fortrolig")):
        home = json.loads(json.dumps(house)) | {"adressegradering": grade}
        home["vegadresse"]["bruksenhetsnummer"] = town.pick(("H0101", "H0102", None))
        home["vegadresse"]["kommunenummer"] = town.pick(("4601", "4601", "0301"))
        home["vegadresse"]["poststed"] = {"postnummer": town.pick(("5003", "5003", "0150"))}
        home["adresseIdentifikatorFraMatrikkelen"] = town.pick(("123456789", "234567890", None, None))
        home["stemmekrets"] = town.between(1, 9)
        member.in_scope, member.landed, member.grading_asked = True, "landed", True
        member.document["bostedsadresse"] = [town.entry(**home)]
        member.document["status"] = [town.entry(status="bosatt")]
        member.document.pop("doedsfall", None)
        town.members.append(member)
    relative.document["adressebeskyttelse"] = [town.entry(graderingsnivaa="fortrolig")]
    role = town.pick(("soesken", "mor"))
    child.document["familierelasjon"] = [
        town.entry(relatertPerson=relative.person, relatertPersonsRolle=role)
    ]
    child.document["foreldreansvar"] = []


def add_same_place(town: Town) -> None:
    """Somebody with one place as two kinds of address, one of them klientadresse, and what tells it half lost."""
    house = town.home()
    while "vegadresse" not in house:
        house = town.home()
    member = town.adult([house])
    member.in_scope, member.landed, member.grading_asked = True, "landed", True
    for element, grade in (("bostedsadresse", "ugradert"), ("oppholdsadresse", "klientadresse")):
        home = json.loads(json.dumps(house)) | {"adressegradering": grade}
        home["adresseIdentifikatorFraMatrikkelen"] = town.pick(("345678901", "456789012", None))
        home["vegadresse"]["adressenavn"] = town.pick(("Stedsveien", "STEDSVEIEN", "Stien", None))
        home["vegadresse"]["poststed"] = {"postnummer": town.pick(("5003", "0150", None))}
        member.document[element] = [town.entry(**home)]
    member.document["status"] = [town.entry(status="bosatt")]
    for element in ("adressebeskyttelse", "doedsfall", "postadresse"):
        member.document.pop(element, None)
    town.members.append(member)


def add_mover(town: Town) -> None:
    """A child who has moved from another municipality; something else than the two addresses may be protected."""
    child = town.child([town.home()])
    child.in_scope, child.landed, child.grading_asked = True, "landed", True
    child.document |= {
        "status": [town.entry(status=town.pick(("bosatt", "bosatt", "opphoert")))],
        "bostedsadresse": [
            moved_to(town, "4601", 2025),
            moved_to(town, "0301", 2020) | {"erGjeldende": False},
        ],
        "oppholdsadresse": [
            moved_to(town, "3301", 2020) | {"adressegradering": town.pick(("ugradert", "klientadresse"))}
        ],
        "adressebeskyttelse": [town.entry(graderingsnivaa=town.pick(("ugradert", "ugradert", "fortrolig")))],
    }
    for element in ("doedsfall", "deltBosted", "postadresse"):
        child.document.pop(element, None)
    town.members.append(child)


def moved_to(town: Town, kommunenummer: str, year: int) -> dict:
    """An ungraded home of one's own since March of a year."""
    day = f"{year}-03-01"
    return {
        "erGjeldende": True,
        "gyldighetstidspunkt": f"{day}T00:00:00+01:00",
        "ajourholdstidspunkt": f"{day}T10:00:00+01:00",
        "flyttedato": day,
        "adressegradering": "ugradert",
        "vegadresse": {
            "kommunenummer": kommunenummer,
            "adressenavn": f"Flytteveien {town.between(1, 10**6)}",
        },
    }
