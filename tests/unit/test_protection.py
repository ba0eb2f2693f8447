"""The deny ledger's file, and the guard that readers hide by."""

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.errors import LandingWriteError
from ingest.events import Reason
from ingest.guard import INDEXED, NOT_AVAILABLE, Guarded, ListRules, guard_of, index_of, leave_out, short
from ingest.protection import DenyLedger, Entry, Kind, LedgerError, now

RULES = ListRules(("foedselsnummer", "ansvarlig_1_foedselsnummer"), ("adresse", "adressetilstand"))
WITHOUT_STATE = ListRules(("foedselsnummer",), ("flyttedato",))
FIGURES = ListRules((), (), is_figures=True)


@pytest.fixture
def ledger(tmp_path):
    return DenyLedger.begin(tmp_path)


def deny(ledger, *people, number=1, reason=Reason.ADRESSEBESKYTTELSE):
    ledger.append(Entry(Kind.DENY, now(), number, (ledger.pseudonym(one),), reason) for one in people)


def path_of(ledger):
    return ledger.folder / "ledger.jsonl"


def test_entries_come_back_as_they_were_written_and_a_position_tells_old_from_new(ledger):
    deny(ledger, "a", "b")
    _, position = ledger.read()
    deny(ledger, "c", number=2)
    assert [entry.persons for entry in ledger.read(position)[0]] == [(ledger.pseudonym("c"),)]
    assert len(ledger.read()[0]) == 4


def test_files_are_private(ledger):
    deny(ledger, "a")
    assert {path.stat().st_mode & 0o777 for path in ledger.folder.iterdir()} == {0o600}


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_half_a_line_counts_for_nothing_and_the_next_entry_is_whole(ledger, cut):
    deny(ledger, "a")
    whole = path_of(ledger).read_bytes()
    deny(ledger, "b")
    path_of(ledger).write_bytes(path_of(ledger).read_bytes()[:-cut])
    assert len(ledger.read()[0]) == 2
    assert path_of(ledger).read_bytes().startswith(whole)
    deny(ledger, "c")
    assert ledger.state().open.keys() == {ledger.pseudonym("a"), ledger.pseudonym("c")}


def test_any_changed_byte_makes_it_unreadable_but_in_a_half_line(ledger):
    deny(ledger, "a")
    content = path_of(ledger).read_bytes()
    for place in range(0, len(content) - 1, 3):
        changed = bytearray(content)
        changed[place] ^= 1
        path_of(ledger).write_bytes(changed)
        with pytest.raises(LedgerError):
            DenyLedger(ledger.folder.parent).state()


def test_a_shorter_or_another_ledger_does_not_know_a_position(ledger, tmp_path):
    deny(ledger, "a")
    _, position = ledger.read()
    for wrong in (position + 1, position - 1):
        with pytest.raises(LedgerError):
            ledger.read(wrong)


def test_a_missing_key_or_ledger_is_never_made_by_who_reads(ledger, tmp_path):
    for name in ("key", "ledger.jsonl"):
        (ledger.folder / name).rename(tmp_path / name)
        with pytest.raises(LedgerError):
            DenyLedger(tmp_path)
        (tmp_path / name).rename(ledger.folder / name)
    assert DenyLedger(tmp_path).id == ledger.id


def test_an_unreadable_ledger_is_set_aside_and_a_new_one_has_another_name(ledger, tmp_path):
    path_of(ledger).write_bytes(b"not a ledger\n")
    begun = DenyLedger.begin(tmp_path)
    assert begun.id != ledger.id
    assert [path.read_bytes() for path in ledger.folder.glob("*.broken")] == [b"not a ledger\n"]


def test_what_cannot_be_written_is_told(ledger, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LandingWriteError):
        deny(ledger, "a")


def test_an_older_number_settles_nothing_and_a_replay_opens_nothing(ledger):
    person = ledger.pseudonym("a")
    deny(ledger, "a", number=7)
    ledger.append([Entry(Kind.LOOSENED, now(), 6, (person,))])
    assert ledger.state().is_open(person)
    ledger.append([Entry(Kind.LOOSENED, now(), 7, (person,))])
    deny(ledger, "a", number=5)
    assert not ledger.state().is_open(person)
    deny(ledger, "a", number=8)
    assert ledger.state().is_open(person)


def test_the_lane_that_writes_its_mark_last_takes_nothing_back(ledger):
    ledger.append([Entry(Kind.SCANNED, now(), number) for number in (1000, 20)])
    assert ledger.state().scanned == 1000


# the guard


