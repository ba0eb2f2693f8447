"""Time to effect, measured end to end: sandbox, urgent lane and an open page, each the real thing."""

import pytest

from benchmarks.effect import measure

pytestmark = pytest.mark.slow
GIB = 1024


@pytest.mark.parametrize(("backlog", "seconds"), [(0, 5), (1_000_000, 60)])
def test_a_protection_has_left_an_open_page_in_time(tmp_path, backlog, seconds):
    measured = measure(tmp_path, backlog)
    assert measured.reader_seconds <= seconds
    assert measured.peak_mib <= 2 * GIB
