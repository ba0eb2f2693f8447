"""What holds for every world, whatever its size and seed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.identifiers import PersonId, has_valid_check_digits
from ingest.sandbox.world import World

worlds = st.builds(World.create, persons=st.integers(1, 60), seed=st.integers(0, 10_000))


@settings(max_examples=6)
@given(world=worlds, events=st.integers(1, 120))
def test_every_world_lives_on(world: World, events: int) -> None:
    assert world.advance(events) >= events
    numbers = [event.sekvensnummer for event in world.events]
    assert numbers == sorted(set(numbers))


@settings(max_examples=6)
@given(world=worlds, events=st.integers(0, 120))
def test_everybody_is_found_by_every_id_they_have_had(world: World, events: int) -> None:
    world.advance(events)
    for identifier in world.current_documents():
        document = world.person(identifier)
        for row in document["identifikasjonsnummer"]:
            number = row["foedselsEllerDNummer"]
            assert PersonId(number).is_synthetic and has_valid_check_digits(number)
            assert world.person(number) == document


@settings(max_examples=6)
@given(world=worlds, events=st.integers(0, 120))
def test_at_most_one_home_is_current(world: World, events: int) -> None:
    world.advance(events)
    for identifier in world.current_documents():
        document = world.person(identifier)
        for element in ("bostedsadresse", "navn", "status", "sivilstand", "oppholdsadresse", "deltBosted"):
            assert sum(row["erGjeldende"] for row in document.get(element, [])) <= 1, element


@settings(max_examples=6)
@given(world=worlds, events=st.integers(0, 400))
def test_nobody_dead_or_gone_has_a_current_home(world: World, events: int) -> None:
    world.advance(events)
    for identifier in world.current_documents():
        document = world.person(identifier)
        if document["status"][0]["status"] in ("doed", "utflyttet", "inaktiv"):
            assert not any(row["erGjeldende"] for row in document.get("bostedsadresse", []))
