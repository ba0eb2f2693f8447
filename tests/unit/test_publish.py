"""Publication: whole generations, a pointer that moves last, private files, the fence, equal bytes."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboards import store
from ingest.events import Reason
from ingest.guard import index_of
from ingest.protection import DenyLedger, Entry, Kind, LedgerError, now
from ingest.roles import load_roles
from ingest.settings import Settings
from orchestration import publish as module
from orchestration.failures import PublicationError
from orchestration.files import private_folder, replace_file
from orchestration.publish import SourceState, current, publish

SOURCE = SourceState(
    feed_latest=120, documents_missing=2, newest_ajourholdstidspunkt="2026-03-01T10:00:00+01:00"
)
BARN = "mart_oppvekst__barn"
ROWS = [("4601", "B", 2), ("0301", "Å", None), ("0301", "A", 1), (None, "nowhere", 9)]


@pytest.fixture
def settings(tmp_path):
    settings = Settings(home=tmp_path / "home", generations_kept=2, reader_grace_seconds=3600)
    build(settings)
    return settings


def build(settings, rows=ROWS, *, sequence=100, hidden=()):
    """A warehouse with a mart for two roles, as dbt would leave it, beside a deny ledger."""
    DenyLedger.begin(settings.home)
    private_folder(settings.warehouse.parent)
    with duckdb.connect(str(settings.warehouse)) as con:
        for schema, mart in (("mart_oppvekst", BARN), ("mart_doedsfall", "mart_doedsfall__doede")):
            con.execute(f"create schema if not exists {schema}")
            con.execute(
                f"create or replace table {schema}.{mart} (kommunenummer varchar, navn varchar, n integer)"
            )
        columns = dict(zip(("kommunenummer", "navn", "n"), zip(*rows, strict=True), strict=True))
        con.register("rows", pa.table(columns))
        con.execute(f"insert into mart_oppvekst.{BARN} from rows")
        con.execute("create schema if not exists staging")
        con.execute(
            "create or replace table staging.stg_freg__personer (person varchar, sekvensnummer bigint)"
        )
        con.execute("create schema if not exists intermediate")
        con.execute(
            "create or replace table intermediate.int_persons__identifiers (identifikator varchar, person varchar)"
        )
        con.execute(
            "create or replace table intermediate.int_persons__groups"
            " (identifikator varchar, gruppe varchar, is_person boolean)"
        )
        con.execute(
            "create or replace table intermediate.int_gate__adresser as select kommunenummer from rows"
        )
        for table in ("int_persons__current", "int_persons__graded", "int_addresses__graded"):
            con.execute(f"create or replace table intermediate.{table} (person varchar, gradering varchar)")
        con.executemany(
            "insert into intermediate.int_persons__graded values (?, ?)", [("nobody", "ugradert"), *hidden]
        )
        con.execute(
            "create or replace table intermediate.int_persons__protected_homes"
            " (person varchar, hjem_gradering varchar, delt_bosted_gradering varchar)"
        )
    counts = {
        "fingerprint": "x",
        "dato": "2026-03-02",
        "sequence_landed": sequence,
        "persons": 4,
        "marts": {},
    }
    replace_file(settings.warehouse.with_name("counts.json"), json.dumps(counts))


def read(generation, kommune, role="oppvekst", mart=BARN):
    return pq.read_table(generation.folder / kommune / role / f"{mart}.parquet").to_pylist()


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


def test_every_municipality_has_every_mart_and_only_its_own_rows(settings):
    generation = publish(settings, SOURCE)
    assert read(generation, "0301") == [
        {"kommunenummer": "0301", "navn": "A", "n": 1},
        {"kommunenummer": "0301", "navn": "Å", "n": None},
    ]
    assert read(generation, "4601") == [{"kommunenummer": "4601", "navn": "B", "n": 2}]
    assert read(generation, "4601", "doedsfall", "mart_doedsfall__doede") == []
    assert sorted(path.name for path in generation.folder.iterdir()) == ["0301", "4601", "status.json"]


def test_status_says_what_was_published_and_from_what(settings):
    status = publish(settings, SOURCE).status
    assert status == json.loads((settings.published / "00000001" / "status.json").read_text())
    assert datetime.fromisoformat(status.pop("published_at")) - datetime.now(UTC) < timedelta(seconds=5)
    roles = status.pop("roles")
    ledger = DenyLedger(settings.home)
    assert (status.pop("ledger"), status.pop("ledger_position")) == (ledger.id, ledger.state().position)
    assert status.pop("lists")[BARN] == {"identifiers": [], "graded": ["n"], "is_figures": False}
    assert roles["oppvekst"] == {"navn": load_roles()["oppvekst"].navn, "marts": [BARN]}
    assert status == {
        "generation": 1,
        "dato": "2026-03-02",
        "sequence_landed": 100,
        "feed_latest": 120,
        "newest_ajourholdstidspunkt": "2026-03-01T10:00:00+01:00",
        "documents_missing": 2,
        "kommuner": {"0301": "Oslo", "4601": "Bergen"},
        "rows": {"mart_doedsfall__doede": 0, BARN: 3},
        "syntetisk": False,
    }


def test_only_municipalities_in_scope_are_published_and_those_without_rows_too(settings):
    generation = publish(settings.model_copy(update={"kommuner": "4601,5001"}), SOURCE)
    assert list(generation.status["kommuner"]) == ["4601", "5001"]
    assert read(generation, "5001") == []
    assert not (generation.folder / "0301").exists()
    assert generation.status["rows"][BARN] == 1


def test_a_scope_of_old_numbers_means_todays_municipalities(settings):
    build(settings, [("1508", "A", 1), ("0301", "B", 2)])
    generation = publish(settings.model_copy(update={"kommuner": "1507"}), SOURCE)
    assert generation.status["kommuner"] == {"1508": "Ålesund", "1580": "Haram"}
    assert [len(read(generation, number)) for number in ("1508", "1580")] == [1, 0]
    build(settings, [("1507", "left behind", 1)])
    generation = publish(settings.model_copy(update={"kommuner": "1507"}), SOURCE)
    assert list(generation.status["kommuner"]) == ["1507", "1508", "1580"]


def test_a_role_without_confirmed_legal_basis_is_not_published(settings, monkeypatch):
    roles = load_roles() | {"oppvekst": replace(load_roles()["oppvekst"], status="foreslått")}
    monkeypatch.setattr("ingest.roles.load_roles", lambda: roles)
    generation = publish(settings, SOURCE)
    assert not list(generation.folder.rglob("*oppvekst*"))
    assert "oppvekst" not in generation.status["roles"]


def test_a_schema_that_is_no_role_is_not_published(settings):
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute(
            f"create schema mart_annet; create table mart_annet.mart_annet__x as from mart_oppvekst.{BARN}"
        )
    assert not list(publish(settings, SOURCE).folder.rglob("*annet*"))


def test_the_same_rows_give_the_same_bytes_in_whatever_order_they_lay(settings):
    first = files_of(publish(settings, SOURCE).folder)
    build(settings, list(reversed(ROWS)))
    second = files_of(publish(settings, SOURCE).folder)
    assert first == second
    assert len(first) == 4


def test_a_municipalitys_bytes_do_not_depend_on_another_ones_rows(settings):
    bergen = [("4601", f"name {n % 997}", n) for n in range(200_000)]
    versions = []
    for others in (1, 70_000):
        build(settings, [*bergen, *(("0301", "x" * (n % 50), n) for n in range(others))])
        generation = publish(settings, SOURCE)
        versions.append((generation.folder / "4601" / "oppvekst" / f"{BARN}.parquet").read_bytes())
    assert versions[0] == versions[1]


def test_files_and_folders_are_private_whatever_the_umask(settings):
    before = os.umask(0o022)
    try:
        publish(settings, SOURCE)
    finally:
        os.umask(before)
    modes = {path: path.stat().st_mode & 0o777 for path in settings.published.rglob("*")}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def test_readers_get_the_newest_generation_by_the_pointer(settings):
    assert current(settings.published) is None
    publish(settings, SOURCE)
    newest = publish(settings, SOURCE)
    assert current(settings.published).folder == newest.folder == settings.published / "00000002"


def test_a_state_older_than_the_published_one_is_refused(settings):
    publish(settings, SOURCE)
    build(settings, sequence=99)
    with pytest.raises(PublicationError, match=r"event 99.* older .*event 100"):
        publish(settings, SOURCE)
    assert current(settings.published).number == 1
    build(settings, sequence=100)
    assert publish(settings, SOURCE).number == 2


def test_nothing_is_published_from_a_warehouse_whose_build_did_not_finish(settings):
    replace_file(settings.warehouse.with_name("counts.json"), json.dumps({"fingerprint": "x"}))
    with pytest.raises(PublicationError, match="no whole warehouse"):
        publish(settings, SOURCE)
    assert not settings.published.exists()


def test_a_pointer_to_nothing_is_told_and_not_published_over(settings):
    publish(settings, SOURCE)
    for broken in ("00000009", "", "../.."):
        (settings.published / "CURRENT").write_text(broken)
        with pytest.raises(PublicationError, match="cannot be read"):
            publish(settings, SOURCE)


def test_generations_leave_when_enough_newer_ones_are_there_and_readers_had_time(settings):
    for _ in range(4):
        publish(settings, SOURCE)
    assert numbers(settings) == [1, 2, 3, 4], "superseded, but readers may still be in them"
    publish(settings.model_copy(update={"reader_grace_seconds": 0.0}), SOURCE)
    assert numbers(settings) == [4, 5]
    indexes = sorted(path.name for path in (settings.home / "protection").glob("*.index"))
    assert indexes == ["00000004.index", "00000005.index"]


def numbers(settings):
    return sorted(int(path.name) for path in settings.published.iterdir() if path.is_dir())


KILL_AND_PUBLISH = """
import os, sys
from ingest.settings import Settings
from orchestration import publish as module
name, when = sys.argv[1:]
real = getattr(module, name)
def dying(*args, **kwargs):
    if when == "after":
        real(*args, **kwargs)
    os._exit(9)
