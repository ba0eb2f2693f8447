"""Who came to a list and how many left it: as two plain sets say, whatever somebody left for."""

import contextlib
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import arrivals
from orchestration.arrivals import record

BARN = "mart_oppvekst__barn"
START = datetime(2026, 5, 1, 6, tzinfo=UTC)
LISTS = st.lists(st.sets(st.sampled_from("ABCDEFGH")), min_size=1, max_size=6)


def publish(home: Path, lists: dict[str, Iterable[str]], moment: datetime) -> None:
    """The list of children has these people (a number each), as published at `moment`."""
    rows = [(kommune, person) for kommune, people in lists.items() for person in people]
    schema = {"kommunenummer": pl.String, "foedselsnummer": pl.String}
    record(home, BARN, pl.DataFrame(rows, schema=schema, orient="row"), sorted(lists), moment)


def days(n: int) -> datetime:
    return START + timedelta(days=n)


@settings(max_examples=40)
@given(LISTS)
def test_what_came_and_went_is_what_two_plain_sets_say(tmp_path_factory, lists):
    home = tmp_path_factory.mktemp("home")
    for day, people in enumerate(lists):
        publish(home, {"0301": people}, days(day))
    found, now = arrivals.read(home, BARN, "0301"), lists[-1]
    numbers = pl.Series(sorted(now), dtype=pl.String)
    for moment in found.moments():
        since = (moment - START).days
        stayed = set.intersection(*lists[since:])
        assert set(numbers.filter(found.new_since(numbers, moment))) == now - stayed
        assert found.gone_since(moment) == len(lists[since] - stayed)


def test_one_can_look_back_to_each_publication_at_which_somebody_came_or_went(tmp_path):
    for day, people in enumerate(["AB", "AB", "AC", "AC", "A", ""]):
        publish(tmp_path, {"0301": people, "4601": "X"}, days(day))
    assert arrivals.read(tmp_path, BARN, "0301").moments() == [days(4), days(2), days(0)]
    assert arrivals.read(tmp_path, BARN, "4601").moments() == []
    assert arrivals.read(tmp_path, BARN, "0301").gone_since(days(0)) == 2
    assert arrivals.read(tmp_path, BARN, "5001") is None


def test_moments_are_thinned_to_one_a_day_and_forgotten_after_four_hundred_days(tmp_path):
    moments = [days(0), days(0) + timedelta(hours=2), days(1), days(1) + timedelta(hours=3)]
    for turn, moment in enumerate([*moments, days(30)]):
        publish(tmp_path, {"0301": "A" if turn % 2 else "B"}, moment)
    assert arrivals.read(tmp_path, BARN, "0301").moments() == [days(1), days(0)]
    publish(tmp_path, {"0301": "AB"}, days(401))
    assert arrivals.read(tmp_path, BARN, "0301").moments() == [days(30)]


def test_the_files_name_nobody_and_forget_whoever_left_for_whatever_reason(tmp_path):
    """A child who moved and one who became protected are both out of the list, and then these are the same bytes."""
    number, other = "01890012345", "02890012345"
    publish(tmp_path, {"0301": [number, other]}, days(0))
    files = [arrivals.present_file(tmp_path, BARN), arrivals.sizes_file(tmp_path, BARN)]
    key = bytes.fromhex((tmp_path / "arrivals" / "key").read_text())
    gone = arrivals.pseudonyms(key, pl.Series([number]))[0]
    assert number not in str([pl.read_parquet(file).to_dicts() for file in files])
    assert gone in pl.read_parquet(files[0])["pseudonym"].to_list()
    publish(tmp_path, {"0301": [other]}, days(1))
    assert gone not in b"".join(file.read_bytes() for file in files)
    assert gone not in pl.read_parquet(files[0])["pseudonym"].to_list()
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "arrivals").iterdir()} == {0o600}


@pytest.mark.parametrize("lost", ["key", f"{BARN}.present.parquet", f"{BARN}.sizes.parquet"])
@pytest.mark.parametrize("how", [os.remove, lambda path: path.write_bytes(b"damaged")])
def test_after_a_lost_or_damaged_file_the_history_begins_anew(tmp_path, lost, how):
    for day, people in enumerate(["A", "AB"]):
        publish(tmp_path, {"0301": people}, days(day))
    how(tmp_path / "arrivals" / lost)
    assert arrivals.read(tmp_path, BARN, "0301") is None
    publish(tmp_path, {"0301": "ABC"}, days(2))
    assert arrivals.read(tmp_path, BARN, "0301").moments() == []
    publish(tmp_path, {"0301": "BC"}, days(3))
    assert arrivals.read(tmp_path, BARN, "0301").gone_since(days(2)) == 1


def test_killed_before_it_is_noted_the_next_publication_makes_up_for_it(tmp_path, monkeypatch):
    publish(tmp_path, {"0301": "AB"}, days(0))
    with monkeypatch.context() as patch, contextlib.suppress(OSError):
        patch.setattr("orchestration.arrivals._replace", lambda *_: (_ for _ in ()).throw(OSError))
        publish(tmp_path, {"0301": "BC"}, days(1))
    publish(tmp_path, {"0301": "BC"}, days(2))
    found = arrivals.read(tmp_path, BARN, "0301")
    assert found.moments() == [days(0)]
    assert found.new_since(pl.Series(["B", "C"]), days(0)).to_list() == [False, True]
    assert found.gone_since(days(0)) == 1
