"""Address protection in the population: every grading, and protected people beside open ones."""

from ingest.sandbox.cast_protection import ROWS

ADDRESSES = ("bostedsadresse", "deltBosted", "oppholdsadresse", "postadresse", "postadresseIUtlandet")
HOMES = ("bostedsadresse", "deltBosted", "oppholdsadresse")


def level(document: dict) -> str:
    """The person's strictest current grade."""
    grades = [row["graderingsnivaa"] for row in document.get("adressebeskyttelse", []) if row["erGjeldende"]]
    order = ("strengtFortrolig", "fortrolig", "klientadresse", "ugradert")
    return next((grade for grade in order if grade in grades), "")


def relatives(document: dict, *roller: str) -> list[str]:
    return [
        row["relatertPerson"]
        for row in document.get("familierelasjon", [])
        if row["relatertPersonsRolle"] in roller and "relatertPerson" in row
    ]


def unit(document: dict) -> tuple | None:
    for home in document.get("bostedsadresse", []):
        if home["erGjeldende"] and "adresseIdentifikatorFraMatrikkelen" in home:
            address = home.get("vegadresse") or home["matrikkeladresse"]
            return home["adresseIdentifikatorFraMatrikkelen"], address.get("bruksenhetsnummer")
    return None


def test_a_strengt_fortrolig_person_has_no_address_but_an_open_postadresse(people: dict) -> None:
    chosen = [document for document in people.values() if level(document) == "strengtFortrolig"]
    lawful = [document for document in chosen if not any(element in document for element in HOMES)]
    assert len(lawful) >= len(chosen) - 4  # the cast has four unlawful ones
    assert not any("postadresseIUtlandet" in document for document in lawful)
    postal = [[row["adressegradering"] for row in document["postadresse"]] for document in lawful]
    assert sum(grades != ["ugradert"] for grades in postal) <= 1  # one is to be withheld


def test_every_address_of_a_fortrolig_person_is_graded(people: dict) -> None:
    chosen = [document for document in people.values() if level(document) == "fortrolig"]
    graded = [
        document
        for document in chosen
        if all(
            row["adressegradering"] == "fortrolig"
            for element in ADDRESSES
            for row in document.get(element, [])
        )
    ]
    assert len(chosen) - 4 <= len(graded) < len(chosen)
    assert any(set(ADDRESSES) <= set(document) for document in graded)


def test_every_row_of_the_grading_table_occurs_on_a_child(people: dict, current) -> None:
    seen = set()
    for document in people.values():
        grades = tuple(sorted(row["graderingsnivaa"] for row in current(document, "adressebeskyttelse")))
        homes = current(document, "bostedsadresse")
        seen.add((grades, homes[0]["adressegradering"] if homes else None))
    assert {(tuple(sorted(grades)), address) for grades, address in ROWS.values()} <= seen


def test_the_four_grades_occur_on_people_and_on_addresses(people: dict, current) -> None:
    grades = {"ugradert", "klientadresse", "fortrolig", "strengtFortrolig"}
    documents = list(people.values())
    assert {
        row["graderingsnivaa"] for document in documents for row in document.get("adressebeskyttelse", [])
    } == grades
    assert {
        row["adressegradering"] for document in documents for row in current(document, "bostedsadresse")
    } == grades
    for element in ("deltBosted", "oppholdsadresse"):
        found = {row["adressegradering"] for document in documents for row in document.get(element, [])}
        assert found >= {"ugradert", "klientadresse", "fortrolig"}


def test_an_open_mother_names_her_strengt_fortrolig_child(people: dict) -> None:
    assert any(
        not level(document)
        and any(
            level(people[child]) == "strengtFortrolig"
            for child in relatives(document, "barn")
            if child in people
        )
        and any(
            row.get("ansvarssubjekt") in relatives(document, "barn")
            for row in document.get("foreldreansvar", [])
        )
        for document in people.values()
    )


def test_an_open_child_names_its_strengt_fortrolig_sibling(people: dict) -> None:
    assert any(
        not level(document)
        and any(level(people[other]) == "strengtFortrolig" for other in relatives(document, "soesken"))
        for document in people.values()
    )


def test_an_open_child_lives_with_a_fortrolig_parent(people: dict) -> None:
    assert any(
        not level(document)
        and unit(document)
        and any(level(people[parent]) == "fortrolig" and unit(people[parent]) == unit(document)
                for parent in relatives(document, "mor", "far") if parent in people)
        for document in people.values()
    )  # fmt: skip


def test_a_strengt_fortrolig_parent_shares_responsibility_for_an_open_child(people: dict, current) -> None:
    assert any(
        row["ansvar"] == "felles" and level(people.get(row.get("ansvarlig"), {})) == "strengtFortrolig"
        for document in people.values()
        if not level(document)
        for row in current(document, "foreldreansvar")
    )


def test_protected_newborns_have_temporary_names(people: dict) -> None:
    newborns = [
        document
        for document in people.values()
        if "*" in document.get("navn", [{"fornavn": ""}])[0]["fornavn"]
    ]
    assert {level(document) for document in newborns} >= {"", "fortrolig", "strengtFortrolig"}


def test_lifted_protection_is_history(people: dict) -> None:
    lifted = [
        document for document in people.values() if "adressebeskyttelse" in document and not level(document)
    ]
    assert {row["graderingsnivaa"] for document in lifted for row in document["adressebeskyttelse"]} >= {
        "fortrolig",
        "strengtFortrolig",
    }
    assert all("opphoerstidspunkt" in row for document in lifted for row in document["adressebeskyttelse"])


def test_a_klientadresse_grades_one_address_only(people: dict, current) -> None:
    assert any(
        {row["adressegradering"] for row in current(document, "oppholdsadresse")} == {"klientadresse"}
        and {row["adressegradering"] for row in current(document, "bostedsadresse")} == {"ugradert"}
        for document in people.values()
        if not level(document)
    )
