"""HTTP to FREG, directly or through KS Fiks: headers, authentication, pace, retries and failures.

The only module that imports httpx. Neither its logs nor its errors ever show an address, a body or an
identifier. Which requests there are is `ingest.freg`'s business.
"""

import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, TypeVar

import httpx
import msgspec
import stamina

from ingest import readings
from ingest.errors import (
    ConfigurationError,
    FregAccessError,
    FregAnswerError,
    FregRefusedError,
    FregTooLargeError,
    FregUnavailableError,
)
from ingest.maskinporten import TokenSource
from ingest.settings import Settings

log = logging.getLogger(__name__)
for noisy in ("httpx", "httpcore"):
    logging.getLogger(noisy).setLevel(
        logging.WARNING
    )  # at INFO they log whole addresses, identifiers and all
stamina.instrumentation.set_on_retry_hooks(
    []
)  # it prints every retry where structlog happens to be installed

T = TypeVar("T")
FIRST_CONTACT_SECONDS = 10.0  # without any answer so far, a wrong address is likelier than a passing failure
ANSWER_RETRIES = 2  # of an answer that cannot be understood
FIRST_BACKOFF, LONGEST_BACKOFF, JITTER = 0.25, 30.0, 1.0  # seconds between tries
SHORTEST_PAUSE = 0.1  # seconds, after an answer that asks for fewer calls
WINDOW = 60.0  # seconds in which FREG counts calls
LARGEST_ANSWER = 64 * 1024 * 1024  # bytes once unpacked; a thousand documents are about 5 MB
PASSING = {408, 500, 502, 503, 504}
WRONG_ADDRESS = (
    "What answers at MANNTALL_FREG_URL is not FREG: set it to the address up to, but not including, `/v1` "
    "(for Fiks: up to and including the role id)."
)
NOT_ACCEPTED = "FREG does not accept this client (401): check MANNTALL_MASKINPORTEN_* and MANNTALL_FIKS_*."
NO_ACCESS = "FREG knows this client but gives it no access to this service (403)."
REDIRECT = "MANNTALL_FREG_URL answers with a redirect, which is never followed: set it to where FREG is."


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: 200, or 304 to a request with `If-None-Match`."""

    status: int
    content: bytes
    content_type: str
    etag: str
    retry_after: str


class HttpClient:
    """A connection to FREG that several threads may share.

    Args:
        settings: address, authentication, pace and patience.
        transport: replaces the network in tests.

    Raises:
        ConfigurationError: the key file cannot be read.
    """

    def __init__(self, settings: Settings, *, transport: httpx.BaseTransport | None = None) -> None:
        self._settings = settings
        self._http = httpx.Client(
            timeout=settings.timeout_seconds,
            follow_redirects=False,
            trust_env=not settings.is_loopback,
            transport=transport,
            headers={"Accept": "application/json", "User-Agent": "manntall"},
        )
        self._tokens = TokenSource(settings, self._post_form) if settings.maskinporten_client_id else None
        self._readings: dict[str, None] = {}
        self._pace = Pace(settings.requests_per_minute)
        self._is_reached = False

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    @property
    def readings(self) -> tuple[str, ...]:
        """Which readings of unclear documentation were met, in words, in the order they were met."""
        return tuple(self._readings)

    def note(self, reading: str) -> None:
        """Remember a reading that was met, and log it the first time."""
        if reading not in self._readings:
            self._readings[reading] = None
            log.info("%s", reading)

    def ask(self, method: str, path: str, read: Callable[[Answer], T], **request: Any) -> T:
        """Send a request until it is answered, and give what `read` makes of the answer.

        Args:
            method: GET or POST.
            path: what comes after `v1/`, or after the address when it begins with `/`; identifiers in it are
                already quoted.
            read: makes something of the answer; its ValueError means that the answer was not understood.
            request: `params` (pairs), `body` (JSON) and `headers`.

        Raises:
            FregUnavailableError: a passing failure lasted longer than `retry_seconds`.
            FregAnswerError: the answer was not understood, also when asked again.
            FregRefusedError: FREG refused the request for good; a FregAccessError when a person must act.
            ConfigurationError: Maskinporten refused the client.
        """
        patience = self._settings.retry_seconds
        attempts, timeout = (None, patience) if patience else (1, None)
        for attempt in stamina.retry_context(
            on=self._keep_trying(),
            attempts=attempts,
            timeout=timeout,
            wait_initial=FIRST_BACKOFF,
            wait_max=LONGEST_BACKOFF,
            wait_jitter=JITTER,
        ):
            with attempt:
                return _understood(self._answer(method, path, **request), read)
        raise AssertionError("stamina ends with an answer or an error")

    def _keep_trying(self) -> Callable[[Exception], bool | float]:
        started, unclear = time.monotonic(), itertools.count(1)

        def decide(error: Exception) -> bool | float:
            if isinstance(error, FregAnswerError):
                return next(unclear) <= ANSWER_RETRIES
            if not isinstance(error, FregUnavailableError):
                return False
            if not self._is_reached and time.monotonic() - started > FIRST_CONTACT_SECONDS:
                return False
            return True if error.retry_after is None else error.retry_after

        return decide

    def _answer(
        self,
        method: str,
        path: str,
        *,
        params: Sequence[tuple[str, str]] = (),
        body: object = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        content = {"json": body} if body is not None else {}
        for is_last in (False, True):
            token = self._tokens.token() if self._tokens else ""
            identity = self._identity(token) | (headers or {})
            with self._pace.turn():
                answer = self._send(method, path, params=list(params), headers=identity, **content)
            if answer.status != HTTPStatus.UNAUTHORIZED or not self._tokens or is_last:
                break
            self._tokens.forget(token)
        if answer.status != HTTPStatus.OK and not (
            answer.status == HTTPStatus.NOT_MODIFIED and "If-None-Match" in (headers or {})
        ):
            self._fail(answer)
        return answer

    def _identity(self, token: str) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if self._settings.fiks_integrasjon_id:
            headers["IntegrasjonId"] = self._settings.fiks_integrasjon_id
            headers["IntegrasjonPassord"] = self._settings.fiks_integrasjon_passord.get_secret_value()
        return headers

    def _send(self, method: str, path: str, **request: Any) -> Answer:
        address = self._settings.freg_url + (path if path.startswith("/") else f"/v1/{path}")
        with _without_details("FREG"), self._http.stream(method, address, **request) as response:
            self._is_reached = True
            return Answer(
                status=response.status_code,
                content=b"".join(self._received(response)),
                content_type=response.headers.get("Content-Type", ""),
                etag=response.headers.get("ETag", ""),
                retry_after=response.headers.get("Retry-After", ""),
            )

    def _received(self, response: httpx.Response) -> Iterator[bytes]:
        """The body, held to the time and the size that one answer may have."""
        ends_at, size = time.monotonic() + self._settings.timeout_seconds, 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > LARGEST_ANSWER:
                raise FregTooLargeError("FREG's answer is larger than any sensible one and was not read.")
            if time.monotonic() > ends_at:
                raise FregUnavailableError("FREG's answer took longer than MANNTALL_TIMEOUT_SECONDS allows.")
            yield chunk

    def _fail(self, answer: Answer) -> None:
        status = answer.status
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise FregUnavailableError(
                "FREG asks for fewer calls (429); run this again later.", self._slow_down(answer)
            )
        if status in PASSING:
            raise FregUnavailableError(
                f"FREG is out of order for now (HTTP {status}); run the same command again later."
            )
        if status == HTTPStatus.UNAUTHORIZED:
            raise FregAccessError(NOT_ACCEPTED, status)
        if status == HTTPStatus.FORBIDDEN:
            raise FregAccessError(NO_ACCESS, status)
        if status == HTTPStatus.NOT_MODIFIED:
            raise FregAnswerError(
                "FREG says that nothing is new (304) to what was not asked before; run again."
            )
        if status < HTTPStatus.BAD_REQUEST:
            raise FregAccessError(REDIRECT, status)
        raise FregRefusedError(f"FREG refused a request (HTTP {status}); nothing of it was kept.", status)

    def _slow_down(self, answer: Answer) -> float | None:
        read = readings.retry_after(answer.retry_after, datetime.now(UTC))
        if read is None:
            self._pace.pause(0.0)
            return None
        seconds, reading = read
        self.note(f"Retry-After was given in {reading}")
        seconds = max(seconds, SHORTEST_PAUSE)
        seconds = min(seconds, self._settings.longest_pause_seconds, self._settings.retry_seconds)
        self._pace.pause(seconds)
        return seconds

    def _post_form(self, address: str, form: dict[str, str]) -> dict[str, Any]:
        """Post a form to Maskinporten; nothing of FREG's authentication goes along."""
        with _without_details("Maskinporten"):
            response = self._http.post(address, data=form)
        status = response.status_code
        if status in PASSING or status == HTTPStatus.TOO_MANY_REQUESTS:
            raise FregUnavailableError(
                f"Maskinporten is out of order for now (HTTP {status}); run this again later."
            )
        if status != HTTPStatus.OK:
            raise ConfigurationError(
                f"Maskinporten refused this client (HTTP {status}): its address, id, key, `kid`, audience or "
                "scope (MANNTALL_MASKINPORTEN_*) is not what is registered there."
            )
        try:
            return msgspec.json.decode(response.content, type=dict[str, Any])
        except ValueError:
            raise FregAnswerError(
                "Maskinporten's answer could not be understood; run this again later."
            ) from None


