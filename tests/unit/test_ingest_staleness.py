"""The source's own age: what hides because of it, and when its silence is an alarm."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.guard import ListRules, without_addresses
from ingest.settings import NORWAY, Settings
from ingest.staleness import Level, Limits, is_silent, moment_of, working_time

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday, 13.00 in Norway
HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("age", "level"), [(0, 0), (11.9, 0), (12.1, 1), (23.9, 1), (24.1, 2), (24 * 365, 2)]
)
def test_addresses_hide_at_twelve_hours_and_lists_at_a_day(age, level):
    limits = Limits.of(Settings(), is_synthetic=False)
    assert limits.level(NOW - age * HOURS, NOW, NOW) == level


def test_a_publication_a_minute_ago_does_not_make_an_old_source_young():
    limits = Limits.of(Settings(), is_synthetic=False)
    assert limits.level(NOW - 42 * HOURS, NOW - HOURS / 60, NOW) == Level.ROSTERS


def test_of_made_up_people_nothing_hides_by_default_however_old_their_world_is():
    assert Limits.of(Settings(), is_synthetic=True).level(NOW - 9000 * HOURS, NOW, NOW) == Level.NOTHING


def test_a_limit_that_is_set_holds_for_everybody():
    settings = Settings(hide_addresses_after_hours=1, hide_rosters_after_hours=2)
    for is_synthetic in (True, False):
        limits = Limits.of(settings, is_synthetic=is_synthetic)
        assert [limits.level(NOW - n * HOURS, NOW, NOW) for n in (0.9, 1.1, 2.1)] == [0, 1, 2]


@pytest.mark.parametrize("source_at", [None, NOW + 2 * HOURS, NOW + 9000 * HOURS])
def test_a_source_time_that_cannot_be_believed_leaves_the_time_of_publication(source_at):
    limits = Limits.of(Settings(), is_synthetic=False)
    assert limits.level(source_at, NOW - HOURS, NOW) == Level.NOTHING
    assert limits.level(source_at, NOW - 13 * HOURS, NOW) == Level.ADDRESSES


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=NORWAY)  # the 23rd is a Monday


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (local(25, 10), local(25, 11), 60),
        (local(25, 7), local(25, 9), 60),
        (local(25, 15), local(26, 9), 120),
        (local(20, 15), local(23, 9), 120),  # from Friday to Monday
        (local(21, 10), local(22, 20), 0),
        (local(25, 16), local(26, 8), 0),
        (local(25, 11), local(25, 10), 0),
    ],
)
def test_working_time_is_eight_to_four_on_weekdays(since, until, minutes):
    assert working_time(since, until) == timedelta(minutes=minutes)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)), st.integers(0, 6 * 24 * 60))
def test_working_time_equals_a_count_of_its_minutes(since, length):
    since = since.replace(second=0, microsecond=0, tzinfo=UTC)
    counted = sum(
        moment.weekday() < 5 and 8 <= moment.hour < 16
        for moment in ((since + timedelta(minutes=n)).astimezone(NORWAY) for n in range(0, length, 30))
    )
    assert abs(working_time(since, since + timedelta(minutes=length)) / timedelta(minutes=30) - counted) <= 10


@pytest.mark.parametrize(
    ("source_at", "now", "silent"),
    [
        (local(25, 10), local(25, 10, 59), False),
        (local(25, 10), local(25, 11, 1), True),
        (local(25, 15, 50), local(26, 7, 59), False),  # nothing happens at night
        (local(25, 15, 50), local(26, 8, 51), True),
        (local(21, 10), local(22, 9), False),  # a weekend, within a day
        (local(21, 10), local(22, 11), True),
        (None, local(25, 11), False),
    ],
)
def test_an_hour_of_silence_in_working_time_is_an_alarm_and_a_day_of_any_time(source_at, now, silent):
    assert is_silent(Settings(), source_at, now, is_synthetic=False) is silent


def test_a_sandbox_that_stands_still_is_no_alarm_unless_a_limit_is_set():
    old = NOW - 9000 * HOURS
    assert not is_silent(Settings(), old, NOW, is_synthetic=True)
    assert is_silent(Settings(alarm_after_silent_hours=1), old, NOW, is_synthetic=True)


def test_the_moment_freg_wrote_is_read_in_every_form_it_has():
    assert moment_of("2026-05-20T09:14:07.123456789+02:00") == datetime(2026, 5, 20, 7, 14, 7, 123456, UTC)
    assert moment_of("2026-05-20T09:14:07") == datetime(2026, 5, 20, 9, 14, 7, tzinfo=UTC)
    assert moment_of("i går") is moment_of(None) is moment_of("") is None


def test_without_addresses_leaves_every_row_and_no_place():
    table = pa.table({"navn": ["A", "B"], "adresse": ["Vei 1", None], "adressetilstand": ["vist", "vist"]})
    rules = ListRules(identifiers=("navn",), graded=("adresse", "adressetilstand"))
    kept = without_addresses(table, rules).to_pydict()
    assert kept == {
        "navn": ["A", "B"],
        "adresse": [None, None],
        "adressetilstand": ["adresse ikke tilgjengelig"] * 2,
    }
    assert without_addresses(table, None).num_rows == 0
    figures = ListRules(identifiers=(), graded=("adresse",), is_figures=True)
    assert without_addresses(table, figures) is table
