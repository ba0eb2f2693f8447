"""Downloads: exactly what is shown, never a formula, and the same bytes for the same rows."""

import csv
import io
import re
import time
import zipfile
from datetime import date

import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest

from dashboards import exports
from tests.app.conftest import search, widget
from tests.app.published import mart_file

FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '"=1', "'=1", '"+1"', "“=1", "«@a"),
    *(
        "＝1+1",
        "＋1",
        "－1",
        "＠a",
        " ＝1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "\t1",
        "\r1",
        '=cmd|"/c calc"!A0',
    ),
    *('=HYPERLINK("x")', "-2+3", "=\u0000", "−1"),
]
HARMLESS = [
    "Nordlys, Åsne",
    "0150",
    "01890012345",
    "A=1",
    "Trollstien 3",
    "",
    "'t Hooft",
    "http://x",
    "1/2",
    "TRUE",
]


def table(texts: list[str]) -> pl.DataFrame:
    days = [date(2026, 1, 2)] * len(texts)
    return pl.DataFrame({"Navn": texts, "Født": days, "År": [2026] * len(texts)})


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def xlsx_rows(data: bytes) -> list[tuple]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.worksheets) == 1 and book.worksheets[0].sheet_state == "visible"
    return list(book.worksheets[0].iter_rows())


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_taken_for_a_formula(text):
    written = csv_rows(exports.csv_bytes(table([text])))[1][0]
    assert written == f"'{text}"
    cell = xlsx_rows(exports.xlsx_bytes(table([text]), "Liste"))[1][0]
    assert cell.data_type == "s" and str(cell.value).startswith("'")


def test_the_sheet_holds_no_formula_link_or_comment():
    with zipfile.ZipFile(io.BytesIO(exports.xlsx_bytes(table(FORMULAS + HARMLESS), "Liste"))) as parts:
        everything = {name: parts.read(name).decode() for name in parts.namelist()}
    assert not [name for name, text in everything.items() if re.search(r"<f[ >]|hyperlink|comment", text)]


def test_harmless_texts_stay_as_they_are_and_keep_the_zeros_in_front():
    assert [row[0] for row in csv_rows(exports.csv_bytes(table(HARMLESS)))[1:]] == HARMLESS
    cells = [row[0] for row in xlsx_rows(exports.xlsx_bytes(table(HARMLESS), "Liste"))[1:]]
    assert [cell.value or "" for cell in cells] == HARMLESS
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_a_date_is_a_date_and_a_year_a_number():
    row = xlsx_rows(exports.xlsx_bytes(table(["a"]), "Liste"))[1]
    assert (row[1].value.date(), row[1].number_format, row[2].value) == (date(2026, 1, 2), "dd.mm.yyyy", 2026)
    assert csv_rows(exports.csv_bytes(table(["a"])))[1] == ["a", "02.01.2026", "2026"]


def test_nothing_stays_nothing():
    frame = table(["a"]).with_columns(
        pl.lit(None, pl.String).alias("Navn"), pl.lit(None, pl.Date).alias("Født")
    )
    assert csv_rows(exports.csv_bytes(frame))[1] == ["", "", "2026"]
    assert [cell.value for cell in xlsx_rows(exports.xlsx_bytes(frame, "Liste"))[1]] == [None, None, 2026]


def test_excel_in_norway_opens_the_csv():
    data = exports.csv_bytes(table(["Åsne"]))
    assert data.startswith(b"\xef\xbb\xbf") and b'"Navn";' in data and data.endswith(b"\r\n")


def test_the_same_rows_give_the_same_bytes():
    def made() -> list[bytes]:
        rows = table(HARMLESS)
        return [exports.csv_bytes(rows), exports.xlsx_bytes(rows, "Liste"), exports.parquet_bytes(rows)]

    first = made()
    time.sleep(1.1)
    assert first == made()


def test_a_file_tells_nothing_of_who_made_it_or_when():
    with zipfile.ZipFile(io.BytesIO(exports.xlsx_bytes(table(HARMLESS), "Liste"))) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        about = parts.read("docProps/core.xml").decode()
    assert re.findall(r">([^<>\s][^<>]*)<", about) == ["2000-01-01T00:00:00Z"] * 2


def parquet_rows(data: bytes) -> list[tuple]:
    table = pq.read_table(io.BytesIO(data))
    return [tuple(table.column_names), *(tuple(row.values()) for row in table.to_pylist())]


def test_a_parquet_file_has_types_and_no_formula_either():
    rows = parquet_rows(exports.parquet_bytes(table(FORMULAS + HARMLESS)))
    assert [row[0] for row in rows[1:]] == [f"'{text}" for text in FORMULAS] + HARMLESS
    assert rows[1][1:] == (date(2026, 1, 2), 2026)


@pytest.mark.parametrize(
    ("ending", "read"), [("csv", csv_rows), ("xlsx", xlsx_rows), ("parquet", parquet_rows)]
)
def test_the_download_is_what_is_shown(home, open_page, downloads, ending, read):
    app = open_page("helsestasjon")
    widget(app.button_group, "Tidsrom").set_value("all")
    search(app).set_value("Nordlys").run()
    shown = app.dataframe[0].value
    rows = read(downloads[ending]())
    values = [[getattr(cell, "value", cell) for cell in row] for row in rows]
    assert list(values[0]) == list(shown.columns)
    assert 0 < len(shown) == len(values) - 1
    for column in ("Navn", "Fødselsnummer", "Adresse", "Postnr.", "Foreldreansvarlig 1"):
        place = values[0].index(column)
        assert [row[place] or "" for row in values[1:]] == list(shown[column].fillna(""))


def test_a_formula_in_a_name_is_neutral_in_the_download_of_the_page(home, open_page, downloads):
    file = mart_file(home / "published" / "00000001", "mart_doedsfall__doede")
    pl.read_parquet(file).with_columns(navn=pl.lit('=HYPERLINK("x")')).write_parquet(file)
    open_page("doedsfall")
    assert {row[0] for row in csv_rows(downloads["csv"]())[1:]} == {'\'=HYPERLINK("x")'}
