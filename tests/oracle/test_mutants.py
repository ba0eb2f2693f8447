"""No rule of the grading SQL can be broken unseen: mutants of it change some list (PRV-12).

The slow run has them all. The default run has every mutant of `visible_to`, and some of each other macro and model.
"""

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from provers.mutants import Bench, StillbornError
from provers.mutations import GRADING_MODELS, Mutant, macro_mutants, mutants
from tests.oracle.conftest import Built

SHARE_KILLED = 0.95
# Mutants that change nothing, by the beginning of their description, with the reason.
EQUIVALENT: dict[str, str] = {}


@pytest.fixture(scope="module")
def bench(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    warehouse = built.home / "warehouse" / "warehouse.duckdb"
    with Bench(
        warehouse, built.home / "dbt" / "compiled", tmp_path_factory.mktemp("bench"), built.wanted
    ) as one:
        yield one


def survivors(bench: Bench, tried: list[Mutant]) -> tuple[list[str], Counter[str]]:
    """The descriptions of those that no list betrays, and how many were killed, survived or did not run, by place."""
    living, counts = [], Counter()
    for mutant in tried:
        try:
            killer = bench.killed_by(mutant)
        except StillbornError:
            counts["did not run"] += 1
            continue
        if killer is None and not any(str(mutant).startswith(known) for known in EQUIVALENT):
            living.append(str(mutant))
        counts["killed" if killer else "survived"] += 1
    return living, counts


def test_every_model_that_grades_has_mutants(bench: Bench) -> None:
    assert {mutant.place for mutant in mutants(bench.trees)} == set(GRADING_MODELS)
    assert {mutant.place for mutant in macro_mutants(bench.trees)} == {
        "grading_rank",
        "grading_code",
        "visible_to",
        "address_state",
    }


def test_what_is_not_changed_is_what_the_oracle_reads(bench: Bench) -> None:
    assert {mart: n for mart, n in bench.wrong().items() if n} == {}


def test_a_mutant_that_changes_nothing_survives_and_one_that_does_not_run_is_told_apart(bench: Bench) -> None:
    same = bench.sql["int_persons__graded"]
    assert bench.killed_by(Mutant("int_persons__graded", "none", "", {"int_persons__graded": same})) is None
    with pytest.raises(StillbornError):
        bench.killed_by(
            Mutant("int_persons__graded", "broken", "", {"int_persons__graded": "select nothing"})
        )


def test_a_sample_of_mutants_is_killed(bench: Bench) -> None:
    chance = random.Random(4)  # noqa: S311
    of_macros, of_models = list(macro_mutants(bench.trees)), list(mutants(bench.trees))
    tried = [
        *(mutant for mutant in of_macros if mutant.place == "visible_to"),
        *chance.sample([mutant for mutant in of_macros if mutant.place != "visible_to"], 4),
        *chance.sample(of_models, 5),
    ]
    living, counts = survivors(bench, tried)
    assert living == []
    assert counts["killed"] >= 10


@pytest.mark.slow
def test_every_mutant_of_the_macros_is_killed(bench: Bench) -> None:
    living, counts = survivors(bench, list(macro_mutants(bench.trees)))
    assert living == []
    assert counts["killed"] >= 50


@pytest.mark.slow
@pytest.mark.parametrize("model", GRADING_MODELS)
def test_mutants_of_the_models_are_killed(bench: Bench, model: str) -> None:
    tried = list(mutants(bench.trees, [model]))
    living, counts = survivors(bench, tried)
    n_run = counts["killed"] + len(living)
    assert counts["killed"] >= SHARE_KILLED * n_run, living
    assert len(tried) - counts["did not run"] > 0
