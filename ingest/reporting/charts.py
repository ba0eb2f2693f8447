"""The report's charts, drawn of plain shapes: growth with its forecast, the tile map, and bars with their numbers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from ingest.reporting.drawing import FAINT, GRID, Area, Box, Drawing, Label, Line, Shape, drawing
from ingest.reporting.scale import Scale, counts_up_to
from ingest.reporting.stages import EDGE, STAGES
from ingest.reporting.tiles import layout

BLUE, BAND = "#1f5a8c", "#c9dbea"
WIDTH, HEIGHT = 860.0, 330.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 60.0, 26.0, 34.0  # room for the axes' texts
TILE = 15.0
BAR, BAR_STEP, BAR_NAMES = 16.0, 26.0, 190.0


@dataclass(frozen=True, slots=True)
class Growth:
    """How many there were each month, what is expected after the last, and a step to mark.

    `expected` has month, low, expected and high.
    """

    seen: tuple[tuple[date, int], ...]
    expected: tuple[tuple[date, float, float, float], ...] = ()
    marked: date | None = None
    mark: str = ""


def growth(data: Growth, number: Callable[[float], str], month: Callable[[date], str], alt: str) -> Drawing:
    """A line of what was, dashed on into what is expected within its band."""
    days = [day for day, _ in data.seen] + [row[0] for row in data.expected]
    highest = max([count for _, count in data.seen] + [row[3] for row in data.expected])
    lines = counts_up_to(highest)
    x = Scale(min(days).toordinal(), max(days).toordinal(), LEFT, WIDTH - RIGHT)
    y = Scale(0, lines[-1], HEIGHT - BOTTOM, TOP)
    shapes = [*_count_lines(y, lines, number), *_years(data, x, month), *_growth_shapes(data, x, y, number)]
    return drawing(WIDTH, HEIGHT, shapes, alt)


def _growth_shapes(data: Growth, x: Scale, y: Scale, number: Callable[[float], str]) -> Iterator[Shape]:
    seen = tuple((x(day.toordinal()), y(count)) for day, count in data.seen)
    if data.expected:
        last = data.seen[-1]
        ahead = [(last[0], last[1], last[1], last[1]), *data.expected]
        at = [x(row[0].toordinal()) for row in ahead]
        low = [(place, y(row[1])) for place, row in zip(at, ahead, strict=True)]
        high = [(place, y(row[3])) for place, row in zip(at, ahead, strict=True)]
        yield Area((*high, *reversed(low)), BAND)
        expected = tuple((place, y(row[2])) for place, row in zip(at, ahead, strict=True))
        yield Line(expected, BLUE, 2.0, dashed=True)
        yield Label(expected[-1][0] + 5, expected[-1][1] + 4, number(ahead[-1][2]), colour=FAINT)
    yield Line(seen, BLUE, 2.5)
    yield Label(
        seen[-1][0] - 4, seen[-1][1] - 14, number(data.seen[-1][1]), size=13, anchor="end", is_bold=True
    )
    if data.marked:
        place = x(data.marked.toordinal())
        yield Line(((place, TOP), (place, HEIGHT - BOTTOM)), FAINT, 1.2, dashed=True)
        yield Label(place - 4, TOP - 8, data.mark, colour=FAINT, anchor="middle")


def _count_lines(y: Scale, lines: list[int], number) -> Iterator[Shape]:
    for count in lines:
        yield Line(((LEFT, y(count)), (WIDTH - RIGHT, y(count))), GRID)
        yield Label(LEFT - 6, y(count) + 4, number(count), colour=FAINT, anchor="end")


def _years(data: Growth, x: Scale, month) -> Iterator[Shape]:
    """The first month, every January after it, and the last; one that would run into another is left out."""
    days = [day for day, _ in data.seen] + [row[0] for row in data.expected]
    named = [days[0], *(day for day in days[1:-1] if day.month == 1), days[-1]]
    clear = [day for day in named if x(day.toordinal()) - x(days[0].toordinal()) > 70 or day == days[0]]
    for day in [day for day in clear if day == days[-1] or x(days[-1].toordinal()) - x(day.toordinal()) > 70]:
        yield Label(x(day.toordinal()), HEIGHT - BOTTOM + 20, month(day), colour=FAINT, anchor="middle")


def tile_map(stages: dict[str, int], legend: list[tuple[int, str]], alt: str) -> Drawing:
    """Every municipality as a tile with the number of its stage.

    Args:
        stages: kommunenummer to stage; one without is drawn as the first stage.
        legend: number of the stage and what stands beside it, in order.
    """
    places = layout()
    rows, columns = (max(place[axis] for place in places.values()) + 1 for axis in (0, 1))
    tiles = [
        _tile(column * TILE, row * TILE, stages.get(number, 0)) for number, (row, column) in places.items()
    ]
    return drawing(columns * TILE + 2, rows * TILE + 2, [*tiles, *_legend(legend)], alt)


def _tile(x: float, y: float, rang: int) -> Box:
    stage = STAGES[rang]
    return Box(x + 1, y + 1, TILE - 1, TILE - 1, stage.colour, EDGE, str(rang), stage.ink, 9.0)


def _legend(legend: list[tuple[int, str]]) -> Iterator[Shape]:
    """In the empty north-western corner of the map."""
    for place, (rang, words) in enumerate(legend):
        y = 24 + place * (TILE + 6)
        yield _tile(0, y, rang)
        yield Label(TILE + 8, y + 12, words, size=12)


def bars(rows: list[tuple[str, float]], number: Callable[[float], str], alt: str) -> Drawing:
    """A lying bar for each name, with its number behind it."""
    highest = max([value for _, value in rows] + [1])
    length = Scale(0, highest, 0, WIDTH - BAR_NAMES - 80)
    shapes: list[Shape] = []
    for place, (name, value) in enumerate(rows):
        y = place * BAR_STEP + 4
        shapes += [
            Label(BAR_NAMES - 8, y + 12, name, size=12, anchor="end"),
            Box(BAR_NAMES, y, max(length(value), 1), BAR, BLUE),
            Label(BAR_NAMES + length(value) + 6, y + 12, number(value), size=12, is_bold=True),
        ]
    return drawing(WIDTH, len(rows) * BAR_STEP + 4, shapes, alt)
