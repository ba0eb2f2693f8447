"""The world as it was: the same questions as to `World`, answered from an earlier moment.

For answers that lag behind and for lists that stand still. A view costs three copied dictionaries; documents never
change once they have an id, so they are shared.
"""

from collections.abc import Mapping

from ingest.sandbox.clerk import Document
from ingest.sandbox.events import Event
from ingest.sandbox.register import Register


class View:
    """A register as it is at this moment, whatever happens to it later."""

    def __init__(self, register: Register, *, seed: int, persons: int, kommuner: tuple[str, ...]) -> None:
        self.seed = seed
        self.persons = persons
        self.kommuner = kommuner
        self.archive: Mapping[str, Document] = register.archive
        self.event_documents: Mapping[str, Document] = register.event_documents
        self.latest = register.latest
        self._events, self._count = register.events, len(register.events)
        self._newest = dict(register.newest)
        self._continued_by = dict(register.continued_by)
        self._ceased = set(register.ceased)

    @property
    def events(self) -> list[Event]:
        """The feed from its beginning to this moment."""
        return self._events[: self._count]

    def person(self, identifier: str) -> Document | None:
        """As `World.person`."""
        while identifier in self._continued_by:
            identifier = self._continued_by[identifier]
        newest = self._newest.get(identifier)
        return None if newest is None else self.archive[newest]

    def is_ceased(self, identifier: str) -> bool:
        """As `World.is_ceased`."""
        return identifier in self._ceased

    def current_documents(self) -> dict[str, str]:
        """As `World.current_documents`."""
        return dict(self._newest)
