"""The register's memory: who has which document, what it was after each event, and the feed."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from ingest.sandbox.clerk import FRACTION_DIGITS, Document, stamp
from ingest.sandbox.dice import Dice
from ingest.sandbox.events import HENDELSESTYPER, Event, thick_event
from ingest.sandbox.numbers import document_id
from ingest.sandbox.people import Person

SHARE_GAPS = 0.04
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict).decode


class Documents(Mapping[str, Document]):
    """Documents by their id, kept as JSON: each look-up gives a fresh copy."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}

    def __getitem__(self, identifier: str) -> Document:
        return _decode(self._bodies[identifier])

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._bodies

    def __iter__(self) -> Iterator[str]:
        return iter(self._bodies)

    def __len__(self) -> int:
        return len(self._bodies)

    def raw(self, identifier: str) -> bytes:
        """The document as JSON."""
        return self._bodies[identifier]

    def put(self, identifier: str, body: bytes) -> None:
        """Keep a document under an id. The same body may stand under several."""
        self._bodies[identifier] = body


class Register:
    """Documents, identifiers and events. Only `change` and `correct` alter what a person's document says."""

    def __init__(self, seed: int, dice: Dice) -> None:
        self.archive = Documents()
        self.event_documents = Documents()
        self.events: list[Event] = []
        self.newest: dict[str, str] = {}
        self.continued_by: dict[str, str] = {}
        self.ceased: set[str] = set()
        self._seed = seed
        self._dice = dice
        self._ids_given = 0

    @property
    def latest(self) -> int:
        """The newest sequence number, 0 before the first event."""
        return self.events[-1].sekvensnummer if self.events else 0

    def resolve(self, identifier: str) -> str:
        """The id that a former or merged id goes on as; any other id is its own."""
        while identifier in self.continued_by:
            identifier = self.continued_by[identifier]
        return identifier

    def document(self, identifier: str) -> Document | None:
        """The newest document, or None when there is no such person."""
        newest = self.newest.get(self.resolve(identifier))
        return None if newest is None else self.archive[newest]

    def settle(self, person: Person, document: Document) -> None:
        """Take in somebody of the first population, with the ids they had before."""
        self.enter(person.identifikator, document)
        for number in (*(number for number, _ in person.former_identifiers), *person.merged):
            self.continued_by[number] = person.identifikator
        self.ceased.update(person.merged)
        if document["status"][0]["status"] == "opphoert":
            self.ceased.add(person.identifikator)

    def enter(self, identifier: str, document: Document) -> str:
        """Keep a new version of somebody's document, without an event; returns its document id."""
        return self._keep(identifier, _encode(document))

    def change(
        self, identifier: str, hendelsetype: str, document: Document, now: datetime, *, about: str = ""
    ) -> None:
        """Keep a new version of `identifier`'s document and tell of it in the feed.

        Args:
            about: the id the event names where it is not the one in use: a new number is told of on the old.
        """
        before = self.document(identifier) or {}
        persondokument = self.enter(identifier, document)
        event = self._tell(about or identifier, hendelsetype, persondokument, now)
        if hendelsetype in HENDELSESTYPER:
            thick = thick_event(event, before, document)
            self.event_documents.put(event.hendelsesdokument, _encode(thick))

    def update(self, identifier: str, now: datetime) -> None:
        """Send `personErOppdatert` about somebody whose document is the same as before."""
        persondokument = self._keep(identifier, self.archive.raw(self.newest[identifier]))
        self._tell(identifier, "personErOppdatert", persondokument, now)

    def renumber(self, old: str, new: str) -> None:
        """Let somebody go on under a new id; the old one leads to it. The caller tells of it by `change`."""
        self.newest[new] = self.newest.pop(old)
        self.continued_by[old] = new

    def merge(self, ceasing: str, continuing: str, now: datetime) -> None:
        """Let one id cease as a duplicate: from now on it leads to the other person."""
        del self.newest[ceasing]
        self.continued_by[ceasing] = continuing
        self.ceased.add(ceasing)
        event = self._tell(ceasing, "personErOpphoertSomDublett", None, now)
        self.event_documents.put(event.hendelsesdokument, _encode(thick_event(event, {}, {})))

    def split(self, restored: str) -> None:
        """Undo a merge: the id is its own again. The caller gives it a document by `change`."""
        del self.continued_by[restored]
        self.ceased.discard(restored)

    def _keep(self, identifier: str, body: bytes) -> str:
        document = self._new_id()
        self.archive.put(document, body)
        self.newest[identifier] = document
        return document

    def _tell(self, identifier: str, hendelsetype: str, persondokument: str | None, now: datetime) -> Event:
        dice = self._dice
        number = self.latest + 1 + (dice.between(1, 3) if dice.chance(SHARE_GAPS) else 0)
        moment = stamp(now, dice.pick(FRACTION_DIGITS))
        event = Event(number, identifier, hendelsetype, self._new_id(), persondokument, moment)
        self.events.append(event)
        return event

    def _new_id(self) -> str:
        self._ids_given += 1
        return document_id(self._seed, self._ids_given)
