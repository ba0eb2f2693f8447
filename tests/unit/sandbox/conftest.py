"""Two worlds that the tests of the sandbox share: one as it begins, and one that has lived for a while."""

from collections.abc import Callable, Iterator

import pytest

from ingest.sandbox.world import World

PERSONS = 800


@pytest.fixture(scope="session")
def world() -> World:
    """A world before its first event."""
    return World.create(persons=PERSONS, seed=3)


@pytest.fixture(scope="session")
def people(world: World) -> dict[str, dict]:
    """Everybody's document, by id."""
    return {identifier: world.person(identifier) for identifier in world.current_documents()}


@pytest.fixture(scope="session")
def lived() -> World:
    """The same world 3,000 events later."""
    world = World.create(persons=PERSONS, seed=3)
    world.advance(3000)
    return world


@pytest.fixture(scope="session")
def current() -> Callable[[dict, str], list[dict]]:
    """Gives the current entries of an element."""
    return lambda document, element: [
        entry for entry in document.get(element, []) if entry.get("erGjeldende")
    ]


@pytest.fixture(scope="session")
def entries() -> Callable[[dict], list[tuple[str, dict]]]:
    """Gives every entry of every element, with the element's name."""
    return lambda document: [
        (element, entry)
        for element, value in document.items()
        for entry in (value if isinstance(value, list) else [value])
    ]


@pytest.fixture(scope="session")
def leaves() -> Callable[[object], Iterator[tuple[str, object]]]:
    """Gives every value inside a document, with the name of its field."""
    return _leaves


@pytest.fixture(scope="session")
def kommune() -> Callable[[dict], str | None]:
    """Gives the municipality number of a document's current bostedsadresse."""
    return _kommune


def _leaves(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    else:
        yield name, value


def _kommune(document: dict) -> str | None:
    home = next((entry for entry in document.get("bostedsadresse", []) if entry.get("erGjeldende")), {})
    address = home.get("vegadresse") or home.get("matrikkeladresse", {}).get("matrikkelnummer") or {}
    return address.get("kommunenummer") or home.get("ukjentBosted", {}).get("bostedskommune")
