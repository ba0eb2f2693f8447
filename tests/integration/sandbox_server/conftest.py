"""One world for all these tests, and clients of servers over it with the options that a test needs."""

import warnings
from collections.abc import Callable

import pytest

from ingest.sandbox.options import Options
from ingest.sandbox.server import create_app
from ingest.sandbox.world import World
from ingest.settings import OMH_PREFIX

with warnings.catch_warnings():  # Starlette would rather have a client that is not in our lock
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

Client = Callable[..., TestClient]


@pytest.fixture(scope="session")
def world() -> World:
    """300 people after 1,200 events. Tests that move a world on make one of their own."""
    world = World.create(persons=300, seed=7)
    world.advance(1200)
    return world


@pytest.fixture
def client(world: World) -> Client:
    """`client(options, prefix=..., world=..., host=...)`: on this machine unless told otherwise."""
    shared = world

    def make(
        options: Options = Options(job_seconds=0),  # noqa: B008 - frozen
        *,
        prefix: str = OMH_PREFIX + "/v1",
        world: World = shared,
        host: str = "127.0.0.1",
    ) -> TestClient:
        return TestClient(
            create_app(world, options),
            base_url=f"http://testserver{prefix}",
            headers={"Accept": "application/json"},
            client=(host, 50000),
        )

    return make


@pytest.fixture
def freg(client: Client) -> TestClient:
    """FREG under its own prefix, with jobs that are ready at once."""
    return client()
