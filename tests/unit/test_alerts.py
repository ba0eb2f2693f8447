"""One alert per incident by each way; runs are written down; and neither ever stops a run or tells a person's data."""

import http.server
import json
import socketserver
import threading
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from ingest.errors import AlreadyRunningError, ManntallError
from ingest.invariants import Grunn
from ingest.quarantine import FILE, FOLDER, Entry, SetAside
from ingest.results import FeedState
from ingest.settings import Settings
from orchestration import alerts, runs, watch

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home")


@pytest.fixture
def webhook():
    """A server that keeps what is posted to it, and answers what `status` says."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.taken.append(json.loads(body))
            self.send_response(self.server.status)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.taken, server.status = [], 204
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def mailbox():
    """A server that takes letters."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 ready\r\n")
            while line := self.rfile.readline():
                if line.upper().startswith(b"DATA"):
                    self.wfile.write(b"354 go\r\n")
                    letter = b""
                    while not letter.endswith(b"\r\n.\r\n"):
                        letter += self.rfile.readline()
                    self.server.letters.append(letter.decode())
                self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.letters = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def logged(settings) -> list[tuple[str, str]]:
    path = settings.home / alerts.LOG
    lines = path.read_text().splitlines() if path.exists() else []
    return [(line["incident"], line["state"]) for line in map(json.loads, lines)]


def test_an_incident_is_told_once_when_it_begins_and_once_when_it_is_over(settings):
    for _ in range(5):
        alerts.begin(settings, "disk", "3 % is free")
    assert logged(settings) == [("disk", "begun")]
    assert alerts.open_incidents(settings.home)["disk"]["text"] == "3 % is free"
    for _ in range(3):
        alerts.end(settings, "disk")
    assert logged(settings) == [("disk", "begun"), ("disk", "over")]
    assert alerts.open_incidents(settings.home) == {}
    alerts.begin(settings, "disk", "again")
    assert logged(settings)[-1] == ("disk", "begun")


def test_every_way_that_is_set_is_told(settings, webhook, mailbox):
    settings = settings.model_copy(
        update={
            "alert_webhook_url": type(settings.alert_webhook_url)(
                f"http://127.0.0.1:{webhook.server_address[1]}/x"
            ),
            "alert_email_to": "drift@example.no",
            "alert_smtp_host": "127.0.0.1",
            "alert_smtp_port": mailbox.server_address[1],
        }
    )
    alerts.begin(settings, "stille_kilde", "Nothing new since 03.00.")
    alerts.end(settings, "stille_kilde")
    assert [alert["state"] for alert in webhook.taken] == ["begun", "over"]
    assert ["Nothing new since 03.00." in letter for letter in mailbox.letters] == [True, True]
    assert "stille_kilde (begun)" in mailbox.letters[0]


def test_a_way_that_fails_is_tried_again_and_the_others_are_not_told_twice(settings, webhook):
    address = f"http://127.0.0.1:{webhook.server_address[1]}/x"
    settings = settings.model_copy(update={"alert_webhook_url": type(settings.alert_webhook_url)(address)})
    webhook.status = 500
    alerts.begin(settings, "disk", "x")
    webhook.status = 200
    alerts.begin(settings, "disk", "x")
    alerts.begin(settings, "disk", "x")
    assert len(webhook.taken) == 2
    assert logged(settings) == [("disk", "begun")]


def feed(*, source: datetime | None = NOW, latest: int | None = 100) -> FeedState:
    told = source.isoformat() if source else None
    return FeedState(100, latest, 0, 0.0, 0, told)


def incidents(settings) -> set[str]:
    return set(alerts.open_incidents(settings.home)) - {"disk"}


