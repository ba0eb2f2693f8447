"""The whole population, one person at a time: the cast of hand-made cases, then clans until there are enough people."""

from collections.abc import Iterator

from ingest.sandbox.families import Families
from ingest.sandbox.people import Person


def population(persons: int, families: Families) -> Iterator[Person]:
    """Exactly `persons` people."""
    left = persons
    while left:
        clan = families.clan()
        if len(clan) > left:
            clan = [families.single()]
        left -= len(clan)
        yield from clan
