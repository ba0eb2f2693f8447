"""The `manntall` command as its users meet it: real processes, a sandbox on loopback, and exit codes."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.lock import exclusive
from ingest.sandbox.server import start
from orchestration.services import free_port, is_free

COMMAND = [str(Path(sys.executable).with_name("manntall"))]
QUIET_NETWORK = {"MANNTALL_RETRY_SECONDS": "0", "MANNTALL_TIMEOUT_SECONDS": "5"}
IDENTIFIER = re.compile(r"\d{11}")


@pytest.fixture(scope="module")
def sandbox():
    with start(persons=150, seed=7) as running:
        yield running


@pytest.fixture(scope="module")
def refreshed(sandbox, tmp_path_factory):
    """A home after one `manntall refresh --json`, with what it printed."""
    home = tmp_path_factory.mktemp("cli") / "home"
    done = manntall("refresh", "--json", home=home, freg=sandbox.freg_url)
    assert done.returncode == 0, done.stderr
    return home, json.loads(done.stdout)


def manntall(*arguments, home, freg=None, before=None, **variables):
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(home, freg, variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=before,
        umask=0o022,  # one that would show: the command must set its own
    )


def environment(home, freg, variables):
    address = {"MANNTALL_FREG_URL": freg} if freg else {}
    return os.environ | QUIET_NETWORK | {"MANNTALL_HOME": str(home)} | address | variables


def fails(done, code, *words):
    """One sentence on standard error that has the words, nothing on standard output, and the exit code."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("manntall: ")
    assert lines[0].endswith(".")
    assert "Traceback" not in lines[0]
    assert not IDENTIFIER.search(lines[0])
    assert all(word in lines[0] for word in words), lines[0]
    return True


def test_refresh_goes_from_nothing_to_published_lists(refreshed):
    home, facts = refreshed
    assert facts["generation"] == 1
    assert facts["persons"] >= 150
    assert facts["documents_missing"] == 0
    assert facts["marts"]["mart_oppvekst__barn"] > 0
    pointer = (home / "published" / "CURRENT").read_text()
    assert list((home / "published" / pointer).glob("*/oppvekst/mart_oppvekst__barn.parquet"))


def test_everything_it_made_is_private_and_nothing_was_logged(refreshed):
    home, _ = refreshed
    loose = [path for path in home.rglob("*") if path.stat().st_mode & 0o077]
    assert loose == []
    assert list(home.rglob("*.log")) == []
    assert list(home.rglob("run_results.json")) == []


def test_status_tells_every_figure(refreshed, sandbox):
    home, facts = refreshed
    done = manntall("status", "--json", home=home, freg=sandbox.freg_url)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["sequence_landed"] == told["feed_latest"] == facts["sequence_landed"]
    assert (told["lag_events"], told["lag_seconds"], told["documents_missing"]) == (0, 0, 0)
    assert told["persons"] == facts["persons"]
    assert told["generation"] == 1
    assert told["marts"] == facts["marts"]
    assert told["published_at"] == facts["published_at"]
    assert "newest_ajourholdstidspunkt" in told
    assert told["set_aside"] == 0 and set(told["incidents"]) <= {"disk"}


def test_status_works_before_anything_exists_and_when_freg_is_away(tmp_path):
    done = manntall("status", "--json", home=tmp_path / "nothing", freg="http://127.0.0.1:9/api")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [told[name] for name in ("sequence_landed", "feed_latest", "persons", "generation")] == [None] * 4
    assert told["marts"] == {}
    assert told["feed"] and told["warehouse"] and told["published"], "each missing figure has its reason"
    assert manntall("status", home=tmp_path / "nothing", freg="http://127.0.0.1:9/api").returncode == 0


def test_a_wrong_address_fails_with_one_sentence(tmp_path):
    assert fails(
        manntall("refresh", home=tmp_path, freg="http://127.0.0.1:9/api"), 1, "FREG cannot be reached"
    )


def test_an_address_that_answers_but_is_no_freg_fails_with_one_sentence(tmp_path, sandbox):
    assert fails(
        manntall("refresh", home=tmp_path, freg=sandbox.address + "/elsewhere"), 2, "MANNTALL_FREG_URL"
    )


@pytest.mark.parametrize(
    "variables",
    [
        {"MANNTALL_FREG_URL": "freg"},
        {"MANNTALL_CONCURRENCY": "many"},
        {"MANNTALL_FREG_URL": "https://freg.example/api"},
        {"MANNTALL_SETTINGS": "/nowhere/manntall.toml"},
    ],
    ids=["no address", "no number", "no scope", "no file"],
)
def test_wrong_configuration_is_exit_code_2(tmp_path, variables):
    assert fails(manntall("refresh", home=tmp_path, **variables), 2, "MANNTALL_")


