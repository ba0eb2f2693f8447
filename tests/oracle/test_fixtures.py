"""The stories that fiks.md 5.7 asks for, and what every role sees of each. Those on figures are told elsewhere."""

import polars as pl
import pytest

from dashboards.filters import search
from provers.oracle.persons import Row
from tests.oracle.cases import HERE, NO_ROW, SHOWN, TABLE_5_2, THERE
from tests.oracle.conftest import Built

LOOK_UP, NEUTRAL = "krever eget oppslag", "opplysninger_ikke_tilgjengelige"
CHILDREN = ("mart_oppvekst__barn", "mart_sfo__barn", "mart_skole__barn", "mart_barnevern__barn")
EVERYBODY = ("mart_vaksinasjon__innbyggere", "mart_valg__velgere", "mart_innkreving__personer")
RELATIONS = "mart_barnevern__relasjoner"


def rows(built: Built, mart: str, name: str) -> list[Row]:
    """The rows that are about somebody, by name."""
    number = built.cast.numbers[name]
    return [
        row for row in built.found[mart] if number in (row.get("foedselsnummer"), row.get("identifikator"))
    ]


def row(built: Built, mart: str, name: str) -> Row:
    (found,) = rows(built, mart, name)
    return found


def told_of(built: Built, name: str) -> set[str]:
    """The marts that hold a person's number or name in any cell."""
    return built.marts_by_cell[built.cast.numbers[name]] | built.marts_by_cell[f"FORTALT, {name.upper()}"]


def relations(built: Built, name: str) -> set[tuple]:
    """Whom a child's relations name, by role: direction, relation, name or neutral."""
    return {
        (one["retning"], one["relasjon"], built.cast.names.get(one["relatert_foedselsnummer"], "neutral"))
        for one in rows(built, RELATIONS, name)
    }


def test_kari_and_per(built: Built) -> None:
    """Kari's row is as if she had no child, and Per is nowhere."""
    assert told_of(built, "Per") == set()
    assert row(built, "mart_vaksinasjon__innbyggere", "Kari")["adressetilstand"] == SHOWN
    assert row(built, "mart_valg__velgere", "Kari")["adresse"] is not None
    # Kari's number stands in lists of her own and in none of relations
    assert RELATIONS not in told_of(built, "Kari")


@pytest.mark.parametrize("name", TABLE_5_2)
def test_row_of_table_5_2(built: Built, name: str) -> None:
    _, _, home, stay = TABLE_5_2[name]
    for mart in ("mart_oppvekst__barn", "mart_skole__barn", "mart_barnevern__barn"):
        found = {one["kommunenummer"]: one for one in rows(built, mart, name)}
        for kommune, state in ((HERE, home), (THERE, stay)):
            assert (kommune in found) == (state != NO_ROW), mart
            if state != NO_ROW:
                assert found[kommune]["adressetilstand"] == state, mart
                assert (found[kommune]["adresse"] is not None) == (state == SHOWN), mart
    for mart in ("mart_sfo__barn", "mart_vaksinasjon__innbyggere", "mart_innkreving__personer"):
        assert bool(rows(built, mart, name)) == (home != NO_ROW), mart
        assert all((one["adresse"] is not None) == (home == SHOWN) for one in rows(built, mart, name)), mart


@pytest.mark.parametrize("name", [name for name, story in TABLE_5_2.items() if story[2:] == (NO_ROW, NO_ROW)])
def test_who_has_no_row_in_table_5_2_leaves_no_trace(built: Built, name: str) -> None:
    assert told_of(built, name) == set()


def test_sibling_pair_one_strengt(built: Built) -> None:
    """Stian is nowhere, and no list says that Siri has a brother."""
    assert told_of(built, "Stian") == set()
    for mart in CHILDREN:
        siri = row(built, mart, "Siri")
        assert (siri["n_foreldreansvarlige"], siri["mangler_en_part"]) == (2, False)
        assert siri["adressetilstand"] == SHOWN
    assert {name for _, _, name in relations(built, "Siri")} == {"Solveig", "Sverre"}


def test_child_open_adult_fortrolig_in_the_same_dwelling(built: Built) -> None:
    """Filip's home is Frida's, so that it hides; the lodger's too, and next door nothing does."""
    for mart in CHILDREN:
        filip = row(built, mart, "Filip")
        assert (filip["adresse"], filip["skolekrets"], filip["adressetilstand"]) == (None, None, LOOK_UP)
        states = {filip[f"ansvarlig_{place}_navn"]: filip[f"ansvarlig_{place}_tilstand"] for place in (1, 2)}
        assert states == {None: NEUTRAL, "FORTALT, FREDRIK": SHOWN}
    for mart in EVERYBODY:
        assert row(built, mart, "Leieboer")["adresse"] is None
        assert row(built, mart, "Nabo")["adresse"] is not None
        assert row(built, mart, "Frida")["adresse"] is None
    assert relations(built, "Filip") == {
        ("ut", "felles", "neutral"),
        ("ut", "felles", "Fredrik"),
        ("ut", "far", "Fredrik"),
    }


