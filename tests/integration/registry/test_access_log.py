"""The access log: every change to what was written is noticed, and who was shown somebody is found."""

import shutil
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from ingest.registry import Registry, RegistryError, access_log, exports, open_registry, systems
from ingest.registry.access_log import Access
from ingest.registry.exports import Export
from ingest.registry.store import now
from ingest.registry.tables import access_log as log_table
from ingest.registry.tables import shown_persons
from ingest.settings import Settings

PEOPLE = [f"0181{i:07}" for i in range(40)]
BARN = Access("visning", "planlegger-skole-0301", "barn", role="skole", columns=("navn", "adresse"))


def show(registry: Registry, people: list[str], access: Access = BARN) -> int:
    return access_log.append(registry, access, access_log.pseudonyms(registry, people))


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """The home of a log of ten entries."""
    home = tmp_path_factory.mktemp("log")
    registry = open_registry(Settings(home=home))
    for i in range(9):
        show(registry, PEOPLE[i : i + 3])
    exports.register(registry, Export("a.csv", b"x", 3, timedelta(days=1)), BARN)
    return home


@pytest.fixture
def tampered(written, tmp_path):
    """Do something to a copy of the log behind its back, and hear what `verify` says."""

    def done(*statements: str, without: str | None = None) -> tuple[str, ...]:
        home = tmp_path / "copy"
        shutil.copytree(written, home)
        if without:
            (home / without).unlink()
        with sqlite3.connect(home / "registry.sqlite") as con:
            for (name,) in con.execute("select name from sqlite_master where type = 'trigger'").fetchall():
                con.execute(f"drop trigger {name}")
            for statement in statements:
                con.execute(statement)
        con.close()
        return access_log.verify(open_registry(Settings(home=home))).faults

    return done


def test_a_log_that_nobody_has_touched_is_whole(registry):
    for i in range(5):
        assert show(registry, PEOPLE[:i]) == i + 1
    assert access_log.verify(registry) == access_log.Verdict(5, ())


@pytest.mark.parametrize("column", [column.name for column in log_table.columns if column.name != "position"])
def test_a_changed_value_is_noticed_wherever_it_is(tampered, column):
    value = "null" if column in ("export_id", "persons_digest") else "'2020-01-01T00:00:00.000000+00:00'"
    value = "4711" if column == "n_persons" else value
    where = "10" if column == "export_id" else "4"
    assert any(
        f"entry {where}" in fault
        for fault in tampered(f"update access_log set {column} = {value} where position = {where}")  # noqa: S608
    )


@pytest.mark.parametrize(
    "statements",
    [
        ("delete from access_log where position = 4",),
        (
            "delete from access_log where position = 4",
            "update access_log set position = position - 1 where position > 4",
        ),
        ("delete from access_log where position > 8",),
        (
            "delete from access_log where position > 8",
            "update access_log_end set position = 8, hash = (select hash from access_log where position = 8)",
        ),
        ("delete from access_log", "update access_log_end set position = 0, hash = ''"),
        (
            "update access_log set position = -1 where position = 3",
            "update access_log set position = 3 where position = 4",
            "update access_log set position = 4 where position = -1",
        ),
        ("update access_log_end set position = 11",),
        ("delete from access_log_end",),
        ("update shown_persons set persons = x'00'",),
        (
            "insert into access_log select 11, at, hendelse, who, role, basis, purpose, kommunenummer, view, "
            "columns, filter_class, n_persons, persons_digest, generation, export_id, hash, hash from access_log "
            "where position = 10",
        ),
    ],
    ids=[
        "dropped",
        "dropped and renumbered",
        "cut off",
        "cut off neatly",
        "emptied",
        "reordered",
        "end moved",
        "end gone",
        "people changed",
        "forged",
    ],
)
def test_dropped_reordered_cut_off_and_forged_entries_are_noticed(tampered, statements):
    assert tampered(*statements)


