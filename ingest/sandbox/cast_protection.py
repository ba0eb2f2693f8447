"""Scenes of address protection: every grading, lawful or not, that the schema allows, and who lives by whom.

Source: fiks.md 5.2 (rows), 5.5 (leaks) and 5.7 (fixtures that must exist).
"""

from datetime import date
from functools import partial

from ingest.sandbox import changes
from ingest.sandbox.clerk import Clerk, Document, add
from ingest.sandbox.homes import bostedsadresse, oppholdsadresse, postadresse, postadresse_i_utlandet
from ingest.sandbox.lands import LAND
from ingest.sandbox.names import temporary
from ingest.sandbox.people import DeltBosted, Person
from ingest.sandbox.places import Dwelling
from ingest.sandbox.stage import Stage, then

# The person's grades and that of the bostedsadresse (None: no address), numbered as in fiks.md 5.2.
ROWS: dict[int, tuple[tuple[str, ...], str | None]] = {
    1: (("ugradert",), "ugradert"),
    2: ((), "klientadresse"),
    3: ((), "fortrolig"),
    4: ((), "strengtFortrolig"),
    5: ((), None),
    7: (("klientadresse",), "ugradert"),
    8: (("klientadresse",), "fortrolig"),
    9: (("klientadresse",), "strengtFortrolig"),
    11: (("fortrolig",), "ugradert"),
    12: (("fortrolig",), "klientadresse"),
    13: (("fortrolig",), "fortrolig"),
    14: (("fortrolig",), "strengtFortrolig"),
    15: (("fortrolig",), None),
    17: (("strengtFortrolig",), None),
    19: (("strengtFortrolig",), "ugradert"),
    20: (("strengtFortrolig",), "fortrolig"),
    21: (("strengtFortrolig",), "strengtFortrolig"),
    24: (("fortrolig", "strengtFortrolig"), "ugradert"),
}


def kari_and_per(stage: Stage) -> list[Person]:
    """Kari is open; her son Per, strengt fortrolig, stands in her document by number; his sister is open."""
    family = stage.family(9, 12, parents=1)
    per, sister = family.children
    stage.siblings(per, sister)
    then(per, protect("strengtFortrolig", stage))
    return family.people


def one_of_two_siblings(stage: Stage) -> list[Person]:
    """Two open parents, one open child, one strengt fortrolig."""
    family = stage.family(7, 10)
    stage.siblings(*family.children)
    then(family.child, protect("strengtFortrolig", stage))
    return family.people


def child_beside_fortrolig(stage: Stage) -> list[Person]:
    """An open child in the same bruksenhet as its fortrolig mother."""
    family = stage.family(8, parents=1)
    then(family.parents[0], protect("fortrolig", stage))
    return family.people


def strengt_adult_with_felles_ansvar(stage: Stage) -> list[Person]:
    """The father is strengt fortrolig, the mother and the child are open and live elsewhere."""
    family = stage.family(6)
    stage.apart(family.parents[1])
    then(family.parents[1], protect("strengtFortrolig", stage))
    return family.people


def fortrolig_father_elsewhere(stage: Stage) -> list[Person]:
    """A fortrolig father elsewhere hides nothing of the child's home; only he himself is masked."""
    family = stage.family(5)
    stage.apart(family.parents[1])
    then(family.parents[1], protect("fortrolig", stage))
    return family.people


def fortrolig_child_of_open_parent(stage: Stage) -> list[Person]:
    """Child and mother are fortrolig; the father, elsewhere, is open."""
    family = stage.family(11)
    stage.apart(family.parents[1])
    then(family.parents[0], protect("fortrolig", stage))
    then(family.child, protect("fortrolig", stage))
    return family.people


def delt_bosted_graded_on_one_side(stage: Stage) -> list[Person]:
    """Two children with a second home that is graded: as fortrolig, and as klientadresse."""
    people = []
    for grade in ("fortrolig", "klientadresse"):
        family = stage.family(9)
        stage.apart(family.parents[1])
        family.child.delt_bosted.append(DeltBosted(family.parents[1].home, stage.ago(2)))
        then(family.child, partial(_grade, element="deltBosted", grade=grade))
        people.extend(family.people)
    return people


def klientadresse_on_opphold(stage: Stage) -> list[Person]:
    """One address graded, the other open."""
    family = stage.family(13, parents=1)
    then(family.child, partial(_klientopphold, home=stage.home(), day=stage.ago(0.5)))
    return family.people


def every_address_graded(stage: Stage) -> list[Person]:
    """A fortrolig child with an address of each kind, all of them graded."""
    family = stage.family(15)
    stage.apart(family.parents[1])
    family.child.delt_bosted.append(DeltBosted(family.parents[1].home, stage.ago(2)))
    others = partial(_other_addresses, home=stage.home(), day=stage.ago(2))
    then(family.child, others, protect("fortrolig", stage))
    return family.people


