"""`manntall restriction` and `manntall care` as an operator runs them: real processes, and never a person's number."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta

import polars as pl
import pytest

from ingest.registry import open_registry
from ingest.sandbox.server import start
from ingest.settings import Settings
from orchestration.publish import current

CHILD, FATHER = "01810012345", "01818012346"
UNTIL = str(date.today() + timedelta(days=30))
WHY = ("--kommune", "0301", "--reason", "Besluttet av kommunen", "--until", UNTIL)
CARE = (*WHY, "--kind", "fosterhjem", "--carer", "Fosterhjemstjenesten")


def manntall(home, *arguments: str, typed: str = "", freg: str = "") -> subprocess.CompletedProcess:
    address = {"MANNTALL_FREG_URL": freg} if freg else {}
    done = subprocess.run(
        [sys.executable, "-c", "from orchestration.cli import main; main()", *arguments],
        env=os.environ | {"MANNTALL_HOME": str(home), "MANNTALL_RETRY_SECONDS": "0"} | address,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not any(number in done.stdout + done.stderr for number in (CHILD, FATHER, *typed.split()))
    return done


def told(done: subprocess.CompletedProcess) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def recipients(home) -> set[tuple[str, str, str]]:
    """Municipality, child and adult, wherever a published list shows an adult to whom a letter would go (EXP-06)."""
    found = set()
    for path in current(home / "published").folder.glob("*/*/*.parquet"):
        if "ansvarlig_1_tilstand" in pl.read_parquet_schema(path):
            for place in (1, 2):
                shown = pl.read_parquet(path).filter(pl.col(f"ansvarlig_{place}_tilstand") == "vist")
                found.update(
                    shown.select(
                        "kommunenummer", "foedselsnummer", f"ansvarlig_{place}_foedselsnummer"
                    ).rows()
                )
    return found


def pairs_of(found: set[tuple[str, str, str]]) -> list[tuple[str, str, list[str]]]:
    """Municipality, child and both adults, of children of whom both are shown."""
    adults: dict[tuple[str, str], list[str]] = {}
    for kommune, child, adult in sorted(found):
        adults.setdefault((kommune, child), []).append(adult)
    return [(*child, both) for child, both in adults.items() if len(both) == 2]


def test_a_restriction_is_added_listed_and_ended_and_each_use_is_logged(tmp_path):
    added = told(manntall(tmp_path, "restriction", "add", "-", *WHY, "--json", typed=f"{CHILD}\n{FATHER}\n"))
    assert added == {"row": 1, "generation": None, "unknown": 0}
    (row,) = told(manntall(tmp_path, "restriction", "list", "--json"))["restrictions"]
    assert (row["kind"], row["kommunenummer"], row["author"]) == ("ingen_kontakt", "0301", "operatoer")
    assert "Row 1: kept" in manntall(tmp_path, "restriction", "end", "1").stdout
    assert "No restrictions in force" in manntall(tmp_path, "restriction", "list").stdout
    with open_registry(Settings(home=tmp_path)).reading() as con:
        views = [view for (view,) in con.exec_driver_sql("select view from access_log order by position")]
    assert views == [
        "local_restrictions begun 1",
        "restriction list",
        "local_restrictions ended 1",
        "restriction list",
    ]


def test_care_is_noted_with_whom_to_contact_and_its_last_day_is_a_whole_one_in_norway(tmp_path):
    told(manntall(tmp_path, "care", "add", CHILD, *CARE, "--json"))
    (row,) = told(manntall(tmp_path, "care", "list", "--json"))["care"]
    assert (row["kind"], row["carer"]) == ("fosterhjem", "Fosterhjemstjenesten")
    assert row["expires_at"][:16] in {f"{UNTIL}T22:00", f"{UNTIL}T23:00"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("restriction", "add", "1", *WHY), "eleven digits"),
        (("restriction", "add", CHILD, CHILD, *WHY), "the same person"),
        (("restriction", "add", CHILD, FATHER, CHILD, *WHY), "Give 1 or 2"),
        (("care", "add", CHILD, *CARE, "--kommune", "Bergen"), "four digits"),
        (("care", "add", CHILD, *CARE, "--kind", "hybel"), "Care is one of"),
        (("restriction", "add", CHILD, *WHY, "--reason", "fordi"), "reason"),
        (("restriction", "end", "7"), "No row 7"),
    ],
)
def test_what_cannot_be_kept_ends_in_2_with_one_sentence(tmp_path, arguments, words):
    done = manntall(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_parent_without_contact_is_no_recipient_after_any_new_load_from_freg(tmp_path):
    """The Bergen case with a whole pipeline: FREG names the parent again in every extract, and no list does."""
    home = tmp_path / "home"
    with start(persons=150, seed=7) as sandbox:
        told(manntall(home, "refresh", "--json", freg=sandbox.freg_url))
        before = recipients(home)
        pairs = pairs_of(before)
        (kommune, child, (kept, barred)), (place, cared, _) = pairs[0], pairs[-1]
        options = ("--reason", "Besluttet av kommunen", "--until", UNTIL, "--json")
        for command, number, more in (
            ("restriction", f"{child}\n{barred}", ("--kommune", kommune)),
            ("care", cared, ("--kommune", place, "--kind", "institusjon", "--carer", "Barnevernet")),
        ):
            done = told(manntall(home, command, "add", "-", *more, *options, typed=number))
            assert done["generation"] and not done["unknown"]
        left = {one for one in before if one != (kommune, child, barred) and one[:2] != (place, cared)}
        assert recipients(home) == left and (kommune, child, kept) in left
        told(manntall(home, "refresh", "--full", "--json", freg=sandbox.freg_url))
        assert recipients(home) == left
        for path in (home / "warehouse").rglob("*.duckdb"):
            path.unlink()
        told(manntall(home, "refresh", "--json", freg=sandbox.freg_url))
        assert recipients(home) == left
        (home / "registry.sqlite").unlink()
        lost = manntall(home, "refresh", freg=sandbox.freg_url)
    assert lost.returncode == 1 and "has lost local restrictions" in lost.stderr
    assert recipients(home) == left
