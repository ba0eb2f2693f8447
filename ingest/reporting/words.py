"""The report's words in two languages, and how each writes numbers, shares, changes and days."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("texts")
LANGUAGES = ("nb", "en")
NOTHING = "–"
MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Words:
    """One language: call it with a key (`"growth.heading"`) and the values its text names."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        table, name = key.split(".")
        return load(self.language)[table][name].format(**values)

    def under(self, table: str) -> dict[str, str]:
        return load(self.language)[table]

    def number(self, value: float | None) -> str:
        """A count with the language's sign between thousands; a dash where there is none."""
        if value is None:
            return NOTHING
        return f"{round(value):,}".replace(",", self("sign.thousands")).replace("-", MINUS)

    def share(self, value: float | None) -> str:
        """A share of one as whole percent."""
        return NOTHING if value is None else self("sign.percent", n=self.number(100 * value))

    def value(self, value: float | None, unit: str) -> str:
        """A figure in its unit: `andel` is a share, `antall` a count."""
        return self.share(value) if unit == "andel" else self.number(value)

    def change(self, value: float | None, unit: str) -> str:
        """A change with its sign, of shares in percentage points; «0» has none."""
        if value is None:
            return NOTHING
        size = self("sign.points", n=self.number(100 * value)) if unit == "andel" else self.number(value)
        return f"+{size}" if value > 0 and size[0] != "0" else size

    def day(self, day: date | None) -> str:
        if day is None:
            return NOTHING
        return self("sign.day", day=day.day, month=self.under("month")[str(day.month)], year=day.year)

    def short_day(self, day: date | None) -> str:
        """A day for a table: one that does not wrap."""
        if day is None:
            return NOTHING
        month = self.under("month")[str(day.month)][:3]
        return self("sign.day", day=day.day, month=month, year=day.year)

    def month(self, day: date) -> str:
        return self("sign.month", month=self.under("month")[str(day.month)], year=day.year)

    def short_month(self, day: date) -> str:
        return self("sign.month", month=self.under("month")[str(day.month)][:3], year=day.year)


@cache
def load(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
