"""What the makers of the population know of a person before the document is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from ingest.sandbox.clerk import Clerk, Document
from ingest.sandbox.lands import Land
from ingest.sandbox.names import Navn
from ingest.sandbox.places import Dwelling

Change = Callable[[Document, Clerk], None]


@dataclass(slots=True, eq=False)
class Relation:
    """One row of `familierelasjon`, from one person's side."""

    other: "Person"
    rolle: str
    min_rolle: str
    since: date
    ended: date | None = None


@dataclass(slots=True, eq=False)
class Ansvar:
    """One row of `foreldreansvar`. The holder is a person, an organisation, an outsider, or nobody."""

    ansvar: str
    child: "Person"
    since: date
    holder: "Person | None" = None
    organisasjon: str | None = None
    uten_identifikator: dict | None = None
    ended: date | None = None


@dataclass(slots=True, eq=False)
class Sivilstand:
    """One row of `sivilstand`."""

    sivilstand: str
    since: date
    other: "Person | None" = None


@dataclass(slots=True, eq=False)
class DeltBosted:
    """One row of `deltBosted`: the child's other home, from a day and maybe to one."""

    home: Dwelling
    start: date
    slutt: date | None = None


@dataclass(slots=True, eq=False)
class Person:
    """One person. Lists run from newest to oldest; `changes` are done to the written document, in order."""

    identifikator: str
    born: date
    kjoenn: str
    navn: Navn
    home: Dwelling | None = None
    since: date = date.min
    earlier_homes: list[tuple[Dwelling, date]] = field(default_factory=list)
    birthplace: str | None = None  # number of a Norwegian municipality
    land: Land | None = None  # citizenship and land of birth when not Norway
    immigrated: date | None = None
    born_abroad: bool = False
    status: str = "bosatt"
    former_identifiers: list[tuple[str, date]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    ansvar: list[Ansvar] = field(default_factory=list)
    sivilstand: list[Sivilstand] = field(default_factory=list)
    delt_bosted: list[DeltBosted] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def age(self, day: date) -> int:
        """Whole years on a day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    @property
    def forelder(self) -> str:
        """The role this person has as the parent by birth."""
        return "mor" if self.kjoenn == "kvinne" else "far"


def relate(
    one: Person, rolle: str, other: Person, other_rolle: str, since: date, *, ended: date | None = None
) -> None:
    """Write a relation on both sides: `one` is `rolle` to `other`."""
    one.relations.append(Relation(other, other_rolle, rolle, since, ended))
    other.relations.append(Relation(one, rolle, other_rolle, since, ended))


def give_ansvar(ansvar: str, child: Person, holder: Person, since: date, ended: date | None = None) -> None:
    """Write parental responsibility on both the child's and the holder's document."""
    row = Ansvar(ansvar, child, since, holder, ended=ended)
    child.ansvar.append(row)
    holder.ansvar.append(row)


def marry(one: Person, other: Person, since: date) -> None:
    """Write a marriage on both sides."""
    relate(one, "ektefelleEllerPartner", other, "ektefelleEllerPartner", since)
    one.sivilstand.insert(0, Sivilstand("gift", since, other))
    other.sivilstand.insert(0, Sivilstand("gift", since, one))
