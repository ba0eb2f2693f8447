"""Scenes of families: every kind of parental responsibility, second homes, newborns, odd homes.

Source: fiks.md 4.2 and 4.3, freg.md 5.4.
"""

from datetime import date
from functools import partial

from ingest.sandbox import changes, fates, rare
from ingest.sandbox.clerk import Clerk, Document, replace
from ingest.sandbox.custody import outsider
from ingest.sandbox.homes import oppholdsadresse, ukjent_bosted
from ingest.sandbox.lands import LAND
from ingest.sandbox.names import temporary
from ingest.sandbox.people import Ansvar, DeltBosted, Person, Sivilstand, give_ansvar, marry, relate
from ingest.sandbox.places import Dwelling
from ingest.sandbox.stage import Stage, then, without_ansvar
from ingest.sandbox.visitors import never_resident, on_d_nummer


def three_generations(stage: Stage) -> list[Person]:
    """Grandparents, their daughter with her husband, and two children who are siblings of each other."""
    family = stage.family(4, 9)
    mother, father = family.parents
    marry(mother, father, stage.ago(11))
    grandparents = [stage.adult("kvinne", 66), stage.adult("mann", 69)]
    marry(*grandparents, stage.ago(42))
    for grandparent in grandparents:
        relate(mother, "barn", grandparent, grandparent.forelder, mother.born)
    stage.siblings(*family.children)
    return [*grandparents, *family.people]


def two_mothers(stage: Stage) -> list[Person]:
    """A mother and a medmor with felles ansvar, and a medmor who has it alone."""
    family, other = stage.family(3, second="kvinne"), stage.family(6, second="kvinne")
    marry(*family.parents, stage.ago(5))
    without_ansvar(other.child)
    give_ansvar("medmor", other.child, other.parents[1], other.child.born)
    return [*family.people, *other.people]


def one_parent_alone(stage: Stage) -> list[Person]:
    """The mother alone, and the father alone, while the other parent is known."""
    people = []
    for position, ansvar in enumerate(("mor", "far")):
        family = stage.family(7)
        stage.apart(family.parents[1 - position])
        without_ansvar(family.child)
        give_ansvar(ansvar, family.child, family.parents[position], stage.ago(2))
        people.extend(family.people)
    return people


def others_than_the_parents(stage: Stage) -> list[Person]:
    """`andre`: a grandmother, an organisation, somebody without identifier."""
    grandmother = stage.adult("kvinne", 64)
    organisation = stage.families.numbers.organisasjonsnummer()
    holders = (
        {"holder": grandmother},
        {"organisasjon": organisation},
        {"uten_identifikator": outsider(stage.dice)},
    )
    people = [grandmother]
    for holder in holders:
        family = stage.family(8, parents=1)
        without_ansvar(family.child)
        row = Ansvar("andre", family.child, stage.ago(1), **holder)
        family.child.ansvar.append(row)
        if row.holder:
            row.holder.ansvar.append(row)
        people.extend(family.people)
    return people


def nobody_or_unknown(stage: Stage) -> list[Person]:
    """`ukjent`, and no row at all."""
    unknown, none = stage.family(9, parents=1), stage.family(10, parents=1)
    without_ansvar(unknown.child)
    without_ansvar(none.child)
    unknown.child.ansvar.append(Ansvar("ukjent", unknown.child, unknown.child.born))
    return [*unknown.people, *none.people]


def too_many_rows(stage: Stage) -> list[Person]:
    """A row given twice; three holders at once; felles with one row only."""
    twice, three, one = stage.family(5), stage.family(6), stage.family(7)
    twice.child.ansvar.append(twice.child.ansvar[0])
    stranger = stage.adult("mann", 50)
    give_ansvar("felles", three.child, stranger, three.child.born)
    row = one.child.ansvar.pop()
    row.holder.ansvar.remove(row)
    return [*twice.people, *three.people, stranger, *one.people]


