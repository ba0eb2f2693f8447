"""What people decide is kept, on SQLite and on PostgreSQL alike, and neither a load nor a crash can take it away."""

import subprocess
import sys
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import delete, text

from ingest.errors import ConfigurationError
from ingest.registry import Registry, RegistryError, open_registry, overlays, selections, systems, users
from ingest.registry.store import MIGRATIONS, VERSION, now
from ingest.registry.tables import local_restrictions, lokal_omsorg, metadata
from ingest.settings import Settings

CHILD, FATHER = "01810012345", "01818012346"
REASON = "Avgjort av tingretten i mai"
SOON = timedelta(days=90)


def test_the_migrations_make_exactly_the_tables_of_the_code(registry):
    with registry.engine.connect() as con:
        context = MigrationContext.configure(con, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_one_that_the_code_asks_for():
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == VERSION


def test_what_was_decided_is_there_when_it_is_opened_again(settings, registry):
    systems.confirm(registry, ["rad-1"], who="prosjektleder")
    assert set(systems.said(open_registry(settings))) == {"rad-1"}


def test_two_that_open_it_first_at_once_make_it_once(settings):
    together, opened = Barrier(4), []

    def first() -> None:
        together.wait()
        opened.append(open_registry(settings))

    threads = [Thread(target=first) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.key for one in opened}) == 1 and len(opened) == 4
    users.remember(opened[0], key="operatoer", kind="operatoer", role="", kommunenummer="")
    assert len(users.known(opened[3])) == 1


def test_only_its_owner_can_read_the_file_its_log_and_its_key(tmp_path):
    registry = open_registry(Settings(home=tmp_path))
    with registry.writing() as con:
        con.execute(text("insert into users values ('a', 'b', '', '', '2026-01-01')"))
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert {"registry.sqlite", "registry.sqlite-wal", "registry.key"} <= set(modes)
    assert set(modes.values()) == {0o600}


def test_half_a_transaction_is_nothing(registry):
    with pytest.raises(KeyError), registry.writing() as con:
        con.execute(text("insert into users values ('a', 'b', '', '', '2026-01-01')"))
        raise KeyError
    assert users.known(registry) == []


