"""The life that goes on: one thing happens at a time, and the register tells of it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from ingest.sandbox.clerk import Clerk, Document, current, current_entries
from ingest.sandbox.dice import Dice
from ingest.sandbox.families import Families
from ingest.sandbox.places import kommuner
from ingest.sandbox.register import Register

TRIES = 300
Happening = Callable[["Life"], None]


class Life:
    """The clock, the register and the means to make new people and homes. A happening is a function of it."""

    def __init__(self, register: Register, families: Families, dice: Dice, today: date) -> None:
        self.register = register
        self.families = families
        self.dice = dice
        self.clerk = Clerk(dice, families.numbers, today, datetime.combine(today, time(6)))
        self.people: list[str] = list(register.newest)
        self.unnamed: list[str] = []
        self.dead: list[str] = []
        self.ceased: list[tuple[str, Document]] = []  # id that ceased as false, its last document
        self.merged: list[
            tuple[str, Document, str]
        ] = []  # id that ceased, its last document, id that went on

    @property
    def today(self) -> date:
        return self.clerk.today

    def go_on(self, happenings: Sequence[tuple[Happening, float]]) -> None:
        """Let one thing happen; it may turn out to be impossible, and then nothing does."""
        self.dice.weighted(happenings)(self)

    def tell(self, identifier: str, hendelsetype: str, document: Document, *, about: str = "") -> None:
        """Write a person's new document into the register, with the event that tells of it."""
        self.register.change(identifier, hendelsetype, document, self.tick(), about=about)

    def tick(self) -> datetime:
        """A few minutes pass."""
        moment = self.clerk.now + timedelta(
            seconds=self.dice.between(20, 400), microseconds=self.dice.below(10**6)
        )
        self.clerk.now = moment
        self.clerk.today = self.families.today = moment.date()
        return moment

    def lately(self, days: int = 30) -> date:
        """A day of the last weeks."""
        return self.today - timedelta(days=self.dice.below(days))

    def document(self, identifier: str) -> Document | None:
        """A copy of somebody's newest document, free to change."""
        return self.register.document(identifier)

    def find(self, fits: Callable[[Document], bool]) -> tuple[str, Document] | None:
        """Somebody whom `fits` is true of; None when nobody turned up in a reasonable number of tries."""
        for _ in range(TRIES if self.people else 0):
            identifier = self.dice.pick(self.people)
            document = self.document(identifier) if identifier in self.register.newest else None
            if document and fits(document):
                return identifier, document
        return None

    def is_alive(self, identifier: str) -> bool:
        """Whether somebody has a document, and is neither dead nor ceased."""
        document = self.document(identifier)
        return document is not None and status_of(document) not in ("doed", "opphoert")

    def age(self, document: Document) -> int:
        """Whole years today; -1 when the birth date is not known."""
        day, today = born(document), self.today
        return (
            -1 if day is None else today.year - day.year - ((today.month, today.day) < (day.month, day.day))
        )

    def same_person(self, identifier: str) -> Callable[[str], bool]:
        """Whether another id leads to the same person: relations may lag behind a new number."""
        return lambda other: self.register.resolve(other) == self.register.resolve(identifier)

    def related(self, document: Document, *roller: str) -> list[str]:
        """Ids in use of the current relations in some roles, each once."""
        return list(
            dict.fromkeys(
                self.register.resolve(entry["relatertPerson"])
                for entry in current_entries(document, "familierelasjon")
                if entry["relatertPersonsRolle"] in roller and "relatertPerson" in entry
            )
        )

    def are_kin(self, one: tuple[str, Document], other: tuple[str, Document]) -> bool:
        """Whether two people are the same, or parent and child, or have a parent in common."""
        families = [
            {identifier, *self.related(document, "mor", "far", "medmor")}
            for identifier, document in (one, other)
        ]
        return bool(families[0] & families[1])

    def household(self, identifier: str, document: Document) -> list[tuple[str, Document]]:
        """The person and the relatives in the same bruksenhet."""
        home = dwelling_of(document)
        members = [(identifier, document)]
        for other in self.related(document, "ektefelleEllerPartner", "barn") if home else ():
            relative = self.document(other)
            if relative and dwelling_of(relative) == home and other != identifier:
                members.append((other, relative))
        return members


def status_of(document: Document) -> str:
    entry = current(document, "status")
    return entry["status"] if entry else ""


def lives_here(document: Document) -> bool:
    return status_of(document) == "bosatt"


def has_home(document: Document) -> bool:
    """A resident with a known home."""
    return lives_here(document) and dwelling_of(document) is not None


def is_woman(document: Document) -> bool:
    entry = current(document, "kjoenn")
    return entry is not None and entry["kjoenn"] == "kvinne"


def born(document: Document) -> date | None:
    entry = current(document, "foedsel")
    return date.fromisoformat(entry["foedselsdato"]) if entry and "foedselsdato" in entry else None


def dwelling_of(document: Document) -> tuple | None:
    """What tells one bruksenhet from another: the address identifier and the number."""
    entry = current(document, "bostedsadresse")
    if not entry or "adresseIdentifikatorFraMatrikkelen" not in entry:
        return None
    address = entry.get("vegadresse") or entry.get("matrikkeladresse") or {}
    return entry["adresseIdentifikatorFraMatrikkelen"], address.get("bruksenhetsnummer")


def kommune_of(document: Document) -> str:
    """Today's number of the municipality of a document that `has_home`."""
    entry = current(document, "bostedsadresse")
    number = (entry.get("vegadresse") or entry["matrikkeladresse"]["matrikkelnummer"])["kommunenummer"]
    return next(
        kommune.nummer
        for kommune in kommuner().values()
        if number in (kommune.nummer, kommune.gammelt_nummer)
    )
