"""Scenes of single people: the dead, the gone, the rare, and the faults of the register's data.

Source: freg.md 5.1, 5.2, 5.3 and 8.
"""

from datetime import date, datetime, time
from functools import partial

from ingest.sandbox import changes, rare
from ingest.sandbox.abroad import ID_TYPES, duf_nummer, legitimasjonsdokument, utenlandsk_identifikasjon
from ingest.sandbox.clerk import Clerk, Document, add, current, entries, stamp
from ingest.sandbox.homes import bostedsadresse, postadresse, postadresse_i_utlandet
from ingest.sandbox.lands import LAND, STATSLOES, UKJENT
from ingest.sandbox.people import Person
from ingest.sandbox.places import Dwelling
from ingest.sandbox.stage import Stage, then
from ingest.sandbox.visitors import never_resident, on_d_nummer


def the_dead(stage: Stage) -> list[Person]:
    """Estates of every kind; a death of unknown day; one with an address abroad; two who were protected."""
    heir = stage.adult("kvinne", 45)
    people = [heir]
    for kind, arving in (
        ("person", heir.identifikator),
        ("person", None),
        ("advokat", None),
        ("organisasjon", None),
    ):
        day = stage.ago(1 + stage.dice.below(3))
        estate = partial(rare.doedsbo, day=day, kind=kind, arving=arving)
        people.append(then(stage.adult("mann", 81), partial(changes.die, day=day), estate))
    people.append(then(stage.adult("kvinne", 90), partial(changes.die, day=stage.ago(4), day_known=False)))
    abroad = partial(_post_abroad, day=stage.ago(3))
    people.append(then(stage.adult("mann", 77), abroad, partial(changes.die, day=stage.ago(0.5))))
    for level in ("fortrolig", "strengtFortrolig"):
        hidden = partial(changes.protect, day=stage.ago(3), level=level)
        people.append(then(stage.adult("kvinne", 70), hidden, partial(changes.die, day=stage.ago(1))))
    return [*people, then(stage.adult("mann", 84), partial(changes.die, day=stage.ago(0.02)))]


def the_gone(stage: Stage) -> list[Person]:
    """Emigrated; returned; ceased; missing; never resident; on an active and on an inactive d-nummer."""
    land, families = LAND[0], stage.families
    gone = partial(changes.emigrate, day=stage.ago(4), land=land)
    back = partial(changes.come_home, day=stage.ago(1), land=land, home=stage.home())
    return [
        then(stage.adult("kvinne", 33), gone),
        then(stage.adult("mann", 36), gone, back),
        then(stage.adult("mann", 58), partial(changes.cease, day=stage.ago(2))),
        never_resident(families, stage.ago(44), "forsvunnet"),
        never_resident(families, stage.ago(12), "ikkeBosatt"),
        on_d_nummer(families, stage.ago(29), stage.ago(1)),
        on_d_nummer(families, stage.ago(52), stage.ago(7)),
    ]


def false_identities(stage: Stage) -> list[Person]:
    """The right identity unknown, known by an id, known by particulars."""
    right = stage.adult("mann", 40)
    people = [right]
    for rett in (None, right.identifikator, "opplysninger"):
        change = partial(_false, day=stage.ago(2), rett=rett)
        people.append(then(stage.adult("mann", 41), partial(changes.cease, day=stage.ago(2)), change))
    return people


def several_identifiers(stage: Stage) -> list[Person]:
    """Merged from two people; from d-nummer to fødselsnummer; renumbered; issued under the rule of 2032."""
    numbers = stage.families.numbers
    merged, once_visitor, renumbered = stage.adult(), stage.adult("mann"), stage.adult()
    once_visitor.land, once_visitor.born_abroad, once_visitor.immigrated = LAND[2], True, once_visitor.since
    merged.merged.append(numbers.foedselsnummer(merged.born, merged.kjoenn))
    once_visitor.former_identifiers.append((numbers.d_nummer(once_visitor.born, "mann"), stage.ago(12)))
    renumbered.former_identifiers.append((numbers.foedselsnummer(renumbered.born, "mann"), renumbered.born))
    from_2032 = [stage.adult(kjoenn) for kjoenn in ("kvinne", "mann", "kvinne")]
    for person in from_2032:
        person.identifikator = numbers.foedselsnummer(person.born, person.kjoenn, from_2032=True)
    return [merged, once_visitor, renumbered, *from_2032]


def rare_elements(stage: Stage) -> list[Person]:
    """One person for each element that few have."""
    day, verge = stage.ago(1), stage.adult()
    before = stage.ago(4)
    changed = (
        partial(rare.vergemaal, day=before, kind="voksen", verge=verge.identifikator),
        partial(rare.vergemaal, day=before, kind="midlertidigForVoksen"),
        partial(rare.vergemaal, day=day, kind="stadfestetFremtidsfullmakt"),
        partial(rare.rettslig_handleevne, day=day),
        partial(rare.bibehold, day=day, status="harBibehold"),
        partial(rare.samisk_spraak, day=day, antall=3),
        partial(rare.opphold_paa_svalbard, day=before, slutt=day),
        partial(rare.opphold_paa_svalbard, day=day),
    )
    return [verge, *(then(stage.adult("mann", 47), change) for change in changed)]


