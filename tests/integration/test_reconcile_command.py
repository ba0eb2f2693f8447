"""`manntall reconcile` over a sandbox's HTTP: its words, its exit codes, and what it leaves in the home."""

import json
import stat

import pytest
from typer.testing import CliRunner

from ingest import approval
from ingest.errors import ConfigurationError
from ingest.refresh import ingest
from ingest.sandbox.options import Options
from ingest.sandbox.server import RunningSandbox, create_app
from ingest.sandbox.world import World
from ingest.settings import load_settings
from orchestration.cli import app
from orchestration.reconcile import RUNS_KEPT, runs


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A copy of thirty people, and the sandbox that it came from."""
    world = World.create(persons=30, seed=4)
    with RunningSandbox(create_app(world, Options(job_seconds=0))) as sandbox:
        monkeypatch.setenv("MANNTALL_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("MANNTALL_FREG_URL", sandbox.freg_url)
        ingest(load_settings())
        yield tmp_path / "home"


def reconcile(*arguments: str):
    return CliRunner().invoke(app, ["reconcile", *arguments])


def test_a_run_is_told_and_kept_as_counts(home):
    for arguments, kind, checked in ((("--sample", "7"), "sample", 7), (("--all",), "all", 30)):
        done = reconcile(*arguments, "--json")
        assert done.exit_code == 0
        told = json.loads(done.stdout)
        assert (told["kind"], told["checked"], told["drifted"], told["generation"]) == (
            kind,
            checked,
            0,
            None,
        )
    assert [run["kind"] for run in runs(home)] == ["sample", "all"]
    assert runs(home)[-1] == told
    assert stat.S_IMODE((home / "reconcile.json").stat().st_mode) == 0o600
    assert not any(
        run.isdigit() and len(run) == 11 for run in (home / "reconcile.json").read_text().split('"')
    )


def test_only_the_last_runs_are_kept(home):
    (home / "reconcile.json").write_text(json.dumps({"runs": [{"kind": "old"}] * RUNS_KEPT}))
    reconcile("--sample", "1")
    assert len(runs(home)) == RUNS_KEPT
    assert runs(home)[-1]["kind"] == "sample"


def test_an_operators_word_is_kept_for_the_next_run(home):
    assert reconcile("--approve").exit_code == 0
    assert approval.is_given(home)
    assert reconcile("--sample", "3").exit_code == 0
    assert not approval.is_given(home)


def test_what_cannot_be_meant_together_is_refused(home):
    for arguments in (("--all", "--sample", "3"), ("--approve", "--all")):
        refused = reconcile(*arguments)
        assert isinstance(refused.exception, ConfigurationError)
    assert runs(home) == []
