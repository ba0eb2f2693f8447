"""A real browser over the pages' own server, watched for requests elsewhere, failures, and what axe-core finds."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.app.conftest import APP

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS = 30_000  # milliseconds: patience with a machine that does other things as well
AXE = Path(__file__).with_name("axe") / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
# Streamlit asks below the page's own address first, before it finds where its server is.
PROBES = ("/_stcore/health", "/_stcore/host-config")


@dataclass
class Watch:
    """What went on in one page that nobody may see happen."""

    hosts: set[str | None] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        page.on("websocket", lambda opened: self.hosts.add(urlsplit(opened.url).hostname))
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        page.on("console", self._console)

    def _console(self, message) -> None:
        if message.type == "error" and not urlsplit(message.location["url"]).path.endswith(PROBES):
            self.failures.append(f"{message.text} {message.location['url']}")


@contextmanager
def serving(home: Path, folder: Path) -> Iterator[str]:
    """The pages' server, started from another folder, with the settings of the file beside it only."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port)]
    server = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"MANNTALL_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield wait_for(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def browsing(width: int = 1280, height: int = 900, scheme: str = "light") -> Iterator[BrowserContext]:
    """One browser for many visits, so that it loads Streamlit's own files once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
        )
        context.set_default_timeout(SECONDS)
        yield context
        browser.close()


@contextmanager
def visiting(context: BrowserContext) -> Iterator[Page]:
    """A new visitor; afterwards no request may have gone elsewhere, and neither page nor console may have failed."""
    page, watch = context.new_page(), Watch()
    watch.follow(page)
    yield page
    page.close()
    assert "127.0.0.1" in watch.hosts <= {"127.0.0.1", None}  # None: data and blob addresses
    assert watch.failures == []


def settle(page: Page) -> None:
    """Wait until the page has been drawn and the server has nothing more to say."""
    state = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
    page.wait_for_function(f"{state} && !document.querySelector('[data-testid=stMain] [data-stale=true]')")


def faults(page: Page) -> list[str]:
    """What axe-core finds serious or critical: the rule, and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str) -> str:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):  # noqa: S310
                return address
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the pages did not start")