def postal_addresses(stage: Stage) -> list[Person]:
    """A box, a street, free form, two at once; and abroad, also where the country is not known."""
    people = []
    for kind in ("boks", "veg", "fri", "begge"):
        person = stage.adult()
        people.append(then(person, partial(_post, home=person.home, day=stage.ago(1), kind=kind)))
    for land in (LAND[14], UKJENT):
        people.append(then(stage.adult(), partial(_post_abroad, day=stage.ago(1), land=land)))
    return people


def from_far_away(stage: Stage) -> list[Person]:
    """An immigrant with documents, foreign numbers and a DUF number given twice; a stateless one."""
    families = stage.families
    people = [stage.adult("mann", 35), stage.adult("kvinne", 31)]
    for person, land in zip(people, (LAND[7], STATSLOES), strict=True):
        families.immigrate(person, land, by=stage.ago(6))
        families.settle(person, [(person.home, person.immigrated)], person.immigrated)
        then(person, partial(_papers, day=person.immigrated))
    return people


def odd_times(stage: Stage) -> list[Person]:
    """Fractions of 0-9 digits, wrong offsets, an end before its beginning, no times at all."""
    changed = [partial(_fraction, digits=digits) for digits in range(10)]
    changed += [_wrong_offset, _ends_before_it_begins, _timeless]
    return [then(stage.adult("mann", 30 + position), change) for position, change in enumerate(changed)]


def odd_texts(stage: Stage) -> list[Person]:
    """Empty texts beside absent fields; a name of 200 characters; no birth date; a farm."""
    farm = stage.adult("kvinne", 51)
    changed = (_empty_texts, _long_name, _no_birth_date)
    return [
        then(farm, partial(_on_a_farm, home=stage.home("5540"), day=stage.ago(2))),
        *(then(stage.adult("mann", 49), change) for change in changed),
    ]


def _post(document: Document, clerk: Clerk, home: Dwelling, day: date, kind: str) -> None:
    document["postadresse"] = [postadresse(home, day, clerk, kind)]


def _post_abroad(document: Document, clerk: Clerk, day: date, land: object = LAND[1]) -> None:
    document["postadresseIUtlandet"] = [postadresse_i_utlandet(land, day, clerk)]


def _false(document: Document, clerk: Clerk, day: date, rett: str | None) -> None:
    rare.falsk_identitet(
        document, clerk, day, rare.opplysninger(LAND[4], clerk) if rett == "opplysninger" else rett
    )


def _papers(document: Document, clerk: Clerk, day: date) -> None:
    land = LAND[7]
    document["legitimasjonsdokument"] = [legitimasjonsdokument(land, day, clerk)]
    document["utenlandskPersonidentifikasjon"] = [
        utenlandsk_identifikasjon(land, day, kind, clerk) for kind in ID_TYPES
    ]
    duf = duf_nummer(day, clerk)
    document["utlendingsmyndighetenesIdentifikasjonsnummer"] = [duf, dict(duf)]


def _fraction(document: Document, clerk: Clerk, digits: int) -> None:
    moment = datetime.combine(clerk.today, time(9, 5, 7, 123456))
    for entry in entries(document):
        entry["ajourholdstidspunkt"] = stamp(moment, digits)


def _wrong_offset(document: Document, clerk: Clerk) -> None:
    home = current(document, "bostedsadresse")
    day = home["flyttedato"] = f"{clerk.today.year - 1}-01-15"
    home["gyldighetstidspunkt"] = f"{day}T00:00:00+02:00"
    home["aarsak"] = "Flytting innenlands"


def _ends_before_it_begins(document: Document, clerk: Clerk) -> None:
    entry = current(document, "navn")
    earlier = clerk.entry(clerk.today, "Navneendring", fornavn="KORT", etternavn="INTERVALL")
    day = entry["gyldighetstidspunkt"] = f"{clerk.today.year - 2}-05-02T10:00:00+02:00"
    ended = {"erGjeldende": False, "gyldighetstidspunkt": day, "opphoerstidspunkt": day.replace("T10", "T08")}
    document["navn"].append(earlier | ended)


def _timeless(document: Document, clerk: Clerk) -> None:
    for entry in entries(document):
        entry.pop("gyldighetstidspunkt", None)
        entry.pop("ajourholdstidspunkt", None)


def _empty_texts(document: Document, clerk: Clerk) -> None:
    current(document, "foedsel")["foedested"] = ""
    home = current(document, "bostedsadresse")
    home["kilde"] = ""
    (home.get("vegadresse") or home["matrikkeladresse"])["coAdressenavn"] = ""
    current(document, "navn")["mellomnavn"] = ""


def _long_name(document: Document, clerk: Clerk) -> None:
    current(document, "navn")["fornavn"] = ("LANGSOM-" * 25)[:200]


def _no_birth_date(document: Document, clerk: Clerk) -> None:
    del current(document, "foedsel")["foedselsdato"]


def _on_a_farm(document: Document, clerk: Clerk, home: Dwelling, day: date) -> None:
    """A matrikkel address, with zeros for what it does not have."""
    number = {"gaardsnummer": 14, "bruksnummer": 3, "festenummer": 0}
    body = {
        "bruksenhetsnummer": "H0101",
        "bruksenhetstype": "bolig",
        "matrikkelnummer": number,
        "undernummer": 0,
    }
    body["poststed"] = home.body["poststed"]
    farm = Dwelling(home.kommune, "matrikkeladresse", body, home.identifikator, home.kretser)
    for entry in document["bostedsadresse"]:
        entry["erGjeldende"] = False
    add(document, "bostedsadresse", bostedsadresse(farm, day, clerk))
