"""A report as a slide show: a slide a section, tables and charts as shapes that can be edited, no pictures."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from ingest.reporting.drawing import FAINT, INK, Area, Box, Drawing, Label, Line, Shape
from ingest.reporting.report import KeyFigure, Report, Section, Table

WIDTH, HEIGHT = 960.0, 540.0  # points: 16 to 9
MARGIN = 40.0
INNER = WIDTH - 2 * MARGIN
TOP, FLOOR = 96.0, 500.0  # of what stands under the heading
FIGURES_HEIGHT = 92.0
LINES = 13  # of a table on one slide
ROW_OF_TEXT = 125  # characters that a table as wide as the slide holds on a line
ROW_HEIGHT = 25.0
TITLE_ONLY = 5  # the layout of python-pptx' own template that has a title and nothing else
MADE = datetime(2000, 1, 1)  # a fixed time says nothing about when or by whom
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
FINE = 100  # a freeform's points are whole numbers of hundredths
ALIGN = {"start": PP_ALIGN.LEFT, "middle": PP_ALIGN.CENTER, "end": PP_ALIGN.RIGHT}
ACCENT, SHADE = "#1f5a8c", "#eef3f7"


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle of the slide, in points."""

    x: float
    y: float
    width: float
    height: float


def pptx_bytes(report: Report) -> bytes:
    show = Presentation()
    show.slide_width, show.slide_height = Pt(WIDTH), Pt(HEIGHT)
    about = show.core_properties
    about.title, about.subject, about.author, about.language = (
        report.title,
        report.subtitle,
        "Manntall",
        report.language,
    )
    about.created = about.modified = MADE
    about.last_modified_by, about.revision = "Manntall", 1
    _front(show, report)
    for section in report.sections:
        for part in _parts(section):
            _slide(show, part, report.foot)
    buffer = io.BytesIO()
    show.save(buffer)
    return _without_times(buffer.getvalue())


def _front(show, report: Report) -> None:
    slide = _titled(show, report.title, size=40, y=170)
    _write(slide, report.subtitle, Room(MARGIN, 250, INNER, 60), size=20)
    _write(slide, report.foot, Room(MARGIN, FLOOR, INNER, 24), size=10, colour=FAINT)


def _parts(section: Section) -> list[Section]:
    """The section once for each slide that its table needs."""
    table = section.table
    if table is None:
        return [section]
    pieces = _pieces(table)
    if len(pieces) == 1:
        return [section]
    return [
        Section(
            heading=f"{section.heading} ({place}/{len(pieces)})",
            lead=section.lead,
            figures=section.figures if place == 1 else (),
            table=Table(table.headings, rows, table.numbers),
            note=section.note,
        )
        for place, rows in enumerate(pieces, start=1)
    ]


def _pieces(table: Table) -> list[tuple[tuple[str, ...], ...]]:
    """The rows in as many pieces as slides are needed."""
    fits = [ROW_OF_TEXT * width for width in _widths(table)]
    pieces: list[list[tuple[str, ...]]] = [[]]
    taken = 0
    for row in table.rows:
        lines = max(1, *(ceil(len(cell) / room) for cell, room in zip(row, fits, strict=True)))
        if taken + lines > LINES:
            pieces.append([])
            taken = 0
        pieces[-1].append(row)
        taken += lines
    return [tuple(piece) for piece in pieces]


def _widths(table: Table) -> list[float]:
    """The share of the width that each column has: as its longest cell asks, within reason."""
    columns = zip(table.headings, *table.rows, strict=True)
    asked = [min(max(10, *map(len, column)) + 2, 46) for column in columns]
    return [one / sum(asked) for one in asked]


def _slide(show, section: Section, foot: str) -> None:
    slide = _titled(show, section.heading, size=28, y=24)
    top = TOP
    if section.lead:
        _write(slide, section.lead, Room(MARGIN, 66, INNER, 40), size=14)
        top += 16
    if section.figures:
        _figures(slide, section.figures, top)
        top += FIGURES_HEIGHT + 14
    if section.drawing and section.table:
        half = INNER / 2 - 10
        _draw(slide, section.drawing, Room(MARGIN, top, half, FLOOR - top))
        _table(slide, section.table, MARGIN + half + 20, top, half)
    elif section.drawing:
        _draw(slide, section.drawing, Room(MARGIN, top, INNER, FLOOR - top))
    elif section.table:
        _table(slide, section.table, MARGIN, top, INNER)
    foot_room = Room(MARGIN, FLOOR + 6, INNER, 30)
    _write(slide, f"{section.note}  {foot}".strip(), foot_room, size=10, colour=FAINT)


def _titled(show, title: str, *, size: float, y: float):
    slide = show.slides.add_slide(show.slide_layouts[TITLE_ONLY])
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = Pt(MARGIN), Pt(y), Pt(INNER), Pt(size * 1.4)
    _fill_text(shape.text_frame, title, size=size, colour=ACCENT, bold=True)
    return slide


def _figures(slide, figures: tuple[KeyFigure, ...], y: float) -> None:
    width = (INNER - 12 * (len(figures) - 1)) / len(figures)
    for place, figure in enumerate(figures):
        x = MARGIN + place * (width + 12)
        card = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(x), Pt(y), Pt(width), Pt(FIGURES_HEIGHT))
        _paint(card, SHADE, None)
        frame = card.text_frame
        _fill_text(frame, figure.label, size=12, colour=FAINT, inset=8)
        _add_line(frame, figure.value, size=24, bold=True)
        _add_line(frame, figure.note, size=12)


