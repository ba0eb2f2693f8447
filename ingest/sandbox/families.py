"""Families: a founder finds somebody and has children, and they do the same, for three generations."""

from datetime import date, timedelta

from ingest.sandbox import custody
from ingest.sandbox.dice import Dice
from ingest.sandbox.lands import LAND, Land
from ingest.sandbox.names import NameGiver, Navn
from ingest.sandbox.numbers import SHARE_OF_2032, Numbers
from ingest.sandbox.people import DeltBosted, Person, Sivilstand, marry, relate
from ingest.sandbox.places import SAMI, Country, Dwelling, Town

Homes = list[tuple[Dwelling, date]]  # newest first

CHILDREN = ((0, 14), (1, 20), (2, 42), (3, 19), (4, 5))
SHARE_IMMIGRANT = 0.14
SHARE_WITH_PARTNER = 0.8
SHARE_TWO_WOMEN = 0.02
SHARE_MARRIED = 0.6
SHARE_PARTED = 0.3
YEAR = timedelta(days=365)


class Families:
    """Makes people, their families and their homes. Everyone is alive and resident until changed."""

    def __init__(self, dice: Dice, country: Country, numbers: Numbers, today: date) -> None:
        self.dice = dice
        self.country = country
        self.numbers = numbers
        self.names = NameGiver(dice)
        self.today = today

    def clan(self) -> list[Person]:
        """A founder and all descendants, with their partners."""
        founder = self.founder(self.dice.day(date(1932, 1, 1), date(1968, 12, 31)))
        return [founder, *self.household(founder)]

    def founder(self, born: date) -> Person:
        """An adult without known parents, living alone; one in seven has come from abroad."""
        dice = self.dice
        town = self.country.somewhere()
        person = self.person(born, dice.pick(("kvinne", "mann")), self.names.navn(sami=self.sami(town)))
        if dice.chance(SHARE_IMMIGRANT):
            self.immigrate(person, dice.pick(LAND))
        self.settle(person, self.homes(town, self.arrived(person)), self.arrived(person))
        return person

    def single(self) -> Person:
        """An adult who lives alone."""
        return self.founder(self.dice.day(date(1940, 1, 1), date(2004, 12, 31)))

    def household(self, person: Person) -> list[Person]:
        """The partner and children that `person` gets, with the households of those who have grown up."""
        dice = self.dice
        start = _plus_years(person.born, dice.between(20, 31))
        came_together = start < self.arrived(person) and dice.chance(0.6)
        if not came_together:
            start = max(start, self.arrived(person))
        joined = max(start, self.arrived(person))
        if joined >= self.today or not dice.chance(SHARE_WITH_PARTNER):
            return []
        town = self.country.somewhere() if dice.chance(0.3) else self.country.town(person.home.kommune.nummer)
        homes = self.homes(town, joined)
        partner = self.partner(person, start)
        if came_together:
            partner.land, partner.immigrated, partner.born_abroad = person.land, person.immigrated, True
            partner.former_identifiers, partner.earlier_homes = [], []
        self.move_in(person, homes, joined)
        self.move_in(partner, homes, joined)
        if dice.chance(SHARE_MARRIED):
            marry(person, partner, dice.day(start, min(start + 8 * YEAR, self.today)))
        children = self.children(person, partner, homes, start)
        if dice.chance(SHARE_PARTED):
            self.part(person, partner, children)
        custody.share(dice, self.numbers, children, (person, partner), self.today)
        return [partner, *children, *(new for child in children for new in self.leave_home(child))]

    def leave_home(self, child: Person) -> list[Person]:
        """Whom a grown child brings: nobody while it lives at home, else maybe a family."""
        out = max(_plus_years(child.born, self.dice.between(18, 25)), self.arrived(child))
        if out >= self.today:
            return []
        town = (
            self.country.somewhere()
            if self.dice.chance(0.4)
            else self.country.town(child.home.kommune.nummer)
        )
        self.move_in(child, self.homes(town, out), out)
        return self.household(child)

    def partner(self, person: Person, start: date) -> Person:
        """Somebody of about the same age, with a life of their own until `start`."""
        dice = self.dice
        kjoenn = "mann" if person.kjoenn == "kvinne" else "kvinne"
        if person.kjoenn == "kvinne" and dice.chance(SHARE_TWO_WOMEN):
            kjoenn = "kvinne"
        born = min(person.born + timedelta(days=dice.between(-1800, 1800)), start - 19 * YEAR)
        town = self.country.somewhere()
        partner = self.person(born, kjoenn, self.names.navn(sami=self.sami(town)))
        if person.land and dice.chance(0.6):
            self.immigrate(partner, person.land, by=start)
        self.settle(partner, self.homes(town, self.arrived(partner)), self.arrived(partner))
        return partner

    def children(self, one: Person, other: Person, homes: Homes, start: date) -> list[Person]:
        """The couple's children, oldest first; the parent who bears them is under 44."""
        dice = self.dice
        mother, second = (one, other) if one.kjoenn == "kvinne" else (other, one)
        births: list[date] = []
        last = min(_plus_years(mother.born, 43), self.today)
        born = start + timedelta(days=dice.between(100, 1500))
        for _ in range(dice.weighted(CHILDREN)):
            if born > last:
                break
            births.append(born)
            born = born if dice.chance(0.015) else born + timedelta(days=dice.between(330, 1700))
        siblings_known = dice.chance(0.1)
        children = [self.child(mother, second, day, homes) for day in births]
        for position, child in enumerate(children if siblings_known else ()):
            for younger in children[position + 1 :]:
                relate(child, "soesken", younger, "soesken", younger.born)
        return children

    def child(self, mother: Person, second: Person, born: date, homes: Homes) -> Person:
        """A child of the two, with relations on all three documents, living where they lived."""
        dice = self.dice
        surname = dice.pick((mother, second)).navn.etternavn
        child = self.person(
            born, dice.pick(("kvinne", "mann")), self.names.navn(surname, self.sami_of(homes))
        )
        relate(child, "barn", mother, mother.forelder, born)
        relate(child, "barn", second, "far" if second.kjoenn == "mann" else "medmor", born)
        land = mother.land if mother.land and second.land else None
        if land and dice.chance(0.9 if mother.immigrated and born < mother.immigrated else 0.4):
            child.land = land
        if mother.immigrated and born < mother.immigrated:
            self.immigrate(child, mother.land, by=mother.immigrated)
        self.settle(child, homes, self.arrived(child))
        return child

    def part(self, one: Person, other: Person, children: list[Person]) -> None:
        """The couple parts: one moves out, and a child may get a second home there."""
        dice = self.dice
        married = [row.since for row in one.sivilstand]
        start = max([one.since, other.since, *married, *(child.born for child in children)])
        day = dice.day(start + timedelta(days=200), self.today)
        if day >= self.today:
            return
        leaver = dice.weighted(((one, 1), (other, 2)))
        stays_near = dice.chance(0.6)
        town = self.country.town(leaver.home.kommune.nummer) if stays_near else self.country.somewhere()
        self.move_in(leaver, [(town.dwelling(), day)], day)
        if one.sivilstand:
            self.divorce(one, other, day)
        for child in children:
            if child.age(self.today) < 18 and dice.chance(0.18):
                child.delt_bosted.append(self.delt_bosted(leaver.home, max(day, child.born)))

    def divorce(self, one: Person, other: Person, day: date) -> None:
        """Separated, and after a year divorced; the relation between them ends with the divorce."""
        for person, spouse in ((one, other), (other, one)):
            person.sivilstand.insert(0, Sivilstand("separert", day, spouse))
            if day + YEAR < self.today:
                person.sivilstand.insert(0, Sivilstand("skilt", day + YEAR, spouse))
                relation = next(row for row in person.relations if row.other is spouse)
                relation.ended = day + YEAR

    def delt_bosted(self, home: Dwelling, first: date) -> DeltBosted:
        """An agreement on a second home; a quarter have run out."""
        start = self.dice.day(first, self.today)
        ended = self.dice.chance(0.25) and start < self.today
        return DeltBosted(home, start, self.dice.day(start, self.today) if ended else None)

    def person(self, born: date, kjoenn: str, navn: Navn) -> Person:
        """Somebody born in Norway, with a new identifier and nowhere to live yet."""
        from_2032 = self.dice.chance(SHARE_OF_2032)
        return Person(self.numbers.foedselsnummer(born, kjoenn, from_2032=from_2032), born, kjoenn, navn)

    def immigrate(self, person: Person, land: Land, *, by: date | None = None) -> None:
        """The person was born in `land` and came on a day, at the latest `by`; some had a d-nummer first."""
        person.land, person.born_abroad = land, True
        first = _plus_years(person.born, 1)
        person.immigrated = (
            by if by and by <= first else self.dice.day(first, min(by or self.today, self.today))
        )
        if self.dice.chance(0.35):
            came = person.immigrated - timedelta(days=self.dice.between(60, 900))
            number = self.numbers.d_nummer(person.born, person.kjoenn)
            person.former_identifiers.append((number, max(came, person.born)))

    def arrived(self, person: Person) -> date:
        """The first day of residence in Norway."""
        return person.immigrated or person.born

    def homes(self, town: Town, start: date) -> Homes:
        """Where a household has lived since `start`, newest first: at last in `town`."""
        dice = self.dice
        homes = [(town.dwelling(), start)]
        for _ in range(dice.weighted(((0, 50), (1, 33), (2, 17)))):
            earlier = town if dice.chance(0.7) else self.country.elsewhere()
            homes.append((earlier.dwelling(), start))
        days = sorted(dice.day(start, self.today) for _ in homes[1:])
        return [(home, day) for (home, _), day in zip(homes, [*reversed(days), start], strict=True)]

    def settle(self, person: Person, homes: Homes, joined: date) -> None:
        """Let the person live where the household has lived since `joined`."""
        kept = [(home, day) for home, day in homes if day > joined]
        at_first = next((home for home, day in homes if day <= joined), homes[-1][0])
        (person.home, person.since), *person.earlier_homes = [*kept, (at_first, joined)]

    def move_in(self, person: Person, homes: Homes, joined: date) -> None:
        """As `settle`, keeping where the person lived before."""
        before = [home for home in [(person.home, person.since), *person.earlier_homes] if home[1] < joined]
        self.settle(person, homes, joined)
        person.earlier_homes.extend(before)

    def sami(self, town: Town) -> float:
        """The share of Sami names in a town."""
        return SAMI.get(town.kommune.nummer, 0.01)

    def sami_of(self, homes: Homes) -> float:
        return SAMI.get(homes[0][0].kommune.nummer, 0.01)


def _plus_years(day: date, years: int) -> date:
    return day + timedelta(days=round(years * 365.25))
