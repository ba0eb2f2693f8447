"""No rule of the grading SQL can be broken unseen: mutants of it change some list (PRV-12).

The slow run has them all. The default run has every mutant of `visible_to`, and some of each other macro and model.
"""

import json
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
from tests.oracle.families import Town
from tests.warehouse import build

SHARE_KILLED = 0.95
# Mutants that change nothing, by the beginning of their description, with the reason.
EQUIVALENT: dict[str, str] = {}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A town for mutants: odd families, the stories, many who stay without being resident, and many in one house."""
    home = tmp_path_factory.mktemp("crowd")
    town = Town.of(150, seed=4, today=TODAY)
    for _ in range(40):
        add_stayers(town)
        add_neighbours(town)
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


def add_stayers(town: Town) -> None:
    """Two adults who stay at the same place; one is resident nowhere, and either may be protected."""
    homes = [town.home()]
    for status in ("midlertidig", "bosatt"):
        member = town.adult(homes)
        member.in_scope, member.landed = True, "landed"
        member.document["status"] = [town.entry(status=status)]
        member.document["oppholdsadresse"] = [town.graded(town.stay(homes), 0.4)]
        if status == "midlertidig":
            member.document["bostedsadresse"] = []
        town.members.append(member)


def add_neighbours(town: Town) -> None:
    """A child and a protected relative in the same house: in the same unit, another one, or one that is not known."""
    house = town.home()
    while "vegadresse" not in house:
        house = town.home()
    child, relative = town.child([house]), town.adult([house])
    for member, grade in ((child, "ugradert"), (relative, "fortrolig")):
        home = json.loads(json.dumps(house)) | {"adressegradering": grade}
        home["vegadresse"]["bruksenhetsnummer"] = town.pick(("H0101", "H0102", None))
        home["adresseIdentifikatorFraMatrikkelen"] = town.pick(("123456789", "234567890", None))
        member.in_scope, member.landed, member.grading_asked = True, "landed", True
        member.document["bostedsadresse"] = [town.entry(**home)]
        member.document["status"] = [town.entry(status="bosatt")]
        member.document.pop("doedsfall", None)
        town.members.append(member)
    relative.document["adressebeskyttelse"] = [town.entry(graderingsnivaa="fortrolig")]
    role = town.pick(("soesken", "mor"))
    child.document["familierelasjon"] = [
        town.entry(relatertPerson=relative.person, relatertPersonsRolle=role)
    ]
    child.document["foreldreansvar"] = []


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
def test_every_mutant_of_the_macros_is_killed(crowd: Bench) -> None:
    living, counts = survivors(crowd, list(macro_mutants(crowd.trees)))
    assert living == []
    assert counts["killed"] >= 50


@pytest.mark.slow
@pytest.mark.parametrize("model", GRADING_MODELS)
def test_mutants_of_the_models_are_killed(crowd: Bench, model: str) -> None:
    tried = list(mutants(crowd.trees, [model]))
    living, counts = survivors(crowd, tried)
    n_run = counts["killed"] + len(living)
    assert counts["killed"] >= SHARE_KILLED * n_run, living
    assert len(tried) - counts["did not run"] > 0
