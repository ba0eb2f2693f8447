"""Which document counts: the newest answer about a person, however it came and whatever number it came by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from ingest.landing import Landing
from tests.dbt.documents import CHILD, MOTHER, OTHER, document, landed
from tests.oracle.families import Town
from tests.warehouse import FEW_MARTS, build, read, sorted_rows

TODAY = date(2026, 6, 15)
MARTS = (
    "mart_oppvekst__barn",
    "mart_oppvekst__delt_bosted_fra_annen_kommune",
    "mart_helsestasjon__foedsler",
    "mart_doedsfall__doede",
)


def named(person: str, name: str, **elements: object) -> dict:
    return document(person, navn=[{"erGjeldende": True, "fornavn": name}], **elements)


def merged(person: str, former: str, name: str) -> dict:
    numbers = [
        {"erGjeldende": True, "foedselsEllerDNummer": person, "status": "iBruk"},
        {"erGjeldende": False, "foedselsEllerDNummer": former, "status": "opphoert"},
    ]
    return named(person, name, identifikasjonsnummer=numbers)


DEAD = document(
    MOTHER,
    status=[{"erGjeldende": True, "status": "doed"}],
    doedsfall={"erGjeldende": True, "doedsdato": "2026-05-01"},
)
ALIVE = document(MOTHER)

# What is landed, segment by segment, and the names that the roster then has.
CASES: dict[str, tuple[list[list[dict]], list[str]]] = {
    "the highest sequence number wins, not the newest segment": (
        [[landed(20, named(CHILD, "NY"))], [landed(10, named(CHILD, "GAMMEL"))]],
        ["NY"],
    ),
    "of equal numbers the newest segment wins": (
        [[landed(10, named(CHILD, "GAMMEL"))], [landed(10, named(CHILD, "NY"))]],
        ["NY"],
    ),
    "of two in one segment the later wins": (
        [[landed(10, named(CHILD, "GAMMEL")), landed(10, named(CHILD, "NY"))]],
        ["NY"],
    ),
    "somebody who moved out is gone": (
        [[landed(10, named(CHILD, "A"))], [landed(20, asked=CHILD, utfall="utenfor")]],
        [],
    ),
    "somebody who was not understood hides": (
        [[landed(10, named(CHILD, "A"))], [landed(20, asked=CHILD, utfall="uforstaatt")]],
        [],
    ),
    "an older answer without a document hides nobody": (
        [[landed(20, named(CHILD, "A"))], [landed(10, asked=CHILD, utfall="utenfor")]],
        ["A"],
    ),
    "whom only a relation needs is in no list": ([[landed(10, named(CHILD, "A"), utfall="relasjon")]], []),
    "two numbers that lead to one person are one person": (
        [[landed(10, named(CHILD, "GAMMEL"))], [landed(20, named(CHILD, "NY"), asked=OTHER)]],
        ["NY"],
    ),
    "a new number takes the old one's place": (
        [[landed(10, named(OTHER, "GAMMEL"))], [landed(20, merged(CHILD, OTHER, "NY"))]],
        ["NY"],
    ),
    "a merge that was undone gives both back": (
        [
            [landed(10, named(OTHER, "B")), landed(20, merged(CHILD, OTHER, "A"))],
            [landed(30, named(OTHER, "B")), landed(30, named(CHILD, "A"))],
        ],
        ["A", "B"],
    ),
    "an earlier number that freg does not know says nothing": (
        [[landed(10, merged(CHILD, OTHER, "A"))], [landed(20, asked=OTHER, utfall="finnesIkke")]],
        ["A"],
    ),
    "an earlier number that was not understood hides": (
        [[landed(10, merged(CHILD, OTHER, "A"))], [landed(20, asked=OTHER, utfall="uforstaatt")]],
        [],
    ),
    "a document that was asked for by its own id is its person's": (
        [[landed(10, named(CHILD, "A")) | {"identifikator": None, "dokumentidentifikator": "d1"}]],
        ["A"],
    ),
    "an answer about nobody is no row": ([[landed(10, utfall="finnesIkke", dokumentidentifikator="d1")]], []),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("newest")


def shifted(rows: list[dict], case: int) -> list[dict]:
    """The rows about other people: every case has its own, so that all fit into one build."""

    def own(value: object) -> object:
        if isinstance(value, str):
            for person in (CHILD, OTHER, MOTHER):
                value = value.replace(person, f"{person[:6]}{int(person[6:]) + case:05}")
        return value

    return [{name: own(value) for name, value in row.items()} for row in rows]


def names_by_case(home: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {case: [] for case in CASES}
    for row in read(home, "mart_oppvekst__barn"):
        for number, case in enumerate(CASES):
            if row["foedselsnummer"] in {
                own["person"] for own in shifted([{"person": CHILD}, {"person": OTHER}], number)
            }:
                found[case].append(row["fornavn"])
    return {case: sorted(names) for case, names in found.items()}


@dataclass(frozen=True)
class Built:
    """The roster's names after a build for each round and after one of all; the dead after each round."""

    step_by_step: dict[str, list[str]]
    whole: dict[str, list[str]]
    dead: list[list[dict]]


@pytest.fixture(scope="module")
def built(home: Path) -> Built:
    rounds = max(len(segments) for segments, _ in CASES.values())
    landing, dead = Landing(home / "landing"), []
    for place in range(rounds):
        for number, (segments, _) in enumerate(CASES.values()):
            if place < len(segments):
                landing.add_documents(shifted(segments[place], number))
        landing.add_documents([landed(place, (DEAD, ALIVE)[place])])
        build(home, *FEW_MARTS, today=TODAY)
        dead.append(read(home, "mart_doedsfall__doede"))
    step_by_step = names_by_case(home)
    build(home, *FEW_MARTS, "--full-refresh", today=TODAY)
    return Built(step_by_step, names_by_case(home), dead)


@pytest.mark.parametrize("case", CASES)
def test_newest_answer(built: Built, case: str) -> None:
    assert built.whole[case] == CASES[case][1]
    assert built.step_by_step[case] == built.whole[case]


def test_an_annulled_death_is_gone_with_the_next_build(built: Built) -> None:
    (row,), afterwards = built.dead
    assert (row["kommunenummer"], row["doedsdato"]) == ("0301", date(2026, 5, 1))
    assert afterwards == []


def test_a_warehouse_built_step_by_step_is_the_one_built_at_once(tmp_path: Path) -> None:
    town = Town.of(60, seed=11, today=TODAY)
    later = Town.of(60, seed=12, today=TODAY)
    changed = [
        row
        | {
            "identifikator": old["identifikator"],
            "person": old["person"],
            "sekvensnummer": 1000 + place,
            "body": row["body"] and row["body"].replace(row["person"], old["person"]),
        }
        for place, (old, row) in enumerate(zip(town.rows(), later.rows(), strict=False))
        if old["person"] and row["person"]
    ]
    landing = Landing(tmp_path / "landing")
    marts: Callable[[], list] = lambda: [sorted_rows(read(tmp_path, mart)) for mart in MARTS]  # noqa: E731

    landing.add_documents(town.rows())
    build(tmp_path, *FEW_MARTS, today=TODAY)
    before = marts()
    landing.add_documents(changed[::2])
    landing.add_documents(changed[1::2])
    build(tmp_path, *FEW_MARTS, today=TODAY)
    step_by_step = marts()
    build(tmp_path, *FEW_MARTS, "--full-refresh", today=TODAY)
    assert before != step_by_step == marts()
