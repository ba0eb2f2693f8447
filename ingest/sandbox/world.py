"""The sandbox's world: people and their documents, and the life that goes on among them.

It knows nothing of HTTP; `server` shows it under FREG's paths.
"""

from collections.abc import Mapping
from datetime import date

from ingest.sandbox.clerk import Clerk, Document
from ingest.sandbox.dice import Dice
from ingest.sandbox.documents import write
from ingest.sandbox.events import Event
from ingest.sandbox.families import Families
from ingest.sandbox.happenings import HAPPENINGS
from ingest.sandbox.life import Life
from ingest.sandbox.numbers import Numbers
from ingest.sandbox.past import View
from ingest.sandbox.places import POPULATED, Country
from ingest.sandbox.population import population
from ingest.sandbox.register import Register

__all__ = ["DEFAULT_TODAY", "Event", "World"]

DEFAULT_TODAY = date(2026, 11, 1)
PEOPLE_PER_HOUSEHOLD = 2


class World:
    """A population and its register. The same `persons`, `seed` and `today` give the same bytes."""

    def __init__(self, *, persons: int, seed: int, today: date) -> None:
        self.persons = persons
        self.seed = seed
        self.today = today
        dice = Dice(f"population {seed}")
        numbers = Numbers(dice)
        country = Country(dice, households=persons // PEOPLE_PER_HOUSEHOLD)
        families = Families(dice, country, numbers, today)
        self._register = Register(seed, Dice(f"register {seed}"))
        clerk = Clerk(dice, numbers, today)
        for person in population(persons, families):
            self._register.settle(person, write(person, clerk))
        self._life = Life(self._register, families, Dice(f"life {seed}"), today)

    @classmethod
    def create(cls, *, persons: int = 5000, seed: int = 1, today: date = DEFAULT_TODAY) -> "World":
        """A world with `persons` people, before its first event."""
        return cls(persons=persons, seed=seed, today=today)

    @property
    def archive(self) -> Mapping[str, Document]:
        """Document id to the document as after its event or as at the start; always a fresh copy."""
        return self._register.archive

    @property
    def event_documents(self) -> Mapping[str, Document]:
        """Hendelsesdokument id to thick event, for the types that have one."""
        return self._register.event_documents

    @property
    def events(self) -> list[Event]:
        """The feed from its beginning; sequence numbers rise, with gaps now and then."""
        return self._register.events

    @property
    def kommuner(self) -> tuple[str, ...]:
        """Numbers of the municipalities where people live."""
        return tuple(number for number, _ in POPULATED)

    @property
    def latest(self) -> int:
        """The newest sequence number, 0 before the first event."""
        return self._register.latest

    def person(self, identifier: str) -> Document | None:
        """The whole document with history; a former or merged id gives the one who goes on. None: nobody."""
        return self._register.document(identifier)

    def is_ceased(self, identifier: str) -> bool:
        """True for an id that ceased, alone or by a merge: with `somBestilt` it gets a feilmelding."""
        return identifier in self._register.ceased

    def current_documents(self) -> dict[str, str]:
        """Everybody's id to the id of their newest document. Ceased people are here too, merged ids not."""
        return dict(self._register.newest)

    def view(self) -> View:
        """The world as it is at this moment, whatever happens later."""
        return View(self._register, seed=self.seed, persons=self.persons, kommuner=self.kommuner)

    def advance(self, events: int) -> int:
        """Let life go on until at least `events` more events have come; returns how many came."""
        before = len(self.events)
        while len(self.events) - before < events:
            self._life.go_on(HAPPENINGS)
        return len(self.events) - before
