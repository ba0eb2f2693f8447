"""Who may ask, and how often: bearer tokens, Fiks' two headers and the limit on requests.

Source: freg.md 1.3, 1.5 and 1.6; fiks.md 2.1. A check gives a refusal, or None to let the request through.
"""

import hmac
import math
import secrets
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ingest.sandbox.answers import access_refusal, error_body, json_answer
from ingest.sandbox.options import FIKS_SCOPE, OMH_SCOPE, FiksIntegrasjon

Check = Callable[[Request], Response | None]


class Guarded:
    """An ASGI app that is reached only by requests that pass every check, in order."""

    def __init__(self, app: ASGIApp, *checks: Check) -> None:
        self._app = app
        self._checks = checks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            for check in self._checks:
                if refused := check(request):
                    return await refused(scope, receive, send)
        await self._app(scope, receive, send)


class Tokens:
    """Access tokens that the token endpoint has issued, until they expire."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._issued: dict[str, tuple[frozenset[str], float]] = {}

    def issue(self, scope: str, seconds: float) -> str:
        """A new token for the scopes in `scope`, with spaces between."""
        now = self._clock()
        self._issued = {token: grant for token, grant in self._issued.items() if grant[1] > now}
        token = secrets.token_urlsafe(32)
        self._issued[token] = (frozenset(scope.split()), now + seconds)
        return token

    def scopes(self, request: Request) -> frozenset[str] | None:
        """The scopes of the request's bearer token; None without one that is known and has not expired."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        scopes, expires_at = self._issued.get(token.strip(), (None, 0.0))
        return scopes if kind.lower() == "bearer" and expires_at > self._clock() else None

    def check_freg(self, request: Request) -> Response | None:
        """FREG: 401 without a valid token, 403 with one for another scope."""
        scopes = self.scopes(request)
        if scopes is None:
            return access_refusal(401, "Autentisering mangler eller er utløpt.")
        return None if OMH_SCOPE in scopes else access_refusal(403, "Tokenet gir ikke tilgang til tjenesten.")

    def check_fiks(self, request: Request) -> Response | None:
        """Fiks: 401 for an expired or missing token and for a wrong scope alike."""
        if FIKS_SCOPE in (self.scopes(request) or ()):
            return None
        return _fiks_refusal(request, "Klarte ikke å validere access_token")


class FiksHeaders:
    """Demands `IntegrasjonId` and `IntegrasjonPassord`; what was wrong is not told."""

    def __init__(self, integrasjon: FiksIntegrasjon | None) -> None:
        self._integrasjon = integrasjon

    def check(self, request: Request) -> Response | None:
        identifier = request.headers.get("integrasjonid", "")
        password = request.headers.get("integrasjonpassord", "")
        if identifier and password and self._is_right(identifier, password):
            return None
        return _fiks_refusal(request, "Autentisering feilet for integrasjon")

    def _is_right(self, identifier: str, password: str) -> bool:
        right = self._integrasjon
        return right is None or (
            hmac.compare_digest(identifier.encode(), right.integrasjon_id.encode())
            and hmac.compare_digest(password.encode(), right.passord.encode())
        )


class Limiter:
    """At most so many requests in a minute; then 429 with `Retry-After` in milliseconds, as documented."""

    def __init__(self, requests_per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = requests_per_minute
        self._clock = clock
        self._window_ends = -math.inf
        self._count = 0

    def check(self, _request: Request) -> Response | None:
        now = self._clock()
        if now >= self._window_ends:
            self._window_ends, self._count = now + 60, 0
        self._count += 1
        if self._count <= self._limit:
            return None
        return too_many(self._window_ends - now)


def too_many(seconds: float) -> Response:
    """429: `seconds` is how long to wait."""
    return json_answer(
        error_body("For mange kall er gjort på kort tid."),
        status=429,
        headers={"Retry-After": str(math.ceil(seconds * 1000))},
    )


def _fiks_refusal(request: Request, message: str) -> Response:
    return json_answer(
        {
            "timestamp": datetime.now(UTC).isoformat(),
            "status": 401,
            "error": "Unauthorized",
            "errorId": str(uuid.uuid4()),
            "path": request.url.path,
            "originalPath": request.url.path,
            "message": message,
            "errorCode": None,
            "errorJson": None,
        },
        status=401,
    )
