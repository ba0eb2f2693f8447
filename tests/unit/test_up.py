"""What must always run is started again when it ends, and ended with the process that keeps it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.errors import ConfigurationError
from ingest.settings import Settings
from orchestration import schedules, up
from orchestration.services import free_port

# says its number in a file of its own, then stays
STAYS = "import os, sys, time; open(f'{sys.argv[1]}/{os.getpid()}', 'w').close(); time.sleep(60)"
KEEPER = """
import os, sys, signal
from orchestration.up import Service, supervise
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
stays = Service("a service", [sys.executable, "-c", sys.argv[1], sys.argv[2]], os.environ)
supervise([stays], lambda told: print(told, flush=True))
"""


def numbers(folder: Path, n: int) -> list[int]:
    """The process numbers of the first `n` that were started, once they are."""
    deadline = time.monotonic() + 60
    while len(found := sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)) < n:
        assert time.monotonic() < deadline, "it was not started"
        time.sleep(0.05)
    return [int(path.name) for path in found]


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_is_killed_is_started_again_and_ended_with_its_keeper(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KEEPER, STAYS, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as keeper:
        [first] = numbers(tmp_path, 1)
        os.kill(first, signal.SIGKILL)
        _, second = numbers(tmp_path, 2)
        assert is_running(second)
        keeper.send_signal(signal.SIGTERM)
        told, _ = keeper.communicate(timeout=60)
    assert keeper.returncode == 0
    assert not is_running(second)
    assert told == "a service ended and is started again in 2 s\n"


def test_what_ends_at_once_is_started_ever_more_seldom_and_told_each_time() -> None:
    told: list[str] = []
    service = up.Service("a service", [sys.executable, "-c", ""], os.environ)
    now = 0.0
    for _ in range(8):
        service.look(now, told.append)
        service.process.wait()
        service.look(now, told.append)
        assert service.process is None
        service.look(service.not_before - 0.1, told.append)
        assert service.process is None, "it is not started before its wait is over"
        now = service.not_before
    waits = [int(line.rsplit(" ", 2)[1]) for line in told]
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]


def test_a_home_has_its_three_services_on_this_machine_only(tmp_path: Path) -> None:
    ports = {"pages_port": free_port(8501), "dagster_port": free_port(3000)}
    running = up.services(Settings(home=tmp_path), **ports)
    assert [service.name for service in running] == ["the urgent lane", "Dagster", "the pages"]
    for service in running[1:]:
        assert "127.0.0.1" in service.command
    assert (tmp_path / "dagster" / "dagster.yaml").stat().st_mode & 0o077 == 0


def test_a_taken_port_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "is_free", lambda _: False)
    with pytest.raises(ConfigurationError, match="Port 8501 is taken"):
        up.services(Settings(home=tmp_path), pages_port=8501, dagster_port=3000)


def test_the_urgent_lane_of_dagster_asks_for_no_run_and_tells_counts_only(tmp_path: Path) -> None:
    class Copy(schedules.Register):
        def settings(self) -> Settings:
            return Settings(home=tmp_path)

    told = schedules.protection(register=Copy())
    assert "deny ledger" in told.skip_message, "without a ledger the sensor says so, and does not fail"
