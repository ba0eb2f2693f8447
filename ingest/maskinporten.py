"""Access tokens from Maskinporten: the JWT bearer grant, signed with the client's own key.

Source: Digdir, "Maskinporten: API for consumers"; RFC 7523. `resource` is not set: FREG expects an audience
that is unspecified (Skatteetaten, "Maskinporten").
"""

import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from ingest.errors import ConfigurationError, FregAnswerError
from ingest.settings import Settings

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GRANT_LIFETIME = 100  # seconds; Maskinporten allows at most 120
RENEW_BEFORE = 10  # seconds before the token's end, or half its life when that is shorter

PostForm = Callable[[str, dict[str, str]], dict[str, Any]]


class TokenSource:
    """Hands out one token to all threads, and fetches a new one shortly before the old one ends.

    Args:
        settings: names the client, its key and the scope.
        post: posts a form to an address and gives the JSON of the answer; the HTTP client's own.

    Raises:
        ConfigurationError: the key file cannot be read or holds no RSA key.
    """

    def __init__(self, settings: Settings, post: PostForm) -> None:
        self._settings = settings
        self._post = post
        self._key = _read_key(settings.maskinporten_key_file)
        self._lock = threading.Lock()
        self._token = ""
        self._renew_at = 0.0

    def token(self) -> str:
        """A token that is valid now.

        Raises:
            ConfigurationError: Maskinporten refused the client, its key or the scope.
            FregUnavailableError: Maskinporten could not be reached.
            FregAnswerError: its answer holds no token.
        """
        with self._lock:
            if time.monotonic() >= self._renew_at:
                self._fetch()
            return self._token

    def forget(self, token: str) -> None:
        """Fetch a new token next time, because FREG did not accept this one."""
        with self._lock:
            if token == self._token:
                self._renew_at = 0.0

    def _fetch(self) -> None:
        asked_at = time.monotonic()
        answer = self._post(
            self._settings.maskinporten_url, {"grant_type": GRANT_TYPE, "assertion": self._grant()}
        )
        token, lifetime = answer.get("access_token"), answer.get("expires_in", 0)
        if not isinstance(token, str) or not token or not isinstance(lifetime, int | float):
            raise FregAnswerError("Maskinporten answered without a token; run the same command again later.")
        self._token = token
        self._renew_at = asked_at + max(lifetime - RENEW_BEFORE, lifetime / 2)

    def _grant(self) -> str:
        settings, now = self._settings, int(time.time())
        claims = {
            "iss": settings.maskinporten_client_id,
            "aud": settings.maskinporten_audience or settings.maskinporten_url.removesuffix("token"),
            "scope": settings.maskinporten_scope,
            "iat": now,
            "exp": now + GRANT_LIFETIME,
            "jti": str(uuid.uuid4()),
        }
        headers = {"kid": settings.maskinporten_key_id} if settings.maskinporten_key_id else None
        return jwt.encode(claims, self._key, algorithm="RS256", headers=headers)


def _read_key(path: Path | None) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None) if path else None
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise ConfigurationError(
            "The key in MANNTALL_MASKINPORTEN_KEY_FILE cannot be read: it must be a private RSA key in PEM "
            "without password."
        )
    return key
