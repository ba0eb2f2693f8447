"""The build: what it counts, when it starts from nothing, and that its failures hold names and counts only.

On a dbt project of four small models, so that a build takes a second.
"""

import os
import resource
import shutil
import subprocess
import sys
from datetime import date

import duckdb
import pytest

from ingest.errors import CorruptSegmentError
from ingest.landing import Landing
from ingest.roles import DBT_PROJECT
from ingest.settings import Settings
from orchestration import project as dbt_project
from orchestration import transform, warehouse
from orchestration.failures import DiskFullError, TransformError, WarehouseBusyError
from orchestration.transform import build
from tests.warehouse import answer

VALUE = "Storgata 1, 7010 Trondheim"
MODELS = {
    "staging/stg_freg__persondokumenter.sql": """
        select identifikator, body, parse_filename(filename) as segment
        from read_parquet('{{ env_var("MANNTALL_HOME") }}/landing/persondokumenter/*.parquet', filename=true)
    """,
    "intermediate/int_persons__current.sql": "select * from {{ ref('stg_freg__persondokumenter') }}",
    "marts/mart_oppvekst__barn.sql": """
        select '4601' as kommunenummer, body, '{{ var("dato") }}' as dato
        from {{ ref('int_persons__current') }}
    """,
    "intermediate/_intermediate.yml": """
        models:
          - name: int_persons__current
            config: {meta: {is_gate: true}}
            columns: [{name: body, config: {meta: {sensitivity: aapen}}}]
    """,
    "marts/_oppvekst.yml": """
        models:
          - name: mart_oppvekst__barn
            columns:
              - {name: kommunenummer, config: {meta: {freg_felt: bostedsadresse, sensitivity: aapen}}}
              - {name: body, config: {meta: {freg_felt: navn, sensitivity: aapen}}}
              - {name: dato, config: {meta: {freg_felt: status, sensitivity: aapen}}}
    """,
}
PROJECT = """
name: small
profile: manntall
macro-paths: [macros]
vars: {dato: ""}
models:
  small:
    +materialized: table
    staging: {+schema: staging}
    intermediate: {+schema: intermediate}
    marts: {+schema: mart_oppvekst}
"""
WHAT_FAILS = {
    "test": ("tests/assert_no_address.sql", "select body from {{ ref('int_persons__current') }}"),
    "model": (
        "models/marts/mart_oppvekst__wrong.sql",
        "select cast(body as integer) as n from {{ ref('int_persons__current') }}",
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    for name, sql in MODELS.items():
        write(folder / "models" / name, sql)
    write(folder / "dbt_project.yml", PROJECT)
    shutil.copy(DBT_PROJECT / "profiles.yml", folder)
    macro = "macros/generate_schema_name.sql"
    write(folder / macro, (DBT_PROJECT / macro).read_text())
    with pytest.MonkeyPatch.context() as patched:
        for module in (dbt_project, transform, warehouse):
            patched.setattr(module, "DBT_PROJECT", folder)
        yield folder


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One home for all tests, since dbt parses anew for each; every build must heal what a test did to it."""
    settings = Settings(home=tmp_path_factory.mktemp("transform") / "home", dato=date(2026, 11, 1))
    landing = Landing(settings.landing)
    landing.add_extract("alle", 0, ["1"], "person")
    landing.add_documents(land())
    return settings


@pytest.fixture
def settings(project, shared):
    """The shared home, with a sound warehouse of two people."""
    found = warehouse.Warehouse(shared)
    if found.reason_to_start_over() or not (found.path.exists() and found.counts().persons == 2):
        build(shared)
    return shared


@pytest.fixture
def add_to_project(project):
    """Write a file into the project, for one test."""
    written = []

    def add(name, sql):
        written.append(project / name)
        write(written[-1], sql)

    yield add
    for path in written:
        path.unlink()


def land():
    return [answer("1", 0, body=VALUE), answer("2", 0, body=VALUE)]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def rows(settings):
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        return con.execute("select * from mart_oppvekst.mart_oppvekst__barn").fetchall()


def newest_segment(settings):
    return Landing(settings.landing).segments("persondokumenter")[-1]


def test_a_build_counts_what_it_made(settings):
    built = build(settings)
    assert built.counts == warehouse.Warehouse(settings).counts()
    assert built.counts.persons == 2
    assert built.counts.marts == {"mart_oppvekst__barn": 2}
    assert built.counts.dato == "2026-11-01"
    assert built.started_over is None
    assert {node.status for node in built.nodes} == {"success"}
    assert rows(settings)[0][2] == "2026-11-01"


def test_a_sound_warehouse_is_built_upon(settings):
    marker = settings.warehouse.stat().st_ino
    built = build(settings)
    assert (built.started_over, built.counts.persons) == (None, 2)
    assert settings.warehouse.stat().st_ino == marker


def truncate(settings, _):
    os.truncate(settings.warehouse, settings.warehouse.stat().st_size // 3)


def overwrite(settings, _):
    settings.warehouse.write_bytes(b"nothing of the kind" * 1000)


def empty(settings, _):
    settings.warehouse.write_bytes(b"")


def lose_a_segment(settings, _):
    newest_segment(settings).unlink()
    Landing(settings.landing).add_documents(land())


def change_the_project(_, project):
    write(project / "macros" / "new.sql", "{% macro new() %}{% endmacro %}")


def lose_the_counts(settings, _):
    settings.warehouse.with_name("counts.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (truncate, "it was damaged"),
        (overwrite, "it was damaged"),
        (empty, "it was damaged"),
        (lose_a_segment, "landing no longer holds all that it was built from"),
        (change_the_project, "it was built by another version of the models"),
        (lose_the_counts, "it was built by another version of the models"),
    ],
)
def test_a_warehouse_that_cannot_be_built_upon_is_made_from_nothing(project, settings, spoil, reason):
    before = rows(settings)
    spoil(settings, project)
    assert build(settings).started_over == reason
    assert sorted(rows(settings)) == sorted(before)
    assert not list(settings.warehouse.parent.glob("damaged*"))


def test_a_deleted_warehouse_comes_back_the_same(settings):
    before = rows(settings)
    settings.warehouse.unlink()
    assert build(settings).started_over is None
    assert sorted(rows(settings)) == sorted(before)


def test_a_full_refresh_leaves_no_byte_of_the_old_file(settings):
    old = settings.warehouse.stat().st_ino
    assert build(settings, full_refresh=True).started_over == "a full refresh was asked for"
    assert settings.warehouse.stat().st_ino != old


def test_damage_that_only_shows_while_building_is_mended_too(settings, monkeypatch):
    real, calls = transform.run_dbt, []

    def fails_once(*args, **kwargs):
        calls.append(kwargs)
        if len(calls) == 1:
            return transform.Outcome((), f"IO Error: Corrupt database file: {VALUE}", False)
        return real(*args, **kwargs)

    monkeypatch.setattr(transform, "run_dbt", fails_once)
    assert build(settings).started_over == "it was damaged"
    assert len(rows(settings)) == 2


def test_a_warehouse_that_is_open_elsewhere_is_left_alone(settings):
    connect = f"con = duckdb.connect({str(settings.warehouse)!r})"
    hold = f"import duckdb; {connect}; print('held', flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(WarehouseBusyError, match="Another process has the warehouse"):
            build(settings)
    finally:
        holder.communicate("\n")
    assert build(settings).started_over is None


@pytest.mark.parametrize("kind", WHAT_FAILS)
def test_a_failure_tells_names_and_counts_and_never_a_value(settings, add_to_project, capfd, kind):
    name, sql = WHAT_FAILS[kind]
    add_to_project(name, sql)
    with pytest.raises(TransformError) as failure:
        build(settings)
    stem = name.rsplit("/", 1)[1].removesuffix(".sql")
    assert f"{kind} {stem}" in str(failure.value)
    assert ("(2 rows)" in str(failure.value)) == (kind == "test")
    assert VALUE not in str(failure.value)
    assert failure.value.__cause__ is None
    assert {node.name: node.status for node in failure.value.nodes}[stem] in ("error", "fail")
    assert capfd.readouterr() == ("", "")
    kept = [path for path in (settings.home / "dbt").rglob("*") if path.is_file()]
    assert [path for path in kept if VALUE.encode() in path.read_bytes()] == []
    assert warehouse.Warehouse(settings).counts().persons is None


def test_a_project_that_does_not_parse_is_told_without_its_text(settings, add_to_project):
    add_to_project("models/marts/wrong.sql", "select 'Storgata 1' from {{ ref('nothing') }}")
    with pytest.raises(TransformError, match="reading the dbt project failed"):
        build(settings)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("IO Error: Could not write file: No space left on device", DiskFullError),
        ("IO Error: Could not set lock on file", WarehouseBusyError),
        ("Out of Memory Error: failed to allocate", TransformError),
    ],
)
def test_known_causes_have_sentences_of_their_own(settings, monkeypatch, message, error):
    monkeypatch.setattr(transform, "run_dbt", lambda *_, **__: transform.Outcome((), message, False))
    with pytest.raises(error):
        build(settings)


def test_a_full_disk_is_told_and_what_was_landed_is_built_next_time(settings, add_to_project):
    add_to_project(
        "models/staging/large.sql",
        "select md5(n) as hash from (select cast(range as varchar) as n from range(300000))",
    )
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))  # no file may grow beyond: as on a full disk
    try:
        with pytest.raises(DiskFullError, match="The disk is full"):
            build(settings)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert build(settings).counts.persons == 2


def test_a_segment_that_cannot_be_read_is_set_aside(settings):
    segment = newest_segment(settings)
    content = bytearray(segment.read_bytes())
    content[20:200] = os.urandom(180)
    segment.write_bytes(content)
    with pytest.raises(CorruptSegmentError):
        build(settings)
    assert not segment.exists()
    Landing(settings.landing).add_documents(land())


def test_what_a_killed_process_spilled_is_wiped(settings):
    spilled = settings.warehouse.with_name("tmp") / "duckdb_temp_storage-0.tmp"
    write(spilled, VALUE)
    build(settings)
    assert not spilled.exists()


def test_an_interrupt_passes_through(settings, monkeypatch):
    def interrupted(_event):
        raise KeyboardInterrupt

    monkeypatch.setattr(transform, "_counter", lambda *_about: interrupted)
    with pytest.raises(KeyboardInterrupt):
        build(settings)


def test_the_environment_is_as_before(settings, monkeypatch):
    monkeypatch.setenv("MANNTALL_MEMORY_LIMIT", "1GB")
    monkeypatch.delenv("MANNTALL_HOME", raising=False)
    with transform.dbt_environment(settings.home, "2GB"):
        assert os.environ["MANNTALL_MEMORY_LIMIT"] == "2GB"
    assert os.environ["MANNTALL_MEMORY_LIMIT"] == "1GB"
    assert "MANNTALL_HOME" not in os.environ


def test_progress_counts_models(settings):
    seen = []
    build(settings, progress=lambda *step: seen.append(step))
    assert seen[0] == (transform.STAGE, 0, None)
    assert seen[-1] == (transform.STAGE, 3, 3)
