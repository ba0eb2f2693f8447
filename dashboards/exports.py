"""The only writer of downloads. The same rows give the same bytes, and no cell can become a formula.

Text stays text, a date a date and a whole number a number; a heading is text like any other.
"""

import io
from datetime import datetime

import polars as pl
import xlsxwriter

# What a spreadsheet may take for a formula, full-width forms included, also behind spaces or quotes (EXP-02).
FORMULA = r"""^([\s\u{200B}\u{FEFF}"'‘’‚“”„«»`´]*[=+\-@＝＋－﹣−＠]|[\t\r\n])"""
DAY = "%d.%m.%Y"
CREATED = datetime(2000, 1, 1)  # XLSX demands a time; a fixed one says nothing about when or by whom


def neutral(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame`, with an apostrophe before every text that a spreadsheet might take for a formula."""
    texts = pl.selectors.string()
    return frame.with_columns(
        pl.when(texts.str.contains(FORMULA)).then("'" + texts).otherwise(texts).name.keep()
    )


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """Semicolons and a byte order mark, as Norwegian Excel opens it; texts in quotes, dates dd.mm.yyyy."""
    return (
        neutral(frame)
        .write_csv(
            include_bom=True,
            separator=";",
            quote_style="non_numeric",
            date_format=DAY,
            line_terminator="\r\n",
        )
        .encode()
    )


def xlsx_bytes(frame: pl.DataFrame, sheet_name: str) -> bytes:
    """One sheet with a frozen heading row; texts are typed as text, so numbers keep the zeros in front."""
    buffer = io.BytesIO()
    # in_memory: a temporary file would leave people's data on disk
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet(sheet_name)
        _fill(
            sheet,
            neutral(frame),
            heading=book.add_format({"bold": True}),
            day=book.add_format({"num_format": "dd.mm.yyyy"}),
        )
    return buffer.getvalue()


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """For systems and statistics programs: typed columns. Neutral like the rest, for it ends in a spreadsheet too."""
    buffer = io.BytesIO()
    neutral(frame).write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def _fill(sheet, frame: pl.DataFrame, *, heading, day) -> None:
    for column, name in enumerate(frame.columns):
        sheet.write_string(0, column, name, heading)
        write = {pl.String: sheet.write_string, pl.Date: sheet.write_datetime}.get(
            frame.schema[name], sheet.write_number
        )
        style = (day,) if frame.schema[name] == pl.Date else ()
        sheet.set_column(column, column, _width(frame[name]))
        for row, value in enumerate(frame[name], start=1):
            if value is not None:
                write(row, column, value, *style)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, frame.height, max(frame.width - 1, 0))
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{frame.height + 1}"})


def _width(column: pl.Series) -> int:
    """A width in characters for heading and values; xlsxwriter's own autofit takes as long as the writing."""
    longest = column.str.len_chars().max() or 0 if column.dtype == pl.String else len("dd.mm.yyyy")
    return min(max(longest, len(column.name) + 2) + 2, 50)
