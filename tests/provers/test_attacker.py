"""The attacker finds what can be found, and nothing in the planning figures of a sandbox."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from benchmarks.landed import land
from provers.attacker import EVERYBODY, Knowledge, Tables, intervals, read, recovered
from tests.warehouse import build
from tests.warehouse import read as rows_of

FIRST, LATER = date(2026, 11, 3), date(2026, 11, 28)
TABLES = (
    "befolkning",
    "befolkning_per_krets",
    "barn_per_skolekrets",
    "foedsler_per_maaned",
    "flyttinger_per_maaned",
    "skolestart",
)
FIGURES = ("--select", "int_figures__*", "int_gate__figurer*", "path:models/marts/planlegging")
NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
WHOLE = ("whole",)


def of(whole: int | None, *parts: int | None) -> Knowledge:
    """What is known of one whole and its parts; None hides."""
    knowledge = Knowledge()
    knowledge.learn(WHOLE, whole)
    for place, number in enumerate(parts):
        knowledge.learn(("part", place), number)
        knowledge.sums[WHOLE, "part"].add(("part", place))
    return knowledge


# --- the attacker by itself


def test_a_single_hidden_part_is_worked_out():
    assert recovered(of(20, 9, 8, None)) == {("part", 2): (3, 3)}


def test_two_hidden_parts_with_a_small_sum_are_narrowed():
    assert recovered(of(20, 16, None, None)) == {("part", 1): (0, 4), ("part", 2): (0, 4)}


def test_two_hidden_parts_with_a_large_sum_are_not():
    assert recovered(of(20, 15, None, None)) == {}
    assert intervals(of(20, 15, None, None))["part", 1] == (0, 5)


def test_a_hidden_whole_is_the_sum_of_its_parts():
    assert recovered(of(None, 3, 4)) == {WHOLE: (7, 7)}


def test_a_figure_that_is_part_of_nothing_may_be_anything():
    assert intervals(of(None)) == {WHOLE: (0, EVERYBODY)}


def test_what_one_table_hides_another_may_tell():
    assert recovered(of(20, 4, None, None) | of(20, None, None, 7)) == {
        ("part", 0): (4, 4),
        ("part", 1): (9, 9),
        ("part", 2): (7, 7),
    }


@pytest.mark.parametrize("figures", [(20, 4, 17), (20, 4, 17, None)])
def test_figures_that_contradict_each_other_are_refused(figures: tuple[int | None, ...]):
    with pytest.raises(ValueError, match=r"contradict|not its sum"):
        recovered(of(*figures))


def test_a_forecast_of_a_hidden_cohort_tells_it():
    place = {"kommunenummer": "0301", "per_dato": date(2026, 7, 1), "skolekrets": "7"}
    shown = {"n_barn": None, "n_ventet": 6, "n_lav": 5, "n_hoey": 7}
    rows = [place | shown | {"foedselsaar": 2022}, place | shown | {"foedselsaar": 2026, "n_ventet": None}]
    tables = {"befolkning": [], "befolkning_per_krets": [], "skolestart": rows}
    assert recovered(read(tables)) == {
        ("krets", "0301", "4", "7"): (6, 6),
        ("krets", "0301", "0", "7"): (3, 3),
    }


# --- the sandbox


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sandbox of 2,000 persons with its planning figures."""
    home = tmp_path_factory.mktemp("figures")
    land(home, 2000, 1)
    build(home, "--select", "+path:models/marts/planlegging", *NO_TESTS, today=FIRST)
    return home


@pytest.fixture(scope="module")
def tables(home: Path) -> Tables:
    """What is published of it on one day."""
    return _tables(home)


def test_nothing_is_recovered_from_a_sandbox(tables: Tables):
    knowledge = read(tables)
    assert len(knowledge.hidden) > 1000 and len(knowledge.shown) > 300
    assert recovered(knowledge) == {}


def test_no_figure_below_five_is_shown(tables: Tables):
    assert min(read(tables).shown.values()) >= 5


def test_a_single_figure_more_betrays_its_neighbours(tables: Tables):
    """The same tables with one hidden district told: the attacker is not merely blind here."""
    rows = [dict(row) for row in tables["befolkning_per_krets"]]
    whole, parts = next(_with_two_hidden(rows))
    told = whole["n_personer"] - sum(row["n_personer"] or 0 for row in parts)
    hidden = [row for row in parts if row["n_personer"] is None]
    hidden[0]["n_personer"] = told - 1
    cell = ("krets", whole["kommunenummer"], whole["aldersgruppe"], hidden[1]["skolekrets"])
    own = [row for row in rows if row["kommunenummer"] == whole["kommunenummer"]]
    assert recovered(read({"befolkning": [], "befolkning_per_krets": own}))[cell] == (1, 1)


@pytest.mark.slow
def test_two_days_of_one_month_tell_what_one_tells(home: Path, tables: Tables):
    build(home, *FIGURES, *NO_TESTS, today=LATER)
    later = _tables(home)
    assert all(sorted(later[name], key=repr) == sorted(rows, key=repr) for name, rows in tables.items())
    assert recovered(read(tables) | read(later)) == {}


def _with_two_hidden(rows: list[dict]) -> Iterator[tuple[dict, list[dict]]]:
    """Shown age groups of a municipality of which two districts hide, with the districts."""
    for whole in rows:
        parts = [
            row
            for row in rows
            if row["skolekrets"] != "alle"
            and (row["kommunenummer"], row["aldersgruppe"]) == (whole["kommunenummer"], whole["aldersgruppe"])
        ]
        n_hidden = sum(row["n_personer"] is None for row in parts)
        if whole["skolekrets"] == "alle" and whole["n_personer"] is not None and n_hidden == 2:
            yield whole, parts


def _tables(home: Path) -> Tables:
    return {name: rows_of(home, f"mart_planlegging__{name}") for name in TABLES}
