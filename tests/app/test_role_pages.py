"""Roller and Slik skjuler vi: what the policy says is what the page says, and the last proof is told as it went."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboards import role_catalogue as catalogue
from dashboards.language import Words, load
from ingest import proof
from ingest.registry import access_log, open_registry
from ingest.registry.access_log import Access
from ingest.role_facts import facts
from ingest.roles import load_hjemler, load_roles, roles_in_force
from ingest.settings import Settings
from provers.report import SAYS
from tests.app.conftest import widget
from tests.app.contracts import contracts

SAY, ON = Words("nb"), date(2026, 5, 20)
ROLES = catalogue.known(ON)


@pytest.fixture
def roller(open_page):
    return lambda language="nb": open_page(user="operatoer", page="roller", language=language)


def test_every_role_is_listed_with_how_much_it_has_of_23(roller):
    app = roller()
    listed = app.dataframe[0].value
    assert list(listed["Rolle"]) == [role.navn for role in load_roles().values()]
    assert list(listed["Opplysninger"]) == [f"{role.breadth} av 23" for role in load_roles().values()]
    assert "Viser 13 roller" in [words.value for words in app.markdown]


def test_a_role_that_is_not_in_force_says_why(roller):
    app = roller()
    widget(app.selectbox, "Se nærmere på").select("innkreving").run()
    assert "foreslått" in app.warning[0].value


def test_the_way_from_law_to_column_has_every_column_of_every_mart_once():
    rows = catalogue.ways(ROLES, SAY)
    told = {(row["Rolle"], row["Liste"], row["Kolonne"]) for row in rows.iter_rows(named=True)}
    expected = {
        (facts(role, ON)["navn"], SAY.or_else(f"mart.{mart}", mart), column)
        for role in load_roles().values()
        for mart, columns in contracts().items()
        if mart.startswith(f"mart_{role.key}__")
        for column in columns
    }
    assert expected <= told
    assert all(column == "vises ikke" for _, _, column in told - expected)


def test_every_row_names_a_law_that_there_is_and_a_reason():
    rows = catalogue.ways(ROLES, SAY)
    assert set(rows["Lovhjemmel"]) <= set(load_hjemler())
    assert rows["Grunn"].str.strip_chars().str.len_chars().min() > 0


def test_the_ways_are_narrowed_to_a_law(roller):
    app = roller()
    widget(app.multiselect, "Lovhjemmel").set_value(["gravplassloven § 23"]).run()
    (narrowed,) = [
        table.value
        for table in app.dataframe
        if set(table.value.get("Lovhjemmel", [])) == {"gravplassloven § 23"}
    ]
    assert set(narrowed["Rolle"]) == {"Dødsfall"}


def test_two_roles_side_by_side_differ_where_the_policy_does():
    rows = catalogue.compared(ROLES["skole"], ROLES["sfo"], SAY)
    differing = {one for one, ours, theirs in rows.iter_rows() if ours != theirs}
    skole, sfo = (set(load_roles()[key].parts) for key in ("skole", "sfo"))
    assert differing == skole ^ sfo
    assert {one for one, ours, _ in rows.iter_rows() if ours == "ja"} == skole


def test_only_what_differs_is_left_when_that_is_asked_for(roller):
    app = roller()
    widget(app.toggle, "Bare det som er ulikt").set_value(True).run()
    (rows,) = [one.value for one in app.dataframe if ROLES["barnehage"]["navn"] in one.value]
    assert len(rows) and (rows[ROLES["oppvekst"]["navn"]] != rows[ROLES["barnehage"]["navn"]]).all()


def test_a_role_is_not_compared_with_itself(roller):
    app = roller()
    widget(app.selectbox, "En annen rolle").select("oppvekst").run()
    assert [box.value for box in app.info] == ["Velg to ulike roller."]


def test_what_nobody_was_shown_is_told_and_what_somebody_was_shown_is_not(home, roller):
    registry = open_registry(Settings(home=home))
    before = over(roller())
    assert "navn" in before["sfo"]
    assert set(before) == set(roles_in_force(ON))
    shown = Access("visning", "x", "barn", role="sfo", columns=("navn", "trinn", "adressetilstand"))
    access_log.append(registry, shown)
    after = over(roller())
    assert set(before["sfo"]) - set(after["sfo"]) == {"navn", "foedsel", "bostedsadresse"}
    assert after["skole"] == before["skole"]


def test_what_was_shown_longer_ago_than_the_page_looks_back_does_not_count(home, roller, monkeypatch):
    long_ago = datetime.now(UTC) - timedelta(days=catalogue.DAYS_LOOKED_BACK + 1)
    monkeypatch.setattr(access_log, "now", lambda: long_ago)
    access_log.append(
        open_registry(Settings(home=home)), Access("visning", "x", "barn", role="sfo", columns=("navn",))
    )
    assert "navn" in over(roller())["sfo"]


def over(app) -> dict[str, list[str]]:
    """By role, what the page says that nobody has seen."""
    (table,) = [one.value for one in app.dataframe if "Har kolonne, men ingen har sett den" in one.value]
    keys = {role["navn"]: key for key, role in ROLES.items()}
    return {
        keys[row["Rolle"]]: row["Har kolonne, men ingen har sett den"].split(", ")
        for _, row in table.iterrows()
    }


def test_english_has_english_headings(roller):
    app = roller("en")
    assert app.header[0].value == "Roles: from law to column"
    assert "Legal basis" in app.dataframe[0].value


def hides(open_page):
    return open_page(user="operatoer", page="slik_skjuler_vi")


def result(failed: int = 0) -> proof.Proof:
    tried = [proof.Tried(name, 1000 + place, 0) for place, name in enumerate(SAYS)]
    tried[1] = proof.Tried("leaks", 1149, failed)
    return proof.Proof(datetime(2026, 5, 20, 12, tzinfo=UTC), ON, tuple(tried))


def test_before_anything_is_proved_the_page_says_what_to_run(open_page):
    app = hides(open_page)
    assert "manntall prove" in app.warning[0].value
    assert not app.success and not app.error


def test_a_proof_that_holds_is_told_with_its_date_and_counts(home, open_page):
    (home / proof.FILE).write_text(proof.encode(result()))
    app = hides(open_page)
    assert app.success[0].value == "Prøvd 20. mai 2026 kl. 14.00: ingenting ble funnet."
    assert list(app.table[0].value["Prøvd"])[1] == "1\u00a0149"
    assert set(app.table[0].value["Funnet eller feil"]) == {"0"}


def test_a_proof_that_fails_is_red(home, open_page):
    (home / proof.FILE).write_text(proof.encode(result(failed=2)))
    app = hides(open_page)
    assert "noe ble funnet" in app.error[0].value
    assert list(app.table[0].value["Funnet eller feil"]) == ["0", "2", "0", "0", "0"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"at": 1}'])
def test_a_result_that_cannot_be_read_is_no_result(home, open_page, content):
    (home / proof.FILE).write_bytes(content)
    assert "Ingen har prøvd ennå" in hides(open_page).warning[0].value


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_proof_has_words(language):
    assert {f"slik_skjuler_vi.proof_{name}" for name in SAYS} <= set(load(language))


def test_every_class_of_the_rules_is_told(open_page):
    shown = hides(open_page).table[0].value
    assert len(shown) == 5
    assert "Ingen rad, ingen telling, ingen spor" in list(shown["I en liste for kommunen"])
