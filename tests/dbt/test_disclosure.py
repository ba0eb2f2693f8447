"""Whatever people there are, the SQL of the planning figures shows nothing small and nothing that gives it away.

The compiled models run by themselves in an empty DuckDB, on counts and people made up by Hypothesis.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provers.attacker import read, recovered
from tests.warehouse import compiled

Models = dict[str, dict]
Count = tuple[str, int, str, str | None, int | None, int]

MONTH = date(2026, 6, 1)  # the compiled SQL's day is the 15th
AGES = [(0, 0, 0), (1, 1, 1), (16, 16, 16), (18, 17, 19), (19, 17, 19), (95, 90, 105), (105, 90, 105)]
SUPPRESSED = ("int_figures__cells", "int_gate__figurer")
MARTS = ("befolkning", "befolkning_per_krets", "barn_per_skolekrets", "foedsler_per_maaned", "skolestart")

# only the smallest figures hide here: what the SQL would be without its siblings
PRIMARY_ONLY = """
    select
        kommunenummer, cast('2026-06-01' as date) as per_dato, inndeling, aldersgruppe,
        fra_alder, til_alder, cells.alder, verdi, case when n >= 5 then n end as n_personer
    from warehouse.intermediate.int_figures__cells as cells
    left join (
        select distinct aldersgruppe, fra_alder, til_alder from warehouse.intermediate.int_figures__ages
    ) using (aldersgruppe)
"""

# everything that the rules are there for: a lone small district, ages and groups that hide for others' sake
TELLING: list[Count] = [
    ("0301", 16, "kvinne", "1", None, 12),
    ("0301", 16, "mann", "2", None, 11),
    ("0301", 16, "mann", "3", None, 2),
    ("0301", 0, "kvinne", "1", 1, 5),
    ("0301", 1, "mann", "2", 2, 1),
    ("0301", 18, "kvinne", "1", None, 20),
    ("0301", 18, "mann", "2", None, 1),
    ("0301", 95, "kvinne", "1", None, 6),
    ("0301", 95, "mann", "2", None, 6),
    ("0301", 105, "kvinne", "1", None, 4),
]

COUNTS = st.lists(
    st.tuples(
        st.sampled_from(["0301", "0301", "4601"]),
        st.sampled_from([age for age, _, _ in AGES]),
        st.sampled_from(["kvinne", "kvinne", "mann", "mann", "ukjent"]),
        st.sampled_from([None, "1", "1", "2", "3"]),
        st.sampled_from([1, 1, 2, 5, 0]),
        st.one_of(st.integers(1, 6), st.integers(1, 30)),
    ),
    min_size=1,
    max_size=40,
)


@contextmanager
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse")
        connection.execute("create schema warehouse.intermediate; create schema warehouse.mart_planlegging")
        yield connection


def tables_of(models: Models, counts: list[Count], gate: str | None = None) -> tuple[dict, Counter]:
    """The planning tables that come of the counts, and what the figures really are.

    Args:
        models: the compiled models.
        counts: rows for int_figures__counts.
        gate: SQL in place of int_gate__figurer's.
    """
    with warehouse() as connection:
        connection.execute("use warehouse.intermediate")
        connection.execute(
            "create table int_figures__counts (kommunenummer varchar, alder int, kjoenn varchar, "
            "skolekrets varchar, foedselsmaaned int, n int)"
        )
        months = [(*row[:4], row[4] if row[1] < 5 else None, row[5]) for row in counts]
        connection.executemany("insert into int_figures__counts values (?, ?, ?, ?, ?, ?)", months)
        connection.execute(
            "create table int_figures__ages (alder int, fra_alder int, til_alder int, aldersgruppe varchar)"
        )
        ages = [(*row, f"{row[1]}-{row[2]}" if row[1] != row[2] else str(row[1])) for row in AGES]
        connection.executemany("insert into int_figures__ages values (?, ?, ?, ?)", ages)
        connection.execute(
            "create table int_gate__figurer_treff as select '0301' as kommunenummer, "
            "cast(range as int) as aar_foer, 10 as feil_prosent from range(1, 7)"
        )
        for name in SUPPRESSED:
            sql = gate if gate and name == "int_gate__figurer" else models[name]["compiled_code"]
            connection.execute(f"create table {name} as {sql}")
        tables = {
            name: rows_of(connection, models[f"mart_planlegging__{name}"]["compiled_code"]) for name in MARTS
        }
        truth = connection.execute(
            "select kommunenummer, inndeling, helhet, verdi, n from int_figures__cells"
        ).fetchall()
        return tables, Counter({tuple(row[:4]): row[4] for row in truth})


def rows_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict]:
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def truth_of(cell: tuple, truth: Counter) -> int:
    """The real number of one of the attacker's cells."""
    groups = {age: f"{low}-{high}" if low != high else str(low) for age, low, high in AGES}
    kind, kommune, *rest = cell
    helhet, verdi = {
        "kommune": lambda: ("alle", "alle"),
        "aldersgruppe": lambda group: ("alle", group),
        "alder": lambda age: (groups[age], str(age)),
        "krets": lambda group, krets: (group, krets),
        "kjoenn": lambda age, sex: (str(age), sex),
        "foedselsmaaned": lambda age, month: (str(age), str(month or 0)),
    }[kind](*rest)
    return truth[kommune, kind, helhet, verdi]


