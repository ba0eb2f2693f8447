"""Who one is decides which pages there are; becoming another forgets everything that was shown."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.language import Words
from dashboards.pages import PAGES, open_to
from dashboards.people import Kind, User
from ingest.registry import open_registry, users
from ingest.registry.tables import access_log as log_table
from ingest.settings import Settings
from tests.app.conftest import APP, everything, identity_numbers, search, state_of, widget
from tests.app.contracts import roles

FORBIDDEN = {
    Kind.PROSJEKTLEDER: ["barn", "foedsler", "drift", "roller"],
    Kind.OPERATOER: ["barn", "doedsfall", "lister", "innbyggerliste", "utbredelse"],
}


def log_of(home) -> list:
    with open_registry(Settings(home=home)).reading() as con:
        return list(con.execute(log_table.select().order_by(log_table.c.position)))


def open_at(**asked: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=20)
    app.query_params.update(asked)
    return app.run()


def test_whoever_comes_first_is_asked_who_they_are_and_shown_nothing(home):
    app = open_at()
    assert app.header[0].value == "Hvem er du?"
    assert [button.label for button in app.button] == [
        "Fortsett som prosjektleder",
        "Fortsett som planlegger",
        "Fortsett som operatør",
    ]
    assert not app.dataframe and not app.metric and not app.sidebar.selectbox
    assert log_of(home) == []


def test_an_address_that_names_no_kind_of_user_is_asked_too(home):
    assert open_at(bruker="administrator", rolle="oppvekst").header[0].value == "Hvem er du?"


def test_a_press_on_the_button_is_an_answer_that_the_address_keeps(home):
    app = open_at()
    widget(app.button, "Fortsett som planlegger").click()
    app.run()
    assert app.query_params["bruker"] == "planlegger"
    assert app.header[0].value.startswith("Barn 0–16")


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_page_of_another_kind_of_user_opens_by_its_address(home, open_page, kind):
    for page in FORBIDDEN[kind]:
        app = open_page(user=kind.value, page=page)
        assert not identity_numbers(everything(app))
        assert not app.dataframe or app.header[0].value != Words("nb")(f"{page}.title")


def test_whoever_asks_for_a_page_that_is_not_theirs_is_logged(home, open_page):
    open_page(user="operatoer", page="barn")
    (entry,) = [entry for entry in log_of(home) if entry.hendelse == "avslag"]
    assert (entry.who, entry.role, entry.view, entry.n_persons) == ("operatoer", "operatoer", "barn", 0)


def test_becoming_another_is_no_attempt_at_a_page_that_is_not_theirs(home, open_page):
    app = open_page("oppvekst")
    widget(app.sidebar.selectbox, "Bytt rolle").select("helsestasjon").run()
    assert app.header[0].value == "Fødsler i Oslo"
    widget(app.sidebar.selectbox, "Hvem er du?").select("operatoer").run()
    assert not [entry for entry in log_of(home) if entry.hendelse == "avslag"]


def test_becoming_another_forgets_what_was_shown(home, open_page):
    app = open_page("oppvekst")
    search(app).set_value("nordlys").run()
    assert "nordlys" in state_of(app)
    widget(app.sidebar.selectbox, "Hvem er du?").select("operatoer").run()
    assert "nordlys" not in state_of(app)
    assert not identity_numbers(everything(app) + state_of(app))
    assert [box.label for box in app.sidebar.selectbox] == ["Hvem er du?"]


def test_every_page_belongs_to_one_kind_of_user_and_every_kind_has_some():
    for kind in Kind:
        role = "oppvekst" if kind == Kind.PLANLEGGER else ""
        pages = open_to(User(kind, role, "0301"), ("mart_oppvekst__barn",))
        assert pages
        assert {PAGES[page].kind for page in pages} == {kind}


def test_every_role_in_force_has_a_page_of_its_own_beside_freshness():
    for role, about in roles().items():
        assert len(open_to(User(Kind.PLANLEGGER, role, "0301"), tuple(about["marts"]))) > 1, role


def test_whoever_has_been_here_is_known_once(home, open_page):
    for _ in range(2):
        open_page("oppvekst", "4601")
    open_page(user="operatoer", page="roller")
    known = users.known(open_registry(Settings(home=home)))
    assert [user.key for user in known] == ["planlegger-oppvekst-4601", "operatoer"]


def test_the_source_time_is_on_every_page_of_an_operator_and_a_planner(open_page):
    for user, page in (("operatoer", "roller"), ("operatoer", "slik_skjuler_vi"), ("planlegger", "ferskhet")):
        assert "Kilde: Folkeregisteret per 20. mai 2026" in open_page(user=user, page=page).caption[0].value


def test_an_operator_sees_the_pages_before_anything_is_published(home, open_page):
    (home / "published" / "CURRENT").unlink()
    app = open_page(user="operatoer", page="roller")
    assert app.header[0].value == "Roller: fra lov til kolonne"
    assert not app.error


def test_an_operator_sees_the_pages_when_the_registry_is_broken(home, open_page):
    (home / "registry.sqlite").write_bytes(b"broken" * 2000)
    app = open_page(user="operatoer", page="slik_skjuler_vi")
    assert app.header[0].value.startswith("Slik skjuler vi")
    assert "Registeret over visninger" in app.error[0].value