@pytest.mark.parametrize(
    "arguments", [["refresh", "--bogus"], ["bogus"], ["sandbox", "advance", "--events", "0"]]
)
def test_wrong_use_is_exit_code_2(tmp_path, arguments):
    done = manntall(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_second_run_at_the_same_time_is_refused_at_once(refreshed, sandbox):
    home, _ = refreshed
    with exclusive(home):
        assert fails(manntall("refresh", home=home, freg=sandbox.freg_url), 1, "Another manntall process")


def test_no_sandbox_to_advance_is_one_sentence(tmp_path):
    assert fails(
        manntall("sandbox", "advance", "--events", "5", "--port", "9", home=tmp_path), 1, "No sandbox"
    )


def heed_interrupts():
    """A process started in a background job ignores them, and so do all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def running(*arguments, home):
    """A command that goes on until it is ended, and never outlives its test."""
    with subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(home, None, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,  # noqa: PLW1509 - one call, and no thread of ours
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_an_interrupt_ends_quietly(tmp_path):
    port = free_port(8651)
    with running("sandbox", "serve", "--persons", "50", "--port", str(port), home=tmp_path) as process:
        assert str(port) in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert errors == ""
    assert process.returncode in (0, 130)


def test_a_corrupt_segment_is_set_aside_with_one_sentence(refreshed, sandbox, tmp_path):
    home = Path(shutil.copytree(refreshed[0], tmp_path / "home"))
    truncate_segment(home)
    done = manntall("refresh", home=home, freg=sandbox.freg_url)
    assert fails(done, 1, "segment", "run the same command again")


def test_a_full_disk_is_one_sentence(sandbox, tmp_path):
    done = manntall("refresh", home=tmp_path, freg=sandbox.freg_url, before=lambda: limit_files(4_000))
    assert fails(done, 1, "free some space", "run the same command again")


def truncate_segment(home):
    [segment] = (home / "landing" / "persondokumenter").glob("[0-9]*.parquet")
    os.truncate(segment, segment.stat().st_size // 2)


def limit_files(size):
    """No file may grow beyond so many bytes: to a program it looks as a full disk does."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_world_that_moves_on_shows_as_lag(refreshed, sandbox):
    port = sandbox.address.rsplit(":", 1)[1]
    done = manntall("sandbox", "advance", "--events", "20", "--port", port, "--json", home=refreshed[0])
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["events"] >= 20
    told = json.loads(manntall("status", "--json", home=refreshed[0], freg=sandbox.freg_url).stdout)
    assert told["lag_events"] >= 20
    assert told["lag_seconds"] > 0
    assert told["feed_latest"] == json.loads(done.stdout)["latest"]


def test_the_dashboards_open_on_the_printed_address_and_end_with_an_interrupt(refreshed):
    port = free_port(8555)
    with running("dashboards", "--port", str(port), home=refreshed[0]) as process:
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
        assert not is_free(port)
        taken = manntall("dashboards", "--port", str(port), home=refreshed[0])
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert (errors, process.returncode) == ("", 130)
    assert is_free(port), "no server is left behind"
    assert fails(taken, 2, f"Port {port} is taken")


def test_the_provers_find_nothing_in_a_home_and_say_so_in_counts(refreshed):
    done = manntall("prove", "--seeds", "0", "--json", home=refreshed[0])
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["holds"]
    assert told["canaries"]["n_planted"] and told["leaks"]["n_secrets"] and told["oracle"]["n_rows"]
    left = json.loads((refreshed[0] / "prove.json").read_text())
    assert set(left) == {"at", "dato", "proofs"}
    assert [one["failed"] for one in left["proofs"]] == [0] * 5
    assert {one["proof"]: one["tried"] for one in left["proofs"]}["oracle"] == told["oracle"]["n_rows"]
    assert not IDENTIFIER.search(done.stdout)


def test_there_is_nothing_to_prove_before_a_refresh(tmp_path):
    assert fails(manntall("prove", home=tmp_path), 1, "run `manntall refresh`")


def test_help_and_version_need_no_configuration(tmp_path):
    assert "refresh" in manntall("--help", home=tmp_path, MANNTALL_FREG_URL="nonsense").stdout
    assert manntall("--version", home=tmp_path).stdout.startswith("manntall 0.")


@pytest.mark.slow
def test_the_demo_runs_again_on_the_same_home(tmp_path):
    first = manntall("demo", "--once", "--persons", "200", "--json", home=tmp_path)
    assert first.returncode == 0, first.stderr
    before = json.loads(first.stdout)
    assert before["generation"] == 2
    assert before["events"] >= 300
    started = time.monotonic()
    second = manntall("demo", "--once", "--json", home=tmp_path)
    assert second.returncode == 0, second.stderr
    after = json.loads(second.stdout)
    assert after["marts_before"] == before["marts"]
    assert after["sequence_landed"] > before["sequence_landed"]
    assert time.monotonic() - started < 300


@pytest.mark.slow
def test_after_a_corrupt_segment_and_a_full_disk_everything_is_as_before(refreshed, sandbox, tmp_path):
    home = Path(shutil.copytree(refreshed[0], tmp_path / "home"))
    before = json.loads(manntall("refresh", "--json", home=home, freg=sandbox.freg_url).stdout)
    truncate_segment(home)
    assert fails(manntall("refresh", home=home, freg=sandbox.freg_url), 1, "segment")
    done = manntall("refresh", home=home, freg=sandbox.freg_url, before=lambda: limit_files(300_000))
    assert fails(done, 1, "The disk is full", "run the same command again")
    assert (home / "published" / "CURRENT").read_text() == "00000002"
    done = manntall("refresh", "--json", home=home, freg=sandbox.freg_url)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["marts"] == before["marts"]
