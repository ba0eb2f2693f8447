"""No rule of the grading SQL can be broken unseen: mutants of it change some list (PRV-12).

The slow run has them all. The default run has every mutant of `visible_to`, and some of each other macro and model.
"""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.landing import Landing
from provers.mutants import Bench, StillbornError
from provers.mutations import GRADING_MODELS, Mutant, macro_mutants, mutants
from provers.oracle.landed import counting, read
from provers.oracle.reading import expected
from tests.oracle.cases import Cast, tell, tell_table
from tests.oracle.conftest import LISTS_ONLY, TODAY, Built
from tests.oracle.crowd import add_crowd
from tests.oracle.families import Town
from tests.warehouse import build

SHARE_KILLED = 0.95
PARTNER = "every row has its partner"
NULLS = "a row without a partner fails the WHERE that follows"
NOT_IN_GATE = "who has an address of unknown grading is ukjent, and in no gate"
# Mutants that change nothing that anybody can see, by the beginning of their description, with the reason.
EQUIVALENT = {
    "int_persons__protected_homes: inner to left": NULLS,
    "int_gate__oppholdende: inner to left": NULLS,
    "int_gate__adresser: inner to left: INNER JOIN persons": NULLS,
    "int_gate__personer: inner to left": PARTNER,
    "int_addresses__graded: inner to left": PARTNER,
    "int_gate__foreldreansvar: inner to left: INNER JOIN counts": PARTNER,
    "int_gate__doedsbo: inner to left": "a row without a person joins nothing",
    "int_addresses__protected_dwellings: inner to left": "a dwelling that nobody protects hides nothing",
    "int_addresses__protected_dwellings: filter dropped: WHERE NOT by_": "a dwelling without a key joins nothing",
    "int_addresses__protected_dwellings: filter dropped: WHERE adressetype": "what else there is has no dwelling's key",
    "int_addresses__protected_dwellings: max to min": "what somebody protects in one dwelling is of one rank",
    "int_addresses__protected_dwellings: unknown is ungraded": "the person's rank is as high",
    "int_addresses__graded: unknown is ungraded": NOT_IN_GATE,
    "int_addresses__graded: filter dropped: WHERE gradering <> 'ugradert'": "what is ungraded is of the lowest rank",
    "int_gate__adresser: unknown is ungraded: of_listed_persons.gradering": NOT_IN_GATE,
    "int_gate__oppholdende: unknown is ungraded: stays.gradering": NOT_IN_GATE,
    "int_gate__flyttinger: unknown is ungraded": NOT_IN_GATE,
    "int_gate__relasjoner: unknown is ungraded": NOT_IN_GATE,
    "int_gate__adresser: left side dropped: persons.is_doed AND": "only the dead have a siste_bosted",
    "int_gate__adresser: right side dropped: persons.is_resident AND": "no list reads post_utland",
    "int_gate__foreldreansvar: filter dropped: WHERE is_minor": "lists of children join it to children",
    "int_gate__foreldreansvar: max to min": "one holder has one number and one name",
    "int_gate__relasjoner: left side dropped: is_resident AND": "the lists join residents",
}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A town for mutants: odd families, the stories, many who stay without being resident, and many in one house."""
    home = tmp_path_factory.mktemp("crowd")
    town = Town.of(300, seed=4, today=TODAY)
    add_crowd(town, 40)
    cast = Cast(town, first_number=len(town.members) + 1)
    tell(cast, TODAY.year)
    tell_table(cast, TODAY.year - 8)
    Landing(home / "landing").add_documents([*town.rows(), *cast.rows])
    build(home, *LISTS_ONLY, today=TODAY)
    wanted = expected(*counting_for(home))
    with Bench(
        home / "warehouse" / "warehouse.duckdb",
        home / "dbt" / "compiled",
        tmp_path_factory.mktemp("bench"),
        wanted,
    ) as one:
        yield one


def counting_for(home: Path) -> tuple:
    answers, nobody = counting(read(home / "landing"))
    return answers, TODAY, nobody


@pytest.fixture(scope="module")
def bench(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    warehouse = built.home / "warehouse" / "warehouse.duckdb"
    with Bench(
        warehouse, built.home / "dbt" / "compiled", tmp_path_factory.mktemp("bench"), built.wanted
    ) as one:
        yield one


def survivors(bench: Bench, tried: list[Mutant]) -> tuple[list[str], Counter[str]]:
    """The descriptions of those that no list betrays, and how many were killed or did not run."""
    living, counts = [], Counter()
    for mutant in tried:
        try:
            killer = bench.killed_by(mutant)
        except StillbornError:
            counts["did not run"] += 1
            continue
        if killer is None and not any(str(mutant).startswith(known) for known in EQUIVALENT):
            living.append(str(mutant))
        counts["killed"] += killer is not None
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
    assert (
        bench.killed_by(Mutant("int_persons__graded", "none", "", lambda: {"int_persons__graded": same}))
        is None
    )
    broken = {"int_persons__graded": "select nothing"}
    with pytest.raises(StillbornError):
        bench.killed_by(Mutant("int_persons__graded", "broken", "", lambda: broken))


def test_a_sample_of_mutants_is_killed(bench: Bench) -> None:
    chance = random.Random(4)  # noqa: S311
    of_macros, of_models = list(macro_mutants(bench.trees)), list(mutants(bench.trees))
    tried = [
        *(mutant for mutant in of_macros if mutant.place == "visible_to"),
        *chance.sample([mutant for mutant in of_macros if mutant.place != "visible_to"], 3),
        *chance.sample(of_models, 3),
    ]
    living, counts = survivors(bench, tried)
    assert living == []
    assert counts["killed"] >= 9


@pytest.mark.slow
def test_every_mutant_of_the_macros_is_killed(crowd: Bench) -> None:
    living, counts = survivors(crowd, list(macro_mutants(crowd.trees)))
    assert living == []
    assert counts["killed"] >= 50


@pytest.mark.slow
def test_mutants_of_the_models_are_killed(crowd: Bench) -> None:
    living, counts = survivors(crowd, list(mutants(crowd.trees)))
    assert counts["killed"] >= 300
    assert counts["killed"] >= SHARE_KILLED * (counts["killed"] + len(living)), living