@settings(max_examples=25)
@given(counts=COUNTS)
def test_nothing_that_hides_can_be_worked_out(models: Models, counts: list[Count]) -> None:
    tables, truth = tables_of(models, counts)
    knowledge = read(tables)
    assert recovered(knowledge) == {}
    assert all(number >= 5 for number in knowledge.shown.values())
    assert all(number == truth_of(cell, truth) for cell, number in knowledge.shown.items())
    assert knowledge.shown.keys().isdisjoint(knowledge.hidden)


def test_without_the_siblings_it_can_be_worked_out(models: Models) -> None:
    assert recovered(read(tables_of(models, TELLING)[0])) == {}
    found = recovered(read(tables_of(models, TELLING, gate=PRIMARY_ONLY)[0]))
    assert found["krets", "0301", "16", "3"] == found["krets", "0301", "16", "uten krets"] == (0, 2)
    assert found["kjoenn", "0301", 18, "mann"] == (1, 1)


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("1 preceding\n            ) >= 5", "1 preceding\n            ) >= 3"),
        ("judged_groups.is_publishable)", "true)"),
        ("judged_ages.is_publishable)", "true)"),
    ],
    ids=["a sum that is large enough", "parts of a hidden group hide", "parts of a hidden age hide"],
)
def test_no_rule_can_be_left_out(models: Models, rule: str, broken: str) -> None:
    sql = models["int_gate__figurer"]["compiled_code"]
    assert rule in sql
    assert recovered(read(tables_of(models, TELLING, gate=sql.replace(rule, broken))[0])) != {}


def test_large_figures_are_shown(models: Models) -> None:
    counts = [("0301", age, sex, krets, 1, 50) for age, _, _ in AGES for sex in ("kvinne", "mann")
              for krets in (None, "1", "2")]  # fmt: skip
    tables, _ = tables_of(models, counts)
    assert all(row["n_personer"] is not None for row in tables["befolkning"] + tables["befolkning_per_krets"])
    assert all(row["n_barn"] == 100 for row in tables["barn_per_skolekrets"])


def test_a_municipality_of_four_is_not_even_named(models: Models) -> None:
    tables, _ = tables_of(models, [("0301", 1, "mann", "1", 2, 4), ("4601", 1, "mann", "1", 2, 5)])
    assert {row["kommunenummer"] for named in tables.values() for row in named} == {"4601"}


# --- the day that figures are made for

PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "kommune": st.sampled_from(["0301", "4601"]),
            "krets": st.sampled_from([None, "1", "2"]),
            "born": st.dates(date(1919, 1, 1), date(2026, 6, 27)),
            "change": st.sampled_from(["none", "none", "moves", "dies"]),
            "day": st.integers(0, 26),
        }
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=20)
@given(people=PEOPLE)
def test_what_happens_in_a_month_is_in_no_figure_of_that_month(models: Models, people: list[dict]) -> None:
    sql = models["int_figures__counts"]["compiled_code"]
    before = counts_of(sql, [person | {"change": "none"} for person in people if person["born"] < MONTH])
    assert counts_of(sql, people) == counts_of(sql.replace("2026-06-15", "2026-06-28"), people) == before


def counts_of(sql: str, people: list[dict]) -> list[tuple]:
    """What the SQL counts of people whose changes are registered already."""
    with warehouse() as connection:
        connection.execute("use warehouse.intermediate")
        connection.execute(
            "create table int_gate__personer (person int, kjoenn varchar, foedselsdato date, foedselsaar int, "
            "is_resident boolean, is_doed boolean, doedsdato date)"
        )
        connection.execute(
            "create table int_figures__residences (person int, position int, kommunenummer varchar, "
            "skolekrets varchar, fra_maaned int)"
        )
        for number, person in enumerate(people):
            day, dies = MONTH + timedelta(days=person["day"]), person["change"] == "dies"
            row = [number, "mann", person["born"], person["born"].year, not dies, dies, day if dies else None]
            connection.execute("insert into int_gate__personer values (?, ?, ?, ?, ?, ?, ?)", row)
            homes = [(person["kommune"], person["krets"], 0)]
            if person["change"] == "moves":
                homes.insert(0, ("3301", "9", 2026 * 12 + 6))
            rows = [(number, position, *home) for position, home in enumerate(homes, start=1)]
            connection.executemany("insert into int_figures__residences values (?, ?, ?, ?, ?)", rows)
        return sorted(connection.execute(sql).fetchall(), key=repr)


# --- the threshold


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("macros")


def test_a_threshold_below_three_stops_the_compilation(home: Path, capfd: pytest.CaptureFixture) -> None:
    with pytest.raises(Exception, match=r"(?i)compil|pars|inline query"):
        compiled(home, "select {{ publishable('n') }} from counts", "terskel: 2")
    assert "no count below 3 may be shown" in capfd.readouterr().out


@pytest.mark.slow
def test_the_threshold_may_be_three(home: Path) -> None:
    assert "n >= 3" in compiled(home, "select {{ publishable('n') }} from counts", "terskel: 3")
