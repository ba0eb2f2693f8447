"""A copy of some municipalities: who is kept, how much of them, and what is forgotten about the others."""

import pytest

from ingest.roles import relation_parts
from tests.integration.ingest.fake_freg import (
    BERGEN,
    DRAMMEN,
    DRAMMEN_BEFORE,
    OSLO,
    document,
    person_id,
    responsible,
)
from tests.integration.ingest.landed import every_byte, newest, rows

CHILD, MOTHER, FATHER, NEIGHBOUR, STRANGER, DEAD = (person_id(n) for n in range(6))
PROTECTED = [{"erGjeldende": True, "graderingsnivaa": "strengtFortrolig"}]


def family(*relatives: str) -> list[dict]:
    return [
        {"erGjeldende": True, "relatertPerson": relative, "relatertPersonsRolle": "mor"}
        for relative in relatives
    ]


def address(kommune: str, *, current: bool = True, since: str = "2020-02-01") -> dict:
    return {
        "erGjeldende": current,
        "gyldighetstidspunkt": f"{since}T00:00:00+01:00",
        "adressegradering": "ugradert",
        "vegadresse": {"kommunenummer": kommune, "adressenavn": "Prøveveien"},
    }


@pytest.fixture(autouse=True)
def people(freg):
    """A child in Oslo, its father in Bergen, its mother with a hidden address, a neighbour and a stranger."""
    freg.add(
        CHILD,
        born=2020,
        familierelasjon=family(MOTHER, FATHER),
        foreldreansvar=[responsible(CHILD, MOTHER), responsible(CHILD, FATHER)],
    )
    freg.add(MOTHER, kommune=None, adressebeskyttelse=PROTECTED)
    freg.add(FATHER, kommune=BERGEN, foreldreansvar=[responsible(CHILD, FATHER)])
    freg.add(NEIGHBOUR)
    freg.add(STRANGER, kommune=BERGEN)


@pytest.fixture
def oslo(run):
    """Run a copy of Oslo."""
    return lambda **changes: run(kommuner=OSLO, **changes)


def test_residents_and_those_their_relations_need_are_kept(oslo, home):
    oslo()
    assert {person: row["utfall"] for person, row in newest(home).items()} == {
        CHILD: "funnet",
        NEIGHBOUR: "funnet",
        MOTHER: "relasjon",
        FATHER: "relasjon",
    }


def test_a_relation_is_asked_for_and_kept_with_few_parts_and_no_history(oslo, freg, home):
    oslo()
    assert freg.parts_asked[FATHER] == set(relation_parts())
    father = newest(home)[FATHER]
    assert set(father["body"]) <= set(relation_parts())
    assert father["parts"] == ",".join(relation_parts())
    assert [name["fornavn"] for name in father["body"]["navn"]] == ["NY"]
    assert father["relaterte"] == []


def test_over_delivered_parts_never_reach_disk(oslo, home):
    oslo()
    assert b"2001-02-03" not in every_byte(home)  # sivilstand, which FREG sent all along
    assert b"sivilstand" not in every_byte(home)


def test_nobody_elsewhere_reaches_disk(oslo, home):
    oslo()
    assert STRANGER.encode() not in every_byte(home)


def test_an_event_of_a_stranger_leaves_no_identifier(oslo, freg, home):
    oslo()
    freg.change(STRANGER, "endringINavn", kjoenn=[])
    result = oslo()
    assert (result.follow.events, result.follow.not_ours, result.fetch.documents) == (1, 1, 0)
    event = rows(home, "hendelser")[-1]
    assert (event["folkeregisteridentifikator"], event["persondokument"], event["hendelsesdokument"]) == (
        None,
        None,
        None,
    )
    assert STRANGER.encode() not in every_byte(home)


def test_a_stranger_who_stays_away_is_remembered_without_a_document(oslo, freg, home):
    oslo()
    freg.change(STRANGER, "endringIBostedsadresse", bostedsadresse=[address("1103")])
    assert oslo().fetch.utenfor == 1
    assert newest(home)[STRANGER]["body"] is None
    freg.change(STRANGER, "endringINavn", kjoenn=[])
    assert oslo().follow.not_ours == 1


@pytest.mark.parametrize(
    "hendelsetype", ["endringIBostedsadresse", "personErBosatt", "personErOppdatert", "enHeltNyType"]
)
def test_a_stranger_who_moves_in_is_kept(oslo, freg, home, hendelsetype):
    oslo()
    freg.change(STRANGER, hendelsetype, bostedsadresse=[address(OSLO)])
    assert oslo().fetch.funnet == 1
    assert newest(home)[STRANGER]["utfall"] == "funnet"


