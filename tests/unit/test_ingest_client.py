"""One request at a time: what is tried again, what never is, and what a failure is called."""

import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from ingest import client
from ingest.client import HttpClient
from ingest.errors import (
    ConfigurationError,
    FeedExpiredError,
    FregAccessError,
    FregAnswerError,
    FregUnavailableError,
)
from ingest.freg import Freg
from ingest.settings import Settings


class Server:
    """Gives the answers in its queue, then 42."""

    def __init__(self) -> None:
        self.answers: deque = deque()
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.popleft() if self.answers else httpx.Response(200, content=b"42")
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def connect(server, monkeypatch):
    """A connection that does not wait between tries, and does not try again unless told to."""
    monkeypatch.setattr(client, "FIRST_BACKOFF", 0.01)
    monkeypatch.setattr(client, "JITTER", 0.0)

    def make(*, retry_seconds: float = 0, **changes: object) -> Freg:
        settings = Settings(freg_url="http://127.0.0.1:1/api/v1", retry_seconds=retry_seconds, **changes)
        return Freg(HttpClient(settings, transport=httpx.MockTransport(server)))

    return make


def test_a_request_says_what_it_accepts_and_goes_to_the_address_of_the_settings(connect, server):
    assert connect().latest() == 42
    assert str(server.requests[0].url) == "http://127.0.0.1:1/api/v1/hendelser/siste/sekvensnummer"
    assert server.requests[0].headers["Accept"] == "application/json"


def test_a_look_up_names_its_parts_and_its_content(connect, server):
    server.answers.append(httpx.Response(200, json={"oppslag": []}))
    connect().persons(["1"], ("navn", "historikk"))
    [request] = server.requests
    assert request.url.params.multi_items() == [
        ("part", "navn"),
        ("part", "historikk"),
        ("somBestilt", "true"),
    ]
    assert request.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("status", [400, 404, 405, 406, 410, 501])
def test_a_wrong_address_is_a_matter_of_configuration(connect, server, status):
    server.answers.append(httpx.Response(status))
    with pytest.raises(ConfigurationError, match="MANNTALL_FREG_URL") as caught:
        connect(retry_seconds=60).latest()
    assert caught.value.exit_code == 2
    assert len(server.requests) == 1


def test_a_web_page_in_fregs_place_is_a_matter_of_configuration(connect, server):
    server.answers.append(httpx.Response(200, html="<html>velkommen</html>"))
    with pytest.raises(ConfigurationError, match="MANNTALL_FREG_URL"):
        connect().latest()


@pytest.mark.parametrize("status", [401, 403])
def test_missing_access_is_a_matter_of_configuration(connect, server, status):
    server.answers.append(httpx.Response(status, json={"feilmelding": "nei"}))
    with pytest.raises(FregAccessError, match=str(status)) as caught:
        connect(retry_seconds=60).latest()
    assert caught.value.exit_code == 2
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_never_followed(connect, server, status):
    server.answers.append(httpx.Response(status, headers={"Location": "http://elsewhere.example/"}))
    with pytest.raises(ConfigurationError, match="redirect"):
        connect().latest()
    assert {request.url.host for request in server.requests} == {"127.0.0.1"}


PASSING = [
    httpx.ConnectError("x"),
    httpx.ReadTimeout("x"),
    httpx.RemoteProtocolError("cut off"),
    *(httpx.Response(status) for status in (408, 429, 500, 502, 503, 504)),
]


@pytest.mark.parametrize(
    "failure", PASSING, ids=lambda failure: getattr(failure, "status_code", type(failure).__name__)
)
def test_a_passing_failure_is_tried_again_and_told_when_it_lasts(connect, server, failure):
    server.answers += [failure] * 3
    assert connect(retry_seconds=20).latest() == 42
    server.answers.append(failure)
    with pytest.raises(FregUnavailableError, match="run") as caught:
        connect().latest()
    assert caught.value.exit_code == 1


def test_a_freg_that_never_answered_is_given_up_soon(connect, server, monkeypatch):
    monkeypatch.setattr(client, "FIRST_CONTACT_SECONDS", 0.1)
    server.answers += [httpx.ConnectError("x")] * 10_000
    started = time.monotonic()
    with pytest.raises(FregUnavailableError, match="network"):
        connect(retry_seconds=60).latest()
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("header", "reading", "seconds"),
    [
        ("1", "seconds", 1.0),
        ("1500", "milliseconds, most likely", 2.0),  # the strictest reading, up to the longest pause
        (lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True), "a date", 0.9),
    ],
)
def test_retry_after_is_waited_for_in_each_of_its_readings(connect, server, header, reading, seconds):
    server.answers.append(
        httpx.Response(429, headers={"Retry-After": header() if callable(header) else header})
    )
    freg, started = connect(retry_seconds=30, longest_pause_seconds=2), time.monotonic()
    assert freg.latest() == 42
    assert time.monotonic() - started >= seconds
    assert freg.client.readings == (f"Retry-After was given in {reading}",)


def test_after_a_429_calls_go_one_at_a_time(connect):
    under_way, most, first, lock = 0, 0, [httpx.Response(429)], threading.Lock()

    def slowly(_: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.02)
        with lock:
            under_way -= 1
        return first.pop() if first else httpx.Response(200, content=b"42")

    settings = Settings(freg_url="http://127.0.0.1:1", retry_seconds=30)
    freg = Freg(HttpClient(settings, transport=httpx.MockTransport(slowly)))
    freg.latest()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: freg.latest(), range(16))) == [42] * 16
    assert most == 1


