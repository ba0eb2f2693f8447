"""The benchmarks run and print every figure; what they measure is for `make bench` to say."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_benchmarks_print_every_figure(tmp_path):
    command = [
        sys.executable,
        "-m",
        "benchmarks",
        "--persons",
        "300",
        "--rounds",
        "1",
        "--backlog",
        "2000",
        "--folder",
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for figure in (
        "landing to published, 300 people",
        "peak memory",
        "ratio",
        "300 people in the warehouse",
        "time to effect with 2,000 events before it",
        "first rows of a roster of 12,500 children",
    ):
        assert figure in done.stdout
    assert list(tmp_path.iterdir()) == []
