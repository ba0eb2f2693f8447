"""The named points: there are enough of them, each has one place, and a process dies at the one that is named."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.points import VARIABLE, names_in

ROOT = Path(__file__).resolve().parents[2]
NAMES = names_in(ROOT / "ingest", ROOT / "orchestration")
STAGES = {"extract", "landing", "follow", "fetch", "build", "publish", "protection", "purge"}


def test_there_are_sixty_points_over_all_stages_and_each_has_one_place():
    assert len(NAMES) >= 60
    assert len(set(NAMES)) == len(NAMES)
    assert {name.partition(".")[0] for name in NAMES} >= STAGES


@pytest.mark.parametrize(
    ("named", "reached", "dies"),
    [
        ("landing.after_rename", ["landing.after_rename"], True),
        ("landing.after_rename:2", ["landing.after_rename"], False),
        ("landing.after_rename:2", ["landing.after_rename"] * 2, True),
        ("landing.after_rename", ["landing.after_sync"] * 5, False),
        ("", ["landing.after_rename", ""], False),
    ],
)
def test_a_process_dies_at_the_named_point_and_nowhere_else(named, reached, dies):
    code = f"from ingest.points import reach\nfor point in {reached!r}: reach(point)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {VARIABLE: named}, cwd=ROOT, check=False
    )
    assert done.returncode == (-signal.SIGKILL if dies else 0)