def every_grade_on_every_address(stage: Stage) -> list[Person]:
    """Open and strengt fortrolig children with a graded address of the kinds that the table is not about."""
    people = []
    for element in ("deltBosted", "oppholdsadresse", "postadresse", "postadresseIUtlandet"):
        for grade in ("klientadresse", "fortrolig", "strengtFortrolig"):
            family = stage.family(stage.dice.between(3, 14))
            stage.apart(family.parents[1])
            family.child.delt_bosted.append(DeltBosted(family.parents[1].home, stage.ago(2)))
            others = partial(_other_addresses, home=stage.home(), day=stage.ago(2))
            then(family.child, others, partial(_grade, element=element, grade=grade))
            people.extend(family.people)
    hidden = stage.family(8, parents=1)
    graded = partial(_grade, element="postadresse", grade="fortrolig")  # not the open one: to be withheld
    then(hidden.child, protect("strengtFortrolig", stage), graded)
    return [*people, *hidden.people]


def protected_newborns(stage: Stage) -> list[Person]:
    """Newborns without a name and of either grade, with a mother of the same grade or an open one."""
    people = []
    for level, mother_too in (("strengtFortrolig", True), ("fortrolig", True), ("strengtFortrolig", False)):
        family = stage.family(0.05, parents=1)
        family.child.navn = temporary(family.parents[0].navn, family.child.kjoenn)
        for person in family.people if mother_too else [family.child]:
            then(person, partial(changes.protect, day=stage.ago(0.03), level=level))
        people.extend(family.people)
    return people


def lifted(stage: Stage) -> list[Person]:
    """Children whose protection is over: the entry is history, and who had no address has one again."""
    people = []
    for level in ("fortrolig", "strengtFortrolig"):
        family = stage.family(10, parents=1)
        home = stage.home()
        lift = partial(changes.lift_protection, day=stage.ago(0.5), home=home)
        then(family.child, protect(level, stage), lift)
        people.extend(family.people)
    return people


def every_grading(stage: Stage) -> list[Person]:
    """A child for each row of the table, each with an open mother in a home of her own."""
    people = []
    for person_grades, address_grade in ROWS.values():
        family = stage.family(stage.dice.between(2, 14), parents=1)
        stage.apart(family.parents[0])
        then(
            family.child,
            partial(
                _as_graded,
                day=stage.ago(1),
                grades=person_grades,
                address=address_grade,
                home=family.child.home,
            ),
        )
        people.extend(family.people)
    return people


def protect(level: str, stage: Stage) -> partial:
    """Protection since one or two years."""
    return partial(changes.protect, day=stage.ago(1 + stage.dice.below(100) / 100), level=level)


def _as_graded(
    document: Document,
    clerk: Clerk,
    *,
    day: date,
    grades: tuple[str, ...],
    address: str | None,
    home: Dwelling,
) -> None:
    for level in grades:
        entry = clerk.entry(day, "Adressebeskyttelse", graderingsnivaa=level)
        add(document, "adressebeskyttelse", entry)
    for element in changes.ADDRESSES:
        document.pop(element, None)
    if address:
        document["bostedsadresse"] = [bostedsadresse(home, day, clerk) | {"adressegradering": address}]
    if "strengtFortrolig" in grades:
        document["postadresse"] = [changes.open_postadresse(day, clerk)]


def _grade(document: Document, clerk: Clerk, element: str, grade: str) -> None:
    for entry in document[element]:
        entry["adressegradering"] = grade


def _klientopphold(document: Document, clerk: Clerk, home: Dwelling, day: date) -> None:
    entry = oppholdsadresse(home, day, clerk, "norsk")
    document["oppholdsadresse"] = [entry | {"adressegradering": "klientadresse"}]


def _other_addresses(document: Document, clerk: Clerk, home: Dwelling, day: date) -> None:
    document["oppholdsadresse"] = [oppholdsadresse(home, day, clerk, "norsk")]
    document["postadresse"] = [postadresse(home, day, clerk, "veg")]
    document["postadresseIUtlandet"] = [postadresse_i_utlandet(LAND[0], day, clerk)]
    for element in ("deltBosted", "oppholdsadresse", "postadresse"):
        for kind in ("vegadresse", "matrikkeladresse"):
            if kind in document[element][0]:
                document[element][0][kind]["coAdressenavn"] = "Lanterne Kompass"
    document["deltBosted"][0]["naerAdresseIdentifikatorFraMatrikkelen"] = home.identifikator
