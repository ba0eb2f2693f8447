"""The landed sources as plain Python reads them, and what several measures start from. No model of ours is asked.

Definitions: fiks.md 6.2, and `docs/utbredelse.md` where those leave something open.
"""

import csv
from bisect import bisect_right
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pyarrow.parquet as pq

from ingest.roles import DBT_PROJECT
from ingest.usage.tables import KS_ORGNR, TABLES

Row = dict
RUNGS = ("ingen", "avtale", "konfigurert", "test", "i bruk", "i bruk med hendelser")
FEW = 5


def landed_tables(home: Path) -> dict[str, list[Row]]:
    """Every landed table of a home."""
    landing = home / "utbredelse" / "landing"
    return {name: pq.read_table(landing / name).to_pylist() for name in TABLES}


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_later(month: date, n: int) -> date:
    number = month.year * 12 + month.month - 1 + n
    return date(number // 12, number % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def in_force(since: date, before: date | None, day: date) -> bool:
    return since <= day and (before is None or before > day)


def hidden_parts(parts: dict[str, int]) -> set[str]:
    """The parts of one whole that hide: the small ones, then the next smallest until they come to five together."""
    order = sorted((n, name) for name, n in parts.items() if n > 0)
    hidden: set[str] = set()
    if not order or order[0][0] >= FEW:
        return hidden
    total = 0
    for n, name in order:
        if n >= FEW and total >= FEW:
            break
        hidden.add(name)
        total += n
    return hidden


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


@dataclass
class World:
    """What is landed, on one day."""

    tables: dict[str, list[Row]]
    today: date
    _populations: dict[tuple[str, int], int | None] = field(default_factory=dict)

    # --- municipalities

    @cached_property
    def kommuner(self) -> dict[str, Row]:
        return {row["kommunenummer"]: row for row in _seed("kommuner")}

    @cached_property
    def today_of(self) -> dict[str, str]:
        """Each number, old or new, and the one it goes on under."""
        known = {number: number for number in self.kommuner}
        for row in sorted(_seed("kommuneendringer"), key=lambda row: row["nytt_kommunenummer"]):
            known.setdefault(row["gammelt_kommunenummer"], row["nytt_kommunenummer"])
        return known

    def exists(self, number: str, day: date) -> bool:
        changes = [row for row in _seed("kommuneendringer") if row["nytt_kommunenummer"] == number]
        goes_on = any(self.today_of[row["gammelt_kommunenummer"]] == number for row in changes)
        return not changes or goes_on or day >= date.fromisoformat(changes[0]["gjelder_fra"])

    @cached_property
    def founded_late(self) -> dict[str, date]:
        """Municipalities that were not there from the beginning: number and first day."""
        late = {number for number in self.kommuner if not self.exists(number, date(1900, 1, 1))}
        return {number: date(2024, 1, 1) for number in late}

    def inhabitants(self, number: str, year: int) -> int | None:
        if (number, year) not in self._populations:
            known: dict[int, int] = defaultdict(int)
            for row in self._population_rows[number]:
                known[row["aar"]] += row["innbyggere"]
            before = [one for one in known if one <= year]
            nearest = max(before) if before else min(known, default=None)
            self._populations[number, year] = None if nearest is None else known[nearest]
        return self._populations[number, year]

    @cached_property
    def _population_rows(self) -> dict[str, list[Row]]:
        found = defaultdict(list)
        for row in self.tables["innbyggere"]:
            if row["kommunenummer"] in self.today_of:
                found[self.today_of[row["kommunenummer"]]].append(row)
        return found

    # --- time

    @cached_property
    def start(self) -> date:
        """First of the month in which the log begins; without a log, the agreements; without those, today."""
        for table, column in (("kall", "dato"), ("avtaler", "signert")):
            days = [row[column] for row in self.tables[table] if row[column] <= self.today]
            if days:
                return month_of(min(days))
        return month_of(self.today)

    @cached_property
    def months(self) -> list[date]:
        return [months_later(self.start, n) for n in range(months_between(self.start, self.today) + 1)]

    def last_day(self, month: date) -> date:
        return min(_end(month), self.today)

    def is_whole(self, month: date) -> bool:
        return _end(month) <= self.today

    def is_newest(self, month: date) -> bool:
        return month == month_of(self.today)

    def days_of(self, number: str) -> Iterable[date]:
        first = max(self.start, self.founded_late.get(number, self.start))
        return (first + timedelta(days=n) for n in range((self.today - first).days + 1))

    # --- tenants and calls

    @cached_property
    def place_of(self) -> dict[str, str]:
        """Tenant to municipality of today, or `fylke 46` for a county authority."""
        places = {}
        for row in self.tables["avtaler"]:
            if row["virksomhet_type"] == "kommune" and row["kommunenummer"] in self.today_of:
                places[row["fiks_org_id"]] = self.today_of[row["kommunenummer"]]
            elif row["virksomhet_type"] == "fylkeskommune":
                places[row["fiks_org_id"]] = f"fylke {row['fylkesnummer']}"
        return places

    @cached_property
    def agreements(self) -> dict[str, list[Row]]:
        found = defaultdict(list)
        for row in self.tables["avtaler"]:
            if place := self.place_of.get(row["fiks_org_id"]):
                found[place].append(row)
        return found

    @cached_property
    def roles(self) -> dict[str, list[Row]]:
        found = defaultdict(list)
        for row in self.tables["roller"]:
            if place := self.place_of.get(row["fiks_org_id"]):
                found[place].append(row)
        return found

    def role_is_active(self, role: Row, day: date) -> bool:
        ended = role["deaktivert"]
        if not role["aktiv"] and ended is None:
            ended = role["opprettet"]
        return in_force(role["opprettet"], ended, day)

    @cached_property
    def calls(self) -> list[Row]:
        """Uses of the service up to today, with `sted` and `omraade` of each."""
        area = {row["rolle_id"]: row["tjenesteomraade"] or "ukjent" for row in self.tables["roller"]}
        return [
            row
            | {
                "sted": self.place_of[row["fiks_org_id"]],
                "omraade": area.get(row["rolle_id"], "ukjent"),
                "lyktes": 200 <= row["status"] <= 299,
                "er_prod": row["miljoe"] == "prod",
            }
            for row in self.tables["kall"]
            if row["fiks_org_id"] in self.place_of
            and row["dato"] <= self.today
            and row["slag"] in ("oppslag", "liste", "hendelse")
            and row["organisasjonsnummer"] != KS_ORGNR
        ]

    @cached_property
    def municipal_calls(self) -> list[Row]:
        return [row for row in self.calls if row["er_prod"] and row["sted"] in self.kommuner]

    # --- rungs

    @cached_property
    def _use_days(self) -> dict[tuple[str, str], list[date]]:
        found = defaultdict(set)
        for row in self.calls:
            if row["lyktes"]:
                found[row["sted"], "prod" if row["er_prod"] else "test"].add(row["dato"])
                if row["er_prod"] and row["slag"] == "hendelse":
                    found[row["sted"], "hendelse"].add(row["dato"])
        return {key: sorted(days) for key, days in found.items()}

    def _used_lately(self, place: str, how: str, day: date) -> bool:
        days = self._use_days.get((place, how), [])
        place_in_line = bisect_right(days, day)
        return place_in_line > 0 and (day - days[place_in_line - 1]).days < 30

    def signed_since(self, place: str, day: date) -> date | None:
        rows = self.agreements.get(place, [])
        return max(
            (row["signert"] for row in rows if in_force(row["signert"], row["avsluttet"], day)), default=None
        )

    def active_roles(self, place: str, day: date) -> int:
        return sum(self.role_is_active(role, day) for role in self.roles.get(place, []))

    def rung(self, place: str, day: date) -> int:
        if self._used_lately(place, "prod", day):
            return 5 if self._used_lately(place, "hendelse", day) else 4
        if self._used_lately(place, "test", day):
            return 3
        if self.active_roles(place, day):
            return 2
        return 1 if self.signed_since(place, day) else 0

    @cached_property
    def rungs(self) -> dict[str, dict[date, int]]:
        """Municipality, day, rung."""
        return {
            number: {day: self.rung(number, day) for day in self.days_of(number)} for number in self.kommuner
        }

    def municipalities_on(self, day: date) -> list[str]:
        return [number for number in self.kommuner if day in self.rungs[number]]


def _end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _seed(name: str) -> list[dict[str, str]]:
    with (DBT_PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
