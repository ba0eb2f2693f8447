"""The control addresses, the remembered world and a server on a real socket."""

import os
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from ingest.errors import AlreadyRunningError, ConfigurationError
from ingest.sandbox.server import serve, start
from ingest.sandbox.world import World
from ingest.settings import OMH_PREFIX

Client = Callable[..., httpx.Client]


def test_the_world_is_moved_on_from_this_machine_only(client: Client) -> None:
    world = World.create(persons=50, seed=5)
    here = client(world=world, prefix="/sandbox")
    answer = here.post("/advance", params={"events": 10}).json()
    assert answer == {"events": len(world.events), "latest": world.latest}
    assert answer["events"] >= 10
    told = here.get("/world").json()
    assert told == {"persons": 50, "seed": 5, "latest": world.latest, "kommuner": list(world.kommuner)}
    assert here.post("/advance", params={"events": "0"}).status_code == 400
    elsewhere = client(world=world, prefix="/sandbox", host="192.0.2.1")
    assert elsewhere.post("/advance", params={"events": 1}).status_code == 403


def read_feed(address: str) -> list[dict]:
    return httpx.get(f"{address}{OMH_PREFIX}/v1/hendelser/feed", params={"seq": 0}).json()


def test_a_restart_gives_the_same_world_and_feed(tmp_path: Path) -> None:
    with start(home=tmp_path, persons=60, seed=9) as sandbox:
        for events in (20, 5):
            httpx.post(f"{sandbox.address}/sandbox/advance", params={"events": events})
        before = read_feed(sandbox.address)
    with start(home=tmp_path) as sandbox:
        assert read_feed(sandbox.address) == before
        assert httpx.get(f"{sandbox.address}/sandbox/world").json()["persons"] == 60
    assert len(before) >= 25


def test_what_is_remembered_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        start(home=tmp_path, persons=20).stop()
    finally:
        os.umask(before)
    file = tmp_path / "sandbox" / "world.json"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_another_world_in_the_same_home_is_refused(tmp_path: Path) -> None:
    start(home=tmp_path, persons=20, seed=1).stop()
    for other in ({"seed": 2}, {"persons": 21}):
        with pytest.raises(ConfigurationError, match="MANNTALL_HOME"):
            start(home=tmp_path, **other)
    (tmp_path / "sandbox" / "world.json").write_text("{")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        start(home=tmp_path)


def test_one_sandbox_serves_a_home_and_one_a_port(tmp_path: Path) -> None:
    with start(home=tmp_path, persons=20) as sandbox:
        with pytest.raises(AlreadyRunningError):
            start(home=tmp_path)
        port = int(sandbox.address.rpartition(":")[2])
        with pytest.raises(ConfigurationError, match="port"):
            start(persons=20, port=port)
        with pytest.raises(ConfigurationError, match="port"):
            serve(persons=20, port=port)


def test_a_running_sandbox_is_on_loopback_and_prints_nothing(capfd: pytest.CaptureFixture) -> None:
    with start(persons=20) as sandbox:
        assert sandbox.address.startswith("http://127.0.0.1:")
        assert sandbox.freg_url == sandbox.address + OMH_PREFIX
        assert httpx.get(f"{sandbox.freg_url}/v1/personer/00000000000").status_code == 404
    assert capfd.readouterr() == ("", "")
    with pytest.raises(httpx.ConnectError):
        httpx.get(sandbox.freg_url)
