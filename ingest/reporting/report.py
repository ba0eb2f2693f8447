"""What a report is before it is a file: a title, the day of its figures, and sections in order."""

from dataclasses import dataclass, field
from datetime import date

from ingest.reporting.drawing import Drawing


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number in words, what it counts, and how it changed."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; `numbers` are the places of columns that are set to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """One matter: a slide, a page or a chapter."""

    heading: str
    lead: str = ""
    figures: tuple[KeyFigure, ...] = ()
    drawing: Drawing | None = None
    table: Table | None = None
    note: str = ""  # the day of its figures, and what limits them


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language."""

    language: str
    title: str
    subtitle: str
    day: date
    sections: tuple[Section, ...] = field(default=())
    foot: str = ""
