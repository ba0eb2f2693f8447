"""A report as one HTML file: no script, nothing from elsewhere, readable by a screen reader, and it prints."""

from html import escape

from ingest.reporting.drawing import Area, Box, Drawing, Label, Line, Shape
from ingest.reporting.report import KeyFigure, Report, Section, Table

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 "Source Sans 3", "Segoe UI", Arial, sans-serif; color: #0b1420; background: #fff;
  max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
header { border-bottom: 4px solid #1f5a8c; margin-bottom: 2rem; }
h1 { margin: 0; font-size: 2rem; } h2 { color: #1f5a8c; font-size: 1.4rem; margin: 2.5rem 0 .5rem; }
p { max-width: 46rem; } .note, footer { color: #52606d; font-size: .9rem; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem; margin: 1rem 0; }
dl div { border: 1px solid #c6d1db; border-radius: 6px; padding: .7rem 1rem; }
dt { color: #52606d; } dd { margin: 0; font-size: 1.7rem; font-weight: 700; }
dd small { display: block; font-size: .95rem; font-weight: 400; }
svg { width: 100%; height: auto; } .narrow svg { max-width: 34rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .7rem; border-bottom: 1px solid #d5dde4; vertical-align: top; }
th { background: #eef3f7; } .number { text-align: right; font-variant-numeric: tabular-nums; }
@media print { section { break-inside: avoid; } body { padding: 0; } }
"""


def html_bytes(report: Report) -> bytes:
    sections = "\n".join(_section(section) for section in report.sections)
    return f"""<!doctype html>
<html lang="{report.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(report.title)}</title><style>{STYLE}</style></head>
<body>
<header><h1>{escape(report.title)}</h1><p>{escape(report.subtitle)}</p></header>
<main>
{sections}
</main>
<footer><p>{escape(report.foot)}</p></footer>
</body>
</html>
""".encode()


def _section(section: Section) -> str:
    parts = [f"<h2>{escape(section.heading)}</h2>"]
    if section.lead:
        parts.append(f"<p>{escape(section.lead)}</p>")
    if section.figures:
        parts.append(f"<dl>{''.join(map(_figure, section.figures))}</dl>")
    if section.drawing:
        shape = "narrow" if section.drawing.height > section.drawing.width else "chart"
        parts.append(f'<div class="{shape}">{svg(section.drawing)}</div>')
    if section.table:
        parts.append(_table(section.table, section.heading))
    if section.note:
        parts.append(f'<p class="note">{escape(section.note)}</p>')
    return f"<section>{''.join(parts)}</section>"


def _figure(figure: KeyFigure) -> str:
    note = f"<small>{escape(figure.note)}</small>" if figure.note else ""
    return f"<div><dt>{escape(figure.label)}</dt><dd>{escape(figure.value)}{note}</dd></div>"


def _table(table: Table, caption: str) -> str:
    head = "".join(
        f'<th scope="col"{_right(table, place)}>{escape(name)}</th>'
        for place, name in enumerate(table.headings)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{_right(table, place)}>{escape(cell)}</td>" for place, cell in enumerate(row))
        + "</tr>"
        for row in table.rows
    )
    # a table that scrolls on a narrow screen must be reachable by keyboard
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _right(table: Table, place: int) -> str:
    return ' class="number"' if place in table.numbers else ""


def svg(drawing: Drawing) -> str:
    """A drawing as an inline picture with its words."""
    shapes = "".join(_shape(shape) for shape in drawing.shapes)
    return (
        f'<svg viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img" '
        f'aria-label="{escape(drawing.alt)}">{shapes}</svg>'
    )


def _shape(shape: Shape) -> str:
    match shape:
        case Box():
            return _box(shape)
        case Line():
            dash = ' stroke-dasharray="5 4"' if shape.dashed else ""
            return (
                f'<polyline points="{_points(shape.points)}" fill="none" stroke="{shape.colour}" '
                f'stroke-width="{shape.width:g}"{dash}/>'
            )
        case Area():
            return f'<polygon points="{_points(shape.points)}" fill="{shape.fill}"/>'
        case Label():
            return _label(shape)


def _box(box: Box) -> str:
    edge = f' stroke="{box.edge}" stroke-width="0.7"' if box.edge else ""
    drawn = (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
        f'fill="{box.fill}"{edge}/>'
    )
    if not box.text:
        return drawn
    middle = Label(
        box.x + box.width / 2, box.y + box.height / 2 + box.size * 0.35, box.text, box.size, box.ink, "middle"
    )
    return drawn + _label(middle)


def _label(label: Label) -> str:
    bold = ' font-weight="700"' if label.is_bold else ""
    return (
        f'<text x="{label.x:g}" y="{label.y:g}" font-size="{label.size:g}" fill="{label.colour}" '
        f'text-anchor="{label.anchor}"{bold}>{escape(label.text)}</text>'
    )


def _points(points: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
