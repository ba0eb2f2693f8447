"""Dagster's code location: unbroken lineage, tests as checks, a run of the whole, no value in its storage."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq
import pytest
import yaml

from ingest.errors import ConfigurationError, FregUnavailableError
from ingest.landing import Landing
from ingest.sandbox.server import start
from ingest.settings import Settings
from orchestration import checks, definitions, schedules
from orchestration.assets import HENDELSER, PERSONDOKUMENTER, PUBLISHED, UTTREKK, mart_keys, models
from orchestration.failures import TransformError
from orchestration.project import manifest
from orchestration.publish import Generation, current
from orchestration.resources import Register, failing_in_words
from orchestration.utbredelse_assets import SOURCES, USAGE_PUBLISHED, usage_models

ROOT = Path(definitions.__file__).resolve().parent.parent
FREG = {UTTREKK, HENDELSER, PERSONDOKUMENTER}


class Copy(Register):
    """A register over given settings, as tests pass it to `definitions.build`."""

    home: str
    freg_url: str

    def settings(self) -> Settings:
        return Settings(home=Path(self.home), freg_url=self.freg_url, retry_seconds=0, timeout_seconds=5)


@pytest.fixture(scope="module")
def graph():
    return definitions.defs.resolve_asset_graph()


@pytest.fixture(scope="module")
def sandbox():
    with start(persons=120, seed=3) as running:
        yield running


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dagster")
    (folder / "dagster.yaml").write_text((ROOT / "dagster.yaml").read_text())
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        yield instance


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("register") / "home"


@pytest.fixture(scope="module")
def located(sandbox, home):
    return definitions.build(register=Copy(home=str(home), freg_url=sandbox.freg_url))


@pytest.fixture(scope="module")
def run(located, instance):
    """One run of the job `refresh` from an empty home."""
    return located.resolve_job_def("refresh").execute_in_process(instance=instance, raise_on_error=False)


def test_lineage_is_unbroken_from_freg_to_the_published_files(graph):
    assert graph.get_ancestor_asset_keys(PUBLISHED) >= FREG
    for mart in mart_keys():
        assert PERSONDOKUMENTER in graph.get_ancestor_asset_keys(mart)
        assert mart in graph.get(PUBLISHED).parent_keys
    assert not [key for key in graph.get_all_asset_keys() if not graph.get(key).is_materializable]


def test_figures_of_use_come_from_their_sources_and_from_nobodys_document(graph):
    before = graph.get_ancestor_asset_keys(USAGE_PUBLISHED)
    assert before >= set(SOURCES.values()) - {SOURCES["systemer"]}
    assert not before & FREG
    follows_freg = definitions.defs.resolve_job_def("refresh").asset_layer.executable_asset_keys
    assert not follows_freg & (set(SOURCES.values()) | usage_models.keys | {USAGE_PUBLISHED})


def test_every_data_test_is_a_check(graph):
    nodes = json.loads(manifest().read_text())["nodes"].values()
    tests = {node["name"] for node in nodes if node["resource_type"] == "test"}
    assert tests
    assert tests == {spec.name for asset in (models, usage_models) for spec in asset.check_specs}


def test_every_mart_has_a_floor_that_blocks_publication(graph):
    floors = {spec.asset_key: spec for spec in checks.has_not_shrunk.check_specs}
    assert set(floors) == set(mart_keys())
    assert all(spec.blocking for spec in floors.values())


def test_one_writer_at_a_time_and_nothing_is_sent_home(graph, instance):
    assert {graph.get(key).pools and min(graph.get(key).pools) for key in FREG | {PUBLISHED}} == {"warehouse"}
    configured = yaml.safe_load((ROOT / "dagster.yaml").read_text())
    assert configured["concurrency"]["pools"]["default_limit"] == 1
    assert configured["telemetry"] == {"enabled": False}
    assert instance.telemetry_enabled is False


def test_nightly_builds_from_nothing_and_weekly_orders_new_extracts():
    nightly, weekly = schedules.run_config(full_extract=False), schedules.run_config(full_extract=True)
    for config, full in ((nightly, False), (weekly, True)):
        ops = config.to_config_dict()["ops"]
        assert ops["models"]["config"] == {"full_refresh": True}
        assert ops["freg__uttrekk"]["config"] == {"full": full}
        assert dg.validate_run_config(definitions.defs.resolve_job_def("refresh"), config)


def test_the_copy_is_compared_by_a_sample_each_night_and_whole_each_week(graph):
    context = dg.build_schedule_context()
    job = definitions.defs.resolve_job_def("comparison")
    for schedule, everybody in ((schedules.nightly_comparison, False), (schedules.weekly_comparison, True)):
        [request] = schedule.evaluate_tick(context).run_requests
        told = request.run_config or {"ops": {"compare_with_freg": {"config": {"everybody": False}}}}
        assert told["ops"]["compare_with_freg"]["config"] == {"everybody": everybody}
        assert dg.validate_run_config(job, told)
    assert next(iter(job.nodes)).definition.pool == "warehouse", "it waits for the lane that writes"


@pytest.mark.slow
def test_a_run_goes_from_nothing_to_published_files(run, home):
    assert run.success
    made = {event.asset_key for event in run.get_asset_materialization_events()}
    assert made >= FREG | set(mart_keys()) | {PUBLISHED}
    evaluated = run.get_asset_check_evaluations()
    assert {check.check_name for check in evaluated} >= {"has_not_shrunk", "is_fresh"}
    assert all(check.passed for check in evaluated)
    assert current(home / "published").number == 1


@pytest.mark.slow
def test_a_run_leaves_private_files_and_the_umask_as_it_was(run, home):
    assert [path for path in home.rglob("*") if path.stat().st_mode & 0o077] == []
    before = os.umask(0o022)
    os.umask(before)
    assert before == 0o077, "as tests/conftest.py set it"


@pytest.mark.slow
def test_no_identity_number_reaches_dagsters_storage(run, instance, home):
    documents = pq.read_table(Landing(home / "landing").segments("persondokumenter"))
    ids = re.compile("|".join(documents["person"].drop_null().to_pylist()).encode())
    files = [path for path in Path(instance.root_directory).rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if ids.search(path.read_bytes())] == []


@pytest.mark.slow
def test_the_sensor_asks_for_no_run_when_nothing_happened_or_freg_is_away(run, home, instance, sandbox):
    def tick(url):
        register = Copy(home=str(home), freg_url=url)
        context = dg.build_sensor_context(instance=instance, resources={"register": register})
        return schedules.feed(context)

    assert "Nothing has happened" in tick(sandbox.freg_url).skip_message
    assert "did not answer" in tick("http://127.0.0.1:9/api").skip_message


def test_a_failed_run_holds_one_sentence(instance, tmp_path):
    broken = definitions.build(register=Copy(home=str(tmp_path), freg_url="https://freg.example/api"))
    job = broken.resolve_job_def("refresh")
    failed = job.execute_in_process(instance=instance, raise_on_error=False, asset_selection=[UTTREKK])
    [failure] = [event for event in failed.all_events if event.is_step_failure]
    told = failure.event_specific_data.error
    assert "Set MANNTALL_" in str(told)
    assert told.cause is None
    assert told.context is None


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (ConfigurationError("Set it."), False),
        (TransformError("A model failed."), False),
        (FregUnavailableError("FREG does not answer."), True),
        (RuntimeError("Storgata 1"), True),
    ],
)
def test_any_error_becomes_a_sentence_and_is_tried_again_only_where_that_can_help(error, again):
    with pytest.raises(dg.Failure) as failure, failing_in_words():
        raise error
    assert "Storgata" not in failure.value.description
    assert failure.value.allow_retries is again
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__


@pytest.mark.parametrize(
    ("rows", "before", "passed"), [(50, 100, True), (49, 100, False), (0, 0, True), (7, 0, True)]
)
def test_a_list_may_not_lose_more_than_half(rows, before, passed):
    result = checks.floor_result(dg.AssetKey("mart"), rows, before)
    assert result.passed is passed
    assert set(result.metadata) == {"rows", "rows_last_published"}


@pytest.mark.parametrize(("hours", "passed"), [(0, True), (25.9, True), (26.1, False)])
def test_published_lists_are_fresh_for_a_day_and_a_little(hours, passed):
    now = datetime(2026, 11, 2, 12, tzinfo=UTC)
    generation = Generation(1, Path(), {"published_at": (now - timedelta(hours=hours)).isoformat()})
    assert checks.freshness_result(generation, now).passed is passed
    assert checks.freshness_result(None, now).passed is False


def test_definitions_validate_on_a_clone(tmp_path):
    command = [str(Path(sys.executable).with_name("dagster")), "definitions", "validate"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "All code locations passed validation" in done.stderr + done.stdout