def absent_holders(stage: Stage) -> list[Person]:
    """Felles ansvar with somebody who is dead, has ceased, has emigrated, or has a d-nummer only."""
    day, land = stage.ago(1), stage.dice.pick(LAND)
    people = []
    for change in (
        partial(changes.die, day=day),
        partial(changes.cease, day=day),
        partial(changes.emigrate, day=day, land=land),
    ):
        family = stage.family(8)
        then(family.parents[1], change)
        people.extend(family.people)
    family = stage.family(2, parents=1)
    father = on_d_nummer(stage.families, stage.ago(35), stage.ago(3))
    without_ansvar(family.child)
    relate(family.child, "barn", father, "far", family.child.born)
    for holder in (family.parents[0], father):
        give_ansvar("felles", family.child, holder, family.child.born)
    return [*people, *family.people, father]


def ansvar_that_changed(stage: Stage) -> list[Person]:
    """Felles until the parents parted, then the mother alone: the old rows are history."""
    family = stage.family(9)
    stage.apart(family.parents[1])
    for row in family.child.ansvar:
        row.ended = stage.ago(2)
    give_ansvar("mor", family.child, family.parents[0], stage.ago(2))
    return family.people


def for_a_child_without_identifier(stage: Stage) -> list[Person]:
    """A mother who is responsible for a child that has no Norwegian identifier."""
    mother = stage.adult()
    return [then(mother, partial(_responsible_for, child=outsider(stage.dice)))]


def delt_bosted(stage: Stage) -> list[Person]:
    """Second homes: now, over, not yet, in another municipality; one on a farm, one at an unknown address."""
    people = []
    terms = ((2, None, None), (3, 1, None), (-0.2, None, None), (1, None, "0301"), (1, None, "5540"))
    for start, slutt, nummer in terms:
        family = stage.family(8, nummer="3301" if nummer else None)
        stage.apart(family.parents[1], nummer)
        home, ended = family.parents[1].home, stage.ago(slutt) if slutt else None
        family.child.delt_bosted.append(DeltBosted(home, stage.ago(start), ended))
        people.extend(family.people)
    unknown = stage.family(11, parents=1)
    then(unknown.child, partial(_delt_bosted_unknown, start=stage.ago(1)))
    return [*people, *unknown.people]


def newborns(stage: Stage) -> list[Person]:
    """A child without a name, twins without names, and one who is born here but will not stay."""
    people = []
    for ages in ((0.03,), (0.08, 0.08)):
        family = stage.family(*ages)
        for child in family.children:
            child.navn = temporary(family.parents[0].navn, child.kjoenn)
        people.extend(family.people)
    return [*people, never_resident(stage.families, stage.ago(0.2), "foedselsregistrert")]


def stillborn(stage: Stage) -> list[Person]:
    """Two mothers of stillborn children: one child has an id that leads to nobody, one has none."""
    lost = stage.families.numbers.foedselsnummer(stage.ago(3), "kvinne")
    people = []
    for identifier in (lost, None):
        family = stage.family(5, parents=1)
        then(family.parents[0], partial(fates.stillborn, day=stage.ago(3), kjent=identifier))
        people.extend(family.people)
    return people


def unknown_homes(stage: Stage) -> list[Person]:
    """Children without a known address: in a municipality, and in none."""
    people = []
    for place in ("3301", None):
        family = stage.family(12, parents=1)
        then(family.child, partial(_unknown_home, bostedskommune=place, day=stage.ago(0.7)))
        people.extend(family.people)
    return people


def staying_elsewhere(stage: Stage) -> list[Person]:
    """Children whose oppholdsadresse is in another municipality, abroad, at a kind of place, or unknown."""
    people = []
    for kind in ("norsk", "utland", "annet", "ukjent"):
        family = stage.family(14, parents=1, nummer="0301")
        then(family.child, partial(_stay, home=stage.home("3301"), kind=kind, day=stage.ago(0.3)))
        people.extend(family.people)
    return people


def asylum_seekers(stage: Stage) -> list[Person]:
    """Children on a d-nummer, alone, with a guardian and a DUF number."""
    people = []
    for kind in ("ensligMindreaarigAsylsoeker", "ensligMindreaarigFlyktning", "midlertidigForMindreaarig"):
        child = on_d_nummer(stage.families, stage.ago(15), stage.ago(1), LAND[7])
        people.append(then(child, partial(rare.vergemaal, day=stage.ago(0.9), kind=kind)))
    return people


