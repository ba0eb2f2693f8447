"""The faults that FREG's data have and a consumer must survive (freg.md 8)."""

import re
from datetime import date

import pytest

from ingest.sandbox.clerk import offset_of

STAMP = re.compile(r"(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.(\d{1,9}))?([+-]\d\d:\d\d)")
TIMES = ("ajourholdstidspunkt", "gyldighetstidspunkt", "opphoerstidspunkt")


def stamps(people: dict, entries, name: str) -> list[re.Match]:
    found = [entry[name] for document in people.values() for _, entry in entries(document) if name in entry]
    matches = [STAMP.fullmatch(value) for value in found]
    assert all(matches)
    return matches


def test_times_have_zero_to_nine_fraction_digits(people: dict, entries) -> None:
    digits = {len(match[2] or "") for match in stamps(people, entries, "ajourholdstidspunkt")}
    assert digits == set(range(10))


def test_some_offsets_are_wrong_for_norway_on_that_day(people: dict, entries) -> None:
    matches = stamps(people, entries, "gyldighetstidspunkt")
    wrong = sum(match[3] != offset_of(date.fromisoformat(match[1])) for match in matches)
    assert 0 < wrong < 0.04 * len(matches)


def test_most_things_begin_at_midnight_and_some_do_not(people: dict, entries) -> None:
    times = [match[0][11:19] for match in stamps(people, entries, "gyldighetstidspunkt")]
    assert 0.02 * len(times) < sum(time != "00:00:00" for time in times) < 0.2 * len(times)


@pytest.mark.parametrize(
    ("day", "offset"),
    [("1975-07-01", "+01:00"), ("2023-03-18", "+01:00"), ("2026-03-29", "+02:00"), ("2026-10-24", "+02:00"),
     ("2026-10-25", "+01:00"), ("1990-10-01", "+01:00")],
)  # fmt: skip
def test_the_right_offset_is_known(day: str, offset: str) -> None:
    assert offset_of(date.fromisoformat(day)) == offset


@pytest.mark.parametrize("name", ["ajourholdstidspunkt", "gyldighetstidspunkt"])
def test_times_are_missing_now_and_then(people: dict, entries, name: str) -> None:
    missing = [name not in entry for document in people.values() for _, entry in entries(document)]
    assert 0 < sum(missing) < 0.15 * len(missing)


def test_an_entry_that_ends_before_it_begins_occurs(people: dict, entries) -> None:
    assert any(
        entry.get("opphoerstidspunkt", "9") < entry.get("gyldighetstidspunkt", "")
        for document in people.values()
        for _, entry in entries(document)
    )


@pytest.mark.parametrize("name", ["kilde", "foedested", "coAdressenavn", "mellomnavn"])
def test_empty_texts_occur_beside_absent_fields(people: dict, leaves, name: str) -> None:
    values = [value for document in people.values() for field, value in leaves(document) if field == name]
    assert "" in values and any(values)


def test_nothing_is_null(people: dict, leaves) -> None:
    assert all(value is not None for document in people.values() for _, value in leaves(document))


def test_municipality_numbers_are_texts_of_four_digits(people: dict, leaves) -> None:
    names = ("kommunenummer", "bostedskommune", "foedekommuneINorge", "kommune", "fraflyttingskommunenummer")
    numbers = {value for document in people.values() for name, value in leaves(document) if name in names}
    assert "0301" in numbers and all(re.fullmatch(r"\d{4}", number) for number in numbers)


def test_an_old_municipality_number_is_still_on_a_current_address(people: dict, kommune) -> None:
    assert "3005" in {kommune(document) for document in people.values()}


def test_districts_are_integers_and_several_in_each_town(people: dict, current, kommune) -> None:
    districts: dict[str, set[int]] = {}
    for document in people.values():
        for home in current(document, "bostedsadresse"):
            if "skolekrets" in home:
                assert all(
                    type(home[name]) is int
                    for name in ("grunnkrets", "stemmekrets", "skolekrets", "kirkekrets")
                )
                districts.setdefault(kommune(document), set()).add(home["skolekrets"])
    assert all(len(districts[number]) >= 2 for number in ("0301", "3301", "1508", "5540"))


def test_guardians_come_in_both_formats(people: dict) -> None:
    verger = [
        row["verge"]
        for document in people.values()
        for row in document.get("vergemaalEllerFremtidsfullmakt", [])
    ]
    assert any("omfang" in verge for verge in verger) and any("tjenesteomraade" in verge for verge in verger)
    assert any("navnFoedselsdato" in verge for verge in verger) and any(
        "foedselsEllerDNummer" in verge for verge in verger
    )


def test_estates_have_every_kind_of_contact(people: dict) -> None:
    contacts = [
        row for document in people.values() for row in document.get("kontaktinformasjonForDoedsbo", [])
    ]
    assert {kind for row in contacts for kind in ("person", "advokat", "organisasjon") if kind in row} == {
        "person",
        "advokat",
        "organisasjon",
    }
    assert {"foedselsEllerDNummer" in row["person"] for row in contacts if "person" in row} == {True, False}


def test_false_identities_have_every_kind_of_right_one(people: dict) -> None:
    false = [document["falskIdentitet"] for document in people.values() if "falskIdentitet" in document]
    kinds = {name for entry in false for name in entry if name.startswith("rettIdentitet")}
    assert len(kinds) == 3


def test_sami_letters_occur_in_names_and_addresses(people: dict, leaves) -> None:
    for name in ("fornavn", "etternavn", "adressenavn"):
        texts = [value for document in people.values() for field, value in leaves(document) if field == name]
        assert any(set(text) & set("ČčŠšŽžĐđŊŋ") for text in texts), name
