"""Drift: what an operator sees of runs, quarantine, comparison and protection, and what to do when something is red."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from dashboards import operations
from ingest.protection import DenyLedger
from ingest.settings import NORWAY
from ingest.timetable import NIGHTLY, WEEKLY
from orchestration import alerts, reconcile
from orchestration import runs as written
from orchestration.schedules import feed, nightly, weekly
from tests.app import operations_home
from tests.app.conftest import everything
from tests.app.published import publish


@pytest.fixture
def drift(home, open_page):
    """Open the page as an operator."""
    return lambda language="nb": open_page(page="drift", user="operatoer", language=language)


def boxes(app) -> dict[str, list[str]]:
    return {kind: [box.value for box in getattr(app, kind)] for kind in ("success", "warning", "error")}


def cells(app, heading: str) -> list[str]:
    """The cells of every column with that heading, in any table of the page."""
    frames = [table.value for table in app.dataframe if heading in table.value.columns]
    return [cell for frame in frames for cell in frame[heading]]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_home_in_which_nothing_has_run_yet_is_told_what_to_do(home, drift, language):
    shutil.rmtree(home / "published")
    app = drift(language)
    assert not app.exception
    assert any("manntall refresh" in words for words in boxes(app)["warning"])
    assert any("manntall reconcile" in words for words in boxes(app)["warning"])


def test_when_everything_is_in_order_all_is_green(home, drift):
    now = datetime.now(UTC)
    operations_home.runs(home, now)
    operations_home.reconciled(home, now - timedelta(days=1))
    (home / "reconcile.json").write_text(
        json.dumps({"runs": [{"at": now.isoformat(), "kind": "all", "checked": 143_210, "drifted": 0}]})
    )
    operations_home.aside(home, now)
    (home / "quarantine" / "set_aside.json").write_text(json.dumps({"at": now.isoformat(), "entries": []}))
    told = boxes(drift())
    disk = [words for kind in told.values() for words in kind if "er ledig (" in words]
    assert len(disk) == 1, "the disk of the machine that tests is not ours to judge"
    assert [
        words for words in told["warning"] + told["error"] if words not in disk and "**" not in words
    ] == []
    assert any("143\u00a0210 personer" in words for words in told["success"])


@pytest.mark.parametrize("language", ["nb", "en"])
def test_everything_that_happened_is_told_and_nobody_is_named(home, drift, language):
    operations_home.fill(home)
    app = drift(language)
    assert not app.exception
    text = everything(app)
    key = (home / "protection" / "key").read_bytes().hex()
    pseudonyms = [DenyLedger(home).pseudonym(number) for number in ("700", "710", "720")]
    assert not any(secret in text for secret in (key, *pseudonyms))


def test_runs_are_told_newest_first_with_what_went_wrong(home, drift):
    operations_home.runs(home, datetime.now(UTC), failed_at=0)
    app = drift()
    assert cells(app, "Utfall")[:2] == ["Stoppet", "Ferdig"]
    assert any("HTTP 503" in told.value for told in app.markdown)
    assert cells(app, "Hendelser")[1] == "1\u00a0201"
    assert any("Under «Kjøringer»" in words for words in boxes(app)["error"])


def test_a_run_that_does_not_come_any_more_is_red(home, drift):
    operations_home.runs(home, datetime.now(UTC) - timedelta(hours=27))
    assert any("Ingenting kjører lenger" in words for words in boxes(drift())["error"])


def test_quarantine_is_told_by_reason_and_by_count(home, drift):
    operations_home.aside(home, datetime.now(UTC), tries=4)
    app = drift()
    reasons = next(table.value for table in app.dataframe if list(table.value.columns) == ["Grunn", "Antall"])
    assert dict(zip(reasons["Grunn"], reasons["Antall"], strict=True)) == {
        "Et kommunenummer som ikke finnes nå": "2",
        "En dato som ikke kan stemme": "1",
        "En annen form enn avtalt": "1",
    }
    assert "81500051" in cells(app, "Hendelse")
    assert any(words.startswith("4 er satt til side") for words in boxes(app)["warning"])
    operations_home.aside(home, datetime.now(UTC), tries=5)
    assert any("manntall quarantine retry" in words for words in boxes(drift())["error"])


def test_drift_is_told_by_field(home, drift):
    operations_home.reconciled(home, datetime.now(UTC))
    app = drift()
    assert cells(app, "Felt") == ["sivilstand", "foreldreansvar", "postadresse"]
    assert cells(app, "Personer") == ["3", "1", "1"]
    assert cells(app, "Ulike") == ["5", "0"]


def test_time_to_effect_is_from_registration_to_the_ledger(home, drift):
    operations_home.protected(home, datetime.now(UTC).replace(microsecond=0))
    app = drift()
    assert cells(app, "Virket etter") == ["3 s"] * 3
    assert [cell == "–" for cell in cells(app, "Dokument hentet")] == [True, True, False]
    assert any(words.startswith("2 er skjult med det samme") for words in boxes(app)["warning"])


def test_no_time_to_effect_is_told_where_the_clocks_differ(home):
    now = datetime.now(UTC)
    denial = operations.Denial(1, "x", now + timedelta(days=1), now, None)
    assert denial.seconds is None


def test_a_ledger_that_cannot_be_read_is_red(home, drift):
    (home / "protection" / "ledger.jsonl").write_bytes(b"not a ledger\n")
    assert any("Vernelisten kan ikke leses" in words for words in boxes(drift())["error"])


def test_a_source_that_stands_still_is_yellow_and_then_red(home, drift):
    now = datetime.now(UTC)
    for hours, kind, words in (
        (13, "warning", "Adresser vises ikke"),
        (25, "error", "Lister over personer vises ikke"),
    ):
        stamp = (now - timedelta(hours=hours)).isoformat()
        publish(home, generation=2, syntetisk=False, newest_ajourholdstidspunkt=stamp)
        assert any(words in told for told in boxes(drift())[kind])


def test_incidents_are_told_with_the_ways_that_told_them(home, drift):
    operations_home.incident(home, "freg_svarer_ikke", datetime.now(UTC) - timedelta(hours=3))
    app = drift()
    assert cells(app, "Varslet") == ["logg, e-post"]
    assert any("Det begynte for 3 timer siden" in words for words in boxes(app)["error"])


def test_asking_freg_says_in_words_that_it_does_not_answer(home, drift, monkeypatch):
    monkeypatch.setenv("MANNTALL_FREG_URL", "http://127.0.0.1:9")
    app = drift()
    next(button for button in app.button if button.label == "Spør Folkeregisteret nå").click().run()
    assert any("svarte ikke" in words for words in boxes(app)["error"])


@pytest.mark.parametrize("name", ["runs.jsonl", "alerts.json", "reconcile.json", "quarantine/set_aside.json"])
@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"at": 1}', b'{"runs": [{"at": null}, 7]}']
)
def test_a_file_that_was_damaged_takes_nothing_else_with_it(home, name, content):
    path = home / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    assert operations.runs(home) == operations.incidents(home) == operations.reconciliations(home) == []
    assert operations.quarantine(home) is None


def test_files_and_hours_are_those_of_who_writes_them(home):
    assert (operations.RUNS, operations.ALERTS, operations.RECONCILED) == (
        written.FILE,
        alerts.FILE,
        reconcile.FILE,
    )
    assert (nightly.cron_schedule, weekly.cron_schedule) == ("10 3 * * *", "10 23 * * 6")
    assert feed.minimum_interval_seconds == 60


def test_the_next_run_is_the_first_moment_of_its_slot():
    tuesday = datetime(2026, 11, 24, 3, 10, tzinfo=NORWAY)
    assert NIGHTLY.next(tuesday) == datetime(2026, 11, 25, 3, 10, tzinfo=NORWAY)
    assert NIGHTLY.next(tuesday - timedelta(seconds=1)) == tuesday
    assert WEEKLY.next(tuesday) == datetime(2026, 11, 28, 23, 10, tzinfo=NORWAY)
    assert WEEKLY.next(datetime(2026, 11, 28, 23, 10, tzinfo=NORWAY)) == datetime(
        2026, 12, 5, 23, 10, tzinfo=NORWAY
    )