def test_a_feed_that_answers_and_stands_still_is_an_incident_until_it_moves(settings):
    watch.look(settings, feed(source=NOW - timedelta(minutes=59)), NOW)
    assert incidents(settings) == set()
    watch.look(settings, feed(source=NOW - timedelta(minutes=61)), NOW)
    assert incidents(settings) == {watch.STILL}
    watch.look(settings, feed(source=NOW - timedelta(hours=42), latest=None), NOW)
    assert incidents(settings) == {watch.STILL, watch.NO_ANSWER}, "no answer is no news of the other"
    watch.look(settings, feed(), NOW)
    assert incidents(settings) == set()


def test_a_feed_of_made_up_people_that_stands_still_is_no_incident(settings):
    generation = settings.published / "00000001"
    generation.mkdir(parents=True)
    (settings.published / "CURRENT").write_text("00000001")
    (generation / "status.json").write_text('{"syntetisk": true}')
    watch.look(settings, feed(source=NOW - timedelta(days=300)), NOW)
    assert incidents(settings) == set()


def test_what_is_set_aside_is_an_incident_until_it_is_not(settings):
    folder = settings.home / FOLDER
    folder.mkdir(parents=True)
    aside = SetAside(NOW, (Entry("person", "ab", Grunn.IKKE_JSON, 1, 1, NOW, NOW),))
    (folder / FILE).write_bytes(msgspec.json.encode(aside))
    watch.look(settings, feed(), NOW)
    assert incidents(settings) == {watch.SET_ASIDE}
    (folder / FILE).write_bytes(msgspec.json.encode(SetAside(NOW)))
    watch.look(settings, feed(), NOW)
    assert incidents(settings) == set()


def test_a_run_is_written_down_with_its_counts(settings):
    with runs.recorded(settings, "refresh") as facts:
        facts.update(events=3)
    (run,) = read_runs(settings)
    assert (run["kind"], run["outcome"], run["events"]) == ("refresh", "done", 3)
    assert (settings.home / runs.FILE).stat().st_mode & 0o077 == 0


def test_a_failed_run_is_written_down_in_words_without_what_the_error_quoted(settings):
    for _ in range(3):
        with pytest.raises(ValueError, match="HEMMELIG"), runs.recorded(settings, "refresh"):
            raise ValueError("HEMMELIG NAVN 01890012345")
    assert [run["outcome"] for run in read_runs(settings)] == ["failed"] * 3
    assert [told for told in logged(settings) if told[0] == "kjoering_feilet:refresh"] == [
        ("kjoering_feilet:refresh", "begun")
    ]
    written = "".join(path.read_text() for path in settings.home.iterdir() if path.is_file())
    assert "HEMMELIG" not in written and "01890012345" not in written
    with runs.recorded(settings, "refresh"):
        pass
    assert incidents(settings) == set()


def test_a_run_that_found_another_at_work_is_no_run(settings):
    with pytest.raises(AlreadyRunningError), runs.recorded(settings, "refresh"):
        raise AlreadyRunningError("x")
    assert read_runs(settings) == [] and incidents(settings) == set()


def test_a_step_is_written_down_only_when_it_fails(settings):
    with runs.recorded(settings, "refresh", is_last=False):
        pass
    assert read_runs(settings) == []
    with pytest.raises(ManntallError), runs.recorded(settings, "refresh", is_last=False):
        raise ManntallError("FREG is out of order.")
    assert read_runs(settings)[0]["failure"] == "FREG is out of order."


def test_the_log_of_runs_does_not_grow_for_ever(settings):
    settings.home.mkdir()
    (settings.home / runs.FILE).write_text('{"n": 0}\n' * runs.LONGEST)
    with runs.recorded(settings, "refresh"):
        pass
    kept = read_runs(settings)
    assert len(kept) == runs.KEPT and kept[-1]["outcome"] == "done"


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "home").write_text("no folder")
    settings = Settings(home=tmp_path / "home")
    with runs.recorded(settings, "refresh") as facts:
        facts.update(events=1)
    watch.look(settings, feed(), NOW)


def read_runs(settings) -> list[dict]:
    path = settings.home / runs.FILE
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
