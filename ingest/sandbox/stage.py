"""The stage of the cast: how a hand-made family comes to be, in one line of a scene."""

from dataclasses import dataclass
from datetime import date, timedelta

from ingest.sandbox.families import Families, Homes
from ingest.sandbox.people import Change, Person, give_ansvar, relate
from ingest.sandbox.places import Dwelling


@dataclass(slots=True)
class Family:
    """One or two parents and their children in one home."""

    parents: list[Person]
    children: list[Person]
    homes: Homes

    @property
    def people(self) -> list[Person]:
        return [*self.parents, *self.children]

    @property
    def child(self) -> Person:
        return self.children[0]


class Stage:
    """Makes people of given ages and families for the scenes of the cast."""

    def __init__(self, families: Families) -> None:
        self.families = families
        self.dice = families.dice
        self.today = families.today

    def ago(self, years: float) -> date:
        """The day so many years back."""
        return self.today - timedelta(days=round(years * 365.25))

    def home(self, nummer: str | None = None) -> Dwelling:
        """A new dwelling, in a municipality or in any of the populated ones."""
        country = self.families.country
        return (country.town(nummer) if nummer else country.somewhere()).dwelling()

    def adult(self, kjoenn: str = "kvinne", years: float = 38, nummer: str | None = None) -> Person:
        """A Norwegian living alone since ten years."""
        person = self.families.person(
            self.ago(years + self.dice.below(90) / 100), kjoenn, self.families.names.navn()
        )
        since = max(self.ago(10), person.born)
        self.families.settle(person, [(self.home(nummer), since)], since)
        return person

    def family(
        self, *ages: float, parents: int = 2, nummer: str | None = None, second: str = "mann"
    ) -> Family:
        """A mother, maybe a second parent, and children of these ages, in one home, with felles ansvar."""
        mother = self.adult(nummer=nummer)
        adults = [mother, *([self.adult(second, 41, nummer)] if parents == 2 else [])]
        homes = [(mother.home, mother.since)]
        for adult in adults[1:]:
            adult.home = mother.home
        children = [self.child(adults, age, homes) for age in ages]
        for child in children:
            for adult in adults:
                give_ansvar("felles" if parents == 2 else "mor", child, adult, child.born)
        return Family(adults, children, homes)

    def child(self, parents: list[Person], years: float, homes: Homes) -> Person:
        """A child of one or two parents, living where they live."""
        dice, born = self.dice, self.ago(years)
        navn = self.families.names.navn(parents[0].navn.etternavn)
        child = self.families.person(born, dice.pick(("kvinne", "mann")), navn)
        relate(child, "barn", parents[0], parents[0].forelder, born)
        for second in parents[1:]:
            relate(child, "barn", second, "far" if second.kjoenn == "mann" else "medmor", born)
        self.families.settle(child, homes, born)
        return child

    def siblings(self, *children: Person) -> None:
        """Let the children be siblings in each other's documents."""
        for position, child in enumerate(children):
            for younger in children[position + 1 :]:
                relate(child, "soesken", younger, "soesken", younger.born)

    def apart(self, person: Person, nummer: str | None = None) -> None:
        """Let somebody move to a home of their own three years ago."""
        day = self.ago(3)
        self.families.move_in(person, [(self.home(nummer), day)], day)


def without_ansvar(child: Person) -> None:
    """Take away every row of responsibility for the child, on both sides."""
    for row in list(child.ansvar):
        child.ansvar.remove(row)
        if row.holder:
            row.holder.ansvar.remove(row)


def then(person: Person, *changes: Change) -> Person:
    """Let things happen to the person's document, in order."""
    person.changes.extend(changes)
    return person
