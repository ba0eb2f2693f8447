"""Contracts of usage: every bad row is named with its column and reason, every good one is landed, no value is told."""

from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from ingest.sandbox.dice import Dice
from ingest.usage import file_contracts
from ingest.usage.contracts import REPEATED, ROW
from ingest.usage.pseudonyms import Pseudonyms
from ingest.usage.refresh import check_file
from ingest.usage.tables import TABLES
from tests.unit.usage.rows_of_sources import ON, PERSON, avtale, innbygger, kall, source, system_row

DIRTY, GOOD = 20_000, 2_000


@pytest.fixture
def pseudonyms(tmp_path: Path) -> Pseudonyms:
    return Pseudonyms(tmp_path / "key")


@pytest.mark.parametrize("kilde", TABLES)
def test_of_20000_dirty_rows_every_one_is_named_and_every_good_row_among_them_is_landed(
    kilde: str, pseudonyms: Pseudonyms
) -> None:
    told = source(kilde, pseudonyms)
    kinds = [None] * GOOD + [n % len(told.faults) for n in range(DIRTY)]
    dice = Dice("dirty rows")
    kinds.sort(key=lambda _: dice.below(10**9))
    good, rows, planted = 0, [], {}
    for place, kind in enumerate(kinds, told.first_row()):
        if kind is None:
            rows.append(told.row(good))
            good += 1
        else:
            changes, felt, reason = told.faults[kind]
            rows.append(told.row(100_000 + place) | changes)
            planted[place] = (felt, reason)

    checked = told.check(rows)

    assert checked.rows.height == GOOD
    assert set(checked.refused[ROW]) == set(planted)
    named = {(row, felt): reason for row, felt, reason in checked.refused.select(ROW, "felt", "grunn").rows()}
    for place, (felt, reason) in planted.items():
        assert reason in named[place, felt], (place, felt)
    assert pl.DataFrame(checked.rows).to_arrow().cast(TABLES[kilde]).schema.equals(TABLES[kilde])
    assert not _holds(checked.refused, PERSON)


@pytest.mark.parametrize("kilde", TABLES)
def test_every_single_fault_is_the_only_one_that_is_told(kilde: str, pseudonyms: Pseudonyms) -> None:
    told = source(kilde, pseudonyms)
    for changes, felt, reason in told.faults:
        checked = told.check([told.row(1), told.row(2) | changes])
        assert checked.rows.height == 1
        assert (felt, told.first_row() + 1) in checked.refused.select("felt", ROW).rows()
        assert any(reason in grunn for grunn in checked.refused["grunn"]), (changes, checked.refused)


@pytest.mark.parametrize("kilde", TABLES)
def test_a_row_that_is_told_twice_is_landed_once_and_named_once(kilde: str, pseudonyms: Pseudonyms) -> None:
    told = source(kilde, pseudonyms)
    checked = told.check([told.row(1), told.row(2), told.row(1)])
    assert checked.rows.height == 2
    assert checked.refused.select(ROW, "grunn").rows() == [(told.first_row() + 2, REPEATED)]


def test_a_good_row_is_landed_though_a_bad_one_before_it_has_the_same_key(pseudonyms: Pseudonyms) -> None:
    told = source("avtaler", pseudonyms)
    checked = told.check([avtale(1) | {"navn": None}, avtale(1)])
    assert checked.rows.height == 1
    assert checked.refused[ROW].to_list() == [2]


def test_an_empty_source_is_a_table_without_rows(pseudonyms: Pseudonyms) -> None:
    for kilde, schema in TABLES.items():
        checked = source(kilde, pseudonyms).check([])
        assert checked.rows.height == checked.refused.height == 0
        assert pa.Table.from_pylist([], schema=schema).schema.names == checked.rows.columns


def test_a_renumbered_municipality_is_landed_under_both_numbers(pseudonyms: Pseudonyms) -> None:
    told = source("avtaler", pseudonyms)
    rows = [
        avtale(1) | {"kommunenummer": "3001"},
        avtale(2) | {"kommunenummer": "1507", "navn": "Ålesund"},
        avtale(3) | {"kommunenummer": "1507", "navn": "Haram"},
    ]
    landed = told.check(rows).rows
    assert landed.select("kommunenummer", "kommunenummer_i_dag", "fylkesnummer").rows() == [
        ("3001", "3101", "31"),
        ("1507", "1508", "15"),
        ("1507", "1580", "15"),
    ]


