"""Reconciliation finds every difference between copy and register, names its fields, and repairs it."""

import json

import pytest

from ingest import approval
from ingest.errors import ShrunkenError
from ingest.reconcile import GONE, MISSING, OTHER, OUT_OF_SCOPE, differing_fields, reconcile
from tests.integration.ingest.fake_freg import BERGEN, OSLO, person_id
from tests.integration.ingest.landed import newest, rows

PEOPLE = [person_id(n) for n in range(40)]
A, B, C, D, *_ = PEOPLE
STRANGER = person_id(200)
SCOPES = pytest.mark.parametrize("kommuner", ["alle", OSLO])


@pytest.fixture(autouse=True)
def people(freg):
    """Forty people of Oslo."""
    for identifier in PEOPLE:
        freg.add(identifier)


@pytest.fixture
def compare(freg, settings):
    """Reconcile a copy with the fake."""
    return lambda **about: reconcile(
        settings(kommuner=about.pop("kommuner", "alle")), transport=freg.transport, **about
    )


def drift(freg, identifier: str, **changes: object) -> None:
    """Change somebody, and nobody is told."""
    freg.change(identifier, "endringINavn", **changes)
    freg.events.pop()


@SCOPES
@pytest.mark.parametrize("sample", [None, 40])
def test_a_copy_that_is_right_has_no_drift_and_nothing_is_landed(run, compare, home, kommuner, sample):
    run(kommuner=kommuner)
    before = rows(home)
    found = compare(kommuner=kommuner, sample=sample)
    assert (found.checked, found.drifted, found.late, dict(found.fields)) == (40, 0, 0, {})
    assert rows(home) == before


@pytest.mark.parametrize("about", [{}, {"sample": 40}, {"kommuner": OSLO}, {"kommuner": OSLO, "sample": 40}])
def test_every_drift_is_found_named_by_field_and_repaired(run, freg, compare, tmp_path, about):
    home, kommuner = tmp_path / "home", about.get("kommuner", "alle")
    run(kommuner=kommuner)
    home_of_a = freg.persons[A]["bostedsadresse"][0]
    drift(freg, A, bostedsadresse=[home_of_a | {"adressegradering": "fortrolig"}])
    drift(freg, B, navn=[{"erGjeldende": True, "fornavn": "BORTE", "etternavn": "ÅS"}])
    drift(freg, C, foedsel=[])
    found = compare(**about)
    assert (found.drifted, found.late) == (3, 0)
    assert found.fields["bostedsadresse.adressegradering"] == 1
    assert found.fields["navn.fornavn"] == 1
    assert found.fields["foedsel.foedselsaar"] == 1
    run(home=tmp_path / "fresh", kommuner=kommuner)
    assert newest(home) == newest(tmp_path / "fresh")
    assert compare(**about).drifted == 0


@SCOPES
def test_whoever_the_copy_lacks_is_found_by_fresh_extracts(run, freg, compare, home, kommuner):
    run(kommuner=kommuner)
    drift(freg, STRANGER, born=1990)
    assert compare(kommuner=kommuner, sample=1000).drifted == 0
    assert compare(kommuner=kommuner).fields == {MISSING: 1}
    assert newest(home)[STRANGER]["utfall"] == "funnet"


def test_whoever_moved_away_unnoticed_is_let_go(run, freg, compare, home):
    run(kommuner=OSLO)
    drift(freg, A, kommune=BERGEN)
    assert compare(kommuner=OSLO).fields == {OUT_OF_SCOPE: 1}
    assert newest(home)[A]["utfall"] == "utenfor"


def test_what_the_event_list_will_tell_is_late_and_no_drift(run, freg, compare):
    run()
    told = []

    def tell(request):
        if "bulkoppslag" in request.url.path and not told:
            told.append(freg.change(A, "endringINavn", navn=[{"erGjeldende": True, "fornavn": "SEN"}]))

    freg.on_request = tell
    found = compare(sample=40)
    assert told
    assert (found.late, found.drifted) == (1, 0)


@SCOPES
def test_a_freg_that_lost_its_people_repairs_nothing_until_an_operator_says_so(
    run, freg, compare, home, kommuner
):
    run(kommuner=kommuner)
    before = rows(home)
    for identifier in PEOPLE[:30]:
        del freg.persons[identifier]
        del freg.newest[identifier]
    with pytest.raises(ShrunkenError):
        compare(kommuner=kommuner)
    with pytest.raises(ShrunkenError):
        compare(kommuner=kommuner, sample=40)
    assert rows(home) == before
    approval.give(home)
    assert compare(kommuner=kommuner).fields == {GONE: 30}
    assert not approval.is_given(home)
    assert newest(home)[A]["utfall"] == "finnesIkke"


def test_a_few_people_who_are_gone_need_no_word(run, freg, compare):
    run()
    del freg.persons[A]
    assert compare(sample=40).fields == {GONE: 1}


def test_the_order_of_a_list_is_no_difference():
    one, other = {"navn": [{"a": 1}, {"b": 2}]}, {"navn": [{"b": 2}, {"a": 1}]}
    assert differing_fields(json.dumps(one), json.dumps(other)) == frozenset()


def test_values_that_change_places_are_a_difference():
    one = {"adresse": [{"type": "a", "grad": "x"}, {"type": "b", "grad": "y"}]}
    other = {"adresse": [{"type": "a", "grad": "y"}, {"type": "b", "grad": "x"}]}
    assert differing_fields(json.dumps(one), json.dumps(other)) == {"adresse"}


def test_a_name_that_may_be_a_value_is_not_told():
    assert differing_fields("{}", json.dumps({"navn": [{A: "x"}]})) == {OTHER}
