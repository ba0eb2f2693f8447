"""`manntall registry` as an operator runs it: counts, words and exit codes, and never a number of a person."""

import json
import os
import subprocess
import sys
from datetime import timedelta

from ingest.registry import access_log, exports, open_registry
from ingest.registry.access_log import Access
from ingest.registry.exports import Export
from ingest.settings import Settings

NUMBER, OLD_NUMBER = "01810012345", "41810012345"
BARN = Access("visning", "planlegger-skole-0301", "barn", role="skole", kommunenummer="0301")


def manntall(home, *arguments: str, typed: str = "") -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", "from orchestration.cli import main; main()", *arguments],
        env=os.environ | {"MANNTALL_HOME": str(home)},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_whole_log_is_told_in_numbers_and_a_log_that_was_cut_off_ends_in_1(tmp_path):
    registry = open_registry(Settings(home=tmp_path))
    access_log.append(registry, BARN)
    whole = manntall(tmp_path, "registry", "verify", "--json")
    assert (whole.returncode, json.loads(whole.stdout)) == (0, {"entries": 1, "faults": []})
    registry.anchors.unlink()
    broken = manntall(tmp_path, "registry", "verify")
    assert broken.returncode == 1
    assert "the file of anchors is gone" in broken.stdout


def test_who_was_shown_somebody_under_any_number_is_told_and_the_question_is_logged(tmp_path):
    registry = open_registry(Settings(home=tmp_path))
    access_log.append(registry, BARN, access_log.pseudonyms(registry, [OLD_NUMBER]))
    access_log.append(registry, BARN, access_log.pseudonyms(registry, ["another"]))
    file = Export("barn.csv", b"x", 1, timedelta(days=1))
    exports.register(registry, file, BARN, access_log.pseudonyms(registry, [NUMBER]))
    done = manntall(tmp_path, "registry", "recall", "-", "--json", typed=f"{NUMBER}\n{OLD_NUMBER}\n")
    told = json.loads(done.stdout)
    assert [(entry["hendelse"], entry["who"]) for entry in told["shown"]] == [
        ("visning", BARN.who),
        ("eksport", BARN.who),
        ("oppslag", "operatoer"),
    ]
    assert [file["file_name"] for file in told["files"]] == ["barn.csv"]
    assert NUMBER not in done.stdout + done.stderr
