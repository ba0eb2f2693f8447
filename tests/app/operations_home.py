"""A home in which much has happened, as the runs write it, for the tests and screenshots of *Drift*."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from ingest.invariants import Grunn
from ingest.landing import Landing
from ingest.protection import DenyLedger, Entry, Kind
from ingest.quarantine import FILE, FOLDER, HENDELSE, PERSON, SetAside
from ingest.quarantine import Entry as Aside


def fill(home: Path) -> None:
    """Runs, incidents, quarantine, comparisons and protections; about nobody."""
    now = datetime.now(UTC)
    runs(home, now, failed_at=3)
    aside(home, now)
    reconciled(home, now)
    protected(home, now)
    incident(home, "stille_kilde", now - timedelta(hours=3))


def runs(home: Path, now: datetime, *, failed_at: int | None = None, n: int = 12) -> None:
    """One run an hour, the newest ten minutes ago; `failed_at`: which one of them stopped, counted from the newest."""
    lines = []
    for age in reversed(range(n)):
        run = {
            "at": (now - timedelta(minutes=10, hours=age)).isoformat(),
            "kind": "refresh",
            "outcome": "failed" if age == failed_at else "done",
            "seconds": 41.5 + age,
        }
        more = (
            {"failure": "FREG is out of order for now (HTTP 503); run the same command again later."}
            if age == failed_at
            else {"events": 1200 + age, "documents": 900 + age, "set_aside": 0}
        )
        lines.append(json.dumps(run | more))
    (home / "runs.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def aside(home: Path, now: datetime, *, tries: int = 5) -> None:
    """Three people and an event."""
    (home / FOLDER).mkdir(parents=True, exist_ok=True)
    since = now - timedelta(hours=30)
    entries = (
        Aside(PERSON, "9f3a00112233aabb", Grunn.UMULIG_DATO, 81500012, 2, since, now),
        Aside(PERSON, "77c100112233aabb", Grunn.UKJENT_KOMMUNENUMMER, 81500034, 1, since, now),
        Aside(PERSON, "0b4200112233aabb", Grunn.UKJENT_KOMMUNENUMMER, 81500040, tries, since, now),
        Aside(HENDELSE, "", Grunn.FEIL_FORM, 81500051, 1, since, now),
    )
    (home / FOLDER / FILE).write_bytes(msgspec.json.encode(SetAside(now, entries)))


def reconciled(home: Path, now: datetime) -> None:
    """Two comparisons, the newest with drift in three fields."""
    found = [
        {"at": now - timedelta(days=3), "kind": "all", "checked": 143_210, "drifted": 0, "fields": {}},
        {
            "at": now - timedelta(hours=7),
            "kind": "sample",
            "checked": 1000,
            "drifted": 5,
            "fields": {"sivilstand": 3, "postadresse": 1, "foreldreansvar": 1},
        },
    ]
    told = [one | {"at": one["at"].isoformat()} for one in found]
    (home / "reconcile.json").write_text(json.dumps({"runs": told}), encoding="utf-8")


def protected(home: Path, now: datetime) -> None:
    """Three denials: one answered, one of a registration three seconds before, one still open."""
    ledger = DenyLedger.begin(home)
    shutil.rmtree(home / "landing", ignore_errors=True)
    events = []
    for number, age, reason in (
        (700, 300, "adressebeskyttelse"),
        (710, 90, "doedsfall"),
        (720, 2, "adressebeskyttelse"),
    ):
        at = now - timedelta(minutes=age)
        person = ledger.pseudonym(str(number))
        ledger.append([Entry(Kind.DENY, at.isoformat(timespec="seconds"), number, (person,), reason)])
        registered = (at - timedelta(seconds=3)).isoformat()
        events.append(
            dict.fromkeys(("folkeregisteridentifikator", "hendelsesdokument", "persondokument"))
            | {"sekvensnummer": number, "hendelsetype": "x", "ajourholdstidspunkt": registered}
        )
    ledger.append([Entry(Kind.COVERED, now.isoformat(), 705, (ledger.pseudonym("700"),))])
    Landing(home / "landing").add_events(700, events)


def incident(home: Path, key: str, since: datetime) -> None:
    """An incident that was told by two ways."""
    told = {key: {"since": since.isoformat(), "text": "x", "told": ["log", "mail"]}}
    (home / "alerts.json").write_text(json.dumps(told), encoding="utf-8")
