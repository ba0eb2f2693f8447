"""Answers where FREG's documentation is silent or contradicts itself."""

from datetime import UTC, datetime

import pytest

from ingest import readings

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ONE, TWO = (
    b'{"identifikasjonsnummer":[{"foedselsEllerDNummer":"1"}]}',
    b'{"identifikasjonsnummer":[{"foedselsEllerDNummer":"2"}]}',
)


@pytest.mark.parametrize(
    ("value", "seconds", "reading"),
    [
        ("0", 0, "seconds"),
        ("7", 7, "seconds"),
        (" 60 ", 60, "seconds"),
        ("61", 61, "milliseconds, most likely"),
        ("30000", 30000, "milliseconds, most likely"),
        ("Tue, 24 Nov 2026 12:00:30 GMT", 30, "a date"),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0, "a date"),
    ],
)
def test_retry_after_is_read_as_the_longest_wait_it_may_mean(value, seconds, reading):
    assert readings.retry_after(value, NOW) == (seconds, reading)


@pytest.mark.parametrize("value", ["", "snart", "-5", "1.5", "Tue, 99 Nov 2026", "²"])
def test_a_retry_after_that_says_nothing_is_none(value):
    assert readings.retry_after(value, NOW) is None


@pytest.mark.parametrize(
    "body", [b"40241", b'"40241"', b'{"sekvensnummer": 40241}', b'{"sekvensnummer": "40241"}', b" 40241\n"]
)
def test_the_latest_number_is_read_in_each_shape(body):
    assert readings.latest(body) == 40241


@pytest.mark.parametrize("body", [b"", b"null", b"true", b"-1", b"1.5", b"[1]", b"{}", b'"mange"', b"<x/>"])
def test_no_other_answer_is_a_number(body):
    with pytest.raises(ValueError):
        readings.latest(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{}", ([], "foedselsEllerDNummer")),
        (b'{"foedselsEllerDNummer": []}', ([], "foedselsEllerDNummer")),
        (b'{"foedselsEllerDNummer": ["1"], "dokumentidentifikator": null}', (["1"], "foedselsEllerDNummer")),
        (b'{"dokumentidentifikator": ["a", "b"]}', (["a", "b"], "dokumentidentifikator")),
    ],
)
def test_a_batch_has_ids_of_one_kind_or_is_the_end(body, expected):
    assert readings.batch(body) == expected


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b'{"foedselsEllerDNummer": "1"}', b'{"dokumentidentifikator": [1]}']
)
def test_no_other_answer_is_a_batch(body):
    with pytest.raises(ValueError):
        readings.batch(body)


def test_in_bulk_an_error_message_and_silence_are_not_the_same():
    body = (
        b'{"oppslag": [{"foedselsEllerDNummer": "1", "folkeregisterperson": {"navn": []}},'
        b'{"foedselsEllerDNummer": "2", "feilmelding": {"feilmelding": "x"}}, {"foedselsEllerDNummer": "3"}]}'
    )
    assert readings.bulk(body, ["1", "2", "3", "4"], readings.by_identity).documents == {
        "1": b'{"navn": []}',
        "2": None,
    }


def test_documents_without_ids_are_matched_in_order_only_when_their_number_is_right():
    body = b"[" + ONE + b"," + TWO + b"]"
    assert readings.bulk(body, ["a", "b"], readings.in_order).documents == {"a": ONE, "b": TWO}
    assert readings.bulk(body, ["a", "b", "c"], readings.in_order).documents == {}


def test_people_without_ids_are_matched_by_who_they_are():
    body = b"[" + TWO + b"," + ONE + b"]"
    assert readings.bulk(body, ["1", "2", "3"], readings.by_identity).documents == {"1": ONE, "2": TWO}


def test_a_single_person_answers_for_one_id_only():
    assert readings.bulk(ONE, ["1"], readings.in_order).documents == {"1": ONE}
    assert readings.bulk(ONE, ["1", "2"], readings.in_order).documents == {}


def test_an_answer_about_somebody_else_is_nobody_s():
    body = b'{"oppslag": [{"foedselsEllerDNummer": "9", "folkeregisterperson": ' + ONE + b"}]}"
    assert readings.bulk(body, ["1"], readings.by_identity).documents == {}


@pytest.mark.parametrize(
    "body", [b"", b"null", b"1", b'"x"', b"[1]", b'{"a": [], "b": []}', b'{"feilmelding": "x"}', b"[{]"]
)
def test_no_other_answer_is_a_bulk_answer(body):
    with pytest.raises(ValueError):
        readings.bulk(body, ["1"], readings.by_identity)