def _table(slide, table: Table, x: float, y: float, width: float) -> None:
    rows = (table.headings, *table.rows)
    drawn = slide.shapes.add_table(
        len(rows), len(table.headings), Pt(x), Pt(y), Pt(width), Pt(ROW_HEIGHT * len(rows))
    ).table
    for place, share in enumerate(_widths(table)):
        drawn.columns[place].width = Pt(width * share)
    for row, cells in enumerate(rows):
        for place, text in enumerate(cells):
            cell = drawn.cell(row, place)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb(SHADE if row == 0 else "#ffffff")
            cell.margin_top = cell.margin_bottom = Pt(2)
            _fill_text(cell.text_frame, text, size=12, bold=row == 0, inset=None)
            if place in table.numbers:
                cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def _draw(slide, drawing: Drawing, room: Room) -> None:
    """The drawing's shapes as one group with its words, as large as the place allows."""
    at = _Place(room.x, room.y, min(room.width / drawing.width, room.height / drawing.height))
    slide.shapes.turbo_add_enabled = True  # hundreds of tiles: do not look for a free number each time
    drawn = [_add(slide.shapes, shape, at) for shape in drawing.shapes]
    group = slide.shapes.add_group_shape(drawn)  # a group measures itself anew for each that is added later
    group._element.nvGrpSpPr.cNvPr.set("descr", drawing.alt)  # python-pptx has no name for alternative text


class _Place:
    """Where a drawing's points come to lie on the slide."""

    def __init__(self, x: float, y: float, scale: float) -> None:
        self.x, self.y, self.scale = x, y, scale

    def __call__(self, x: float, y: float) -> tuple[Emu, Emu]:
        return Pt(self.x + x * self.scale), Pt(self.y + y * self.scale)

    def long(self, length: float) -> Emu:
        return Pt(length * self.scale)


def _add(shapes, shape: Shape, at: _Place):
    match shape:
        case Box():
            return _add_box(shapes, shape, at)
        case Line():
            return _add_line_through(shapes, shape, at)
        case Area():
            drawn = _freeform(shapes, shape.points, at, is_closed=True)
            _paint(drawn, shape.fill, None)
            return drawn
        case Label():
            return _add_label(shapes, shape, at)


def _add_box(shapes, box: Box, at: _Place):
    drawn = shapes.add_shape(MSO_SHAPE.RECTANGLE, *at(box.x, box.y), at.long(box.width), at.long(box.height))
    _paint(drawn, box.fill, box.edge)
    if box.text:
        _fill_text(drawn.text_frame, box.text, size=box.size * at.scale, colour=box.ink, middle=True)
    return drawn


def _add_line_through(shapes, line: Line, at: _Place):
    drawn = _freeform(shapes, line.points, at, is_closed=False)
    drawn.fill.background()
    drawn.line.color.rgb, drawn.line.width = _rgb(line.colour), at.long(line.width)
    if line.dashed:
        drawn.line.dash_style = MSO_LINE.DASH
    return drawn


def _freeform(shapes, points: tuple[tuple[float, float], ...], at: _Place, *, is_closed: bool):
    fine = [(round(x * FINE), round(y * FINE)) for x, y in points]
    builder = shapes.build_freeform(*fine[0], scale=Pt(at.scale) / FINE)
    builder.add_line_segments(fine[1:], close=is_closed)
    return _plain(builder.convert_to_shape(*at(0, 0)))


def _add_label(shapes, label: Label, at: _Place):
    wide = 300.0
    left = {"start": label.x, "middle": label.x - wide / 2, "end": label.x - wide}[label.anchor]
    box = shapes.add_textbox(*at(left, label.y - label.size * 1.05), at.long(wide), at.long(label.size * 1.4))
    _fill_text(
        box.text_frame, label.text, size=label.size * at.scale, colour=label.colour, bold=label.is_bold
    )
    box.text_frame.paragraphs[0].alignment = ALIGN[label.anchor]
    return box


def _paint(shape, fill: str, edge: str | None) -> None:
    _plain(shape)
    shape.fill.solid()
    shape.fill.fore_color.rgb = _rgb(fill)
    if edge is None:
        shape.line.fill.background()
    else:
        shape.line.color.rgb, shape.line.width = _rgb(edge), Pt(0.5)


def _plain(shape):
    """The shape without the theme's style, which would give it a shadow."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)
    return shape


def _write(slide, words: str, room: Room, **style: object) -> None:
    box = slide.shapes.add_textbox(Pt(room.x), Pt(room.y), Pt(room.width), Pt(room.height))
    _fill_text(box.text_frame, words, **style)


def _fill_text(
    frame,
    words: str,
    *,
    size: float,
    colour: str = INK,
    bold: bool = False,
    inset: float | None = 0,
    middle: bool = False,
) -> None:
    """The frame's first line, and how the frame holds it."""
    frame.word_wrap = True
    if inset is not None:
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(inset)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER if middle else PP_ALIGN.LEFT
    _run(paragraph, words, size=size, colour=colour, bold=bold)


def _add_line(frame, words: str, *, size: float, bold: bool = False) -> None:
    paragraph = frame.add_paragraph()
    paragraph.alignment = PP_ALIGN.LEFT
    _run(paragraph, words, size=size, colour=INK, bold=bold)


def _run(paragraph, words: str, *, size: float, colour: str, bold: bool) -> None:
    run = paragraph.add_run()
    run.text = words
    run.font.size, run.font.bold = Pt(round(size * 2) / 2), bold
    run.font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())


def _without_times(data: bytes) -> bytes:
    """The same archive with a fixed time on every member: the same report is the same file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, ZIP_TIME), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