def test_a_writer_that_is_killed_leaves_nothing_of_what_it_had_begun(tmp_path):
    registry = open_registry(Settings(home=tmp_path))
    systems.confirm(registry, ["rad-1"], who="prosjektleder")
    script = (
        "import os, signal, sys\n"
        "from ingest.registry import open_registry\n"
        "from ingest.settings import Settings\n"
        "with open_registry(Settings(home=sys.argv[1])).writing() as con:\n"
        '    con.exec_driver_sql("update access_log_end set position = 7")\n'
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == -9
    with registry.reading() as con:
        assert con.exec_driver_sql("select position from access_log_end").scalar() == 0
    assert set(systems.said(registry)) == {"rad-1"}


def test_a_failure_says_nothing_of_what_was_written(tmp_path):
    registry = open_registry(Settings(home=tmp_path))
    with pytest.raises(RegistryError) as caught, registry.writing() as con:
        con.execute(text("insert into nowhere values ('01810012345')"))
    assert "01810012345" not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


@pytest.mark.parametrize("content", [b"", b"short"])
def test_a_damaged_key_is_not_taken_for_one(tmp_path, content):
    open_registry(Settings(home=tmp_path))
    (tmp_path / "registry.key").write_bytes(content)
    with pytest.raises(RegistryError, match="damaged"):
        open_registry(Settings(home=tmp_path))


def test_a_file_that_is_no_database_is_told_apart(tmp_path):
    (tmp_path / "registry.sqlite").write_bytes(b"not a database, but long enough to be read as one" * 40)
    with pytest.raises(RegistryError):
        open_registry(Settings(home=tmp_path))


def test_the_newest_word_on_a_system_counts(registry):
    systems.confirm(registry, ["rad-1", "rad-2"], who="prosjektleder")
    systems.edit(registry, "rad-1", {"status": "test", "oppdatering": "batch"}, who="prosjektleder")
    systems.edit(registry, "rad-1", {"oppdatering": "hendelser"}, who="en-annen")
    said = systems.said(registry)
    assert said["rad-1"].values == {"status": "test", "oppdatering": "hendelser"}
    assert (said["rad-1"].edited_by, said["rad-1"].confirmed_by) == ("en-annen", "prosjektleder")
    assert (said["rad-2"].values, said["rad-2"].edited_at) == ({}, None)


def save(registry: Registry, name: str = "Femåringer", role: str = "skole", kommune: str = "0301", **choice):
    return selections.save(
        registry, who="planlegger", role=role, kommunenummer=kommune, name=name, choice=choice
    )


def test_a_selection_comes_back_as_it_was_saved(registry):
    saved = save(registry, years=[2020, 2021], districts=["Åsen", None])
    assert selections.saved(registry, role="skole", kommunenummer="0301") == [saved]
    assert saved.choice == {"years": [2020, 2021], "districts": ["Åsen", None]}
    assert (saved.version, saved.copied_from) == (1, None)


def test_a_change_is_a_new_version_and_the_list_shows_the_newest(registry):
    first = save(registry, years=[2020])
    second = selections.change(registry, first, who="en-annen", name="Nytt navn", choice={"years": [2021]})
    third = selections.change(registry, second, who="en-annen", name="Nytt navn", choice={"years": [2022]})
    assert selections.saved(registry, role="skole", kommunenummer="0301") == [third]
    assert third.version == 3


def test_a_copy_lives_its_own_life_and_knows_where_it_came_from(registry):
    first = save(registry, years=[2020])
    copied = selections.copy(registry, first.id, who="b", role="skole", kommunenummer="0301", name="Kopi")
    selections.remove(registry, first)
    assert selections.saved(registry, role="skole", kommunenummer="0301") == [copied]
    assert (copied.choice, copied.copied_from, copied.version) == (first.choice, first.id, 1)


@pytest.mark.parametrize(("role", "kommune"), [("skole", "4601"), ("barnehage", "0301")])
def test_a_selection_is_not_copied_into_another_role_or_municipality(registry, role, kommune):
    first = save(registry)
    with pytest.raises(selections.NoSelectionError):
        selections.copy(registry, first.id, who="b", role=role, kommunenummer=kommune, name="Kopi")
    assert selections.saved(registry, role=role, kommunenummer=kommune) == []


def test_a_removed_selection_is_neither_listed_nor_changed_nor_copied(registry):
    first = save(registry)
    second = selections.change(registry, first, who="a", name="b", choice={})
    selections.remove(registry, first)
    assert selections.saved(registry, role="skole", kommunenummer="0301") == []
    with pytest.raises(selections.NoSelectionError):
        selections.change(registry, second, who="a", name="c", choice={})


def restrict(registry: Registry, **other) -> int:
    told = {"kommunenummer": "0301", "number": CHILD, "kind": "skjul", "reason": REASON, "author": "a"}
    return overlays.restrict(registry, **told | {"expires_at": now() + SOON} | other)


def test_a_restriction_names_nobody_and_ends_by_itself(registry):
    restrict(registry, kind="ingen_kontakt", other_number=FATHER)
    (known,) = overlays.restrictions(registry)
    assert (known.person, known.other_person) == (registry.pseudonym(CHILD), registry.pseudonym(FATHER))
    assert overlays.restrictions(registry, now() + SOON - timedelta(minutes=1)) == [known]
    assert overlays.restrictions(registry, now() + SOON + timedelta(minutes=1)) == []


def test_an_ended_restriction_is_out_of_force_and_still_counted(registry):
    row = restrict(registry)
    before = now()
    overlays.end(registry, local_restrictions, row, author="b")
    assert overlays.restrictions(registry) == []
    assert len(overlays.restrictions(registry, before)) == 1
    assert overlays.sizes(registry) == {"local_restrictions": 1, "lokal_omsorg": 0}


def test_who_cares_for_a_child_is_kept_with_reason_author_and_end(registry):
    overlays.care(
        registry,
        kommunenummer="0301",
        number=CHILD,
        kind="fosterhjem",
        carer="Fosterhjemmet",
        reason=REASON,
        author="a",
        expires_at=now() + SOON,
    )
    (known,) = overlays.cared_for(registry)
    assert (known.person, known.kind, known.carer) == (
        registry.pseudonym(CHILD),
        "fosterhjem",
        "Fosterhjemmet",
    )
    assert (known.reason, known.author) == (REASON, "a")


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "fordi"},
        {"reason": " " * 20},
        {"expires_at": now() - SOON},
        {"expires_at": now() + timedelta(days=400)},
        {"kind": "ingen_kontakt"},
        {"kind": "skjul", "other_number": FATHER},
        {"kind": "noe annet"},
    ],
)
def test_a_restriction_without_reason_end_or_meaning_is_refused(tmp_path, wrong):
    registry = open_registry(Settings(home=tmp_path))
    with pytest.raises(ConfigurationError):
        restrict(registry, **wrong)
    assert overlays.sizes(registry)["local_restrictions"] == 0


@pytest.mark.parametrize("table", [local_restrictions, lokal_omsorg])
def test_the_database_itself_deletes_no_local_knowledge(registry, table):
    restrict(registry)
    overlays.care(
        registry,
        kommunenummer="0301",
        number=CHILD,
        kind="annet",
        carer="x",
        reason=REASON,
        author="a",
        expires_at=now() + SOON,
    )
    with pytest.raises(RegistryError), registry.writing() as con:
        con.execute(delete(table))
    assert set(overlays.sizes(registry).values()) == {1}
