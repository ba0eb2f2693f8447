"""A seeded source of entries as FREG has them: mostly in order, and now and then not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ingest.identifiers import check_digits


@dataclass
class Chance:
    """The same `seed` gives the same, whenever `today` is the same."""

    seed: int
    today: date

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311
        self.given: set[str] = set()

    def entry(self, *, current: bool = True, **fields: object) -> dict:
        """An entry with FREG's metadata, of which any may be missing."""
        metadata = {
            "ajourholdstidspunkt": f"{self.day()}T10:{self.between(10, 59)}:00.1234567+02:00",
            "gyldighetstidspunkt": f"{self.day()}T00:00:00+01:00",
            "erGjeldende": current,
        }
        for name in ("ajourholdstidspunkt", "gyldighetstidspunkt", "erGjeldende"):
            if self.chance(0.05) and (current or name != "erGjeldende"):
                del metadata[name]
        if self.chance(0.05):
            metadata["opphoerstidspunkt"] = self.pick((f"{self.day()}T00:00:00+01:00", ""))
        return metadata | fields

    def list_of(self, make: Callable[[], dict], *, often: int) -> list[dict]:
        """Mostly one current entry and some history, in an order that only mostly is the right one."""
        entries = [make() for _ in range(self.pick((often,) * 12 + (0, 2)))]
        entries += [make() | {"erGjeldende": False} for _ in range(self.pick((0, 0, 1, 2)))]
        if self.chance(0.2) and len(entries) > 1:
            for entry in entries:
                entry["gyldighetstidspunkt"] = "2024-01-01T00:00:00+01:00"
        self.random.shuffle(entries)
        return entries

    def identifier(self, born: date, *, d_number: bool = False) -> str:
        while True:
            day = born.day + 40 * d_number
            first_nine = f"{day:02}{born.month + 80}{born.year % 100:02}{self.between(0, 999):03}"
            digits = check_digits(first_nine)
            if digits and first_nine + digits not in self.given:
                self.given.add(first_nine + digits)
                return first_nine + digits

    def day(self) -> date:
        return self.today - timedelta(days=self.between(0, 3000))

    def between(self, first: int, last: int) -> int:
        return self.random.randint(first, last)

    def pick(self, options: tuple | list) -> object:
        return self.random.choice(options)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability
