"""Sheets that people keep, as text: the first sheet of a workbook (XLSX), or CSV with semicolon or comma.

Every row keeps the number that an editor shows for it, the heading being row 1. A line of CSV that cannot be divided
into as many cells as the heading is refused by itself: a quotation mark that is never closed costs its own line, not
the rest.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import fastexcel
import polars as pl

from ingest.usage.contracts import ROW
from ingest.usage.errors import UsageSourceError

LARGEST_UNPACKED = 200_000_000  # bytes of a workbook: a zip file may hold far more than it weighs
MOST_LINES = 20  # that one cell may run over
WRONG_CELLS = "har ikke like mange celler som overskriften"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds: text by column of the contract, and the numbers of lines that are no rows."""

    rows: pl.DataFrame
    broken: list[int]


def read_sheet(content: bytes, headings: Mapping[str, str], optional: frozenset[str]) -> Sheet:
    """Read a file by the headings that a contract wants; other columns are left where they are.

    Args:
        content: the file's bytes.
        headings: the name of a column by what the file calls it.
        optional: names of columns that may be left out of the file.

    Raises:
        UsageSourceError: it is no such file, or lacks a column.
    """
    sheet = _workbook(content) if content.startswith(b"PK") else _csv(content)
    known = {_plain(heading): name for heading, name in headings.items()}
    found = {known[_plain(heading)]: heading for heading in sheet.rows.columns if _plain(heading) in known}
    lacking = [heading for heading, name in headings.items() if name not in found and name not in optional]
    if lacking:
        raise UsageSourceError(f"The file lacks the column(s) {', '.join(lacking)} in its first row.")
    rows = sheet.rows.select(
        ROW,
        *(
            pl.col(found[name]).alias(name) if name in found else pl.lit(None, pl.String).alias(name)
            for name in headings.values()
        ),
    )
    is_empty = pl.all_horizontal(pl.col(list(headings.values())).fill_null("").str.strip_chars() == "")
    return Sheet(rows.filter(~is_empty), sheet.broken)


def _plain(heading: str) -> str:
    """A heading without what people vary: case, spaces, and the dash of «0–16»."""
    return heading.lower().replace("–", "-").replace(" ", "").strip("\ufeff*:")


def _workbook(content: bytes) -> Sheet:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise UsageSourceError("The workbook is larger than any sensible one and was not read.")
        sheet = fastexcel.read_excel(content).load_sheet(0, dtypes="string")
        rows = sheet.to_polars()
    except (zipfile.BadZipFile, fastexcel.FastExcelError, ValueError):  # their words quote cells
        raise UsageSourceError("The file is not a workbook that can be read; save it anew as XLSX.") from None
    return Sheet(rows.cast(pl.String).with_row_index(ROW, offset=2), [])


def _csv(content: bytes) -> Sheet:
    lines = re.split("\r\n|\n|\r", _text(content))
    if not lines[0].strip():
        raise UsageSourceError("The file is empty.")
    separator = ";" if lines[0].count(";") >= lines[0].count(",") else ","
    heading = next(csv.reader([lines[0]], delimiter=separator))
    if len(set(heading)) != len(heading):
        raise UsageSourceError("Two columns of the file have the same heading.")
    numbers: list[int] = []
    rows: list[list[str]] = []
    broken: list[int] = []
    for number, cells in _records(lines, separator, len(heading)):
        if cells is None:
            broken.append(number)
        else:
            numbers.append(number)
            rows.append(cells)
    columns = zip(*rows, strict=True) if rows else [()] * len(heading)
    frame = pl.DataFrame(
        {name: list(column) for name, column in zip(heading, columns, strict=True)},
        schema=dict.fromkeys(heading, pl.String),
    )
    return Sheet(frame.insert_column(0, pl.Series(ROW, numbers, dtype=pl.UInt32)), broken)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # what Excel writes where it is not told otherwise


def _records(lines: list[str], separator: str, width: int) -> Iterator[tuple[int, list[str] | None]]:
    """Each record with the number of its first line; None in place of cells where there is none."""
    at = 1
    while at < len(lines):
        used = _lines_used(lines, at)
        cells = _cells(lines[at : at + used], separator)
        if len(cells) != width:
            used = 1
        if lines[at].strip():
            yield at + 1, cells if len(cells) == width else None
        at += used


def _lines_used(lines: list[str], at: int) -> int:
    """How many lines from `at` until every quotation mark is closed; 1 when none of the next closes it."""
    marks = 0
    for used, line in enumerate(lines[at : at + MOST_LINES], 1):
        marks += line.count('"')
        if marks % 2 == 0:
            return used
    return 1


def _cells(lines: list[str], separator: str) -> list[str]:
    try:
        return next(csv.reader(["\n".join(lines)], delimiter=separator, strict=True), [])
    except csv.Error:  # a mark in the wrong place, or a cell that is too long
        return []