def test_an_entry_from_another_course_of_the_same_log_does_not_fit(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    show(open_registry(Settings(home=one)), PEOPLE[:1])
    shutil.copytree(one, other)
    for home, who in ((one, PEOPLE[1:2]), (other, PEOPLE[2:3])):
        for _ in range(2):
            show(open_registry(Settings(home=home)), who)
    with sqlite3.connect(one / "registry.sqlite") as con:
        con.execute("drop trigger access_log_no_delete")
        con.execute("attach ? as other", (str(other / "registry.sqlite"),))
        con.execute("delete from access_log where position = 2")
        con.execute("insert into access_log select * from other.access_log where position = 2")
        con.execute(
            "insert into shown_persons select * from other.shown_persons where true on conflict do nothing"
        )
    con.close()
    assert (
        "entry 3 does not follow the one before it"
        in access_log.verify(open_registry(Settings(home=one))).faults
    )


def test_a_file_of_anchors_that_is_gone_is_noticed(tampered):
    assert tampered(without="access_log.anchors") == ("the file of anchors is gone",)


def test_a_line_of_anchors_that_a_crash_cut_off_is_no_fault(registry):
    show(registry, PEOPLE[:2])
    whole = registry.anchors.read_bytes()
    registry.anchors.write_bytes(whole + whole[:20])
    show(registry, PEOPLE[:3])
    assert access_log.verify(registry) == access_log.Verdict(2, ())


def test_with_another_key_nothing_fits(written, tmp_path):
    shutil.copytree(written, tmp_path / "copy")
    (tmp_path / "copy" / "registry.key").write_bytes(b"k" * 32)
    assert len(access_log.verify(open_registry(Settings(home=tmp_path / "copy"))).faults) >= 10


def test_a_log_in_use_whose_key_is_gone_is_not_gone_on_with(written, tmp_path):
    shutil.copytree(written, tmp_path / "copy")
    (tmp_path / "copy" / "registry.key").unlink()
    with pytest.raises(RegistryError, match="key is gone"):
        open_registry(Settings(home=tmp_path / "copy"))


@pytest.mark.parametrize(
    "change", [update(log_table).values(who="a"), delete(log_table), delete(shown_persons)]
)
def test_the_database_itself_refuses_to_change_what_was_written(registry, change):
    show(registry, PEOPLE[:2])
    with pytest.raises(RegistryError), registry.writing() as con:
        con.execute(change)
    assert access_log.verify(registry) == access_log.Verdict(1, ())


def test_many_who_are_shown_something_at_once_make_one_chain(registry):
    def some(seed: int) -> None:
        for _ in range(5):
            show(registry, PEOPLE[seed : seed + 3])

    threads = [threading.Thread(target=some, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert access_log.verify(registry) == access_log.Verdict(20, ())


def test_no_identity_number_is_in_any_file_of_the_registry(tmp_path):
    registry = open_registry(Settings(home=tmp_path))
    show(registry, PEOPLE)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [number for number in PEOPLE if number.encode() in kept]


def test_the_same_people_are_kept_once(registry):
    for _ in range(3):
        show(registry, PEOPLE)
    with registry.reading() as con:
        assert len(con.execute(shown_persons.select()).all()) == 1


@settings(max_examples=12)
@given(
    st.lists(st.lists(st.sampled_from(PEOPLE), max_size=6), max_size=5),
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=2),
)
def test_who_was_shown_somebody_is_who_was_shown_them(tmp_path_factory, shown, sought):
    registry = open_registry(Settings(home=tmp_path_factory.mktemp("h")))
    for people in shown:
        show(registry, people)
    expected = [i for i, people in enumerate(shown, start=1) if set(people) & set(sought)]
    assert [entry.position for entry in access_log.disclosures(registry, sought)] == expected


def test_a_pseudonym_that_only_lies_across_two_others_is_nobody(registry):
    one, other = registry.pseudonym(PEOPLE[0]), registry.pseudonym(PEOPLE[1])
    across = (one + other)[8:24]
    assert not access_log._holds(one + other, across)
    assert access_log._holds(one + across + other, across)
    assert access_log._holds(across + one + other + across, across)


def test_a_file_is_found_again_by_its_content_and_recalled_while_it_lasts(registry):
    export = Export("barn.csv", b"innhold", 2, timedelta(days=30))
    old = Export("barn.csv", b"annet", 2, timedelta(seconds=-1))
    for one in (export, old):
        exports.register(registry, one, BARN, access_log.pseudonyms(registry, PEOPLE[:2]))
    exports.register(registry, export, BARN, access_log.pseudonyms(registry, PEOPLE[2:4]))
    assert [file.file_name for file in exports.known_file(registry, b"innhold")] == ["barn.csv"] * 2
    assert exports.known_file(registry, b"innholdet") == []
    (recalled,) = exports.recall(registry, [PEOPLE[0], "en gammel"])
    assert (recalled.who, recalled.n_rows) == (BARN.who, 2)
    assert exports.recall(registry, [PEOPLE[9]]) == []
    assert access_log.verify(registry) == access_log.Verdict(3, ())


def test_a_file_that_cannot_be_logged_is_not_registered_either(registry, monkeypatch):
    def fails(*_, **__):
        raise RegistryError

    monkeypatch.setattr(access_log, "write", fails)
    with pytest.raises(RegistryError):
        exports.register(registry, Export("a", b"b", 1, timedelta(days=1)), BARN)
    assert exports.unexpired(registry) == []


def test_what_each_role_was_shown_is_told_since_a_moment(registry):
    show(registry, PEOPLE[:1])
    show(registry, PEOPLE[:1], Access("visning", "x", "lister", role="valg", columns=("navn", "stemmekrets")))
    assert access_log.columns_shown(registry, now() - timedelta(days=1)) == {
        "skole": {"navn", "adresse"},
        "valg": {"navn", "stemmekrets"},
    }
    assert access_log.columns_shown(registry, now() + timedelta(seconds=5)) == {}


def test_what_cannot_be_written_is_known_before_anything_is_read(tmp_path):
    registry = open_registry(Settings(home=tmp_path))
    access_log.ensure_writable(registry)
    with registry.writing() as con:
        con.exec_driver_sql("drop table access_log_end")
    with pytest.raises(RegistryError):
        access_log.ensure_writable(registry)
    assert systems.said(registry) == {}