@pytest.mark.parametrize("hendelsetype", ["endringINavn", "endringIBostedsadresse"])
def test_events_of_people_we_know_are_always_followed(oslo, freg, home, hendelsetype):
    oslo()
    freg.change(FATHER, hendelsetype, navn=[{"erGjeldende": True, "fornavn": "GIFT", "etternavn": "BERG"}])
    oslo()
    assert newest(home)[FATHER]["body"]["navn"][0]["fornavn"] == "GIFT"


def test_somebody_who_moves_out_is_let_go_of(oslo, freg, home):
    oslo()
    freg.change(NEIGHBOUR, "endringIBostedsadresse", bostedsadresse=[address(BERGEN)])
    oslo()
    assert newest(home)[NEIGHBOUR] == newest(home)[NEIGHBOUR] | {"utfall": "utenfor", "body": None}


def test_a_child_who_moves_out_takes_its_relations_along(oslo, freg, home):
    oslo()
    freg.change(CHILD, "endringIBostedsadresse", bostedsadresse=[address(BERGEN)])
    freg.asked = []
    assert oslo().fetch.released == 2
    assert freg.asked == [CHILD]
    assert {newest(home)[parent]["utfall"] for parent in (MOTHER, FATHER)} == {"utenfor"}
    assert oslo().fetch.released == 0
    freg.change(CHILD, "endringIBostedsadresse", bostedsadresse=[address(OSLO)])
    oslo()
    assert {newest(home)[parent]["utfall"] for parent in (MOTHER, FATHER)} == {"relasjon"}


def test_a_relation_that_was_outside_is_fetched_when_it_is_needed(oslo, freg, home):
    oslo()
    freg.change(STRANGER, "endringIOppholdsadresse", kjoenn=[])
    oslo()
    assert newest(home)[STRANGER]["utfall"] == "utenfor"
    freg.change(CHILD, "endringIFamilierelasjon", familierelasjon=family(MOTHER, FATHER, STRANGER))
    assert oslo().fetch.relasjon == 1
    assert newest(home)[STRANGER]["utfall"] == "relasjon"


def test_a_relation_and_an_event_in_the_same_run_end_in_the_same_run(oslo, freg, home):
    oslo()
    freg.change(STRANGER, "endringIOppholdsadresse", kjoenn=[])
    freg.change(CHILD, "endringIFamilierelasjon", familierelasjon=family(MOTHER, FATHER, STRANGER))
    oslo()
    assert newest(home)[STRANGER]["utfall"] == "relasjon"
    assert oslo().fetch.documents == 0


def test_a_relation_by_an_old_number_leads_to_the_person(oslo, freg, home):
    old = person_id(20)
    freg.aliases[old] = STRANGER
    freg.change(CHILD, "endringIFamilierelasjon", familierelasjon=family(MOTHER, FATHER, old))
    oslo()
    assert [row["person"] for row in rows(home) if row["identifikator"] == old] == [STRANGER]
    freg.change(STRANGER, "endringIAdressebeskyttelse", adressebeskyttelse=PROTECTED, bostedsadresse=[])
    oslo()
    assert newest(home)[STRANGER]["body"]["adressebeskyttelse"] == PROTECTED


def test_a_child_with_a_shared_home_here_comes_with_the_parent_who_lives_here(oslo, freg, home):
    shared = person_id(21)
    freg.add(
        shared,
        kommune=BERGEN,
        born=2021,
        deltBosted=[address(OSLO)],
        foreldreansvar=[responsible(shared, NEIGHBOUR)],
    )
    freg.change(NEIGHBOUR, "endringIForeldreansvar", foreldreansvar=[responsible(shared, NEIGHBOUR)])
    oslo()
    assert newest(home)[shared]["utfall"] == "funnet"
    assert newest(home)[shared]["body"]["foreldreansvar"]


def test_the_relations_of_grown_ups_are_not_fetched(oslo, freg, home):
    freg.change(NEIGHBOUR, "endringIFamilierelasjon", familierelasjon=family(STRANGER))
    oslo()
    assert STRANGER not in newest(home)


def test_somebody_known_who_becomes_protected_is_kept_as_protected(oslo, freg, home):
    oslo()
    freg.change(NEIGHBOUR, "endringIAdressebeskyttelse", adressebeskyttelse=PROTECTED, bostedsadresse=[])
    oslo()
    neighbour = newest(home)[NEIGHBOUR]
    assert neighbour["utfall"] == "funnet"
    assert neighbour["body"]["adressebeskyttelse"] == PROTECTED
    assert set(neighbour["body"]) <= set(relation_parts())
    assert (oslo().fetch.documents, oslo().fetch.released) == (0, 0)