def test_a_system_keeps_its_row_id_when_its_municipality_gets_another_number(pseudonyms: Pseudonyms) -> None:
    told = source("systemoversikt", pseudonyms)
    before, after = (told.check([system_row(1) | {"kommunenummer": n}]).rows for n in ("3001", "3101"))
    assert before["rad_id"].to_list() == after["rad_id"].to_list()
    both = told.check([system_row(1) | {"kommunenummer": n} for n in ("3001", "3101")])
    assert both.rows.height == 1
    assert both.refused["grunn"].to_list() == [REPEATED]


def test_a_vendor_is_spelled_as_the_seed_does_and_an_unknown_one_as_it_stands(pseudonyms: Pseudonyms) -> None:
    told = source("systemoversikt", pseudonyms)
    names = ("tietoevry", "VIGILO", "edge  consulting", "Noen andre")
    landed = told.check([system_row(n) | {"leverandoer": name} for n, name in enumerate(names)]).rows
    assert landed["leverandoer"].to_list() == ["Tieto Evry", "Vigilo", "Edge Consulting", "Noen andre"]


def test_a_divided_municipalitys_inhabitants_have_no_number_of_today(pseudonyms: Pseudonyms) -> None:
    told = source("innbyggere", pseudonyms)
    landed = told.check([innbygger(0) | {"kommunenummer": "1507", "aar": "2023"}]).rows
    assert landed.select("kommunenummer", "kommunenummer_i_dag").rows() == [("1507", None)]


def test_a_call_is_landed_with_its_norwegian_day_its_kind_and_its_caller(pseudonyms: Pseudonyms) -> None:
    told = source("kall", pseudonyms)
    rows = [
        kall(1),  # 23:30 in UTC is the next day in Norway
        kall(2) | {"handling": "HENDELSER"},
        kall(3) | {"handling": "ROLLE_ENDRET", "opplysninger": None, "rolle_id": None},
        kall(4) | {"paa_vegne_av": PERSON},
    ]
    landed = told.check(rows).rows
    assert landed["dato"].to_list() == [date(2026, 5, 2)] * 4
    assert landed["slag"].to_list() == ["oppslag", "hendelse", "annet", "oppslag"]
    assert landed["aktoer_type"].to_list() == ["person", "integrasjon", "person", "person"]
    assert landed["aktoer"][0] == landed["aktoer"][3] == pseudonyms.of(PERSON)
    assert landed["opplysninger"].to_list() == [
        ["NAVN", "FODSEL"],
        ["NAVN", "FODSEL"],
        [],
        ["NAVN", "FODSEL"],
    ]
    assert not _holds(landed, PERSON)


def test_a_workbook_and_a_csv_of_the_same_rows_are_landed_alike() -> None:
    from ingest.sandbox.usage import UsageWorld
    from ingest.sandbox.usage_files import AGREEMENT, _csv, _workbook, agreements

    rows = agreements(UsageWorld.create(3, date(2023, 11, 1)), ON)
    contract = file_contracts.avtaler(ON)
    book = check_file(contract, "a", _workbook("Avtaler", AGREEMENT, rows))
    text = check_file(contract, "a", _csv(AGREEMENT, rows))
    assert book.rows.equals(text.rows)
    assert book.refused.equals(text.refused)
    assert book.refused.height > 0


def test_docs_usage_tells_of_every_source_and_every_column_of_its_contract(pseudonyms: Pseudonyms) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "usage.md").read_text(encoding="utf-8")
    for kilde in TABLES:
        section = page.split(f"### `{kilde}`")[1].split("\n### ")[0]
        for name, column in source(kilde, pseudonyms).contract.columns.items():
            assert f"| `{name}` |" in section, (kilde, name)
            assert column.description in section, (kilde, name)


def _holds(frame: pl.DataFrame, value: str) -> bool:
    return value in frame.write_json()