def test_no_more_calls_are_made_in_a_minute_than_the_settings_allow(connect, server, monkeypatch):
    monkeypatch.setattr(client, "WINDOW", 0.5)
    freg, started = connect(requests_per_minute=5), time.monotonic()
    for _ in range(11):
        freg.latest()
    assert time.monotonic() - started >= 1.0
    assert len(server.requests) == 11


def test_an_endless_retry_after_is_clamped_to_the_settings(connect, server):
    server.answers += [httpx.Response(429, headers={"Retry-After": "86400000"})] * 5
    started = time.monotonic()
    with pytest.raises(FregUnavailableError):
        connect(retry_seconds=0.5).latest()
    assert 0.5 <= time.monotonic() - started < 5


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b'[{"sekvensnummer": 102, "hendelse": {}'),
        httpx.Response(200, content=b"{}"),
        httpx.Response(200, content=b'[{"hendelse": {}}]'),
        httpx.Response(200, content=b'[{"sekvensnummer": "mange", "hendelse": {}}]'),
        httpx.Response(200, content=b"[" * 100_000),
        httpx.Response(200, html="<html>The request was rejected. Support id 123</html>"),
        httpx.Response(200, content=b"<feed/>", headers={"Content-Type": "application/xml"}),
        httpx.Response(200, content=b"<feed/>", headers={"Content-Type": "application/json"}),
        httpx.Response(204),
        httpx.Response(304),
    ],
    ids=range(10),
)
def test_no_other_answer_is_a_page(connect, server, answer):
    server.answers.append(answer)
    with pytest.raises((FregAnswerError, FregAccessError)):
        connect().feed(1)


def test_an_answer_cut_short_is_asked_for_again_a_few_times(connect, server):
    server.answers += [httpx.Response(200, content=b"[{"), httpx.Response(200, content=b"[]")]
    assert connect(retry_seconds=20).feed(1) == []
    server.answers += [httpx.Response(200, content=b"[{")] * 10
    with pytest.raises(FregAnswerError):
        connect(retry_seconds=20).feed(1)
    assert len(server.requests) == 5


@pytest.mark.parametrize("status", [400, 406])
def test_a_number_that_is_too_old_needs_a_full_extract(connect, server, status):
    server.answers.append(httpx.Response(status))
    with pytest.raises(FeedExpiredError, match="refresh --full"):
        connect().feed(1)


def test_a_page_may_be_asked_for_whole_although_its_etag_is_known(connect, server):
    first, second = [{"sekvensnummer": 7, "hendelse": {}}], [{"sekvensnummer": 8, "hendelse": {}}]
    server.answers += [httpx.Response(200, json=page, headers={"ETag": '"a"'}) for page in (first, second)]
    freg = connect()
    assert [entry.sekvensnummer for entry in freg.feed(7)] == [7]
    assert [entry.sekvensnummer for entry in freg.feed(7, anew=True)] == [8]
    assert "If-None-Match" not in server.requests[1].headers


def test_a_page_of_what_was_read_before_is_asked_for_again(connect, server):
    server.answers += [
        httpx.Response(200, json=[{"sekvensnummer": number, "hendelse": {}}]) for number in (6, 7)
    ]
    assert [entry.sekvensnummer for entry in connect(retry_seconds=20).feed(7)] == [7]
    server.answers += [httpx.Response(200, json=[{"sekvensnummer": 6, "hendelse": {}}])] * 5
    with pytest.raises(FregAnswerError):
        connect().feed(7)


def test_numbers_of_a_later_epoch_are_told_above_the_earlier_ones(server):
    server.answers += [
        httpx.Response(200, content=b"5"),
        httpx.Response(200, json=[{"sekvensnummer": 4, "hendelse": {}}]),
    ]
    settings = Settings(freg_url="http://127.0.0.1:1/api/v1", retry_seconds=0)
    freg = Freg(HttpClient(settings, transport=httpx.MockTransport(server)), base=1000)
    assert freg.latest() == 1005
    assert [entry.sekvensnummer for entry in freg.feed(1004)] == [1004]
    assert server.requests[1].url.params["seq"] == "4"


def test_a_page_asked_for_again_comes_from_its_etag(connect, server):
    page = [{"sekvensnummer": 7, "hendelse": {}}]
    server.answers += [httpx.Response(200, json=page, headers={"ETag": '"a"'}), httpx.Response(304)]
    freg = connect()
    assert freg.feed(7) == freg.feed(7)
    assert [request.headers.get("If-None-Match") for request in server.requests] == [None, '"a"']


def test_an_answer_that_drips_is_given_up_in_time(connect, server):
    def drip():
        while True:
            time.sleep(0.05)
            yield b" "

    server.answers.append(httpx.Response(200, content=drip()))
    with pytest.raises(FregUnavailableError, match="MANNTALL_TIMEOUT_SECONDS"):
        connect(timeout_seconds=0.2).latest()


def test_an_answer_without_end_is_not_taken_in(connect, server, monkeypatch):
    monkeypatch.setattr(client, "LARGEST_ANSWER", 1000)
    server.answers.append(httpx.Response(200, content=b" " * 2000))
    with pytest.raises(FregAnswerError, match="larger"):
        connect().feed(1)
