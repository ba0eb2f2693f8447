"""From a click in the menu to the first rows of the roster, in a real browser: `python -m benchmarks.pages HOME`."""

import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from tests.app.browser import browsing, serving, settle, visiting
from tests.app.published import publish

CHILDREN = (
    12_500  # more than any municipality but Oslo has in a class of years, and a roster of them all at once
)
ROUNDS = 7
FIRST_ROW = "[role=gridcell]"


@dataclass(frozen=True, slots=True)
class Pages:
    """Seconds from the click to the first rows: the median, and the slowest."""

    children: int
    rounds: int
    typical: float
    slowest: float


def measure(home: Path) -> Pages:
    """Publish a large municipality below `home`, and open its roster from the menu again and again."""
    publish(home, children=CHILDREN)
    with serving(home, home) as address, browsing() as context, visiting(context) as page:
        page.goto(f"{address}/?bruker=planlegger&rolle=oppvekst&kommune=0301")
        page.wait_for_selector(FIRST_ROW, state="attached")
        seconds = [_open(page) for _ in range(ROUNDS)]
    return Pages(CHILDREN, ROUNDS, median(seconds), max(seconds))


def _open(page: Page) -> float:
    links = page.get_by_test_id("stSidebarNavLink")
    links.last.click()
    page.wait_for_selector(FIRST_ROW, state="detached")
    settle(page)
    started = time.perf_counter()
    links.first.click()
    page.wait_for_selector(FIRST_ROW, state="attached")
    return time.perf_counter() - started


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Path(sys.argv[1])))))
