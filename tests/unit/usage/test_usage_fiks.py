"""Asking Fiks: every page of every period, however long the log is, and one sentence when something else answers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import msgspec
import pytest

from ingest.client import HttpClient
from ingest.settings import Settings
from ingest.usage.errors import UsageSourceError
from ingest.usage.fiks import CALL, MOST_HITS, PAGE, Fiks, as_text
from tests.unit.usage.rows_of_sources import kall, nested

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = datetime(2026, 12, 31, tzinfo=UTC)


def fiks(tmp_path: Path, answer: Callable[[httpx.Request], httpx.Response]) -> Fiks:
    settings = Settings(home=tmp_path, freg_url="http://127.0.0.1:1", retry_seconds=0)
    return Fiks(HttpClient(settings, transport=httpx.MockTransport(answer)))


class Log:
    """A log that answers as Elasticsearch does: no hit beyond the ten thousandth can be reached."""

    def __init__(self, moments: list[datetime]) -> None:
        self.moments = moments
        self.questions = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.questions += 1
        asked = request.url.params
        assert request.url.path == "/audit-sok/api/v1/sok"
        start, count = int(asked["fra"]), int(asked["antall"])
        if start + count > MOST_HITS:
            return httpx.Response(400)
        first, last = datetime.fromisoformat(asked["fraDato"]), datetime.fromisoformat(asked["tilDato"])
        found = [place for place, moment in enumerate(self.moments) if first <= moment <= last]
        body = {
            "treff": [{"requestId": str(n)} for n in found[start : start + count]],
            "antallTreff": len(found),
        }
        return httpx.Response(200, content=msgspec.json.encode(body))


@pytest.mark.parametrize("length", [0, 1, PAGE, PAGE + 1, MOST_HITS, MOST_HITS + 1, 25_000])
def test_every_entry_comes_once_and_in_order_however_long_the_log_is(tmp_path: Path, length: int) -> None:
    step = (UNTIL - SINCE) / max(length, 1)
    log = Log([SINCE + n * step for n in range(length)])
    found = list(fiks(tmp_path, log).calls("tenant", SINCE, UNTIL))
    assert [entry["requestId"] for entry in found] == [str(n) for n in range(length)]


def test_entries_of_one_moment_that_are_more_than_can_be_reached_are_told_as_a_failure(
    tmp_path: Path,
) -> None:
    log = Log([SINCE + timedelta(days=3)] * (MOST_HITS + 1))
    with pytest.raises(UsageSourceError):
        list(fiks(tmp_path, log).calls("tenant", SINCE, UNTIL))
    assert log.questions < 100


@pytest.mark.parametrize(
    ("status", "content", "words"),
    [
        (401, b"", "does not accept"),
        (403, b"", "does not accept"),
        (404, b"", "is not Fiks"),
        (500, b"", "cannot be reached"),
        (429, b"", "cannot be reached"),
        (200, b"<html>Logg inn</html>", "is not Fiks"),
        (200, b'{"hemmelig": 1}', "is not Fiks"),
        (200, b"[1", "is not Fiks"),
    ],
)
def test_what_is_no_answer_of_fiks_is_one_sentence_without_its_words(
    tmp_path: Path, status: int, content: bytes, words: str
) -> None:
    with pytest.raises(UsageSourceError) as failed:
        fiks(tmp_path, lambda _: httpx.Response(status, content=content)).roles("tenant")
    assert words in str(failed.value)
    assert "hemmelig" not in str(failed.value)
    assert failed.value.__cause__ is None


def test_every_kind_of_access_comes_with_its_role_and_tenant(tmp_path: Path) -> None:
    lists = {
        "personer": [{"id": "1"}],
        "integrasjoner": [{"id": "2"}],
        "eksterneBrukere": [{"id": "3"}],
        "eksterneGrupper": [{"id": "4"}, None],
    }
    found = fiks(tmp_path, lambda _: httpx.Response(200, json=lists)).accesses("tenant", "rolle")
    assert [(entry.get("id"), entry["slag"]) for entry in found] == [
        ("1", "person"),
        ("2", "integrasjon"),
        ("3", "ekstern_bruker"),
        ("4", "ekstern_gruppe"),
        (None, "ekstern_gruppe"),
    ]
    assert all((entry["rolleId"], entry["fiksOrgId"]) == ("rolle", "tenant") for entry in found)


def test_a_payload_may_be_an_object_or_the_text_of_one_and_an_entry_may_be_anything() -> None:
    entry = nested(kall(1), CALL)
    as_words = entry | {"payload": msgspec.json.encode(entry["payload"]).decode()}
    broken = entry | {"payload": "{"}
    told = as_text([entry, as_words, broken, None, 7, []], CALL, "fil")
    assert told.row(0)[1:] == told.row(1)[1:]
    assert told.row(2, named=True)["antall"] is None
    assert told["rad"].to_list() == [1, 2, 3, 4, 5, 6]
    assert all(told.row(n, named=True)["request_id"] is None for n in (3, 4, 5))