def test_a_protected_stranger_is_not_kept(oslo, freg, home):
    oslo()
    freg.change(STRANGER, "endringIAdressebeskyttelse", adressebeskyttelse=PROTECTED, bostedsadresse=[])
    oslo()
    assert newest(home)[STRANGER]["body"] is None


def test_the_dead_belong_where_they_lived_last(oslo, freg, home):
    homes = [address(OSLO, current=False), address(BERGEN, current=False, since="2010-01-01")]
    dead = {"status": [{"erGjeldende": True, "status": "doed"}], "doedsfall": {"doedsdato": "2026-03-01"}}
    freg.add(DEAD, bostedsadresse=homes, **dead)
    freg.add(person_id(22), bostedsadresse=homes[::-1], **dead)
    freg.add(
        person_id(23), bostedsadresse=[address(OSLO, current=False, since="2000-01-01"), homes[1]], **dead
    )
    oslo()
    assert newest(home)[DEAD]["utfall"] == "funnet"
    assert newest(home)[person_id(22)]["utfall"] == "funnet"
    assert newest(home).get(person_id(23), {"utfall": "utenfor"})["utfall"] == "utenfor"


@pytest.mark.parametrize("status", ["utflyttet", "opphoert", "inaktiv"])
def test_somebody_who_is_on_no_list_is_not_kept_for_a_former_address(oslo, freg, home, status):
    oslo()
    freg.change(
        NEIGHBOUR,
        "endringIStatus",
        status=[{"erGjeldende": True, "status": status}],
        bostedsadresse=[address(OSLO, current=False)],
    )
    oslo()
    assert newest(home)[NEIGHBOUR]["utfall"] == "utenfor"


def test_people_who_stay_here_without_a_home_are_kept(oslo, freg, home):
    freg.add(
        STRANGER,
        kommune=None,
        status=[{"erGjeldende": True, "status": "midlertidig"}],
        oppholdsadresse=[address(OSLO)],
    )
    oslo()
    assert newest(home)[STRANGER]["utfall"] == "funnet"


@pytest.mark.parametrize("numbers", [DRAMMEN, DRAMMEN_BEFORE])
@pytest.mark.parametrize("at", [DRAMMEN, DRAMMEN_BEFORE])
def test_an_old_number_of_a_municipality_counts_as_todays(run, freg, home, numbers, at):
    run(kommuner=numbers)
    freg.change(STRANGER, "endringIBostedsadresse", bostedsadresse=[address(at)])
    run(kommuner=numbers)
    assert newest(home)[STRANGER]["utfall"] == "funnet"


def test_every_municipality_has_an_extract_of_its_own(run, home):
    assert run(kommuner=f"{OSLO},{BERGEN}").extract.extracts == 2
    assert run(kommuner=f"{OSLO},{BERGEN}").extract.extracts == 0
    assert {person: row["utfall"] for person, row in newest(home).items()} == {
        CHILD: "funnet",
        NEIGHBOUR: "funnet",
        FATHER: "funnet",
        STRANGER: "funnet",
        MOTHER: "relasjon",
    }


def test_a_municipality_that_is_added_later_is_extracted_alone(run, freg, home):
    run(kommuner=OSLO)
    freg.change(NEIGHBOUR, "endringINavn", kjoenn=[])
    freg.asked = []
    assert run(kommuner=f"{OSLO},{BERGEN}").extract.extracts == 1
    assert CHILD not in freg.asked
    assert newest(home)[STRANGER]["utfall"] == "funnet"


def test_full_lets_go_of_whoever_left_unnoticed(oslo, freg, home):
    oslo()
    freg.persons[NEIGHBOUR] = document(NEIGHBOUR, kommune=BERGEN)
    freg.latest += 10
    oslo(full=True)
    assert newest(home)[NEIGHBOUR]["utfall"] == "utenfor"


def test_an_empty_municipality_is_no_error(run, caplog):
    assert run(kommuner="1103").extract.ids == 0
    assert "MANNTALL_KOMMUNER" in caplog.text


def test_ten_jobs_are_the_most_at_once(run, freg):
    open_jobs = []
    freg.on_request = lambda _: open_jobs.append(sum(not job["is_read"] for job in freg.jobs.values()))
    run(kommuner=",".join(str(number) for number in range(1101, 1115)))
    assert 1 < max(open_jobs) <= 10
