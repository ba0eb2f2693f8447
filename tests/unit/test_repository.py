"""The repository itself is held to the rules: synthetic identity numbers only, a lock without host names."""

import re
import subprocess
from pathlib import Path

import pytest

from ingest.identifiers import PersonId

ROOT = Path(__file__).resolve().parents[2]
ELEVEN_DIGITS = re.compile(r"(?<![0-9A-Za-z.])\d{11}(?![0-9A-Za-z])")


def tracked_files() -> list[Path]:
    """Files git tracks and new ones it does not ignore: a commit is checked before it is made."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def looks_real(digits: str) -> bool:
    """True for a number that could be somebody's: a date with an ordinary month (or NAV's + 40), d-numbers too."""
    day, month = int(digits[:2]) % 40, int(digits[2:4])
    return 1 <= day <= 31 and (1 <= month <= 12 or 41 <= month <= 52)


def real_looking(text: str) -> list[str]:
    return [digits for digits in ELEVEN_DIGITS.findall(text) if looks_real(digits)]


def test_the_repository_holds_no_real_looking_identity_number():
    # file names only: a finding must not print the number it found
    found = [
        path.relative_to(ROOT)
        for path in tracked_files()
        if path.name != "constraints.txt"
        and real_looking(path.read_bytes().decode("utf-8", "ignore") + path.name)
    ]
    assert not found


def test_no_commit_message_holds_a_real_looking_identity_number():
    log = subprocess.run(["git", "log", "--format=%B"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert not real_looking(log.stdout)


@pytest.mark.parametrize(
    ("month", "is_real"),
    [("01", True), ("12", True), ("41", True), ("81", False), ("92", False), ("00", False)],
)
def test_the_check_knows_a_real_looking_number_when_it_sees_one(month, is_real):
    digits = f"15{month}9010029"
    assert bool(real_looking(f"fnr {digits}.")) is is_real
    assert PersonId(digits).is_synthetic is (month in ("81", "92"))


def test_the_lock_names_no_host_and_pins_every_package_with_a_hash():
    lock = (ROOT / "constraints.txt").read_text()
    assert "://" not in lock
    packages = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert packages
    assert all("==" in line for line in packages)
    assert lock.count("--hash=sha256:") >= len(packages)
