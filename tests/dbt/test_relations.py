"""Relations of children: the SQL against a small Python function on random families, and nobody betrayed."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dbt.conftest import TODAY
from tests.dbt.inputs import Model

CHILDREN, OTHERS = ["child 1", "child 2", "child 3"], ["adult 1", "adult 2", "adult 3", "adult 4"]
OPEN = {"ugradert", "klientadresse"}
HIDDEN = ["fortrolig", "strengtFortrolig", "ukjent", None]  # None: never fetched
NEUTRAL = (None, None, "opplysninger_ikke_tilgjengelige")
PARENTS = {"mor", "far", "medmor"}

COLUMNS = {
    "int_gate__personer": {
        "person": "text",
        "gradering": "text",
        "foedselsaar": "number",
        "is_resident": "flag",
    },
    "int_persons__graded": {"person": "text", "gradering": "text"},
    "int_persons__current": {"person": "text", "navn": "text", "is_doed": "flag", "is_opphoert": "flag"},
    "int_relations__mentions": {
        "child": "text",
        "retning": "text",
        "grunnlag": "text",
        "relasjon": "text",
        "relatert": "text",
    },
}


@dataclass(frozen=True)
class Mention:
    child: str
    retning: str
    grunnlag: str
    relasjon: str
    relatert: str | None


@dataclass(frozen=True)
class Person:
    gradering: str | None
    is_gone: bool


Family = tuple[dict[str, Person], frozenset[Mention]]


def relations(people: dict[str, Person], mentions: frozenset[Mention]) -> set[tuple]:
    """What of these may be told, from fiks.md 5.5 said once more."""
    found = set()
    for mention in mentions:
        child, other = people[mention.child], people.get(mention.relatert)
        names_a_holder = mention.grunnlag == "foreldreansvar"
        key = (mention.child, mention.retning, mention.grunnlag, mention.relasjon)
        if child.gradering not in {*OPEN, "fortrolig"} or (other and other.gradering and other.is_gone):
            continue
        is_seen = other is not None and other.gradering in OPEN
        if is_seen and (child.gradering in OPEN or names_a_holder or mention.relasjon in PARENTS):
            found.add((*key, mention.relatert, mention.relatert.upper(), "vist"))
        elif names_a_holder and mention.retning == "ut":
            found.add((*key, *NEUTRAL))
    return found


PEOPLE = st.fixed_dictionaries(
    {
        name: st.builds(
            Person,
            gradering=st.sampled_from(["ugradert", "ugradert", "klientadresse", *HIDDEN]),
            is_gone=st.sampled_from([False, False, False, True]) if name in OTHERS else st.just(False),
        )
        for name in [*CHILDREN, *OTHERS]
    }
)
MENTIONS = st.frozensets(
    st.one_of(
        st.builds(
            Mention,
            child=st.sampled_from(CHILDREN),
            retning=st.sampled_from(["ut", "inn"]),
            grunnlag=st.just("familierelasjon"),
            relasjon=st.sampled_from(["mor", "far", "medmor", "soesken", "barn", "annen"]),
            relatert=st.sampled_from([*CHILDREN, *OTHERS]),
        ),
        st.builds(
            Mention,
            child=st.sampled_from(CHILDREN),
            retning=st.just("ut"),
            grunnlag=st.just("foreldreansvar"),
            relasjon=st.sampled_from(["felles", "mor", "andre"]),
            relatert=st.sampled_from([*OTHERS, None]),
        ),
        st.builds(
            Mention,
            child=st.sampled_from(CHILDREN),
            retning=st.just("inn"),
            grunnlag=st.just("foreldreansvar"),
            relasjon=st.sampled_from(["felles", "mor", "andre"]),
            relatert=st.sampled_from(OTHERS),
        ),
    ),
    max_size=12,
).map(lambda mentions: frozenset(mention for mention in mentions if mention.child != mention.relatert))
FAMILIES = st.tuples(PEOPLE, MENTIONS)


@pytest.fixture(scope="module")
def gate(models: dict[str, dict]) -> Model:
    return Model(models["int_gate__relasjoner"], COLUMNS)


def told(model: Model, families: list[Family]) -> list[set[tuple]]:
    """The relations of each family by the SQL, as `relations` gives them."""
    inputs: dict[str, list[dict]] = {name: [] for name in COLUMNS}
    for place, (people, mentions) in enumerate(families):
        for name, person in people.items():
            put_person(inputs, f"{place} {name}", name, person)
        for mention in mentions:
            row = vars(mention) | {"child": f"{place} {mention.child}"}
            inputs["int_relations__mentions"].append(
                row | {"relatert": mention.relatert and f"{place} {mention.relatert}"}
            )
    rows = model.rows(inputs)
    assert len(rows) == len(set(rows))
    found: list[set[tuple]] = [set() for _ in families]
    for child, *key, relatert, navn, state in rows:
        place, name = child.split(" ", 1)
        related = relatert and relatert.split(" ", 1)[1]
        found[int(place)].add((name, *key, related, navn, state))
    return found


def put_person(inputs: dict[str, list[dict]], key: str, name: str, person: Person) -> None:
    """The rows about one person; of who was never fetched there are none."""
    if person.gradering is None:
        return
    graded = {"person": key, "gradering": person.gradering}
    about = {"person": key, "navn": name.upper(), "is_doed": person.is_gone, "is_opphoert": False}
    inputs["int_persons__graded"].append(graded)
    inputs["int_persons__current"].append(about)
    if person.gradering in {*OPEN, "fortrolig"}:
        inputs["int_gate__personer"].append(
            graded
            | {
                "foedselsaar": TODAY.year - (17 if name in CHILDREN else 18),
                "is_resident": not person.is_gone,
            }
        )


@settings(max_examples=30, deadline=None)
@given(families=st.lists(FAMILIES, min_size=1, max_size=30))
def test_relations_are_what_a_plain_reading_of_the_rules_gives(gate: Model, families: list[Family]) -> None:
    assert told(gate, families) == [relations(*family) for family in families]


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(families=st.lists(FAMILIES, min_size=1, max_size=30))
def test_relations_of_very_many_families(gate: Model, families: list[Family]) -> None:
    assert told(gate, families) == [relations(*family) for family in families]


@settings(max_examples=30, deadline=None)
@given(family=FAMILIES, adult=st.sampled_from(OTHERS))
def test_the_rows_do_not_tell_why_an_adult_is_hidden(gate: Model, family: Family, adult: str) -> None:
    people, mentions = family
    worlds = [(people | {adult: Person(grade, is_gone=False)}, mentions) for grade in HIDDEN]
    without_number = frozenset(
        replace(mention, relatert=None) if mention.relatert == adult else mention
        for mention in mentions
        if mention.relatert != adult or (mention.grunnlag, mention.retning) == ("foreldreansvar", "ut")
    )
    rows = told(gate, [*worlds, (people, without_number)])
    assert all(found == rows[0] for found in rows)


@settings(max_examples=30, deadline=None)
@given(family=FAMILIES)
def test_a_child_who_is_strengt_fortrolig_might_as_well_not_be_there(gate: Model, family: Family) -> None:
    people, mentions = family
    hidden = people | {"child 1": Person("strengtFortrolig", is_gone=False)}
    nameless = frozenset(
        mention for mention in mentions if mention.relatert != "child 1" and mention.child != "child 1"
    )
    with_child, without_child = told(gate, [(hidden, mentions), (people, nameless)])
    assert with_child == without_child


@settings(max_examples=30, deadline=None)
@given(people=PEOPLE, relasjon=st.sampled_from(["soesken", "barn", "annen"]))
def test_two_children_name_each_other_or_neither_does(
    gate: Model, people: dict[str, Person], relasjon: str
) -> None:
    pairs = [(one, other) for one in CHILDREN for other in CHILDREN if one != other]
    mentions = frozenset(
        Mention(one, retning, "familierelasjon", relasjon, other)
        for one, other in pairs
        for retning in ("ut", "inn")
    )
    (rows,) = told(gate, [(people, mentions)])
    named = {(row[0], row[4]) for row in rows}
    assert named == {(other, one) for one, other in named}
