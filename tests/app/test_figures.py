"""Population and school start: figures as they were published, and «:» where one is hidden."""

import shutil
from datetime import date

import polars as pl
import pytest

from dashboards import figures
from tests.app.conftest import widget
from tests.app.contracts import TYPES, contracts, publish_everything

ROLE = "planlegging"
DAY = date(2026, 5, 1)
SCHOOL = "mart_planlegging__skolestart"
# district, year, expected, low, high
EXPECTED = [
    ("1", 2027, 21, 18, 24),
    ("1", 2028, 23, 20, 26),
    ("1", 2029, None, None, None),
    ("2", 2027, 1, 0, 2),
    ("2", 2028, 40, None, None),
    ("uten krets", 2028, 7, 5, 9),
]


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    home = tmp_path_factory.mktemp("everything")
    publish_everything(home)
    return home


@pytest.fixture
def pages(everything, tmp_path, open_page, monkeypatch):
    """The pages over figures that a test writes itself."""
    home = shutil.copytree(everything, tmp_path / "figures")
    monkeypatch.setenv("MANNTALL_HOME", str(home))
    folder = home / "published" / "00000001" / "0301" / ROLE

    def opened(page: str, mart: str, rows: list[dict]):
        schema = {name: TYPES[kind] for name, kind in contracts()[mart].items()}
        full = [dict.fromkeys(schema) | {"kommunenummer": "0301", "per_dato": DAY} | row for row in rows]
        pl.DataFrame(full, schema=schema).write_parquet(folder / f"{mart}.parquet")
        return open_page(ROLE, page=page)

    return opened


def school(pages, error: float | None = 12.0):
    names = ("skolekrets", "skolestart_aar", "n_ventet", "n_lav", "n_hoey")
    rows = [dict(zip(names, row, strict=True)) | {"feil_prosent": error} for row in EXPECTED]
    return pages("skolestart", SCHOOL, rows)


def boxes(app) -> dict[str, str]:
    """Label to value of the figures that are words in boxes."""
    labels = [caption.value for caption in app.caption if caption.value.startswith("Høsten")]
    values = [text.value.strip("*") for text in app.markdown if text.value.startswith("**")]
    return dict(zip(labels, values, strict=True))


def test_how_many_start_school_in_a_district_in_two_years_is_told_first(pages):
    app = school(pages)
    assert boxes(app) == {"Høsten 2027": "21 (18–24)", "Høsten 2028": "23 (20–26)", "Høsten 2029": ":"}
    widget(app.selectbox, "Velg skolekrets").set_value("2").run()
    assert boxes(app) == {"Høsten 2027": "1 (0–2)", "Høsten 2028": "40"}


def test_all_districts_stand_in_one_table_by_number_with_those_without_one_last(pages):
    shown = school(pages).dataframe[0].value.fillna("")
    assert shown.values.tolist() == [
        ["1", "21", "23", ":"],
        ["2", "1", "40", ""],
        ["Uten krets", "", "7", ""],
    ]
    assert list(shown.columns) == ["Skolekrets", "2027", "2028", "2029"]


def test_the_method_and_what_it_missed_by_are_told(pages):
    assert "12 prosent" in str([text.value for text in school(pages).markdown])
    assert "for kort til å prøve" in str([text.value for text in school(pages, None).markdown])


def test_the_population_is_a_table_of_what_was_published(pages):
    rows = [
        {"alder": age, "kjoenn": sex, "n_personer": n}
        for age, sexes in enumerate([(12, 9, 21), (None, None, 11), (5, 6, 11)])
        for sex, n in zip(("kvinne", "mann", "alle"), sexes, strict=True)
    ]
    app = pages("befolkning", "mart_planlegging__befolkning", rows)
    assert app.dataframe[0].value.values.tolist() == [
        [0, "12", "9", "21"],
        [1, ":", ":", "11"],
        [2, "5", "6", "11"],
    ]
    assert "2 tall vises ikke" in str([caption.value for caption in app.caption])


def test_a_district_that_hides_is_told_as_hidden_and_whoever_has_none_stands_last(pages):
    rows = [
        {
            "skolekrets": district,
            "aldersgruppe": group,
            "fra_alder": first,
            "til_alder": last,
            "n_personer": n,
        }
        for district, group, first, last, n in [
            *(("uten krets", "0", 0, 0, 6), ("11", "0", 0, 0, None), ("2", "0", 0, 0, 8)),
            *(("alle", "0", 0, 0, 19), ("alle", "alle", 0, 105, 500)),
        ]
    ]
    app = pages("befolkning", "mart_planlegging__befolkning_per_krets", rows)
    table = next(found.value for found in app.dataframe if "Skolekrets" in found.value.columns)
    assert table["Skolekrets"].tolist() == ["Alle", "2", "11", "Uten krets"]
    assert table["0"].tolist() == ["19", "8", ":", "6"]


def test_a_years_births_and_moves_are_sums_and_hide_when_a_month_does():
    born = pl.DataFrame({"foedselsaar": [2025, 2025, 2026], "maaned": [1, 2, 1], "n_foedte": [7, 8, 9]})
    moved = pl.DataFrame(
        {
            "aar": [2025, 2025, 2025, 2026],
            "maaned": [1, 2, 1, 1],
            "retning": ["inn", "inn", "ut", "ut"],
            "n_flyttinger": [5, None, 6, 7],
        }
    )
    assert figures.by_year(born, moved).rows() == [(2026, "9", ":", "7"), (2025, "15", ":", "6")]


def test_development_has_a_year_a_row(pages):
    rows = [{"foedselsaar": 2025, "maaned": month, "n_foedte": 10 + month} for month in range(1, 13)]
    app = pages("befolkning", "mart_planlegging__foedsler_per_maaned", rows)
    table = next(found.value for found in app.dataframe if "Fødte" in found.value.columns)
    assert dict(zip(table["År"], table["Fødte"], strict=True))[2025] == str(sum(range(11, 23)))
