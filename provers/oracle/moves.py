"""Who moved into and out of a municipality: fiks.md 2.5, 5.5 R9 and 8.5, from the history of bostedsadresse."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from provers.oracle.children import Child
from provers.oracle.entries import calendar_date, newest, ordered, text
from provers.oracle.persons import GRADED, OPEN, Document, Row, address_grade, birth_year, grade_of, status_of
from provers.oracle.places import SEEDS, kommune
from provers.oracle.residents import Resident

COLUMNS = ("foedselsnummer", "navn", "foedselsaar")
Move = tuple[str | None, str | None, date]  # from, to; None is abroad or not told


@dataclass(frozen=True)
class Home:
    """An entry of bostedsadresse that lasted: from the first day up to, and without, the last."""

    kommunenummer: str | None
    began: date
    ended: date | None
    is_current: bool
    grade: int


def move_rows(person: Resident) -> list[Row]:
    """A row for the municipality that a child left, and one for the one it came to."""
    if not isinstance(person, Child) or not person.is_of_age(0, 16) or not is_told_of(person):
        return []
    rows = []
    for left, reached, day in moves(person):
        for here, direction in ((reached, "inn"), (left, "ut")):
            if here:
                rows.append(
                    {"kommunenummer": here}
                    | {name: person.identity[name] for name in COLUMNS}
                    | {"retning": direction, "flyttedato": day, "flyttemaaned": day.replace(day=1)}
                    | {"fra_kommunenummer": left, "til_kommunenummer": reached}
                )
    return rows


def is_told_of(child: Child) -> bool:
    """Alive, and nothing is protected now: not the child, no address of it, nobody at home, and no parent."""
    grades = [address_grade(child.document, element) for element in GRADED]
    strictest = max(child.grade, child.home_grade, child.second_home_grade, *grades)
    is_here = not child.is_dead and status_of(child.document) != "opphoert"
    return is_here and strictest == OPEN and child.answer.history_asked


def moves(person: Resident) -> list[Move]:
    """The moves of the list's calendar year and the one before, as far as both addresses were open."""
    first, last = date(person.today.year - 1, 1, 1), person.today
    return [
        (left, reached, day)
        for left, reached, day, grade in changes(person.document)
        if first <= day <= last and grade == OPEN and (left, reached) not in renumbered()
    ]


def changes(document: Document) -> Iterator[tuple[str | None, str | None, date, int]]:
    """Every change of municipality: from, to, the day, and the stricter grade of the two addresses."""
    stays = homes_in_order(document)
    for before, here in zip([None, *stays], stays, strict=False):
        was_away = before is not None and before.ended is not None and before.ended < here.began
        if was_away:
            yield before.kommunenummer, None, before.ended, before.grade
        if before is None and here.began > first_day(document):
            yield None, here.kommunenummer, here.began, here.grade
        elif before and (was_away or before.kommunenummer != here.kommunenummer):
            left = None if was_away else before.kommunenummer
            yield left, here.kommunenummer, here.began, max(before.grade, here.grade)
    if stays and stays[-1].ended and not stays[-1].is_current and status_of(document) == "utflyttet":
        yield stays[-1].kommunenummer, None, stays[-1].ended, stays[-1].grade


def homes_in_order(document: Document) -> list[Home]:
    """Oldest first; none when an entry does not tell when it began. Of those from the same day the newest lasted."""
    found: dict[date, Home] = {}
    for entry in ordered(document, "bostedsadresse"):
        valid_from = calendar_date(text(entry, "gyldighetstidspunkt"))
        began = calendar_date(text(entry, "flyttedato")) or valid_from
        if began is None:
            return []
        ended = calendar_date(text(entry, "opphoerstidspunkt"))
        ended = max(ended, valid_from or ended) if ended else None
        if ended is None or ended > began:
            grade = grade_of(text(entry, "adressegradering"))
            home = Home(kommune(entry), began, ended, entry.get("erGjeldende") is not False, grade)
            found.setdefault(began, home)
    return [found[began] for began in sorted(found)]


def first_day(document: Document) -> date:
    """The last day on which a first address is one from birth: all of the year where only the year is known."""
    born = calendar_date(text(newest(document, "foedsel"), "foedselsdato"))
    return born or date(birth_year(document) or date.max.year, 12, 31)


@cache
def renumbered() -> frozenset[tuple[str, str]]:
    """Old and new number of municipalities: one that was divided cannot be recoded, and nobody moved by it."""
    with (SEEDS / "kommuneendringer.csv").open(encoding="utf-8") as file:
        return frozenset(
            (row["gammelt_kommunenummer"], row["nytt_kommunenummer"]) for row in csv.DictReader(file)
        )