def test_delt_bosted_with_one_graded_side(built: Built) -> None:
    """David's father is fortrolig and lives elsewhere: the second home hides, the first does not."""
    for mart in CHILDREN:
        david = row(built, mart, "David")
        assert david["adressetilstand"] == SHOWN
        assert (david["har_delt_bosted"], david["delt_adresse"]) == (True, None)
    for role in ("oppvekst", "sfo", "skole"):
        there = row(built, f"mart_{role}__delt_bosted_fra_annen_kommune", "David")
        assert (there["kommunenummer"], there["adresse"], there["adressetilstand"]) == (THERE, None, LOOK_UP)


def test_klientadresse_on_oppholdsadresse_only(built: Built) -> None:
    """Klara's home shows, and where she stays does not: no role learns what kind of place it is."""
    for mart in ("mart_oppvekst__barn", "mart_skole__barn", "mart_barnevern__barn"):
        states = {one["kommunenummer"]: one["adressetilstand"] for one in rows(built, mart, "Klara")}
        assert states == {HERE: SHOWN, THERE: LOOK_UP}
    by_kommune = {one["kommunenummer"]: one for one in rows(built, "mart_smittesporing__profiler", "Klara")}
    assert by_kommune[THERE]["oppholds_eller_bostedsadresse"] is None
    assert by_kommune[THERE]["folkeregistrert_adresse"] is not None


def test_strengt_with_an_open_postadresse(built: Built) -> None:
    """Row 18: the open postal address makes nobody appear."""
    assert told_of(built, "Signe") == set()


def test_strengt_with_a_stray_kommune(built: Built) -> None:
    """Row 19: a home that FREG sends by mistake makes nobody appear."""
    assert told_of(built, "Sture") == set()


def test_grading_set_between_two_loads(built: Built) -> None:
    """Vera was in the lists at the first load; after the second no mart remembers her."""
    assert told_of(built, "Vera") == set()


def test_grading_lowered(built: Built) -> None:
    """Lars' address shows again, because a newer document has it and says that it may."""
    for mart in CHILDREN:
        assert row(built, mart, "Lars")["adressetilstand"] == SHOWN


def test_protected_newborn(built: Built) -> None:
    """Nora is fortrolig: on the lists of newborns without an address. Nils is strengt fortrolig: on none."""
    for mart in ("mart_helsestasjon__foedsler", "mart_barnehage__barn", "mart_oppvekst__barn"):
        nora = row(built, mart, "Nora")
        assert (nora["adresse"], nora["postnummer"], nora["adressetilstand"]) == (None, None, LOOK_UP)
    assert told_of(built, "Nils") == set()


def test_strengt_adult_with_felles_foreldreansvar(built: Built) -> None:
    """Anne's list says that there is a second one, and nothing of who; her home may be theirs, and hides."""
    assert told_of(built, "Skjult") == set()
    for mart in CHILDREN:
        anne = row(built, mart, "Anne")
        assert anne["n_foreldreansvarlige"] == 2
        assert anne["adressetilstand"] == LOOK_UP
        states = {
            anne[f"ansvarlig_{place}_foedselsnummer"]: anne[f"ansvarlig_{place}_tilstand"] for place in (1, 2)
        }
        assert states == {built.cast.numbers["Astrid"]: SHOWN, None: NEUTRAL}
    assert row(built, "mart_sfo__barn", "Anne")["ansvarlig_2_rolle"] == "foreldreansvarlig"


@pytest.mark.parametrize("name", ["Sytten", "Atten"])
def test_nearly_grown_up_child_of_a_strengt_adult(built: Built, name: str) -> None:
    """Too old for a roster, and not yet 18, or not for long: the home may still be the parent's, in every list."""
    for mart in EVERYBODY:
        assert all(one["adresse"] is None for one in rows(built, mart, name)), mart
    for one in rows(built, "mart_smittesporing__profiler", name):
        assert one["oppholds_eller_bostedsadresse"] is None


def test_organisation_as_ansvarlig(built: Built) -> None:
    """R7: an organisation and somebody without a number look alike, and have no name."""
    of_holder = ("rolle", "navn", "foedselsnummer", "tilstand")
    for mart in CHILDREN:
        holders = [
            tuple(row(built, mart, name)[f"ansvarlig_1_{column}"] for column in of_holder)
            for name in ("Oda", "Ulla")
        ]
        assert holders == [("annen foreldreansvarlig", None, None, NEUTRAL)] * 2
        assert row(built, mart, "Oda")["manuell_oppfolging"]
    assert relations(built, "Oda") == relations(built, "Ulla") == {("ut", "andre", "neutral")}


def test_search_by_a_name_that_is_strengt_finds_nothing(built: Built) -> None:
    for mart, found in built.found.items():
        if "navn" in found[0]:
            frame = pl.DataFrame(found, infer_schema_length=None)
            assert search(frame, "per fortalt").is_empty(), mart


def test_search_by_number_finds_the_person_whatever_else_is_known_of_it(built: Built) -> None:
    """A number says who it is: a name is not looked at, and one that contradicts it finds nobody else."""
    frame = pl.DataFrame(built.found["mart_oppvekst__barn"], infer_schema_length=None)
    number = built.cast.numbers["Siri"]
    assert search(frame, number)["navn"].to_list() == ["FORTALT, SIRI"]
    assert search(frame, f"{number} lars").is_empty()
