"""Every role in force: each of its pages opens on lists in the columns of dbt's contracts, and hides what is hidden."""

import polars as pl
import pytest

from dashboards import columns
from dashboards.language import Words
from tests.app.contracts import contracts, made_up, publish_everything, roles
from tests.app.published import KOMMUNER, MadeUp

ROLES = roles()
PAGES = {
    "barn": "barn",
    "foedsler": "foedsler",
    "doede": "doedsfall",
    "flyttinger": "flyttinger",
    "innbyggere": "lister",
    "velgere": "lister",
    "profiler": "lister",
    "relasjoner": "lister",
    "personer": "lister",
    "befolkning": "befolkning",
    "skolestart": "skolestart",
}
OPENED = [
    (role, page)
    for role, about in ROLES.items()
    for page in sorted(
        {PAGES[mart.split("__")[1]] for mart in about["marts"] if mart.split("__")[1] in PAGES}
    )
]


@pytest.fixture
def every_role(everything_published, open_page, monkeypatch):
    """The home of the pages, after `open_page` has set another."""
    monkeypatch.setenv("MANNTALL_HOME", str(everything_published))


@pytest.fixture(scope="module")
def everything_published(tmp_path_factory):
    home = tmp_path_factory.mktemp("roles")
    publish_everything(home)
    return home


@pytest.mark.parametrize("kommune", ["0301", "5599"])
@pytest.mark.parametrize(("role", "page"), OPENED)
def test_every_page_of_every_role_opens(every_role, open_page, role, page, kommune):
    app = open_page(role, kommune, page=page)
    assert not app.exception
    assert not app.error
    assert KOMMUNER[kommune] in app.header[0].value
    assert app.dataframe or app.info


def test_every_list_in_force_is_on_some_page():
    shown_beside_another = {"delt_bosted_fra_annen_kommune", "befolkning_per_krets", "foedsler_per_maaned"}
    shown_beside_another |= {"flyttinger_per_maaned", "barn_per_skolekrets"}
    things = {mart.split("__")[1] for about in ROLES.values() for mart in about["marts"]}
    assert things <= set(PAGES) | shown_beside_another


@pytest.mark.parametrize("mart", [mart for mart, names in contracts().items() if "adressetilstand" in names])
def test_a_hidden_address_is_hidden_whatever_the_list_holds_beside_it(mart):
    names = list(contracts()[mart])
    rows = made_up(mart, MadeUp("0301", seed=1, taken=set(), n=20)).with_columns(
        adressetilstand=pl.lit("noe nytt"),
        **{
            name: pl.lit("HEMMELIG 1")
            for name in ("adresse", "oppholds_eller_bostedsadresse")
            if name in names
        },
    )
    table = columns.readable(rows, columns.people(Words("nb"), names))
    assert "HEMMELIG 1" not in str(table.to_dicts())
