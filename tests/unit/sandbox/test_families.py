"""Parental responsibility, second homes and other family matters: each kind occurs in a sizeable world."""

import pytest


def rows(people: dict, element: str) -> list[tuple[str, dict]]:
    return [(identifier, row) for identifier, document in people.items() for row in document.get(element, [])]


def about_children(people: dict) -> dict[str, list[dict]]:
    """The current rows of foreldreansvar in each child's own document."""
    found: dict[str, list[dict]] = {}
    for identifier, row in rows(people, "foreldreansvar"):
        if row["erGjeldende"] and row.get("ansvarssubjekt") == identifier:
            found.setdefault(identifier, []).append(row)
    return found


@pytest.mark.parametrize("ansvar", ["felles", "mor", "far", "medmor", "andre", "ukjent"])
def test_every_kind_of_responsibility_occurs(people: dict, ansvar: str) -> None:
    assert any(row["ansvar"] == ansvar for _, row in rows(people, "foreldreansvar"))


@pytest.mark.parametrize(
    "holder",
    ["ansvarlig", "ansvarligOrganisasjon", "ansvarligUtenIdentifikator", "ansvarssubjektUtenIdentifikator"],
)
def test_every_kind_of_holder_and_subject_occurs(people: dict, holder: str) -> None:
    assert any(holder in row for _, row in rows(people, "foreldreansvar"))


def test_felles_is_one_row_per_holder_on_the_child_and_one_on_each_holder(people: dict) -> None:
    shared = 0
    for child, own in about_children(people).items():
        holders = [row["ansvarlig"] for row in own if row["ansvar"] == "felles" and "ansvarlig" in row]
        if len(set(holders)) == 2:
            shared += 1
            for holder in holders:
                theirs = people.get(holder, {}).get("foreldreansvar", [])
                assert not theirs or any(row.get("ansvarssubjekt") == child for row in theirs)
    assert shared > 50


def test_duplicates_three_holders_single_rows_and_none_occur(people: dict) -> None:
    children = about_children(people)
    holders = [[row.get("ansvarlig") for row in own] for own in children.values()]
    assert any(len(own) > len(set(own)) for own in holders)
    assert any(len(set(own)) > 2 for own in holders)
    assert any([row["ansvar"] for row in own] == ["felles"] for own in children.values())
    young = [identifier for identifier, row in rows(people, "foedsel") if row["foedselsaar"] > "2010"]
    assert any(identifier not in children for identifier in young)


def test_holders_who_are_dead_gone_ceased_or_on_d_nummer_occur(people: dict) -> None:
    holders = {row.get("ansvarlig") for own in about_children(people).values() for row in own}
    statuses = {people[holder]["status"][0]["status"] for holder in holders if holder in people}
    assert statuses >= {"bosatt", "doed", "utflyttet", "opphoert"} and statuses & {"midlertidig", "inaktiv"}


def test_children_of_two_mothers_occur(people: dict) -> None:
    roles = [
        {row["relatertPersonsRolle"] for row in document.get("familierelasjon", [])}
        for document in people.values()
    ]
    assert any({"mor", "medmor"} <= own for own in roles)


def test_second_homes_are_current_ended_and_in_another_municipality(people: dict, kommune) -> None:
    second = rows(people, "deltBosted")
    assert {row["erGjeldende"] for _, row in second} == {True, False}
    assert {"sluttdatoForKontrakt" in row for _, row in second} == {True, False}
    assert any(
        row.get("vegadresse", {}).get("kommunenummer") not in (None, kommune(people[child]))
        for child, row in second
        if row["erGjeldende"]
    )


def test_stillborn_children_are_relations_and_nothing_else(people: dict) -> None:
    stillborn = [
        row for _, row in rows(people, "familierelasjon") if row["relatertPersonsRolle"] == "doedfoedtBarn"
    ]
    assert {"relatertPerson" in row for row in stillborn} == {True, False}
    assert not any(row.get("relatertPerson") in people for row in stillborn)


def test_a_parent_without_identifier_occurs(people: dict) -> None:
    assert any(
        row["relatertPersonsRolle"] in ("mor", "far")
        and "relatertPersonUtenFolkeregisteridentifikator" in row
        for _, row in rows(people, "familierelasjon")
    )


def test_an_unknown_home_has_a_municipality_or_none(people: dict) -> None:
    unknown = [row["ukjentBosted"] for _, row in rows(people, "bostedsadresse") if "ukjentBosted" in row]
    assert {"bostedskommune" in place for place in unknown} == {True, False}


def test_every_sivilstand_occurs(people: dict) -> None:
    kinds = {row["sivilstand"] for _, row in rows(people, "sivilstand")}
    assert kinds >= {"ugift", "gift", "separert", "skilt", "enkeEllerEnkemann", "uoppgitt"}
    assert kinds >= {"registrertPartner", "separertPartner", "skiltPartner", "gjenlevendePartner"}
