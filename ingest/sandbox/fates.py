"""What befalls the families: each in a realistic share, on top of the hand-made cases of `cast`."""

from datetime import date, timedelta
from functools import partial

from ingest.sandbox import changes, rare
from ingest.sandbox.clerk import Clerk, Document, current, replace
from ingest.sandbox.custody import outsider
from ingest.sandbox.families import Families
from ingest.sandbox.homes import ukjent_bosted
from ingest.sandbox.kinship import relasjon_uten_identifikator
from ingest.sandbox.lands import LAND
from ingest.sandbox.people import Person, Sivilstand

DEATH_BY_AGE = ((95, 0.9), (85, 0.4), (75, 0.12), (60, 0.03), (40, 0.006), (0, 0.001))
FIRST_DEATH = date(2005, 1, 1)
DOEDSBO_BEGAN = date(2020, 10, 1)
SHARES_OF_HOUSEHOLDS = (
    ("emigrated", 0.012), ("returned", 0.008), ("fortrolig", 0.01), ("strengtFortrolig", 0.005),
    ("klientadresse", 0.006), ("lifted", 0.003), (None, 0.956),
)  # fmt: skip
SHARES_OF_PEOPLE = (
    ("ukjent", 0.005), ("renamed", 0.03), ("svalbard", 0.003), ("bibehold", 0.004), ("merged", 0.0015),
    ("renumbered", 0.003), ("one-sided", 0.006), ("handleevne", 0.001), ("stillborn", 0.002),
    ("ceased", 0.001), ("foreign parent", 0.01), (None, 0.9335),
)  # fmt: skip
SAMI_SPEAKERS = {"5540": 0.2}


class Fates:
    """Lets things happen to a clan before its documents are written."""

    def __init__(self, families: Families) -> None:
        self.families = families
        self.dice = families.dice
        self.today = families.today

    def befall(self, clan: list[Person]) -> None:
        """Everything that happens to one clan."""
        for household in _households(clan):
            self._befall_household(household)
        for person in clan:
            if not person.changes and self.dice.chance(_risk(person.age(self.today))):
                self.die(person)
            else:
                self._befall_person(person)

    def die(self, person: Person) -> None:
        """The person dies; the spouse is left, and a child may lose one row of responsibility."""
        day = self.dice.day(
            max(person.since, FIRST_DEATH, *(row.since for row in person.relations)), self.today
        )
        person.changes.append(partial(changes.die, day=day, day_known=self.dice.chance(0.98)))
        if day > DOEDSBO_BEGAN and self.dice.chance(0.6):
            heir = next((row.other.identifikator for row in person.relations if row.rolle == "barn"), None)
            person.changes.append(
                partial(rare.doedsbo, day=day, arving=heir if self.dice.chance(0.5) else None)
            )
        spouse = (
            person.sivilstand[0].other
            if person.sivilstand and person.sivilstand[0].sivilstand == "gift"
            else None
        )
        if spouse and spouse.sivilstand[0].sivilstand == "gift":
            spouse.sivilstand.insert(0, Sivilstand("enkeEllerEnkemann", day, person))
            for row in spouse.relations:
                if row.other is person:
                    row.ended = day
        if self.dice.chance(0.5):
            for row in [row for row in person.ansvar if row.holder is person]:
                row.child.ansvar.remove(row)

    def _befall_household(self, household: list[Person]) -> None:
        kind = self.dice.weighted(SHARES_OF_HOUSEHOLDS)
        if not kind:
            return
        since = max(person.since for person in household)
        day = self.dice.day(since, self.today)
        if kind in ("fortrolig", "strengtFortrolig", "lifted"):
            self._protect(household, day, kind)
        elif kind == "klientadresse":
            for person in household:
                person.changes.append(_klientadresse)
        else:
            self._emigrate(household, day, returned=kind == "returned")

    def _protect(self, household: list[Person], day: date, kind: str) -> None:
        """The whole household, or one of it; those who share its home are then open."""
        chosen = household if self.dice.chance(0.4) else [self.dice.pick(household)]
        level = kind if kind != "lifted" else self.dice.pick(("fortrolig", "strengtFortrolig"))
        home = self.families.country.somewhere().dwelling()
        for person in chosen:
            person.changes.append(partial(changes.protect, day=day, level=level))
            if kind == "lifted":
                person.changes.append(
                    partial(changes.lift_protection, day=self.dice.day(day, self.today), home=home)
                )

    def _emigrate(self, household: list[Person], day: date, *, returned: bool) -> None:
        land = self.dice.pick(LAND)
        back = self.dice.day(day + timedelta(days=100), self.today)
        home = self.families.country.somewhere().dwelling()
        for person in household:
            person.changes.append(partial(changes.emigrate, day=day, land=land))
            if returned:
                person.changes.append(partial(changes.come_home, day=back, land=land, home=home))

    def _befall_person(self, person: Person) -> None:
        dice, kommune = self.dice, person.home.kommune.nummer
        day = dice.day(max(person.since, self.today - timedelta(days=4000)), self.today)
        grown = person.age(self.today) >= 18
        if dice.chance(SAMI_SPEAKERS.get(kommune, 0.002)):
            person.changes.append(partial(rare.samisk_spraak, day=day))
        if dice.chance(0.02 if person.age(self.today) > 75 else 0.004):
            kinds = rare.VERGEMAALTYPER if grown else rare.VERGEMAALTYPER_FOR_BARN[:2]
            guardian = next((row.other.identifikator for row in person.relations), None)
            verge = guardian if dice.chance(0.5) else None
            person.changes.append(partial(rare.vergemaal, day=day, kind=dice.pick(kinds), verge=verge))
        kind = dice.weighted(SHARES_OF_PEOPLE)
        if kind and not person.changes:
            self._happen(kind, person, day, grown=grown)

    def _happen(self, kind: str, person: Person, day: date, *, grown: bool) -> None:
        dice, families = self.dice, self.families
        if kind == "ukjent":
            place = person.home.kommune.nummer if dice.chance(0.5) else None
            person.changes.append(partial(_lose_home, day=day, bostedskommune=place))
        elif kind == "renamed":
            name = person.navn.called(families.names.etternavn())
            person.changes.append(partial(changes.rename, day=day, name=name))
        elif kind == "svalbard":
            person.changes.append(partial(rare.opphold_paa_svalbard, day=day, fra=person.home.kommune.nummer))
        elif kind == "bibehold":
            person.changes.append(partial(rare.bibehold, day=day))
        elif kind == "merged":
            person.merged.append(families.numbers.d_nummer(person.born, person.kjoenn))
        elif kind == "renumbered":
            old = families.numbers.foedselsnummer(person.born, person.kjoenn)
            person.former_identifiers.append((old, person.born))
        elif kind == "one-sided" and person.relations:
            person.relations.pop()
        elif kind == "handleevne" and grown:
            person.changes.append(partial(rare.rettslig_handleevne, day=day))
        elif kind == "stillborn" and grown and person.kjoenn == "kvinne":
            person.changes.append(partial(stillborn, day=day, kjent=None))
        elif kind == "ceased" and grown and not person.relations:
            person.changes.append(partial(changes.cease, day=day))
        elif kind == "foreign parent" and not any(row.min_rolle == "barn" for row in person.relations):
            person.changes.append(partial(foreign_parent, born=person.born))


