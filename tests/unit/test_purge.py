"""The purge of what we hold: begun with a publication, finished when the warehouse file is another one."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from ingest.landing import Landing
from ingest.protection import DenyLedger, Entry, Kind, now
from ingest.settings import Settings
from orchestration import purge
from orchestration.files import private_folder

ROOT = Path(__file__).resolve().parents[2]
PER, OLA = "01819000001", "01819000002"
PUBLISHED = datetime(2026, 11, 15, 12, tzinfo=UTC)
FETCHED = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path):
    """A home in which Per is strengt fortrolig, with one earlier document in landing; Ola is not."""
    settings = Settings(home=tmp_path / "home", purge_hours=24)
    DenyLedger.begin(settings.home)
    landing = Landing(settings.landing)
    for number, body in enumerate(({"bostedsadresse": ["Gamleveien"]}, {"adressebeskyttelse": []})):
        landing.add_documents([row(person, number, body) for person in (PER, OLA)])
    private_folder(settings.warehouse.parent)
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute("create schema intermediate")
        con.execute(
            "create table intermediate.int_persons__identifiers as"
            f" select unnest(['{PER}', '{OLA}']) as identifikator, identifikator as person"
        )
        con.execute(
            "create table intermediate.int_persons__graded as"
            f" from (values ('{PER}', 'strengtFortrolig'), ('{OLA}', 'ugradert')) as t (person, gradering)"
        )
    return settings


def row(person, number, body):
    numbers = {"identifikasjonsnummer": [{"foedselsEllerDNummer": person}]}
    return {
        "identifikator": person,
        "person": person,
        "dokumentidentifikator": None,
        "sekvensnummer": number,
        "utfall": "funnet",
        "parts": "bostedsadresse",
        "relaterte": [],
        "body": json.dumps(numbers | body),
        "hentet_at": FETCHED,
    }


def test_nobody_strengt_fortrolig_means_nothing_to_do(settings):
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute("update intermediate.int_persons__graded set gradering = 'fortrolig'")
    assert purge.begin(settings, PUBLISHED) == 0
    assert not purge.is_due(settings.model_copy(update={"purge_hours": 0.0}))


def test_it_is_pending_until_the_warehouse_was_made_anew_and_earlier_generations_are_gone(settings):
    assert purge.begin(settings, PUBLISHED) == 1
    assert purge.begin(settings, PUBLISHED) == 0, "landing has nothing earlier any more"
    assert purge.finish(settings, [PUBLISHED]) == 0, "the file still has the blocks"
    assert not purge.state(settings, [PUBLISHED]).is_warehouse_made_anew
    purge.start_over(settings.warehouse)
    assert purge.finish(settings, [PUBLISHED]) == 0, "a build that is not whole"
    assert purge.is_due(settings), "one that was killed is made anew as well"
    purge.made_anew(settings.warehouse)
    assert purge.finish(settings, [PUBLISHED - timedelta(hours=1), PUBLISHED]) == 0, (
        "a generation from before"
    )
    assert purge.finish(settings, [PUBLISHED]) == 1
    assert purge.finish(settings, [PUBLISHED]) == 0
    found = purge.state(settings, [PUBLISHED])
    assert (found.pending, found.purged, found.landed_rows, found.holds) == (0, 1, 0, True)


def test_the_warehouse_is_due_when_its_hours_are_over(settings):
    purge.begin(settings, PUBLISHED)
    assert not purge.is_due(settings)
    assert purge.is_due(settings.model_copy(update={"purge_hours": 0.0}))
    marked = settings.warehouse.with_name(purge.DUE)
    day_ago = marked.stat().st_mtime - 24 * 3600 - 1
    os.utime(marked, (day_ago, day_ago))
    assert purge.is_due(settings)


def test_what_is_left_or_overdue_does_not_hold(settings):
    assert purge.state(settings, []).landed_rows == 1
    assert not purge.state(settings, []).holds
    purge.begin(settings, PUBLISHED)
    found = purge.state(settings.model_copy(update={"purge_hours": 0.0}), [PUBLISHED])
    assert found.is_overdue and not found.holds


def manntall(settings, *arguments):
    command = [sys.executable, "-c", "from orchestration.cli import main; main()", *arguments]
    environment = os.environ | {"MANNTALL_HOME": str(settings.home)}
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_commands_tell_counts_and_keyed_people_only(settings):
    ledger = DenyLedger(settings.home)
    ledger.append([Entry(Kind.DENY, now(), 7, (ledger.pseudonym(PER),), "adressebeskyttelse")])
    listed = manntall(settings, "protection", "list", "--json")
    assert json.loads(listed.stdout)["denied"][0]["person"] == ledger.pseudonym(PER)
    private_folder(settings.published)
    before = manntall(settings, "protection", "purged", "--json")
    assert (before.returncode, json.loads(before.stdout)["landed_rows"]) == (1, 1)
    purge.begin(settings, datetime.now(UTC))
    after = manntall(settings, "protection", "purged")
    assert after.returncode == 0, after.stderr
    assert PER not in listed.stdout + before.stdout + after.stdout
