"""When the scheduled work begins, in Norway: said here once, for Dagster's schedules and for the page that tells it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ingest.settings import NORWAY

SATURDAY = 5
SUNDAY = 6
FEED_SECONDS = 60  # between two looks at FREG's newest number
URGENT_SECONDS = (
    5  # between two looks at unread headers by Dagster; `manntall protect --watch` looks each second
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of day, on one day of the week or on every one."""

    at: time
    weekday: int | None = None

    @property
    def cron(self) -> str:
        """As a cron line says it; there Sunday is 0."""
        day = "*" if self.weekday is None else str((self.weekday + 1) % 7)
        return f"{self.at.minute} {self.at.hour} * * {day}"

    def next(self, now: datetime) -> datetime:
        """The first moment of the slot after `now`."""
        today = now.astimezone(NORWAY).date()
        for day in (today + timedelta(days=n) for n in range(9)):
            moment = datetime.combine(day, self.at, NORWAY)
            if moment > now and self.weekday in (None, day.weekday()):
                return moment
        raise AssertionError("every weekday comes within eight days")


NIGHTLY = Slot(time(3, 10))  # after midnight, since ages are counted by the day; before offices open
NIGHTLY_COMPARISON = Slot(time(3, 50))  # when the nightly lists are out
WEEKLY_COMPARISON = Slot(time(1, 10), SUNDAY)
WEEKLY = Slot(time(23, 10), SATURDAY)  # the longest time in which nobody waits
