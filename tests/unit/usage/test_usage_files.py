"""Files that people keep: rows keep their numbers, and one bad line costs only itself."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.usage import file_contracts, files
from ingest.usage.errors import UsageSourceError
from ingest.usage.files import WRONG_CELLS, read_sheet
from ingest.usage.refresh import check_file
from tests.unit.usage.rows_of_sources import ON

HEADINGS = {"Kommunenummer": "kommunenummer", "Navn": "navn"}
NONE = frozenset()


def rows(content: bytes) -> list[tuple]:
    return read_sheet(content, HEADINGS, NONE).rows.rows()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_rows_have_the_numbers_that_an_editor_shows_and_empty_ones_are_passed_over(line_end: str) -> None:
    text = line_end.join(["Kommunenummer;Navn", "0301;Oslo", "", ";", "4601;Bergen"])
    assert rows(text.encode()) == [(2, "0301", "Oslo"), (5, "4601", "Bergen")]


def test_comma_or_semicolon_byte_order_mark_or_windows_letters_and_columns_in_any_order() -> None:
    expected = [(2, "5501", "Tromsø")]
    assert rows("\ufeffkommunenummer ,Navn\n5501,Tromsø\n".encode()) == expected
    assert rows("Navn;Annet;KOMMUNENUMMER\nTromsø;x;5501\n".encode("cp1252")) == expected


def test_a_line_with_too_many_or_too_few_cells_is_refused_and_the_next_is_read() -> None:
    sheet = read_sheet(b"Kommunenummer;Navn\n1;a;b\n2\n3;c\n", HEADINGS, NONE)
    assert sheet.broken == [2, 3]
    assert sheet.rows.rows() == [(4, "3", "c")]


def test_a_quotation_mark_that_nobody_closes_costs_its_own_line_only() -> None:
    text = b'Kommunenummer;Navn\n1;"a\n2;b\n3;"c""d"\n4;"e\nf"\n5;g\n'
    sheet = read_sheet(text, HEADINGS, NONE)
    assert sheet.broken == [2]
    assert sheet.rows.rows() == [(3, "2", "b"), (4, "3", 'c"d'), (5, "4", "e\nf"), (7, "5", "g")]


def test_what_is_refused_of_a_broken_line_is_its_number_and_no_word_of_it() -> None:
    content = b"Funn;Dato;Kommunenummer;Tema;Alvorlighet;Status;Lukket\nPF-1;Hemmelig\n"
    refused = check_file(file_contracts.pilotfunn(ON), "funn.csv", content).refused
    assert refused.rows() == [("pilotfunn", "funn.csv", 2, None, WRONG_CELLS)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", b"Navn\nOslo\n", b"Navn;Navn\na;b\n"])
def test_what_is_no_such_file_is_one_sentence_without_its_words(content: bytes) -> None:
    with pytest.raises(UsageSourceError) as failed:
        read_sheet(content, HEADINGS, NONE)
    assert "Oslo" not in str(failed.value)


def test_a_missing_column_is_named_by_its_heading_and_an_optional_one_may_be_missing() -> None:
    with pytest.raises(UsageSourceError, match="Navn"):
        read_sheet(b"Kommunenummer;X\n1;2\n", HEADINGS, NONE)
    assert read_sheet(b"Kommunenummer;X\n1;2\n", HEADINGS, frozenset({"navn"})).rows.rows() == [
        (2, "1", None)
    ]


def test_a_workbook_that_unpacks_to_far_more_than_it_weighs_is_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 100_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"\0" * 100_001)
    with pytest.raises(UsageSourceError, match="larger"):
        read_sheet(packed.getvalue(), HEADINGS, NONE)


@given(st.lists(st.lists(st.text('ab";\n', max_size=4), min_size=1, max_size=3), max_size=8))
def test_whatever_a_file_holds_every_line_is_a_row_refused_or_part_of_one(cells: list[list[str]]) -> None:
    lines = [";".join(line) for line in cells]
    sheet = read_sheet("\n".join(["Kommunenummer;Navn", *lines]).encode(), HEADINGS, NONE)
    numbers = [*sheet.rows["rad"], *sheet.broken]
    assert len(numbers) == len(set(numbers))
    total = len("\n".join(lines).split("\n")) + 1
    assert all(2 <= number <= total for number in numbers)