@pytest.fixture
def generation(tmp_path, ledger):
    """A folder with an index: Per has two numbers, and lives with Kari."""
    folder = tmp_path / "published" / "00000001"
    folder.mkdir(parents=True)
    groups = [("Per", 1, True), ("Per before", 1, True), ("Per", 2, False), ("Kari", 2, False)]
    rows = [{"identifikator": short(ledger.pseudonym(n)), "gruppe": g, "is_person": p} for n, g, p in groups]
    pq.write_table(pa.Table.from_pylist(rows, schema=INDEXED), index_of(tmp_path, "00000001"))
    return folder, Guarded(ledger.id, ledger.read()[1])


def table(*people, ansvarlig=None):
    return pa.table(
        {
            "foedselsnummer": pa.array(people, pa.string()),
            "ansvarlig_1_foedselsnummer": pa.array([ansvarlig] * len(people), pa.string()),
            "adresse": pa.array(["Prøveveien 1"] * len(people), pa.string()),
            "adressetilstand": pa.array(["vist"] * len(people), pa.string()),
        }
    )


def guard(tmp_path, generation):
    folder, known = generation
    return guard_of(tmp_path, known, folder)


def test_nobody_denied_since_means_that_nothing_is_touched(tmp_path, generation):
    whole = table("Per", "Kari")
    assert guard(tmp_path, generation).apply(whole, RULES) is whole


@pytest.mark.parametrize("name", ["Per", "Per before"])
def test_a_denied_person_has_no_row_under_any_number_and_who_shares_the_home_no_address(
    tmp_path, ledger, generation, name
):
    deny(ledger, name)
    seen = guard(tmp_path, generation).apply(table("Per", "Per before", "Kari", "Ola"), RULES)
    assert seen.to_pylist() == [
        {
            "foedselsnummer": "Kari",
            "ansvarlig_1_foedselsnummer": None,
            "adresse": None,
            "adressetilstand": NOT_AVAILABLE,
        },
        *table("Ola").to_pylist(),
    ]


def test_no_row_names_a_denied_person(tmp_path, ledger, generation):
    deny(ledger, "Per")
    assert guard(tmp_path, generation).apply(table("Ola", ansvarlig="Per"), RULES).num_rows == 0


def test_a_death_or_a_false_identity_hides_the_person_and_nobodys_home(tmp_path, ledger, generation):
    deny(ledger, "Per", reason=Reason.DOEDSFALL)
    seen = guard(tmp_path, generation).apply(table("Per", "Kari"), RULES)
    assert seen["adresse"].to_pylist() == ["Prøveveien 1"]


def test_a_list_that_cannot_tell_that_an_address_is_missing_loses_the_row():
    moves = pa.table({"foedselsnummer": ["Kari", "Ola"], "flyttedato": ["x", "y"]})
    assert leave_out(moves, WITHOUT_STATE, [], ["Kari"])["foedselsnummer"].to_pylist() == ["Ola"]


def test_a_list_that_names_nobody_shows_nothing_and_figures_stay(tmp_path, ledger, generation):
    deny(ledger, "Per")
    found, rows = guard(tmp_path, generation), pa.table({"n": [1, 2]})
    assert found.apply(rows, ListRules((), ())).num_rows == 0
    assert found.apply(rows, None).num_rows == 0
    assert found.apply(rows, FIGURES).num_rows == 2


def test_headers_that_were_missed_hide_everybody_but_in_figures(tmp_path, ledger, generation):
    ledger.append([Entry(Kind.EVERYBODY, now(), 9)])
    found = guard(tmp_path, generation)
    assert found.apply(table("Ola"), RULES).num_rows == 0
    assert found.apply(pa.table({"n": [1]}), FIGURES).num_rows == 1


def test_what_settles_a_denial_is_left_to_the_next_publication(tmp_path, ledger, generation):
    deny(ledger, "Per", number=5)
    ledger.append([Entry(Kind.LOOSENED, now(), 5, (ledger.pseudonym("Per"),))])
    assert guard(tmp_path, generation).apply(table("Per"), RULES).num_rows == 0


@pytest.mark.parametrize("harm", ["gone", "another", "shorter", "no index"])
def test_a_guard_that_cannot_be_sure_refuses(tmp_path, ledger, generation, harm):
    deny(ledger, "Per")
    folder, known = generation
    if harm == "gone":
        path_of(ledger).unlink()
    elif harm == "another":
        path_of(ledger).write_bytes(b"")
        DenyLedger.begin(tmp_path)
    elif harm == "shorter":
        known = Guarded(known.ledger, known.ledger_position + 10_000)
    else:
        index_of(tmp_path, folder.name).unlink()
    with pytest.raises(LedgerError):
        guard_of(tmp_path, known, folder)