def stillborn(document: Document, clerk: Clerk, day: date, kjent: str | None) -> None:
    """A stillborn child, by an id that leads to nobody or without one. It is not a child in any count."""
    fields = {"relatertPersonsRolle": "doedfoedtBarn", "minRolleForPerson": "mor"}
    if kjent:
        fields["relatertPerson"] = kjent
    else:
        fields["relatertPersonUtenFolkeregisteridentifikator"] = {
            "navn": {"fornavn": "DØDFØDT", "etternavn": document["navn"][0]["etternavn"]},
            "foedselsdato": day.isoformat(),
        }
    document.setdefault("familierelasjon", []).insert(0, clerk.entry(day, "Fødsel", **fields))


def foreign_parent(document: Document, clerk: Clerk, born: date) -> None:
    """A parent abroad, without a Norwegian identifier."""
    someone = outsider(clerk.dice)
    role = "mor" if someone["kjoenn"] == "kvinne" else "far"
    document.setdefault("familierelasjon", []).append(relasjon_uten_identifikator(someone, role, born, clerk))


def _lose_home(document: Document, clerk: Clerk, day: date, bostedskommune: str | None) -> None:
    replace(document, "bostedsadresse", ukjent_bosted(bostedskommune, day, clerk))


def _klientadresse(document: Document, clerk: Clerk) -> None:
    current(document, "bostedsadresse")["adressegradering"] = "klientadresse"


def _risk(age: int) -> float:
    return next(risk for least, risk in DEATH_BY_AGE if age >= least)


def _households(clan: list[Person]) -> list[list[Person]]:
    homes: dict[str, list[Person]] = {}
    for person in clan:
        homes.setdefault(
            f"{person.home.identifikator} {person.home.body.get('bruksenhetsnummer')}", []
        ).append(person)
    return list(homes.values())
