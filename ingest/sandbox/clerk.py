"""The clerk who writes the entries of a document: common fields, stamps, and the faults FREG's data have.

Source: freg.md 5.1 (metadata, ordering, timestamps) and 8 (#8, #20, #22).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from ingest.sandbox.dice import Dice
from ingest.sandbox.numbers import Numbers

Document = dict
Entry = dict

FREG_OPENED = date(2020, 5, 19)
FRACTION_DIGITS = (6,) * 50 + (9,) * 14 + (3,) * 10 + (0,) * 8 + (8,) * 6 + (5,) * 4 + (2,) * 4 + (1, 4, 4, 7)
DAYS_OF_MIGRATION = 1200
WRONG = {"+01:00": "+02:00", "+02:00": "+01:00"}
ODD_STARTS = (("offset", 0.02), ("clock", 0.12))
# What is missing or empty in an old record, and the share of records up to and including this fault.
FAULTS = (("ajourholdstidspunkt", 0.03), ("gyldighetstidspunkt", 0.04), ("kilde", 0.043))


class Clerk:
    """Writes entries as of `now`. Without it he copies old records, each with a plausible time."""

    def __init__(self, dice: Dice, numbers: Numbers, today: date, now: datetime | None = None) -> None:
        self.dice = dice
        self.numbers = numbers
        self.today = today
        self.now = now
        self.open_record()

    def open_record(self) -> None:
        """Begin another person: what happened before a certain day was entered in one go on it."""
        day = min(FREG_OPENED + timedelta(days=self.dice.below(DAYS_OF_MIGRATION)), self.today)
        self._opened = day
        self._opened_at = _second(day, self.dice.below(86_400))
        self._opened_offset = offset_of(day)

    def entry(
        self, gyldig: date | None, aarsak: str = "", *, ended: date | None = None, **fields: object
    ) -> Entry:
        """One entry of an element; current unless `ended` is given. Fields that are None are left out."""
        fault = None if self.now else self.dice.fault(FAULTS)
        entry: Entry = {}
        if fault != "ajourholdstidspunkt":
            entry["ajourholdstidspunkt"] = self.registered(ended or gyldig)
        entry["erGjeldende"] = ended is None
        entry["kilde"] = "" if fault == "kilde" else "Synutopia"
        if aarsak:
            entry["aarsak"] = aarsak
        if gyldig and fault != "gyldighetstidspunkt":
            entry["gyldighetstidspunkt"] = self.start_of(gyldig)
        if ended:
            entry["opphoerstidspunkt"] = self.start_of(ended)
        for name, value in fields.items():
            if value is not None:
                entry[name] = value
        return entry

    def registered(self, event: date | None) -> str:
        """When something was entered in the register: now, or some days after it happened."""
        digits = self.dice.pick(FRACTION_DIGITS)
        if self.now:
            return stamp(self.now, digits)
        nanosecond = self.dice.below(10**9)
        if event is None or event <= self._opened:
            return f"{self._opened_at}{_decimals(nanosecond, digits)}{self._opened_offset}"
        day = min(event + timedelta(days=self.dice.below(30)), self.today)
        return f"{_second(day, self.dice.below(86_400))}{_decimals(nanosecond, digits)}{offset_of(day)}"

    def start_of(self, day: date) -> str:
        """The start of a day; now and then a time within it, or the offset of the other half of the year."""
        kind = self.dice.fault(ODD_STARTS)
        if kind == "offset":
            return f"{day.isoformat()}T00:00:00{WRONG[offset_of(day)]}"
        if kind == "clock":
            decimals = _decimals(self.dice.below(10**9), self.dice.pick(FRACTION_DIGITS))
            return f"{_second(day, self.dice.below(86_400))}{decimals}{offset_of(day)}"
        return _midnight(day)


def stamp(moment: datetime, digits: int = 6) -> str:
    """A moment of Norwegian time as FREG writes it, with 0-9 fraction digits."""
    day = moment.date()
    second = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return f"{_second(day, second)}{_decimals(moment.microsecond * 1000, digits)}{offset_of(day)}"


@cache
def offset_of(day: date) -> str:
    """Norway's offset on a day: summer time from the last Sunday of March to that of October."""
    if day.year < 1980:
        return "+01:00"
    first, last = _last_sunday(day.year, 3), _last_sunday(day.year, 10 if day.year >= 1996 else 9)
    return "+02:00" if first <= day < last else "+01:00"


def current(document: Document, element: str) -> Entry | None:
    """The newest current entry of an element, or None."""
    return next((entry for entry in document.get(element, ()) if entry.get("erGjeldende")), None)


def current_entries(document: Document, element: str) -> Iterator[Entry]:
    return (entry for entry in document.get(element, ()) if entry.get("erGjeldende"))


def entries(document: Document) -> Iterator[Entry]:
    """Every entry of every element, `doedsfall` and `falskIdentitet` among them."""
    for value in document.values():
        yield from value if isinstance(value, list) else [value]


def add(document: Document, element: str, entry: Entry) -> None:
    """Put an entry first: lists run from newest to oldest."""
    document.setdefault(element, []).insert(0, entry)


def replace(document: Document, element: str, entry: Entry) -> None:
    """Put an entry first and make all before it history. What is superseded gets no opphoerstidspunkt."""
    for earlier in document.get(element, ()):
        earlier["erGjeldende"] = False
    add(document, element, entry)


def end(document: Document, element: str, at: str) -> None:
    """Make the current entries history, with the moment they ended."""
    for entry in current_entries(document, element):
        entry["erGjeldende"] = False
        entry["opphoerstidspunkt"] = at


@cache
def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00{offset_of(day)}"


def _second(day: date, second: int) -> str:
    minute, second = divmod(second, 60)
    return f"{day.isoformat()}T{minute // 60:02}:{minute % 60:02}:{second:02}"


def _decimals(nanosecond: int, digits: int) -> str:
    return f".{nanosecond:09}"[: digits + 1] if digits else ""


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() + 1) % 7)
