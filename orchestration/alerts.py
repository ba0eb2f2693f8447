"""One alert per incident, through whatever the settings name: the alert log, a webhook, mail.

An incident has a key (`stille_kilde`), is told once by each way when it begins, and once when it is over. What is open
lies in `<home>/alerts.json`, so that neither a restart nor another process tells it again. A way that fails is tried
again the next time somebody looks; it never stops a run. Texts hold counts and times, never a person.
"""

import fcntl
import json
import os
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from ingest.client import post_json
from ingest.errors import ManntallError
from ingest.settings import Settings
from orchestration.files import private_folder, read_json, replace_file

FILE, LOG, LOCK = "alerts.json", "alerts.jsonl", "alerts.lock"
PATIENCE = 10.0  # seconds for one way to take an alert


class Way(Protocol):
    """How an alert reaches somebody."""

    name: str

    def tell(self, alert: dict) -> None:
        """Tell one alert.

        Raises:
            OSError, ManntallError: it was not taken.
        """


class AlertLog:
    """A line in `<home>/alerts.jsonl`, for whatever reads logs."""

    name = "log"

    def __init__(self, home: Path) -> None:
        self._path = home / LOG

    def tell(self, alert: dict) -> None:
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
            file.write(json.dumps(alert, ensure_ascii=False) + "\n")


class Webhook:
    """A POST of the alert as JSON."""

    name = "webhook"

    def __init__(self, address: str) -> None:
        self._address = address

    def tell(self, alert: dict) -> None:
        post_json(self._address, alert, timeout=PATIENCE)


class Mail:
    """A letter in plain text."""

    name = "mail"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def tell(self, alert: dict) -> None:
        letter = EmailMessage()
        letter["From"], letter["To"] = self._settings.alert_email_from, self._settings.alert_email_to
        letter["Subject"] = f"Manntall: {alert['incident']} ({alert['state']})"
        letter.set_content(alert["text"])
        host, port = self._settings.alert_smtp_host, self._settings.alert_smtp_port
        try:
            with smtplib.SMTP(host, port, timeout=PATIENCE) as server:
                server.send_message(letter)
        except smtplib.SMTPException:
            raise OSError from None


def ways(settings: Settings) -> list[Way]:
    """The ways that the settings name; the log always."""
    found: list[Way] = [AlertLog(settings.home)]
    if address := settings.alert_webhook_url.get_secret_value():
        found.append(Webhook(address))
    if settings.alert_email_to:
        found.append(Mail(settings))
    return found


def begin(settings: Settings, incident: str, text: str) -> None:
    """An incident is there: tell it by each way that has not told it yet."""
    with _incidents(settings.home) as incidents:
        known = incidents.setdefault(incident, {"since": _now(), "told": []})
        known["text"] = text
        alert = {"at": _now(), "incident": incident, "state": "begun", "text": text, "since": known["since"]}
        _tell(settings, known["told"], alert)


def end(settings: Settings, incident: str) -> None:
    """An incident is over, if there was one: tell so by each way that told that it began."""
    with _incidents(settings.home) as incidents:
        known = incidents.pop(incident, None)
        if known is None:
            return
        alert = {
            "at": _now(),
            "incident": incident,
            "state": "over",
            "text": known["text"],
            "since": known["since"],
        }
        silent = [way.name for way in ways(settings) if way.name not in known["told"]]
        _tell(settings, silent, alert)


def open_incidents(home: Path) -> dict[str, dict]:
    """The incidents that are there now, by key: since when, in words, and by which ways it was told."""
    return read_json(home / FILE) or {}


def _tell(settings: Settings, told: list[str], alert: dict) -> None:
    for way in ways(settings):
        if way.name in told:
            continue
        try:
            way.tell(alert)
        except (OSError, ManntallError):
            continue
        told.append(way.name)


@contextmanager
def _incidents(home: Path) -> Iterator[dict[str, dict]]:
    """The open incidents, to be changed by one process at a time."""
    private_folder(home)
    lock = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = open_incidents(home)
        changed = json.loads(json.dumps(before))
        yield changed
        if changed != before:
            replace_file(home / FILE, json.dumps(changed, ensure_ascii=False, indent=1))
    finally:
        os.close(lock)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
