"""A drawing as a few plain shapes, so that a chart is one thing in HTML, in PDF and on a slide.

Points and lengths are in the drawing's own units, from its upper left corner; a writer scales them to its page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

INK, FAINT, GRID = "#0b1420", "#52606d", "#d5dde4"  # text, lesser text (6.4:1 on white), lines behind
TEXT_SIZE = 11.0

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, perhaps with a short text in its middle."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str | None = None
    text: str = ""
    ink: str = INK
    size: float = TEXT_SIZE


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `dashed` tells it from others without colour."""

    points: tuple[Point, ...]
    colour: str
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon without an edge."""

    points: tuple[Point, ...]
    fill: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float = TEXT_SIZE
    colour: str = INK
    anchor: Anchor = "start"
    is_bold: bool = False


Shape = Box | Line | Area | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order they are painted, and what they show in words (`alt`)."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    alt: str


def drawing(width: float, height: float, shapes: Iterable[Shape], alt: str) -> Drawing:
    return Drawing(width, height, tuple(shapes), alt)
