"""Project management in a real browser: a click on the map opens the municipality, the report opens, axe is quiet."""

import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

from ingest.reporting.tiles import layout
from tests.app.browser import SECONDS, browsing, faults, serving, settle, visiting
from tests.usage_marts import publish_usage

PAGES = ("utbredelse", "kommune", "leverandoerer", "tilgang", "pilotfunn")
AS = "bruker=prosjektleder&spraak=nb"
TILES_WIDE = 30
pytestmark = pytest.mark.slow
expect.set_options(timeout=SECONDS)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    home = tmp_path_factory.mktemp("figures")
    publish_usage(home)
    with serving(home, tmp_path_factory.mktemp("elsewhere")) as address:
        yield address


@pytest.fixture(scope="module")
def context():
    with browsing(1280, 1600) as context:
        yield context


@pytest.fixture
def page(context):
    with visiting(context) as page:
        yield page


def opened(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}?{AS}")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    settle(page)


def test_a_click_on_a_tile_opens_the_municipality(address, page):
    opened(page, address, "utbredelse")
    drawing = page.get_by_test_id("stVegaLiteChart").first.locator("canvas, svg").first
    expect(drawing).to_be_visible()
    page.wait_for_timeout(1000)  # Vega draws after its element is there
    row, column = layout()["5610"]
    at = drawing.bounding_box()
    side = at["width"] / TILES_WIDE
    page.mouse.click(at["x"] + (column + 0.5) * side, at["y"] + (row + 0.5) * side)
    expect(page.get_by_role("heading", name="Kárášjohka - Karasjok")).to_be_visible()
    assert "utvalgt=5610" in page.url
    page.reload()
    expect(page.get_by_role("heading", name="Kárášjohka - Karasjok")).to_be_visible()


def test_the_report_is_a_button_away_and_opens(address, page):
    opened(page, address, "utbredelse")
    page.get_by_text("Statusrapport til leverandørmøte").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Lysbilder (PowerPoint)").click()
    assert started.value.suggested_filename == "statusrapport-2026-05-20.pptx"
    assert len(Presentation(io.BytesIO(Path(started.value.path()).read_bytes())).slides) > 10


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_serious_fault_and_no_page_is_wider_than_the_screen(address, page, name):
    opened(page, address, name)
    page.wait_for_timeout(500)
    assert faults(page) == []
    page.set_viewport_size({"width": 390, "height": 850})
    page.wait_for_timeout(500)
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth <= main.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 1600})
