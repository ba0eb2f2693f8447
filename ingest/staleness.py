"""How old the source itself is, and what must hide because of it.

The clock is the *source's*: the newest `ajourholdstidspunkt` that was landed, not when we last ran. A feed that answers
200 and has stood still for two days (freg.md 8 row 3: August 2021) makes runs that look fresh and lists that are not:
somebody protected meanwhile would still be seen. So addresses hide past one limit, and whole lists of people past
another. Figures, which name nobody, stay.

A sandbox's world has its own clock, which stands still until somebody moves it on: by a clock on the wall its newest
change is always old, and its people are made up, so nothing hides by default. A limit that is *set* holds there too.
Whose people these are is told by their numbers (every one of the synthetic series), when the lists are published.

Source: security-reliability.md TTE-07.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import IntEnum

from ingest.settings import NORWAY, Settings

HIDE_ADDRESSES, HIDE_ROSTERS = timedelta(hours=12), timedelta(hours=24)
SILENCE = timedelta(hours=1)  # in working hours; FREG has changes every minute of them
LONGEST_SILENCE = timedelta(hours=24)  # at any hour
OPENS, CLOSES, WORKDAYS = time(8), time(16), 5
CLOCKS_DIFFER = timedelta(hours=1)


class Level(IntEnum):
    """What hides; each hides what the one before does."""

    NOTHING = 0
    ADDRESSES = 1
    ROSTERS = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """How old the source may be before addresses, and lists of people, hide. None: never."""

    addresses: timedelta | None = HIDE_ADDRESSES
    rosters: timedelta | None = HIDE_ROSTERS

    @classmethod
    def of(cls, settings: Settings, *, is_synthetic: bool) -> "Limits":
        """The limits that are set, or else the defaults; of made-up people none by default."""
        addresses = _hours(settings.hide_addresses_after_hours)
        rosters = _hours(settings.hide_rosters_after_hours)
        if is_synthetic:
            return cls(addresses, rosters)
        return cls(addresses or HIDE_ADDRESSES, rosters or HIDE_ROSTERS)

    def level(self, source_at: datetime | None, published_at: datetime, now: datetime) -> Level:
        """What hides now.

        Args:
            source_at: the newest change of the source. Where it is not known, or lies in the future and so cannot be
                believed, the time of publication stands in for it.
            published_at: when the lists were published.
            now: the clock on the wall.
        """
        believed = source_at and source_at <= now + CLOCKS_DIFFER
        age = now - (source_at if believed else published_at)
        if self.rosters is not None and age > self.rosters:
            return Level.ROSTERS
        if self.addresses is not None and age > self.addresses:
            return Level.ADDRESSES
        return Level.NOTHING


def is_silent(settings: Settings, source_at: datetime | None, now: datetime, *, is_synthetic: bool) -> bool:
    """Whether the source has had nothing new for too long, though it answers.

    An hour of working time is too long, or a day of any time. On a public holiday that falls on a working day the
    alarm may come without a fault.
    """
    limit = _hours(settings.alarm_after_silent_hours)
    if source_at is None or (is_synthetic and limit is None):
        return False
    limit = limit or SILENCE
    return working_time(source_at, now) > limit or now - source_at > max(limit, LONGEST_SILENCE)


def working_time(since: datetime, until: datetime) -> timedelta:
    """How much of the time between two moments was working time in Norway; never more than a week of it."""
    total, day = timedelta(), max(since, until - timedelta(days=7)).astimezone(NORWAY).date()
    while day <= until.astimezone(NORWAY).date():
        if day.weekday() < WORKDAYS:
            begins = max(since.astimezone(UTC), datetime.combine(day, OPENS, NORWAY).astimezone(UTC))
            ends = min(until.astimezone(UTC), datetime.combine(day, CLOSES, NORWAY).astimezone(UTC))
            total += max(ends - begins, timedelta())
        day += timedelta(days=1)
    return total


def moment_of(text: str | None) -> datetime | None:
    """The moment that FREG wrote; None where that is none. Without an offset it is UTC."""
    try:
        moment = datetime.fromisoformat(text or "")
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _hours(count: float | None) -> timedelta | None:
    return None if count is None else timedelta(hours=count)
