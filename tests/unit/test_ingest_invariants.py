"""What a document must be before anything of it is believed, and why it was set aside when it is not."""

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.invariants import LARGEST_DOCUMENT, Grunn, SetAsideError, refuse_unreadable
from tests.unit.test_ingest_documents import ME, Admit, door, everybody, home, oslo, person, role

DATED = Admit(door(roles=(role("foedsel", "doedsfall", "navn", "status", "bostedsadresse", "historikk"),)))


def bytes_of(whole: object) -> bytes:
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    ("raw", "grunn"),
    [
        (b"", "ikke_json"),
        (b'{"navn": [1', "ikke_json"),
        (b"<html></html>", "ikke_json"),
        (b'{"opphold": [NaN]}', "ikke_json"),
        (b'{"opphold": [-Infinity]}', "ikke_json"),
        (b'{"opphold": [{"x": "\\ud800"}]}', "ikke_json"),
        (b'{"opphold": [{"x": "\xff"}]}', "ikke_json"),
        (b'{"opphold": [{"x": "A\\u0000B"}]}', "nul_tegn"),
        (b'{"opphold": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "for_dypt"),
        (b'{"opphold": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}", "for_dypt"),
        (b'{"opphold": "' + b"x" * LARGEST_DOCUMENT + b'"}', "for_stort"),
        (b'{"navn": [], "navn": []}', "dobbelt_felt"),
        (b'{"navn": [{"a": 1, "a": 1}]}', "dobbelt_felt"),
        (b'{"navn": [{"a": "\\u003a", "a": 1}]}', "dobbelt_felt"),
        (
            b'{"navn": [{"a": 1, "a": "\\u003a"}]}',
            "dobbelt_felt",
        ),  # the escape hides as many colons as are lost
        (b'{"bostedsadresse": [{"vegadresse": "Storgata"}]}', "feil_form"),
        (b'["navn"]', "feil_form"),
        (b'{"navn": []}', None),
    ],
    ids=range(18),
)
def test_what_can_be_read_in_no_way_or_in_two_is_set_aside_even_where_no_role_has_the_field(raw, grunn):
    kept = everybody(raw)
    assert (kept.utfall, kept.grunn) == (("uforstaatt", grunn) if grunn else ("funnet", None))


names = st.sampled_from(["a", "b", "kolon:", 'anførsel"', "é"])
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
values = st.recursive(
    texts | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(whole=st.dictionaries(names, values, min_size=1), ascii_only=st.booleans(), spaced=st.booleans())
def test_a_document_with_every_field_once_is_readable_however_it_is_written(whole, ascii_only, spaced):
    separators = (", ", " : ") if spaced else (",", ":")
    refuse_unreadable(json.dumps(whole, ensure_ascii=ascii_only, separators=separators).encode())


@given(whole=st.dictionaries(names, values, min_size=1), ascii_only=st.booleans(), deep=st.booleans())
def test_a_field_twice_is_found_at_any_depth_and_beside_any_text(whole, ascii_only, deep):
    inner = json.dumps(whole, ensure_ascii=ascii_only)
    name = json.dumps(next(iter(whole)), ensure_ascii=ascii_only)
    twice = f"{inner[:-1]}, {name}: null}}"
    raw = f'{{"x": [{twice}]}}' if deep else twice
    with pytest.raises(SetAsideError) as refused:
        refuse_unreadable(raw.encode())
    assert refused.value.grunn == Grunn.DOBBELT_FELT


def born(day: str, **more: object) -> dict:
    return person(foedsel=[{"erGjeldende": True, "foedselsdato": day}], **more)


@pytest.mark.parametrize(
    ("whole", "grunn"),
    [
        (born("2015-02-28"), None),
        (born("2016-02-29"), None),
        (born(""), None),
        (born("2015-02-30"), "umulig_dato"),
        (born("2015-2-3"), "umulig_dato"),
        (born("3015-02-03"), "umulig_dato"),
        (born("1066-02-03"), "umulig_dato"),
        (born("2015-02-03T00:00:00.123456789+01:00"), None),
        (person(foedsel=[{"erGjeldende": True, "foedselsaar": 3015}]), "umulig_dato"),
        (born("1950-02-03", doedsfall={"doedsdato": "2020-01-01"}), None),
        (born("1950-02-03", doedsfall={"doedsdato": "1950-02-03"}), None),
        (born("1950-02-03", doedsfall={"doedsdato": "1949-01-01"}), "umulig_dato"),
        (born("1950-02-03", doedsfall={"doedsdato": "2020-13-01"}), "umulig_dato"),
        (person(bostedsadresse=[home("0301", since="20x0")]), "umulig_dato"),
        (person(bostedsadresse=[home("0301")]), None),
        (person(bostedsadresse=[home("3005")]), None),  # replaced in 2024, and still arriving
        (person(bostedsadresse=[home("0399")]), "ukjent_kommunenummer"),
        (person(oppholdsadresse=[home("0399")]), "ukjent_kommunenummer"),
        (person(bostedsadresse=[home("0219", current=False)]), None),  # what was is not held to today
        (person(status=[{"erGjeldende": True, "status": "bosatt"}]), None),
        (person(status=[{"erGjeldende": True, "status": "IKKE_BOSATT"}]), None),
        (person(status=[{"erGjeldende": True, "status": "svevende"}]), "ukjent_kode"),
        (person(status=[{"erGjeldende": True}]), "ukjent_kode"),
        (person(status=[{"erGjeldende": False, "status": "svevende"}]), None),
        (person(identifikasjonsnummer=[{"foedselsEllerDNummer": ME, "status": "lånt"}]), "ukjent_kode"),
        (
            person(identifikasjonsnummer=[{"foedselsEllerDNummer": ME, "identifikatortype": "x"}]),
            "ukjent_kode",
        ),
    ],
)
def test_what_cannot_be_is_set_aside_with_its_reason(whole, grunn):
    kept = DATED(whole)
    assert (kept.utfall, kept.grunn) == (("uforstaatt", grunn) if grunn else ("funnet", None))
    assert (kept.body is None) == bool(grunn)


def test_a_known_person_with_a_number_of_the_future_is_set_aside_and_not_let_go_of():
    whole = person(bostedsadresse=[home("0399")])
    assert oslo(whole, known=True).grunn == oslo(whole, needed=True).grunn == "ukjent_kommunenummer"
    assert oslo(whole).utfall == "utenfor"


def test_a_reason_quotes_nothing_of_the_document():
    kept = DATED(born("2015-02-30", navn=[{"fornavn": "HEMMELIG"}]))
    assert kept.person is None and "HEMMELIG" not in repr(kept) and ME not in repr(kept)


@pytest.mark.parametrize("bomb", [b"[]", b"{}", b'"x"', b'{"a":1}'])
def test_the_largest_document_there_may_be_costs_less_than_200_megabytes(bomb):
    elements = b",".join([bomb] * (LARGEST_DOCUMENT // (len(bomb) + 1) - 10))
    raw = b'{"navn":[' + elements + b"]}"
    tracemalloc.start()
    try:
        everybody(raw)
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()
