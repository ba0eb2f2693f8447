"""A list says that it is the municipality, and not FREG, that knows of other care."""

import polars as pl
import pytest

from dashboards import columns


@pytest.mark.parametrize(
    ("state", "by_hand", "doubtful", "words"),
    [
        ("lokal_omsorg", True, False, "value.local_care"),
        ("lokal_omsorg", True, True, "value.local_care; value.data_quality"),
        (None, True, False, "value.follow_up"),
        ("vist", False, True, "value.data_quality"),
        ("vist", False, False, None),
    ],
)
def test_local_care_is_told_apart_from_what_the_register_does_not_say(state, by_hand, doubtful, words):
    row = {"ansvarlig_1_tilstand": state, "manuell_oppfolging": by_hand, "datakvalitet": doubtful}
    frame = pl.DataFrame([row], schema_overrides={"ansvarlig_1_tilstand": pl.String})
    assert frame.select(columns.follow_up(str)).item() == words
