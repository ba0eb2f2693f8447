"""A token endpoint that checks the signed JWT grant as Maskinporten does, for the one configured client.

Source: freg.md 1.3; Digdir, "Maskinporten: API for consumers"; RFC 7523.
"""

import time

import jwt
from starlette.requests import Request
from starlette.responses import Response

from ingest.sandbox.access import Tokens
from ingest.sandbox.answers import json_answer
from ingest.sandbox.options import MaskinportenClient

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LONGEST_GRANT = 120  # seconds from `iat` to `exp`
LEEWAY = 10  # seconds that the two clocks may differ


class TokenEndpoint:
    """`POST /maskinporten/token`: a form with the grant in, `access_token` and `expires_in` out.

    Errors are 400 with `{"error", "error_description"}` (RFC 6749 section 5.2).
    """

    def __init__(self, client: MaskinportenClient | None, tokens: Tokens) -> None:
        self._client = client
        self._tokens = tokens
        self._used: dict[str, float] = {}  # `jti` of every grant that could still be valid, to its `exp`

    async def token(self, request: Request) -> Response:
        form = await request.form()
        if form.get("grant_type") != GRANT_TYPE:
            return _refused("unsupported_grant_type", f"grant_type must be {GRANT_TYPE}")
        if self._client is None:
            return _refused("invalid_client", "no client is configured")
        own_address = str(request.url.replace(query="")).removesuffix("token")
        try:
            claims = self._verify(
                str(form.get("assertion", "")), self._client, self._client.audience or own_address
            )
        except jwt.InvalidTokenError as error:
            return _refused("invalid_grant", str(error))
        return self._issue(str(claims["scope"]), self._client)

    def _verify(self, assertion: str, client: MaskinportenClient, audience: str) -> dict:
        """The claims of a grant that is signed by the client, made for us, short-lived and new.

        Raises:
            jwt.InvalidTokenError: it is not.
        """
        if client.key_id and jwt.get_unverified_header(assertion).get("kid") != client.key_id:
            raise jwt.InvalidTokenError("unknown kid")
        claims = jwt.decode(
            assertion,
            client.public_key,
            algorithms=["RS256"],
            issuer=client.client_id,
            audience=audience,
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "iat", "exp", "jti", "scope"]},
        )
        if claims["exp"] - claims["iat"] > LONGEST_GRANT:
            raise jwt.InvalidTokenError(f"the grant lives longer than {LONGEST_GRANT} seconds")
        self._use(claims["jti"], claims["exp"])
        return claims

    def _use(self, jti: str, expires_at: float) -> None:
        self._used = {key: end for key, end in self._used.items() if end + LEEWAY > time.time()}
        if jti in self._used:
            raise jwt.InvalidTokenError("jti has been used before")
        self._used[jti] = expires_at

    def _issue(self, scope: str, client: MaskinportenClient) -> Response:
        if not scope.split() or not set(scope.split()) <= set(client.scopes):
            return _refused("invalid_scope", "the client has no right to the scope")
        token = self._tokens.issue(scope, client.token_seconds)
        return json_answer(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": client.token_seconds,
                "scope": scope,
            },
            headers={"Cache-Control": "no-store"},
        )


def _refused(error: str, description: str) -> Response:
    return json_answer({"error": error, "error_description": description}, status=400)
