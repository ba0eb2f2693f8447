"""The landing log: how far it has been read follows from the names of its segments."""

import os
import stat
import sys

import pytest

from ingest.errors import CorruptSegmentError
from ingest.landing import Landing


@pytest.fixture
def landing(tmp_path):
    return Landing(tmp_path / "landing")


def events(*numbers: int) -> list[dict]:
    return [{"sekvensnummer": number} for number in numbers]


def test_nothing_is_followed_before_an_extract(landing):
    assert landing.next_sekvensnummer() is None
    assert landing.landed_sekvensnummer() is None


def test_the_list_is_followed_from_the_extracts_number_inclusive(landing):
    landing.add_extract("alle", 100, ["a"], "dokument")
    assert (landing.next_sekvensnummer(), landing.landed_sekvensnummer()) == (100, 100)


def test_segments_join_by_their_names(landing):
    landing.add_extract("alle", 100, ["a"], "dokument")
    landing.add_events(100, events(100, 104))
    landing.add_events(105, events(110))
    assert (landing.next_sekvensnummer(), landing.landed_sekvensnummer()) == (111, 110)


def test_a_lost_segment_is_read_again_and_what_follows_is_not(landing):
    landing.add_extract("alle", 100, ["a"], "dokument")
    lost = landing.add_events(100, events(104))
    landing.add_events(105, events(110))
    lost.unlink()
    assert landing.next_sekvensnummer() == 100
    landing.add_events(100, events(104))
    assert landing.next_sekvensnummer() == 111


def test_the_oldest_extract_that_counts_decides(landing):
    landing.add_extract("0301", 100, ["a"], "person")
    landing.add_extract("4601", 500, ["b"], "person")
    assert landing.next_sekvensnummer() == 100
    assert landing.next_sekvensnummer(["4601"]) == 500
    assert landing.next_sekvensnummer(["1103"]) is None


def test_a_new_full_extract_leaves_a_hole_before_it_alone(landing):
    landing.add_extract("0301", 100, ["a"], "person")
    landing.add_events(100, events(200))
    landing.add_extract("0301", 900, ["a"], "person")
    assert landing.next_sekvensnummer() == 900


def test_an_ordinal_always_grows(landing, monkeypatch):
    first = landing.add_documents([])
    monkeypatch.setattr("ingest.landing.time.time_ns", lambda: 0)
    assert landing.add_documents([]).name > first.name


def test_files_and_folders_are_their_owners_alone(landing):
    path = landing.add_extract("alle", 1, ["a"], "dokument")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, landing.folder)} == {0o700}


def test_a_segment_appears_whole_or_not_at_all(landing):
    written = []

    def note(event, arguments):
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            written.append(str(arguments[0]))

    sys.addaudithook(note)
    segment = landing.add_documents([])
    ours = {path for path in written if path.startswith(str(landing.folder))}
    assert ours == {str(segment.with_suffix(suffix)) for suffix in (".part", ".crc32")}


def test_no_byte_of_a_segment_can_change_unnoticed(landing):
    path = landing.add_extract("alle", 1, ["a", "b"], "dokument")
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(CorruptSegmentError):
            landing.check()
    path.write_bytes(whole)
    landing.check()


def test_what_a_killed_process_left_is_removed_and_no_more(landing):
    path = landing.add_extract("alle", 1, ["a"], "dokument")
    left = [path.with_name(f"{7:016}-alle-{7:016}{suffix}") for suffix in (".part", ".crc32")]
    for file in left:
        file.write_bytes(b"x")
    landing.remove_leftovers()
    assert not any(file.exists() for file in left)
    assert path.exists()
    assert path.with_suffix(".crc32").exists()
