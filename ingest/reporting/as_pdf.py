"""A report as PDF: a landscape A4 page a section, in a font of its own, the same bytes for the same report."""

import io
from functools import cache
from html import escape
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as PdfTable

from ingest.reporting.drawing import FAINT, GRID, INK, Area, Box, Drawing, Label, Line, Shape
from ingest.reporting.report import KeyFigure, Report, Section, Table

FONTS = Path(__file__).with_name("fonts")
REGULAR, BOLD = "ManntallSans", "ManntallSans-Bold"
PAGE = landscape(A4)
MARGIN, FOOT = 42.0, 30.0
INNER = PAGE[0] - 2 * MARGIN
TALLEST = PAGE[1] - 2 * MARGIN - 130  # of a drawing, under its heading and lead
ACCENT, SHADE = "#1f5a8c", "#eef3f7"


def pdf_bytes(report: Report) -> bytes:
    _register_fonts()
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=PAGE,
        title=report.title,
        subject=report.subtitle,
        author="Manntall",
        lang=report.language,
        invariant=1,  # no time of making: the same report is the same file
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    frame = Frame(MARGIN, MARGIN, INNER, PAGE[1] - 2 * MARGIN, id="page", leftPadding=0, rightPadding=0)
    document.addPageTemplates(
        PageTemplate(frames=[frame], onPage=lambda canvas, _: _foot(canvas, report.foot))
    )
    document.build(_story(report))
    return buffer.getvalue()


@cache
def _register_fonts() -> None:
    for name, file in ((REGULAR, "manntall-sans-regular.ttf"), (BOLD, "manntall-sans-bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))


def _style(size: float, *, bold: bool = False, colour: str = INK, after: float = 0) -> ParagraphStyle:
    return ParagraphStyle(
        "text",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.3,
        textColor=HexColor(colour),
        spaceAfter=after,
    )


def _text(words: str, size: float, **style: object) -> Paragraph:
    return Paragraph(escape(words), _style(size, **style))


def _story(report: Report) -> list[Flowable]:
    story: list[Flowable] = [
        Spacer(1, 130),
        _text(report.title, 34, bold=True, colour=ACCENT, after=10),
        _text(report.subtitle, 16),
    ]
    for section in report.sections:
        story += [PageBreak(), *_section(section)]
    return story


def _section(section: Section) -> list[Flowable]:
    parts: list[Flowable] = [_text(section.heading, 22, bold=True, colour=ACCENT, after=6)]
    if section.lead:
        parts.append(_text(section.lead, 12, after=10))
    if section.figures:
        parts += [_figures(section.figures), Spacer(1, 14)]
    if section.drawing and section.table:
        half = INNER / 2
        beside = PdfTable(
            [[_Drawn(section.drawing, half), _table(section.table, half)]], colWidths=[half, half]
        )
        beside.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])
        parts.append(beside)
    elif section.drawing:
        parts.append(_Drawn(section.drawing, INNER))
    elif section.table:
        parts.append(_table(section.table, INNER))
    if section.note:
        parts += [Spacer(1, 8), _text(section.note, 9, colour=FAINT)]
    return parts


def _figures(figures: tuple[KeyFigure, ...]) -> PdfTable:
    cells = [
        [_text(one.label, 10, colour=FAINT), _text(one.value, 20, bold=True), _text(one.note, 10)]
        for one in figures
    ]
    table = PdfTable([cells], colWidths=[INNER / len(cells)] * len(cells))
    table.setStyle(
        [("BOX", (place, 0), (place, 0), 0.7, HexColor("#c6d1db")) for place in range(len(cells))]
        + [("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 6)]
    )
    return table


def _table(table: Table, width: float) -> PdfTable:
    head = [
        _cell(name, is_number=place in table.numbers, bold=True) for place, name in enumerate(table.headings)
    ]
    rows = [
        [_cell(cell, is_number=place in table.numbers) for place, cell in enumerate(row)]
        for row in table.rows
    ]
    drawn = PdfTable([head, *rows], colWidths=_widths(table, width - 12), repeatRows=1)
    drawn.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), HexColor(SHADE)),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(GRID)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]
    )
    return drawn


def _cell(text: str, *, is_number: bool, bold: bool = False) -> Paragraph:
    style = _style(10, bold=bold)
    style.alignment = TA_RIGHT if is_number else TA_LEFT
    return Paragraph(escape(text), style)


def _widths(table: Table, width: float) -> list[float]:
    """Columns as wide as their longest word asks, within reason, and together `width`."""
    asked = [
        min(max(10, *(len(cell) for cell in column)) + 2, 46)
        for column in zip(table.headings, *table.rows, strict=True)
    ]
    return [width * one / sum(asked) for one in asked]


def _foot(canvas: Canvas, words: str) -> None:
    canvas.setFont(REGULAR, 8)
    canvas.setFillColor(HexColor(FAINT))
    canvas.drawString(MARGIN, FOOT - 8, words)
    canvas.drawRightString(PAGE[0] - MARGIN, FOOT - 8, str(canvas.getPageNumber()))


class _Drawn(Flowable):
    """A drawing in the width of its room, or as high as there is room."""

    def __init__(self, drawing: Drawing, room: float) -> None:
        super().__init__()
        self.drawing = drawing
        self.scale = min((room - 12) / drawing.width, TALLEST / drawing.height, 1.2)
        self.width, self.height = drawing.width * self.scale, drawing.height * self.scale

    def draw(self) -> None:
        self.canv.saveState()
        self.canv.scale(self.scale, self.scale)
        for shape in self.drawing.shapes:
            _paint(self.canv, shape, self.drawing.height)
        self.canv.restoreState()


def _paint(canvas: Canvas, shape: Shape, height: float) -> None:
    """One shape; PDF counts upwards from the bottom."""
    match shape:
        case Box():
            _box(canvas, shape, height)
        case Line():
            canvas.setStrokeColor(HexColor(shape.colour))
            canvas.setLineWidth(shape.width)
            canvas.setDash([5, 4] if shape.dashed else [])
            canvas.drawPath(_path(canvas, shape.points, height), stroke=1, fill=0)
        case Area():
            canvas.setFillColor(HexColor(shape.fill))
            canvas.drawPath(_path(canvas, shape.points, height), stroke=0, fill=1)
        case Label():
            _label(canvas, shape, height)


def _path(canvas: Canvas, points: tuple[tuple[float, float], ...], height: float):
    path = canvas.beginPath()
    path.moveTo(points[0][0], height - points[0][1])
    for x, y in points[1:]:
        path.lineTo(x, height - y)
    return path


def _box(canvas: Canvas, box: Box, height: float) -> None:
    canvas.setFillColor(HexColor(box.fill))
    canvas.setStrokeColor(HexColor(box.edge or box.fill))
    canvas.setLineWidth(0.5)
    canvas.setDash([])
    canvas.rect(box.x, height - box.y - box.height, box.width, box.height, stroke=1, fill=1)
    if box.text:
        middle = box.y + box.height / 2 + box.size * 0.35
        _label(canvas, Label(box.x + box.width / 2, middle, box.text, box.size, box.ink, "middle"), height)


def _label(canvas: Canvas, label: Label, height: float) -> None:
    canvas.setFont(BOLD if label.is_bold else REGULAR, label.size)
    canvas.setFillColor(HexColor(label.colour))
    write = {
        "start": canvas.drawString,
        "middle": canvas.drawCentredString,
        "end": canvas.drawRightString,
    }[label.anchor]
    write(label.x, height - label.y, label.text)
