"""The population: how many, who they are to each other, where they live, and by what numbers they go."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from ingest.identifiers import PersonId, check_digits, has_valid_check_digits
from ingest.sandbox.places import kommuner
from ingest.sandbox.world import DEFAULT_TODAY, World

ELEMENTS = """
identifikasjonsnummer status navn kjoenn foedsel foedselINorge doedsfall adressebeskyttelse bostedsadresse
deltBosted oppholdsadresse postadresse postadresseIUtlandet familierelasjon foreldreansvar sivilstand
statsborgerskap bibehold innflytting utflytting opphold oppholdPaaSvalbard vergemaalEllerFremtidsfullmakt
rettsligHandleevne utenlandskPersonidentifikasjon utlendingsmyndighetenesIdentifikasjonsnummer
legitimasjonsdokument identitetsgrunnlag falskIdentitet kontaktinformasjonForDoedsbo brukAvSamiskSpraak
"""
IN_ANOTHER_PROCESS = """
import hashlib
from ingest.sandbox.world import World
world = World.create(persons=260, seed=5)
world.advance(300)
digest = hashlib.sha256()
for part in (world.current_documents(), dict(world.archive), dict(world.event_documents), world.events):
    digest.update(repr(part).encode())
print(digest.hexdigest())
"""


@pytest.mark.parametrize("persons", [0, 1, 40, 333])
def test_there_are_exactly_as_many_people_as_asked_for(persons: int) -> None:
    assert len(World.create(persons=persons, seed=2).current_documents()) == persons


def test_the_same_seed_gives_the_same_bytes() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", IN_ANOTHER_PROCESS],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(digests) == 1


def test_another_seed_gives_other_people() -> None:
    first, second = (World.create(persons=60, seed=seed).current_documents() for seed in (1, 2))
    assert not set(first) & set(second)


def test_no_document_is_changed_by_who_reads_it(world: World) -> None:
    identifier = next(iter(world.current_documents()))
    world.person(identifier).clear()
    assert world.person(identifier)


def test_every_element_of_the_person_document_occurs(people: dict) -> None:
    assert {element for document in people.values() for element in document} == set(ELEMENTS.split())


def test_every_identifier_is_synthetic_and_has_right_check_digits(people: dict, leaves) -> None:
    names = {"foedselsEllerDNummer", "relatertPerson", "ansvarlig", "ansvarssubjekt", "relatertVedSivilstand"}
    numbers = {value for document in people.values() for name, value in leaves(document) if name in names}
    assert len(numbers) >= len(people)
    assert all(PersonId(number).is_synthetic and has_valid_check_digits(number) for number in numbers)


def test_some_numbers_are_valid_by_the_rule_of_2032_only(people: dict) -> None:
    assert any(check_digits(number[:9]) != number[9:] for number in people)
    assert sum(check_digits(number[:9]) == number[9:] for number in people) > 0.95 * len(people)


def test_birth_dates_agree_with_identifiers_in_day_and_month(people: dict, current) -> None:
    for number, document in people.items():
        for birth in current(document, "foedsel"):
            if "foedselsdato" in birth:
                day = int(number[:2]) - (40 if PersonId(number).kind == "dNummer" else 0)
                assert (day, int(number[2:4]) - 80) == (
                    int(birth["foedselsdato"][8:]),
                    int(birth["foedselsdato"][5:7]),
                )


def test_duf_numbers_have_right_check_digits(people: dict) -> None:
    weights = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
    rows = [
        row
        for document in people.values()
        for row in document.get("utlendingsmyndighetenesIdentifikasjonsnummer", [])
    ]
    assert rows
    for row in rows:
        number = row["identifikasjonsnummer"]
        total = sum(int(digit) * weight for digit, weight in zip(number[:10], weights, strict=True))
        assert len(number) == 12 and int(number[10:]) == total % 11


def test_a_repeated_duf_number_occurs(people: dict) -> None:
    element = "utlendingsmyndighetenesIdentifikasjonsnummer"
    assert any(len({row["identifikasjonsnummer"] for row in rows}) < len(rows)
               for rows in (document.get(element, []) for document in people.values()))  # fmt: skip


def test_people_live_in_municipalities_of_very_different_size(people: dict, kommune) -> None:
    sizes = Counter(filter(None, map(kommune, people.values())))
    large = [number for number in sizes if number in World.create(persons=0, seed=1).kommuner]
    assert len(large) >= 4 and max(sizes.values()) > 10 * min(sizes[number] for number in large)
    assert any(kommuner()[number].was_renumbered for number in large)
    assert any("á" in kommuner()[number].navn for number in large)


def test_about_a_fifth_are_children() -> None:
    world = World.create(persons=1500, seed=9)
    births = [world.person(identifier).get("foedsel") for identifier in world.current_documents()]
    children = sum(int(birth[0]["foedselsaar"]) >= DEFAULT_TODAY.year - 16 for birth in births if birth)
    assert 0.16 < children / 1500 < 0.25


def test_a_renumbered_municipality_gives_two_entries_with_one_gyldighetstidspunkt(people: dict) -> None:
    pairs = 0
    for document in people.values():
        homes = document.get("bostedsadresse", [])
        for newer, older in pairwise(homes):
            if newer.get("aarsak") == "Kommuneregulering":
                pairs += 1
                numbers = [
                    entry["vegadresse"]["kommunenummer"] for entry in (newer, older) if "vegadresse" in entry
                ]
                assert not older["erGjeldende"] and len(set(numbers)) == len(numbers)
                assert newer["flyttedato"] == older["flyttedato"]
                times = [entry.get("gyldighetstidspunkt") for entry in (newer, older)]
                assert times[0] == times[1] or None in times
    assert pairs > 50


def test_lists_run_from_newest_to_oldest(people: dict) -> None:
    for document in people.values():
        for element in ("bostedsadresse", "status", "sivilstand"):
            times = [
                row["gyldighetstidspunkt"][:10]
                for row in document.get(element, [])
                if "gyldighetstidspunkt" in row
            ]
            assert times == sorted(times, reverse=True)


def test_the_members_of_a_household_share_identifier_and_unit(people: dict, current) -> None:
    homes = Counter()
    for document in people.values():
        for home in current(document, "bostedsadresse"):
            address = home.get("vegadresse") or home.get("matrikkeladresse") or {}
            homes[home.get("adresseIdentifikatorFraMatrikkelen"), address.get("bruksenhetsnummer")] += 1
    assert sum(count for count in homes.values() if count > 1) > 0.4 * sum(homes.values())
    assert len({identifier for identifier, _ in homes}) < len(homes)  # blocks of flats


def test_families_span_three_generations(people: dict) -> None:
    def children(identifier: str) -> list[str]:
        rows = people.get(identifier, {}).get("familierelasjon", [])
        return [row["relatertPerson"] for row in rows if row["relatertPersonsRolle"] == "barn"]

    assert any(children(child) for identifier in people for child in children(identifier))


def test_most_relations_are_told_from_both_sides(people: dict) -> None:
    pairs = {
        (identifier, row["relatertPerson"])
        for identifier, document in people.items()
        for row in document.get("familierelasjon", [])
        if "relatertPerson" in row
    }
    mirrored = sum((other, one) in pairs for one, other in pairs)
    assert 0.95 * len(pairs) < mirrored < len(pairs)


def test_related_people_have_documents_but_for_the_stillborn(world: World, people: dict) -> None:
    for document in people.values():
        for row in document.get("familierelasjon", []):
            if row["relatertPersonsRolle"] != "doedfoedtBarn":
                assert "relatertPerson" not in row or world.person(row["relatertPerson"])


def test_a_former_or_merged_id_leads_to_the_person_who_goes_on(world: World, people: dict) -> None:
    former = [
        (row["foedselsEllerDNummer"], identifier)
        for identifier, document in people.items()
        for row in document["identifikasjonsnummer"]
        if row["foedselsEllerDNummer"] != identifier
    ]
    assert all(world.person(old) == people[identifier] for old, identifier in former)
    assert {world.is_ceased(old) for old, _ in former} == {True, False}


def test_nobody_is_found_by_an_unknown_id(world: World) -> None:
    assert world.person("00000000000") is None and not world.is_ceased("00000000000")


def test_a_ceased_person_has_a_nearly_empty_document(world: World, people: dict) -> None:
    ceased = {identifier: document for identifier, document in people.items() if world.is_ceased(identifier)}
    assert ceased
    for document in ceased.values():
        assert set(document) <= {"identifikasjonsnummer", "status", "sivilstand", "falskIdentitet"}
        assert document["identifikasjonsnummer"][0]["status"] == "opphoert"


def test_every_personstatus_occurs(people: dict) -> None:
    expected = [
        "bosatt",
        "utflyttet",
        "doed",
        "opphoert",
        "inaktiv",
        "midlertidig",
        "ikkeBosatt",
        "foedselsregistrert",
        "forsvunnet",
    ]
    assert {document["status"][0]["status"] for document in people.values()} == set(expected)


@pytest.mark.parametrize("status", ["doed", "utflyttet", "midlertidig", "inaktiv"])
def test_the_dead_the_gone_and_those_on_d_nummer_have_no_current_home(
    people: dict, current, status: str
) -> None:
    chosen = [document for document in people.values() if document["status"][0]["status"] == status]
    assert chosen and not any(current(document, "bostedsadresse") for document in chosen)


def test_newborns_have_temporary_names(people: dict, current) -> None:
    names = [name["fornavn"] for document in people.values() for name in current(document, "navn")]
    assert sum(name.endswith(("*PIKE", "*GUTT")) for name in names) >= 5


def test_nothing_has_happened_after_today(people: dict, entries) -> None:
    for document in people.values():
        for element, entry in entries(document):
            assert entry.get("ajourholdstidspunkt", "")[:10] <= DEFAULT_TODAY.isoformat()
            if element != "deltBosted":  # an agreement may begin later
                assert entry.get("gyldighetstidspunkt", "")[:10] <= DEFAULT_TODAY.isoformat()


def test_the_day_of_the_world_may_be_chosen() -> None:
    world = World.create(persons=250, seed=1, today=date(2024, 2, 29))
    world.advance(50)
    assert world.events[0].ajourholdstidspunkt.startswith("2024-02-29")
