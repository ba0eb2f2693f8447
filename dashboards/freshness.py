"""How fresh and complete a generation is, judged: each check has a light, and words that say what to do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from dashboards.language import Words
from dashboards.store import Status
from ingest.staleness import Level

DUE = timedelta(hours=26)  # a nightly run and two hours of slack
TOO_OLD = timedelta(days=3)


class Light(IntEnum):
    """A traffic light; the worst is the greatest."""

    GOOD = 0
    WATCH = 1
    ACT = 2

    @property
    def key(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Check:
    light: Light
    title: str
    words: str


def checks(status: Status, say: Words, now: datetime, level: Level) -> list[Check]:
    """Age of the source and of the lists, unread events and missing documents."""
    return [
        source(status, say, now, level),
        _age(status, say, now),
        lag(status, say),
        missing(status, say),
    ]


def is_old(status: Status, now: datetime) -> bool:
    """Whether every page must warn about the age of what it shows."""
    return now - status.published_at > TOO_OLD


def source(status: Status, say: Words, now: datetime, level: Level) -> Check:
    """How old the register itself is, which is not when we last ran; and what hides because of it."""
    light = Light(level)
    key = "made_up" if status.syntetisk and light is Light.GOOD else light.key
    age = say.age(status.source_at or status.published_at, now)
    return Check(light, say("ferskhet.source_title"), say(f"ferskhet.source_{key}", age=age))


def _age(status: Status, say: Words, now: datetime) -> Check:
    age = now - status.published_at
    light = Light.GOOD if age <= DUE else Light.WATCH if age <= TOO_OLD else Light.ACT
    words = say(f"ferskhet.age_{light.key}", age=say.age(status.published_at, now))
    return Check(light, say("ferskhet.age_title"), words)


def lag(status: Status, say: Words) -> Check:
    """Events that were not read when the lists were made."""
    behind = status.lag_events
    if behind is None:
        return Check(Light.WATCH, say("ferskhet.lag_title"), say("ferskhet.lag_unknown"))
    if behind:
        return Check(Light.WATCH, say("ferskhet.lag_title"), say("ferskhet.lag_watch", n=say.number(behind)))
    return Check(Light.GOOD, say("ferskhet.lag_title"), say("ferskhet.lag_good"))


def missing(status: Status, say: Words) -> Check:
    """Documents that were not fetched when the lists were made."""
    title = say("ferskhet.missing_title")
    if status.documents_missing:
        return Check(
            Light.WATCH, title, say("ferskhet.missing_watch", n=say.number(status.documents_missing))
        )
    return Check(Light.GOOD, title, say("ferskhet.missing_good"))