class Pace:
    """Holds every thread back: to so many calls a minute, and as long as FREG has asked for.

    After FREG has asked for fewer calls, they go one at a time for a minute.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._sent: deque[float] = deque(maxlen=per_minute)
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()
        self._resume_at = self._careful_until = 0.0

    def pause(self, seconds: float) -> None:
        """No call before so many seconds from now."""
        with self._lock:
            now = time.monotonic()
            self._resume_at = max(self._resume_at, now + seconds)
            self._careful_until = self._resume_at + WINDOW

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until a call may be made, and hold the others back during it where that is due."""
        with self._lock:
            is_careful = time.monotonic() < self._careful_until
        with self._one_at_a_time if is_careful else nullcontext():
            self._wait()
            yield

    def _wait(self) -> None:
        while True:
            with self._lock:
                now = time.monotonic()
                is_full = len(self._sent) == self._per_minute
                free_at = max(self._resume_at, self._sent[0] + WINDOW if is_full else 0.0)
                if free_at <= now:
                    self._sent.append(now)
                    return
            time.sleep(free_at - now)


def post_json(address: str, body: object, *, timeout: float) -> None:
    """Post something that is no person's to an address that is not FREG's, without any authentication.

    Raises:
        FregUnavailableError: it was not taken.
    """
    with _without_details("The address"), httpx.Client(timeout=timeout, follow_redirects=False) as http:
        answer = http.post(address, json=body)
    if not answer.is_success:
        raise FregUnavailableError(
            f"The address did not take what was posted to it (HTTP {answer.status_code})."
        )


@contextmanager
def _without_details(service: str) -> Iterator[None]:
    """Turn httpx's errors, which carry addresses, into ours."""
    try:
        yield
    except httpx.TimeoutException:
        raise FregUnavailableError(
            f"{service} did not answer in time; run the same command again later."
        ) from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise ConfigurationError(f"The address of {service} in the settings is not one.") from None
    except httpx.HTTPError:
        raise FregUnavailableError(
            f"{service} cannot be reached: check the network and the address in the settings, then run again."
        ) from None


def _understood(answer: Answer, read: Callable[[Answer], T]) -> T:
    if answer.status == HTTPStatus.OK and (
        "html" in answer.content_type or "xml" in answer.content_type or answer.content.lstrip()[:1] == b"<"
    ):
        raise FregAnswerError("A firewall or a web page answered in FREG's place; run this again later.")
    try:
        return read(answer)
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors, and quote what they read
        raise FregAnswerError(
            "FREG's answer could not be understood; run the same command again later."
        ) from None