setattr(module, name, dying)
module.publish(Settings(generations_kept=2, reader_grace_seconds=0), module.SourceState())
"""


@pytest.mark.parametrize(
    ("step", "when", "published"),
    [
        ("_write_file", "after", 1),
        ("_write_marts", "after", 1),
        ("write_synced", "after", 1),
        ("replace_file", "before", 1),
        ("replace_file", "after", 2),
        ("_remove_superseded", "after", 2),
    ],
)
def test_killed_at_any_step_readers_have_one_whole_generation_and_the_next_run_tidies_up(
    settings, step, when, published
):
    publish(settings, SOURCE)
    build(settings, [*ROWS, ("4601", "C", 3)], sequence=101)
    killed = subprocess.run(
        [sys.executable, "-c", KILL_AND_PUBLISH, step, when],
        env=os.environ | {"MANNTALL_HOME": str(settings.home)},
        cwd=Path(module.__file__).parent.parent,
        check=False,
    )
    assert killed.returncode == 9
    seen = current(settings.published)
    assert seen.number == published
    assert len(read(seen, "4601")) == published
    assert len(files_of(seen.folder)) == 4
    after = publish(settings, SOURCE)
    assert len(read(after, "4601")) == 2
    assert numbers(settings)[-1] == after.number
    assert not list(settings.published.glob(".*"))


def test_earlier_generations_go_at_once_when_somebody_has_been_protected(settings):
    publish(settings, SOURCE)
    build(settings, hidden=[("Kari", "fortrolig")])
    publish(settings, SOURCE)
    assert numbers(settings) == [2], "whatever readers may still be in it"
    publish(settings, SOURCE)
    assert numbers(settings) == [2, 3], "nobody more"
    build(settings, hidden=[("Kari", "strengtFortrolig")])
    publish(settings, SOURCE)
    assert numbers(settings) == [4], "a stricter grading"
    build(settings, hidden=[("Kari", "klientadresse")])
    publish(settings, SOURCE)
    assert numbers(settings) == [4, 5], "a milder one"


def test_who_hid_is_not_known_after_the_warehouse_was_deleted_and_earlier_generations_go(settings):
    publish(settings, SOURCE)
    settings.warehouse.with_name("protected.json").unlink()
    publish(settings, SOURCE)
    assert numbers(settings) == [2]


FIGURES = "mart_planlegging__befolkning"


def count(settings, n, *, per_dato, sequence):
    """A warehouse with a figure besides."""
    build(settings, sequence=sequence)
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute("create schema if not exists mart_planlegging")
        con.execute(
            f"create or replace table mart_planlegging.{FIGURES} as"
            f" select '0301' as kommunenummer, date '{per_dato}' as per_dato, {n} as n_personer"
        )


def test_figures_come_out_once_a_month(settings):
    shown = []
    for place, (day, n) in enumerate([("2026-03-01", 10), ("2026-03-01", 11), ("2026-04-01", 12)]):
        count(settings, n, per_dato=day, sequence=200 + place)
        shown += read(publish(settings, SOURCE), "0301", "planlegging", FIGURES)
    assert [figure["n_personer"] for figure in shown] == [10, 10, 12]


def test_figures_of_another_form_replace_the_months_own(settings):
    count(settings, 10, per_dato="2026-03-01", sequence=200)
    publish(settings, SOURCE)
    count(settings, "cast(11 as bigint)", per_dato="2026-03-01", sequence=201)
    assert read(publish(settings, SOURCE), "0301", "planlegging", FIGURES)[0]["n_personer"] == 11


def test_a_whole_generation_that_no_pointer_named_is_not_kept(settings):
    publish(settings, SOURCE)
    private_folder(settings.published / "00000007")
    assert publish(settings, SOURCE).number == 2
    assert numbers(settings) == [1, 2]


def test_what_was_published_is_noted_with_its_moment(settings, monkeypatch):
    noted = []
    monkeypatch.setattr(module, "note", lambda *arguments: noted.append(arguments))
    generation = publish(settings, SOURCE)
    assert noted == [(settings, ["mart_doedsfall__doede", BARN], ["0301", "4601"], generation.published_at)]


ROSTER = "mart_oppvekst__barn"


@pytest.fixture
def roster(settings):
    """A warehouse with Per, who has had another number, and Kari in his home; and the ledger beside it."""
    ledger = DenyLedger.begin(settings.home)
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute(
            f"create or replace table mart_oppvekst.{ROSTER} as select '0301' as kommunenummer, unnest(['Per', 'Kari',"
            " 'Ola']) as foedselsnummer, 'Prøveveien 1' as adresse, 'vist' as adressetilstand"
        )
        con.execute(
            "insert into intermediate.int_persons__identifiers values"
            " ('Per', 'Per'), ('before', 'Per'), ('Kari', 'Kari'), ('Ola', 'Ola')"
        )
        con.execute("insert into staging.stg_freg__personer values ('Per', 100), ('Kari', 100), ('Ola', 100)")
        con.execute(
            "insert into intermediate.int_persons__groups values"
            " ('Per', 'p', true), ('before', 'p', true), ('Per', 'h', false), ('Kari', 'h', false)"
        )
    return ledger


def deny(ledger, name, number):
    ledger.append([Entry(Kind.DENY, now(), number, (ledger.pseudonym(name),), Reason.ADRESSEBESKYTTELSE)])


def shown(generation):
    return {row["foedselsnummer"]: row["adresse"] for row in read(generation, "0301", mart=ROSTER)}


WHOLE = dict.fromkeys(("Per", "Kari", "Ola"), "Prøveveien 1")


@pytest.mark.parametrize("name", ["Per", "before"])
def test_whom_the_ledger_denies_is_left_out_with_the_address_of_who_shares_the_home(settings, roster, name):
    assert shown(publish(settings, SOURCE)) == WHOLE
    deny(roster, name, 150)
    assert shown(publish(settings, SOURCE)) == {"Kari": None, "Ola": "Prøveveien 1"}
    assert numbers(settings) == [2], "who shows them still goes at once"


def test_a_denial_that_was_answered_is_heeded_until_the_warehouse_has_the_document(settings, roster):
    deny(roster, "Per", 150)
    roster.append([Entry(Kind.COVERED, now(), 160, (roster.pseudonym("Per"),))])
    assert "Per" not in shown(publish(settings, SOURCE)), "built before the document came"
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute("update staging.stg_freg__personer set sekvensnummer = 160 where person = 'Per'")
    assert shown(publish(settings, SOURCE)) == WHOLE


def test_readers_apply_later_denials_by_the_index_of_the_generation(settings, roster):
    publish(settings, replace(SOURCE, newest_ajourholdstidspunkt=datetime.now(UTC).isoformat()))
    deny(roster, "before", 150)
    seen = store.current(settings.published).read("0301", "oppvekst", ROSTER, ["foedselsnummer", "adresse"])
    assert dict(seen.iter_rows()) == {"Kari": None, "Ola": "Prøveveien 1"}


def test_nothing_is_published_without_the_ledger_or_by_an_older_one(settings, roster):
    deny(roster, "Per", 150)
    publish(settings, SOURCE)
    path = roster.folder / "ledger.jsonl"
    content = path.read_bytes()
    path.write_bytes(content.splitlines(keepends=True)[0])
    with pytest.raises(PublicationError, match="older than what is published"):
        publish(settings, SOURCE)
    path.unlink()
    with pytest.raises(LedgerError):
        publish(settings, SOURCE)
    assert current(settings.published).number == 1


def test_whom_documents_protect_is_told_to_the_ledger_once(settings, roster):
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute("insert into intermediate.int_persons__current values ('Per', 'fortrolig')")
    publish(settings, SOURCE)
    publish(settings, SOURCE)
    entries = [entry for entry in roster.read()[0] if entry.kind == Kind.COVERED]
    assert [entry.persons for entry in entries] == [(roster.pseudonym("Per"),)]


def test_the_index_names_nobody(settings, roster):
    folder = publish(settings, SOURCE).folder
    index = pq.read_table(index_of(settings.home, folder.name))
    assert index.num_rows == 4
    assert index.schema.types == [pa.uint64(), pa.uint64(), pa.bool_()]
