"""The whole population, one person at a time: the cast, the visitors, then clans until there are enough."""

from collections.abc import Iterator

from ingest.sandbox.cast import cast
from ingest.sandbox.families import Families
from ingest.sandbox.fates import Fates
from ingest.sandbox.people import Person
from ingest.sandbox.visitors import visitor

SHARE_VISITORS = 0.03


def population(persons: int, families: Families) -> Iterator[Person]:
    """Exactly `persons` people."""
    fates = Fates(families)
    left = persons
    for scene in cast(families, left):
        left -= len(scene)
        yield from scene
    for _ in range(round(left * SHARE_VISITORS)):
        left -= 1
        yield visitor(families)
    while left:
        clan = families.clan()
        if len(clan) > left:
            clan = [families.single()]
        fates.befall(clan)
        left -= len(clan)
        yield from clan
