"""Non-interference: worlds that differ in secrets alone are published as the same bytes."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.identifiers import PersonId
from ingest.sandbox.world import DEFAULT_TODAY
from provers import landed, twins
from provers.landed import FORTROLIG, OPEN, STRENGT_FORTROLIG
from provers.replay import Recipe
from provers.twin_worlds import klasse_of, with_other_secrets, without_hidden_children

SHARED = ("kommunenummer", "bostedskommune")


def test_what_dbt_publishes_of_a_world_is_what_its_statements_give_of_the_twin(
    by_dbt: tuple[Recipe, Path], first_pair: twins.Pair, tmp_path: Path
) -> None:
    recipe, ours = by_dbt
    theirs = twins.published(first_pair.other, twins.settings_of(tmp_path, first_pair.kommuner), recipe.build)
    assert not twins.differences(ours, theirs)
    rows = json.loads((ours / twins.STATUS).read_text())["rows"]
    assert rows["mart_oppvekst__barn"] > 20


@pytest.mark.parametrize("seed", range(2, 6))  # and the first pair above
def test_secrets_hidden_children_and_protection_leave_no_trace(recipe: Recipe, seed: int) -> None:
    assert not twins.differing(seed, recipe)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6, 201))
def test_secrets_hidden_children_and_protection_leave_no_trace_in_any_world(
    recipe: Recipe, seed: int
) -> None:
    assert not twins.differing(seed, recipe)


@pytest.mark.slow
def test_a_gate_that_lets_the_hidden_through_is_seen_and_named_without_values(recipe: Recipe) -> None:
    open_gate = [
        replace(statement, query=statement.query.replace("end <= 2", "end <= 99"))
        if statement.relation.endswith('"int_gate__personer"')
        else statement
        for statement in recipe.statements
    ]
    found = twins.differing(2, replace(recipe, statements=open_gate))
    assert {"secrets_differ", "hidden_children_are_missing"} <= found.keys()
    marts = {difference.mart: difference.n_rows for difference in found["hidden_children_are_missing"]}
    assert marts["mart_barnevern__barn"] > 0


@pytest.fixture(scope="module")
def pair() -> twins.Pair:
    return twins.secrets_differ(seed=3)


def test_the_twin_has_other_secrets_in_the_same_municipalities(pair: twins.Pair) -> None:
    for before, after in zip(pair.one.documents.values(), pair.other.documents.values(), strict=True):
        klasse = klasse_of(before)
        assert klasse_of(after) == klasse
        for (_, old), (_, new) in zip(landed.addresses(before), landed.addresses(after), strict=True):
            if klasse == FORTROLIG:
                assert _leaves(old, SHARED) == _leaves(new, SHARED)
                assert not _leaves(old, ("adressenavn",)) & _leaves(new, ("adressenavn",))
        if klasse == OPEN:
            assert before.get("navn") == after.get("navn")


def test_the_strengt_fortrolige_of_the_twin_have_other_numbers_that_are_numbers_too(pair: twins.Pair) -> None:
    hidden = [
        person for person, document in pair.one.documents.items() if klasse_of(document) == STRENGT_FORTROLIG
    ]
    others = set(pair.other.documents) - set(pair.one.documents)
    assert len(hidden) == len(others) > 5
    assert all(PersonId(number) and int(number[2:4]) > 80 for number in others)
    assert not any(number in json.dumps(pair.other.documents) for number in hidden)


def test_who_shares_a_home_with_somebody_fortrolig_still_does() -> None:
    home = {
        "adresseIdentifikatorFraMatrikkelen": "900000009",
        "erGjeldende": True,
        "adressegradering": "ugradert",
    }
    street = {"adressenavn": "Prøvegata", "bruksenhetsnummer": "H0101", "kommunenummer": "0301"}
    neighbour = street | {"bruksenhetsnummer": "H0102"}
    documents = {
        "mother": {
            "adressebeskyttelse": [{"graderingsnivaa": "fortrolig"}],
            "bostedsadresse": [home | {"adressegradering": "fortrolig", "vegadresse": street}],
        },
        "child": {"bostedsadresse": [home | {"vegadresse": street}]},
        "neighbour": {"bostedsadresse": [home | {"vegadresse": neighbour}]},
    }
    moved = with_other_secrets(documents)
    homes = {person: document["bostedsadresse"][0]["vegadresse"] for person, document in moved.items()}
    assert homes["child"] == homes["mother"] != street
    assert homes["neighbour"] == neighbour


def test_a_hidden_child_and_all_that_names_it_are_missing() -> None:
    number = "01822599999"
    child = {
        "identifikasjonsnummer": [{"foedselsEllerDNummer": number}],
        "foedsel": [{"foedselsaar": "2025"}],
        "adressebeskyttelse": [{"graderingsnivaa": "strengtFortrolig"}],
    }
    mother = {"familierelasjon": [{"relatertPerson": number}], "foreldreansvar": [{"ansvarssubjekt": number}]}
    left = without_hidden_children({number: child, "mother": mother}, DEFAULT_TODAY)
    assert left == {"mother": {}}


def test_a_difference_is_told_as_a_list_and_a_number_of_rows(tmp_path: Path) -> None:
    one = _generation(tmp_path / "one", [("a", 1), ("b", 2)], "12:00")
    same = _generation(tmp_path / "same", [("a", 1), ("b", 2)], "13:00")
    other = _generation(tmp_path / "other", [("a", 1), ("c", 2)], "12:00")
    missing = shutil.copytree(one, tmp_path / "missing")
    (missing / "0301" / "skole" / "mart_skole__barn.parquet").unlink()
    assert not twins.differences(one, same)
    assert twins.differences(one, other) == [twins.Difference("mart_skole__barn", 2)]
    assert twins.differences(one, missing) == [twins.Difference("mart_skole__barn", 2)]


def _generation(folder: Path, rows: list[tuple], published_at: str) -> Path:
    (folder / "0301" / "skole").mkdir(parents=True)
    names, numbers = zip(*rows, strict=True)
    pq.write_table(
        pa.table({"navn": names, "n": numbers}), folder / "0301" / "skole" / "mart_skole__barn.parquet"
    )
    (folder / twins.STATUS).write_text(json.dumps({"rows": 2, "published_at": published_at}))
    return folder


def _leaves(value: object, names: tuple[str, ...]) -> set[str]:
    """The values of some fields, however deep."""
    if not isinstance(value, dict):
        return set()
    own = {str(inner) for name, inner in value.items() if name in names and not isinstance(inner, dict)}
    return own.union(*(_leaves(inner, names) for inner in value.values()))
