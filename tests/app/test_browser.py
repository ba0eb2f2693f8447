"""The pages in a real browser: rows, search, role, language, downloads, and no request to another machine."""

import csv
import io
import re
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.app.browser import SECONDS, browsing, faults, serving, settle, visiting

CELL = "[role=gridcell]"
expect.set_options(timeout=SECONDS)


@pytest.fixture(scope="module")
def address(published_once, tmp_path_factory):
    with serving(published_once, tmp_path_factory.mktemp("elsewhere")) as address:
        yield address


@pytest.fixture(scope="module")
def context():
    with browsing() as context:
        yield context


@pytest.fixture
def page(context):
    with visiting(context) as page:
        yield page


def test_the_pages_listen_on_this_machine_only(address):
    port = urlsplit(address).port
    listening = [one.laddr for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
    assert {place.ip for place in listening if place.port == port} == {"127.0.0.1"}


def test_a_planner_finds_children_and_takes_them_along(address, page, published_once):
    open_roster(page, address)
    expect(page.get_by_role("heading", name="Barn 0–16 i Oslo")).to_be_visible()
    expect(page.get_by_text("Viser 60 av 60")).to_be_visible()
    page.get_by_placeholder("Navn, adresse").first.fill("nordlys")
    shown = page.get_by_text(re.compile(r"Viser (\d|[1-5]\d) av 60"))
    expect(shown).to_be_visible()
    found = int(shown.inner_text().split()[1])
    rows = list(csv.reader(io.StringIO(download(page, "Last ned CSV").decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == found + 1
    assert rows[0][:3] == ["Navn", "Fødselsdato", "Fødselsnummer"]
    assert all("Nordlys" in " ".join(row) for row in rows[1:])
    assert download(page, "Last ned Excel").startswith(b"PK")
    assert download(page, "Last ned Parquet").startswith(b"PAR1")


def test_a_new_role_starts_with_nothing_of_the_old(address, page):
    open_roster(page, address)
    page.get_by_placeholder("Navn, adresse").first.fill("nordlys")
    expect(page.get_by_text(re.compile(r"Viser (\d|[1-5]\d) av 60"))).to_be_visible()
    choose(page, "Bytt rolle", "Helsestasjon")
    expect(page.get_by_role("heading", name="Fødsler i Oslo")).to_be_visible()
    assert urlsplit(page.url).path == "/foedsler" and "nordlys" not in page.url
    expect(page.get_by_role("link", name="Barn 0–16")).to_have_count(0)
    choose(page, "Bytt rolle", "Oppvekst")
    expect(page.get_by_text("Viser 60 av 60")).to_be_visible()
    expect(page.get_by_placeholder("Navn, adresse").first).to_have_value("")
    page.get_by_placeholder("Navn, adresse").first.fill("nordlys")
    expect(page.get_by_text(re.compile(r"Viser (\d|[1-5]\d) av 60"))).to_be_visible()
    choose(page, "Velg kommune", "Ås (3238)")
    expect(page.get_by_text("Viser 15 av 15")).to_be_visible()
    expect(page.get_by_placeholder("Navn, adresse").first).to_have_value("")


def test_english_is_one_click_away_and_a_reload_keeps_it(address, page):
    open_roster(page, address)
    assert page.evaluate("document.documentElement.lang") == "nb"
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", name="Children 0–16 in Oslo")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.reload()
    expect(page.get_by_role("heading", name="Children 0–16 in Oslo")).to_be_visible()


@pytest.mark.parametrize("path", ["barn?", "foedsler?rolle=helsestasjon&", "ferskhet?"])
def test_no_page_is_wider_than_the_screen(address, page, path):
    page.goto(f"{address}/{path}bruker=planlegger&kommune=0301")
    expect(page.get_by_role("heading", level=2)).to_be_visible()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 850})
        page.wait_for_timeout(300)
        assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth <= main.clientWidth")


@pytest.mark.parametrize("path", ["barn?", "foedsler?rolle=helsestasjon&"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(address, page, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}/{path}bruker=planlegger&kommune=0301")
    expect(page.get_by_role("heading", level=2)).to_be_visible()
    settle(page)
    assert faults(page) == []


def test_axe_would_find_one(address, page):
    open_roster(page, address)
    page.evaluate("document.querySelector('[data-testid=stMain]').append(document.createElement('button'))")
    assert [fault.split(":")[0] for fault in faults(page)] == ["button-name"]


def open_roster(page: Page, address: str) -> None:
    page.goto(f"{address}/?bruker=planlegger&kommune=0301")
    page.wait_for_selector(CELL, state="attached")


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def download(page: Page, button: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("button", name=button).first.click()
    assert re.fullmatch(r"barn-0301-2026-05-20\.(csv|xlsx|parquet)", started.value.suggested_filename)
    return Path(started.value.path()).read_bytes()
