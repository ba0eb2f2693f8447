"""Every kind of user walks every page as somebody would: clicks, filters, downloads and opens the files, on real marts.

With `MANNTALL_SCREENSHOTS=<folder>` the walk leaves pictures of what it saw; those in docs/ are from such a run.
"""

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

from dashboards.language import Words
from tests.app.browser import SECONDS, browsing, faults, serving, settle, visiting
from tests.app.contracts import roles

pytestmark = pytest.mark.slow
expect.set_options(timeout=SECONDS)
KOMMUNE = "0301"
USERS = ["bruker=prosjektleder", "bruker=operatoer", *(f"bruker=planlegger&rolle={role}" for role in roles())]
# Every width, language and theme is seen; both languages at both widths.
SCREENS = [
    (1280, "nb", "light"),
    (390, "en", "dark"),
    (1280, "en", "dark"),
    (390, "nb", "light"),
]
WIDE = 768  # pixels, from which the menu stands beside the page
PICTURES = os.environ.get("MANNTALL_SCREENSHOTS")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The pages of a home that `manntall demo` has filled."""
    home = tmp_path_factory.mktemp("demo")
    subprocess.run(
        [sys.executable, "-c", "from orchestration.cli import main; main()", "demo", "--once"],
        env=os.environ | {"MANNTALL_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    with serving(home, tmp_path_factory.mktemp("elsewhere")) as address:
        yield address


@pytest.mark.parametrize(("width", "language", "scheme"), SCREENS)
def test_every_user_walks_every_page(address, width, language, scheme):
    say, seen = Words(language), {}
    with browsing(width, 900, scheme) as context:
        for user in USERS:
            with visiting(context) as page:
                page.goto(f"{address}/?{user}&kommune={KOMMUNE}&spraak={language}")
                settle(page)
                seen[user] = [name for name in names_of_pages(page) if walk(page, name, say, user)]
    assert len(seen["bruker=prosjektleder"]) >= 5
    assert all(seen.values())


def walk(page: Page, name: str, say: Words, user: str) -> bool:
    """Open a page from the menu, try what there is to try, and hold it to what holds for every page."""
    open_menu(page)
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text=re.compile(f"{re.escape(name)}$"))
    link.click()
    expect(link).to_have_attribute("aria-current", "page")  # the server has begun to draw it
    settle(page)
    close_menu(page)
    heading = page.get_by_test_id("stMain").get_by_role("heading", level=2)
    expect(heading.first).to_be_visible()
    picture(page, say, user)
    look(page, say)
    for tab in page.get_by_role("tab").all():
        tab.click()
        settle(page)
        look(page, say)
    search(page)
    download_all(page)
    return True


def look(page: Page, say: Words) -> None:
    """No failure in words, nothing wider than the screen, nothing that shuts people out."""
    text = page.get_by_test_id("stMain").inner_text()
    for failure in ("error.title", "error.unexpected", "error.configuration"):
        assert say(failure) not in text
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth <= main.clientWidth"), page.url
    assert faults(page) == [], page.url


def search(page: Page) -> None:
    """Type what is nowhere, see that it is told, and take it away again."""
    box = page.locator("input[type=search]:visible").first
    if box.count() and page.locator("[role=grid]:visible").count():
        box.fill("ingensomheterdette")
        expect(page.get_by_test_id("stMain").get_by_test_id("stAlert").first).to_be_visible()
        box.fill("")
        expect(page.locator("[role=grid]").first).to_be_attached()
        settle(page)


def download_all(page: Page) -> None:
    for button in page.get_by_test_id("stDownloadButton").locator("button:visible:enabled").all():
        with page.expect_download() as started:
            button.click()
        name, content = started.value.suggested_filename, Path(started.value.path()).read_bytes()
        assert is_whole(name, content), name
        settle(page)


def is_whole(name: str, content: bytes) -> bool:
    """The file opens with a reader of its kind, and has a heading."""
    return READERS[name.rsplit(".", 1)[-1]](content) > 1


def columns_of_csv(content: bytes) -> int:
    return len(next(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")))


def columns_of_workbook(content: bytes) -> int:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].max_column


READERS = {
    "csv": columns_of_csv,
    "xlsx": columns_of_workbook,
    "parquet": lambda content: pl.read_parquet(io.BytesIO(content)).width,
    "pptx": lambda content: len(Presentation(io.BytesIO(content)).slides),
    "pdf": lambda content: content.count(b"/Type /Page"),
    "html": lambda content: content.count(b"<h"),
}


def names_of_pages(page: Page) -> list[str]:
    open_menu(page)
    page.get_by_test_id("stSidebarNavLink").first.wait_for()
    return [link.inner_text().splitlines()[-1] for link in page.get_by_test_id("stSidebarNavLink").all()]


def open_menu(page: Page) -> None:
    """On a narrow screen the menu is behind a button."""
    button = page.get_by_test_id("stExpandSidebarButton")
    if button.count() and button.first.is_visible():
        button.first.click()
        page.get_by_test_id("stSidebarNavLink").first.wait_for()


def close_menu(page: Page) -> None:
    """On a narrow screen the menu covers the page that is open already."""
    button = page.get_by_test_id("stSidebarCollapseButton").get_by_role("button", expanded=True)
    if page.viewport_size["width"] < WIDE and button.count():
        button.click()
        page.get_by_test_id("stExpandSidebarButton").wait_for()


def picture(page: Page, say: Words, user: str) -> None:
    if PICTURES:
        width = page.viewport_size["width"]
        role = user.rpartition("=")[2]
        name = page.url.split("?")[0].rpartition("/")[2]
        page.wait_for_timeout(1500)  # charts draw after the page has settled
        page.screenshot(path=Path(PICTURES, f"{role}-{name}-{width}-{say.language}.png"))
