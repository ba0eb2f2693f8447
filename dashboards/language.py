"""The pages' words in two languages, and how each writes numbers, days and ages."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = {"nb": "Norsk", "en": "English"}
OSLO = ZoneInfo("Europe/Oslo")
UNITS = (
    (1440, "day_ago", "days"),
    (60, "hour", "hours"),
    (1, "minute", "minutes"),
)  # in minutes, largest first


@dataclass(frozen=True, slots=True)
class Words:
    """One language: call it with a key (`"barn.title"`) and the values its text names."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        return load(self.language)[key].format(**values)

    def under(self, prefix: str) -> dict[str, str]:
        """The texts right below a key, such as the words for each code in `value.kjoenn`."""
        start = f"{prefix}."
        return {
            key.removeprefix(start): text
            for key, text in load(self.language).items()
            if key.startswith(start)
        }

    def or_else(self, key: str, otherwise: str) -> str:
        """The text of a key that data chose (a role, a mart), or what the data itself calls it."""
        return load(self.language).get(key, otherwise)

    def number(self, count: int) -> str:
        """A whole number with the language's sign between thousands."""
        return f"{count:,}".replace(",", self("time.thousands"))

    def day(self, day: date) -> str:
        return self("time.day", day=day.day, month=self(f"time.months.{day.month}"), year=day.year)

    def month(self, day: date) -> str:
        return self("time.month_of_year", month=self(f"time.months.{day.month}"), year=day.year)

    def moment(self, moment: datetime) -> str:
        """A point in time as the clock in Norway shows it."""
        local = moment.astimezone(OSLO)
        return self(
            "time.moment",
            day=local.day,
            month=self(f"time.months.{local.month}"),
            year=local.year,
            hour=f"{local.hour:02}",
            minute=f"{local.minute:02}",
        )

    def age(self, then: datetime, now: datetime | None = None) -> str:
        """How long ago, in the largest whole unit; a moment to come counts as now."""
        minutes = int(((now or datetime.now(UTC)) - then).total_seconds() // 60)
        if minutes < 1:
            return self("time.just_now")
        size, one, many = next(unit for unit in UNITS if minutes >= unit[0])
        count = minutes // size
        return self(f"time.{one}") if count == 1 else self(f"time.{many}", n=self.number(count))


@cache
def load(language: str) -> dict[str, str]:
    """Every text of a language by its dotted key."""
    return dict(_flat(tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))))


def _flat(table: dict, prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
