"""The table of event types: who may come into scope, what is urgent, and what a type that nobody knows means."""

import re

import pytest

from ingest.events import TYPES, UNKNOWN, Fetch, Reason, Urgency, can_bring_into_scope, type_of
from ingest.roles import load_opplysninger
from ingest.sandbox.events import HENDELSESTYPER


@pytest.mark.parametrize(
    "hendelsetype", ["personErBosatt", "endringIBostedsadresse", "personErOppdatert", "endringIDeltBosted"]
)
def test_moves_and_unknown_changes_may(hendelsetype):
    assert can_bring_into_scope(hendelsetype)


@pytest.mark.parametrize("hendelsetype", ["endringINavn", "endringISivilstand", "endringIIdentitetsgrunnlag"])
def test_what_says_nothing_of_residence_may_not(hendelsetype):
    assert not can_bring_into_scope(hendelsetype)


@pytest.mark.parametrize("hendelsetype", [None, "", "endringINoeHeltNytt", "ENDRING_I_NAVN"])
def test_a_type_that_is_not_known_may(hendelsetype):
    assert can_bring_into_scope(hendelsetype)


def test_every_type_of_fregs_own_list_has_a_row():
    assert TYPES.keys() >= HENDELSESTYPER


def test_what_a_type_may_change_is_a_part_of_the_document():
    parts = {*load_opplysninger(), "doedsfall", "adressebeskyttelse"}
    assert {part for about in TYPES.values() for part in about.changes} <= parts


@pytest.mark.parametrize(
    "hendelsetype", [None, "", "endringINoeHeltNytt", "personErOppdatert", "endringIPerson"]
)
def test_what_may_be_anything_is_looked_up_before_what_is_routine(hendelsetype):
    assert type_of(hendelsetype) is UNKNOWN
    assert Urgency.AT_ONCE < UNKNOWN.urgency < type_of("endringINavn").urgency


def test_the_three_that_freg_calls_time_critical_act_from_the_header_and_want_proof():
    at_once = {name for name, about in TYPES.items() if about.fetch == Fetch.PERSON_AND_PROOF}
    assert at_once == {
        "endringIAdressebeskyttelse",
        "endringIFalskIdentitet",
        "personErReaktivert",
        "endringIDoedsfall",
    }
    assert {TYPES[name].reason for name in at_once} == set(Reason)


def test_a_type_is_written_as_freg_writes_it():
    assert all(re.fullmatch("(personEr|endringI)[A-Z][A-Za-z]+", name) for name in TYPES)
