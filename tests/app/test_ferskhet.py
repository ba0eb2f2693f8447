"""How fresh it is: said on every page, judged on one, and in words when nothing can be shown."""

import re
from datetime import timedelta

import pytest

from tests.app.conftest import everything
from tests.app.published import ROLES, mart_file, publish


@pytest.mark.parametrize("role", ROLES)
def test_every_page_tells_its_source_time_and_age(home, open_page, role):
    for page in (None, "ferskhet"):
        told = r"Kilde: Folkeregisteret per 20\. mai 2026 kl\. 09\.14 · publisert for \d+ minutter siden"
        assert re.fullmatch(told, open_page(role, page=page).caption[0].value)


def test_all_in_order_is_green_in_words(home, open_page):
    app = open_page(page="ferskhet")
    assert app.success[0].value == "**Alt er i orden**"
    assert len(app.success) == 5 and not app.warning and not app.error


def test_lag_missing_documents_and_age_are_named_with_what_to_do(home, open_page):
    publish(home, generation=2, age=timedelta(hours=30), feed_latest=6234, documents_missing=17)
    app = open_page(page="ferskhet")
    assert len(app.success) == 1 and "oppdiktet" in app.success[0].value
    overall, age, lag, missing = (box.value for box in app.warning)
    assert overall == "**Noe bør følges med på**"
    assert "for 1 døgn siden" in age
    assert "1\u00a0234 hendelser" in lag
    assert "17 personer" in missing
    assert all("manntall refresh" in words for words in (age, lag, missing))


def test_a_feed_that_did_not_answer_is_unknown_not_good(home, open_page):
    publish(home, generation=2, feed_latest=None, newest_ajourholdstidspunkt=None)
    app = open_page(page="ferskhet")
    assert "ukjent om noe er ulest" in app.warning[1].value
    assert "tidspunktet er ukjent" in app.caption[0].value


def test_figures_too_old_are_warned_of_on_every_page(home, open_page):
    publish(home, generation=2, age=timedelta(days=4))
    app = open_page()
    assert "mer enn 3 døgn gamle" in app.warning[0].value
    app = open_page(page="ferskhet")
    assert app.error[0].value == "**Noe må ordnes**"


def test_the_rows_of_each_list_are_told(home, open_page):
    counted = open_page(page="ferskhet").table[0].value
    assert list(counted["Liste"]) == ["Barn 0–16", "Delt bosted fra annen kommune", "Fødsler", "Dødsfall"]
    assert dict(zip(counted["Liste"], counted["Rader"], strict=True))["Barn 0–16"] == "137"


def test_before_anything_is_published_the_page_says_what_to_run(home, open_page):
    (home / "published" / "CURRENT").unlink()
    app = open_page()
    assert app.header[0].value == "Ingenting er publisert ennå"
    assert [code.value for code in app.code] == ["make demo", "manntall refresh"]


def test_a_wrong_setting_is_said_in_words(home, monkeypatch, open_page):
    monkeypatch.setenv("MANNTALL_FREG_URL", "hemmelig")
    app = open_page()
    assert "Oppsettet er feil" in app.error[0].value
    assert "hemmelig" not in everything(app)


@pytest.mark.parametrize("content", [b"", b"{}", b"not json", b'{"published_at": "x"}', b"\xff\xfe"])
def test_a_broken_status_shows_nothing_and_says_so(home, open_page, content):
    (home / "published" / "00000001" / "status.json").write_bytes(content)
    app = open_page()
    assert "skadet eller ufullstendig" in app.error[0].value
    assert not app.dataframe and not app.metric and len(app.sidebar.selectbox) == 1


def test_a_broken_list_shows_nothing_and_says_so(home, open_page):
    file = mart_file(home / "published" / "00000001", "mart_oppvekst__barn")
    whole = file.read_bytes()
    for content in (b"", b"x", whole[:-20], whole[: len(whole) // 2], whole[:40] + b"\0" * 400 + whole[440:]):
        file.write_bytes(content)
        app = open_page()
        assert "Listen mangler, er skadet" in app.error[0].value
        assert not app.dataframe and not app.metric and not app.exception
    file.unlink()
    assert "Listen mangler, er skadet" in open_page().error[0].value


def test_a_fault_in_a_page_tells_nobody_what_it_quoted(home, open_page, monkeypatch, caplog):
    def fault(*_):
        raise ValueError("01890012345 Hemmelig Navn")

    monkeypatch.setattr("dashboards.filters.search", fault)
    app = open_page()
    assert "Noe gikk galt" in app.error[0].value
    assert not app.exception
    assert "01890012345" not in everything(app) + caplog.text
    assert "ValueError" in caplog.text
