"""A copy of a fake FREG, and how a test runs ingest on it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import client, extract, resync
from ingest.refresh import ingest
from ingest.results import IngestResult
from ingest.settings import Settings
from tests.integration.ingest.fake_freg import FakeFreg


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries follow each other at once."""
    monkeypatch.setattr(client, "FIRST_BACKOFF", 0.01)
    monkeypatch.setattr(client, "JITTER", 0.0)
    monkeypatch.setattr(extract, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(resync, "PAUSE", 0.0)


@pytest.fixture
def freg() -> FakeFreg:
    """A FREG without anybody."""
    return FakeFreg()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A new MANNTALL_HOME."""
    return tmp_path / "home"


@pytest.fixture
def settings(home: Path) -> Callable[..., Settings]:
    """Settings that neither wait nor retry, unless a test says so."""

    def make(**changes: object) -> Settings:
        defaults = {"home": home, "kommuner": "alle", "retry_seconds": 0, "extract_wait_seconds": 5}
        return Settings(freg_url="http://127.0.0.1:1", **(defaults | changes))

    return make


@pytest.fixture
def run(freg: FakeFreg, settings: Callable[..., Settings]) -> Callable[..., IngestResult]:
    """Run ingest on the fake; keyword arguments are settings, but `full`."""

    def once(*, full: bool = False, **changes: object) -> IngestResult:
        return ingest(settings(**changes), full=full, transport=freg.transport)

    return once