def ages_at_the_edge(stage: Stage) -> list[Person]:
    """Born on the first and last day that count, one day on either side, and on a leap day."""
    year = stage.today.year - 16
    days = [
        stage.today.replace(year=year, month=1, day=1),
        stage.today.replace(year=year - 1, month=12, day=31),
    ]
    days += [stage.today.replace(year=2016, month=2, day=29), stage.today]
    people = []
    for day in days:
        years = (stage.today - day).days / 365.25
        people.extend(stage.family(years, parents=1).people)
    return people


def gaps(stage: Stage) -> list[Person]:
    """Children of whom the register knows only the year of birth, or not the kjoenn."""
    family = stage.family(6, 11, parents=1)
    for child, change in zip(family.children, (_year_only, _without_kjoenn), strict=True):
        then(child, change)
    return family.people


def partnerships(stage: Stage) -> list[Person]:
    """The kinds of sivilstand that came before two women or two men could marry."""
    one, other, left, parted = (stage.adult(kjoenn, 58) for kjoenn in ("mann", "mann", "kvinne", "kvinne"))
    relate(one, "ektefelleEllerPartner", other, "ektefelleEllerPartner", stage.ago(20))
    one.sivilstand.append(Sivilstand("registrertPartner", stage.ago(20), other))
    other.sivilstand.append(Sivilstand("registrertPartner", stage.ago(20), one))
    left.sivilstand.append(Sivilstand("gjenlevendePartner", stage.ago(9)))
    parted.sivilstand.append(Sivilstand("separertPartner", stage.ago(7)))
    parted.sivilstand.insert(0, Sivilstand("skiltPartner", stage.ago(6)))
    return [one, other, left, parted]


def one_sided(stage: Stage) -> list[Person]:
    """A child that names its father, who does not name it; and a mother of whom the child knows nothing."""
    family, other = stage.family(6), stage.family(8, parents=1)
    father = family.parents[1]
    father.relations.clear()
    father.ansvar.clear()
    other.child.relations.clear()
    return [*family.people, *other.people]


def old_number_after_reform(stage: Stage) -> list[Person]:
    """Cases on hold: long after the renumbering, the address still has the old municipality number."""
    family = stage.family(10, parents=1, nummer="3301")
    for person in family.people:
        then(person, _with_old_number)
    return family.people


def _responsible_for(document: Document, clerk: Clerk, child: dict) -> None:
    row = {"ansvar": "mor", "ansvarssubjektUtenIdentifikator": child}
    row["ansvarlig"] = document["identifikasjonsnummer"][0]["foedselsEllerDNummer"]
    document["foreldreansvar"] = [clerk.entry(clerk.today, "Patch", **row)]


def _delt_bosted_unknown(document: Document, clerk: Clerk, start: date) -> None:
    fields = {"adressegradering": "ugradert", "startdatoForKontrakt": start.isoformat()}
    document["deltBosted"] = [
        clerk.entry(start, "Delt bosted", ukjentBosted={"bostedskommune": "3301"}, **fields)
    ]


def _year_only(document: Document, clerk: Clerk) -> None:
    del document["foedsel"][0]["foedselsdato"]


def _without_kjoenn(document: Document, clerk: Clerk) -> None:
    del document["kjoenn"]


def _unknown_home(document: Document, clerk: Clerk, bostedskommune: str | None, day: date) -> None:
    replace(document, "bostedsadresse", ukjent_bosted(bostedskommune, day, clerk))


def _stay(document: Document, clerk: Clerk, home: Dwelling, kind: str, day: date) -> None:
    document["oppholdsadresse"] = [oppholdsadresse(home, day, clerk, kind)]


def _with_old_number(document: Document, clerk: Clerk) -> None:
    homes = document["bostedsadresse"]
    if homes[0].get("aarsak") == "Kommuneregulering":
        del homes[0]
    homes[0]["erGjeldende"] = True
    for block in (homes[0].get("vegadresse"), homes[0].get("matrikkeladresse", {}).get("matrikkelnummer")):
        if block:
            block["kommunenummer"] = "3005"
