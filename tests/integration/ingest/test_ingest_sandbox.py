"""Ingest against the sandbox over HTTP: what is landed is what the world holds."""

from datetime import date

import pytest

from ingest.refresh import feed_state, ingest
from ingest.roles import roles_in_force
from ingest.sandbox.options import Options
from ingest.sandbox.server import FIKS_PREFIX, RunningSandbox, create_app
from ingest.sandbox.world import World
from ingest.settings import OMH_PREFIX, Settings
from tests.integration.ingest.landed import newest

WITH_HISTORY = {
    part for role in roles_in_force(date.today()).values() if "historikk" in role.parts for part in role.parts
} - {"historikk"}


@pytest.fixture
def world():
    """300 people."""
    return World.create(persons=300, seed=7)


@pytest.fixture
def copy(world, tmp_path):
    """Run ingest on a sandbox with `options`; gives the home."""
    started = []

    def run(name: str, *, options: Options = Options(), prefix: str = OMH_PREFIX, **changes: object):  # noqa: B008
        sandbox = RunningSandbox(create_app(world, options))
        started.append(sandbox)
        address = sandbox.address + prefix
        settings = Settings(
            home=tmp_path / name, freg_url=address, dato="2026-11-01", retry_seconds=10, **changes
        )
        ingest(settings)
        assert feed_state(settings).documents_missing == 0
        assert feed_state(settings).lag_events == 0
        return tmp_path / name

    yield run
    for sandbox in started:
        sandbox.stop()


def in_world(world: World) -> dict[str, dict]:
    return {person: world.person(person) for person in world.current_documents()}


@pytest.mark.parametrize("reading", ["oppslag", "liste", "enkelt"])
def test_everybody_is_landed_with_their_history_in_every_reading(world, copy, reading):
    landed = newest(copy("alle", options=Options(bulk_reading=reading, komplett_batch=70, job_seconds=0)))
    for person, whole in in_world(world).items():
        body = landed[person]["body"]
        assert {part: body.get(part) for part in WITH_HISTORY} == {
            part: whole.get(part) for part in WITH_HISTORY
        }


def test_the_landing_after_events_is_that_of_a_fresh_extract(world, copy):
    kommuner = ",".join(world.kommuner[:2])
    copy("followed", kommuner=kommuner, options=Options(job_seconds=0))
    world.advance(250)
    followed = newest(copy("followed", kommuner=kommuner, options=Options(job_seconds=0)))
    fresh = newest(copy("fresh", kommuner=kommuner, options=Options(job_seconds=0)))
    told = {event.identifikator for event in world.events}
    for person in world.current_documents():
        kept, expected = followed.get(person), fresh.get(person)
        if kept and kept["utfall"] == "utenfor":
            kept = None
        if person in told:  # FREG corrects others without an event
            assert kept == expected


def test_fiks_prefix_and_headers_give_the_same_copy(world, copy):
    direct = newest(copy("direct"))
    prefix = f"{FIKS_PREFIX}/0b0a7d4e-0000-4000-8000-000000000000"
    fiks = {
        "fiks_integrasjon_id": "7f1c0f3e-0000-4000-8000-000000000000",
        "fiks_integrasjon_passord": "passord",
    }
    assert newest(copy("fiks", prefix=prefix, **fiks)) == direct
