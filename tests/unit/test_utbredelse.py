"""One run of usage: what is published, also when a source is missing, a run was killed, or another is under way."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.errors import AlreadyRunningError
from ingest.lock import exclusive
from ingest.settings import Settings
from orchestration import utbredelse
from orchestration.failures import TransformError
from orchestration.publish import current
from orchestration.transform import Node, Outcome
from orchestration.utbredelse import build_usage, publish_usage, refresh_usage, usage_home, warehouse
from tests.usage_oracle import sources
from tests.usage_oracle.comparison import built_home, contracts

NOWHERE = "http://127.0.0.1:9/folkeregisteret/offentlig-med-hjemmel/api"


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of its own with a built warehouse."""
    shutil.copytree(built_home(tmp_path_factory, 1), tmp_path / "home")
    return Settings(home=tmp_path / "home", dato=sources.TODAY, retry_seconds=0, timeout_seconds=2)


def published(settings: Settings) -> Path:
    return usage_home(settings) / "published"


def test_every_mart_is_published_with_the_columns_of_its_contract(settings: Settings):
    generation = publish_usage(settings)
    assert current(published(settings)) == generation
    assert set(generation.status["rows"]) == {f"mart_utbredelse__{mart}" for mart in contracts()}
    for mart, (columns, _) in contracts().items():
        table = pq.read_table(generation.folder / f"mart_utbredelse__{mart}.parquet")
        assert table.column_names == columns
        assert table.num_rows == generation.status["rows"][f"mart_utbredelse__{mart}"] > 0


def test_the_same_rows_give_the_same_bytes_and_only_their_owner_may_read_them(settings: Settings):
    first, second = publish_usage(settings), publish_usage(settings)
    assert second.number == first.number + 1
    for file in first.folder.glob("*.parquet"):
        assert file.read_bytes() == (second.folder / file.name).read_bytes()
    modes = {path.stat().st_mode & 0o777 for path in published(settings).rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert {path.stat().st_mode & 0o777 for path in published(settings).glob("*/")} == {0o700}


def test_readers_keep_the_newest_generations_and_never_what_a_killed_run_left(settings: Settings):
    publish_usage(settings)
    (published(settings) / ".00000002.part").mkdir()
    (published(settings) / "00000007").mkdir()  # whole, but the pointer was never moved to it
    for _ in range(settings.generations_kept):
        publish_usage(settings)
    kept = sorted(path.name for path in published(settings).iterdir() if path.is_dir())
    assert kept == ["00000002", "00000003", "00000004"]
    assert (published(settings) / "CURRENT").read_text() == "00000004"


def test_without_any_source_every_mart_is_there_and_typed(tmp_path: Path):
    done = refresh_usage(
        Settings(home=tmp_path, freg_url=NOWHERE, dato=sources.TODAY, retry_seconds=0, timeout_seconds=2)
    )
    assert done.landed.faults
    told = done.published.status
    assert told["rows"]["mart_utbredelse__bruk"] == told["rows"]["mart_utbredelse__systemer"] == 0
    assert told["rows"]["mart_utbredelse__kommuner"] == 357
    assert told["kilder"]["avtaler"]["fault"]
    for mart, (columns, _) in contracts().items():
        schema = pq.read_schema(done.published.folder / f"mart_utbredelse__{mart}.parquet")
        assert schema.names == columns
        assert "null" not in {str(kind) for kind in schema.types}


@pytest.mark.slow
def test_one_missing_source_takes_no_other_measure_down(settings: Settings):
    whole = publish_usage(settings).status["rows"]
    for file in (usage_home(settings) / "landing" / "systemoversikt").iterdir():
        file.unlink()
    build_usage(settings)
    less = publish_usage(settings).status["rows"]
    gone = {"mart_utbredelse__systemer", "mart_utbredelse__oppdatering"}
    assert {mart for mart, n in less.items() if n == 0} == gone
    same = set(whole) - gone - {"mart_utbredelse__leverandoerer"}
    assert {mart: less[mart] for mart in same} == {mart: whole[mart] for mart in same}


def test_a_build_that_fails_leaves_what_was_published(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    before = publish_usage(settings)
    failed = Node("model.manntall.x", "mart_utbredelse__x", "model", "error", None)
    monkeypatch.setattr(utbredelse, "run_dbt", lambda *_, **__: Outcome((failed,), "'12345'", False))
    with pytest.raises(TransformError, match="model mart_utbredelse__x failed") as failure:
        build_usage(settings)
    assert "12345" not in str(failure.value)
    assert current(published(settings)) == before


def test_two_runs_at_once_are_refused_and_people_do_not_wait(settings: Settings):
    with exclusive(usage_home(settings)):
        with pytest.raises(AlreadyRunningError):
            refresh_usage(settings)
        with exclusive(settings.home):
            assert warehouse(settings).exists()
