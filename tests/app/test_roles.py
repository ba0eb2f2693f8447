"""A role sees its own pages and lists; no address, choice or link leads to another's."""

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import APP, FIRST_PAGE, everything, identity_numbers, state_of, widget
from tests.app.published import ROLES, mart_file, publish

HEADING = {"oppvekst": "Barn 0–16 i Oslo", "helsestasjon": "Fødsler i Oslo", "doedsfall": "Dødsfall i Oslo"}


def numbers_of(home, role: str) -> set[str]:
    files = [mart_file(home / "published" / "00000001", mart) for mart in ROLES[role]["marts"]]
    return {number for file in files for number in pl.read_parquet(file)["foedselsnummer"]}


@pytest.mark.parametrize("role", ROLES)
def test_the_bare_address_opens_the_roles_first_page(open_page, role):
    app = AppTest.from_file(str(APP), default_timeout=20)
    app.query_params.update({"bruker": "planlegger", "rolle": role, "kommune": "0301"})
    assert app.run().header[0].value == HEADING[role]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("asked", FIRST_PAGE.values())
def test_no_page_shows_another_roles_mart(home, open_page, role, asked):
    app = open_page(role, page=asked)
    assert app.header[0].value == HEADING[role]
    shown = identity_numbers(everything(app))
    assert shown & numbers_of(home, role)
    for other in set(ROLES) - {role}:
        assert not shown & (numbers_of(home, other) - numbers_of(home, role))


def test_a_role_whose_lists_are_not_published_has_only_the_page_for_everyone(home, open_page):
    publish(home, generation=2, roles=ROLES | {"oppvekst": {"navn": "Oppvekst", "marts": []}})
    app = open_page("oppvekst", page="barn")
    assert app.header[0].value == "Ferskhet og fullstendighet"
    assert not app.dataframe


def test_a_roster_whose_second_list_is_not_the_roles_has_no_tabs(home, open_page):
    publish(home, generation=2, roles={"oppvekst": {"navn": "Oppvekst", "marts": ["mart_oppvekst__barn"]}})
    app = open_page("oppvekst")
    assert app.dataframe
    assert not app.tabs


@pytest.mark.parametrize("asked", [{"rolle": "finnes_ikke"}, {"kommune": "../4601"}, {"spraak": "../../nb"}])
def test_an_address_that_names_nothing_published_gets_what_is(home, open_page, asked):
    app = open_page(asked.get("rolle", "oppvekst"), asked.get("kommune", "4601"), asked.get("spraak", "nb"))
    assert app.header[0].value == "Barn 0–16 i Bergen"


def test_municipalities_are_picked_by_name_in_norwegian_order(home, open_page):
    picker = widget(open_page().sidebar.selectbox, "Velg kommune")
    assert picker.options == [
        *("Bergen (4601)", "Hábmer (1875)", "Oslo (0301)", "Tomvik (5599)", "Øksby (1811)", "Ås (3238)")
    ]


def test_no_store_of_values_outlives_a_page(home, open_page):
    app = open_page()
    assert not identity_numbers(state_of(app))
