"""The pages in a real browser: rows, search, role, language, downloads, and no request to another machine."""

import csv
import io
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.app.conftest import APP

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS = 30_000  # milliseconds: patience with a machine that does other things as well
CELL = "[role=gridcell]"
expect.set_options(timeout=SECONDS)


@pytest.fixture(scope="module")
def address(published_once, tmp_path_factory):
    """The pages' server, started from another folder, with the settings of the file beside it only."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port)]
    server = subprocess.Popen(
        command,
        cwd=tmp_path_factory.mktemp("elsewhere"),
        env=os.environ | {"MANNTALL_HOME": str(published_once)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield wait_for(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def context():
    """One browser for all visits, so that it loads Streamlit's own files once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(SECONDS)
        yield context
        browser.close()


@pytest.fixture
def page(context):
    """A new visitor; afterwards no request may have gone elsewhere and no page may have failed."""
    page, hosts, failures = context.new_page(), set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("websocket", lambda socket: hosts.add(urlsplit(socket.url).hostname))
    page.on("pageerror", lambda error: failures.append(error))  # noqa: PLW0108 - Playwright wants a function
    yield page
    page.close()
    assert "127.0.0.1" in hosts <= {"127.0.0.1", None}  # None: data and blob addresses
    assert not failures


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


def open_roster(page: Page, address: str) -> None:
    page.goto(f"{address}/?bruker=planlegger&kommune=0301")
    page.wait_for_selector(CELL, state="attached")


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def download(page: Page, button: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("button", name=button).first.click()
    assert re.fullmatch(r"barn-0301-2026-05-20\.(csv|xlsx)", started.value.suggested_filename)
    return Path(started.value.path()).read_bytes()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str) -> str:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):  # noqa: S310
                return address
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the pages did not start")
