"""Headers, tokens and limits over HTTP (freg.md 1.3-1.6, fiks.md 2.1)."""

import time
import uuid
from collections.abc import Callable

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ingest.sandbox.access import Limiter, Tokens
from ingest.sandbox.maskinporten import GRANT_TYPE
from ingest.sandbox.options import OMH_SCOPE, FiksIntegrasjon, MaskinportenClient, Options
from ingest.sandbox.world import World
from ingest.settings import OMH_PREFIX

FIKS = "/folkeregister/api/v1/en-rolle/v1"
Client = Callable[..., httpx.Client]
TOKEN_URL = "http://testserver/maskinporten/token"


@pytest.mark.parametrize(("accept", "status"), [
    ("application/json", 200), ("*/*", 200), ("application/*", 200), ("text/html, application/*;q=0.1", 200),
    ("text/html", 406), ("application/xml", 406), ("application/json;q=0", 406),
])  # fmt: skip
def test_other_formats_than_json_are_406(freg: httpx.Client, world: World, accept: str, status: int) -> None:
    somebody = next(iter(world.current_documents()))
    assert freg.get(f"/personer/{somebody}", headers={"Accept": accept}).status_code == status


def test_a_body_that_is_not_said_to_be_json_is_400(freg: httpx.Client) -> None:
    body = b'{"personstatustyper":["bosatt"]}'
    for content_type in ("application/xml", "text/plain"):
        answer = freg.post("/uttrekk/tilpasset", content=body, headers={"Content-Type": content_type})
        assert answer.status_code == 400


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"foedselsEllerDNummer":["\xff"]}', b"null"])
def test_a_broken_body_is_400(freg: httpx.Client, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert freg.post("/personer/bulkoppslag", content=body, headers=headers).status_code == 400


@pytest.mark.parametrize("path", ["/hendelser/xsd", "/hendelser/feedxsd", "/personer/xsd"])
def test_the_schemas_are_xml(freg: httpx.Client, path: str) -> None:
    answer = freg.get(path, headers={"Accept": "application/xml"})
    assert answer.headers["content-type"] == "application/xml"
    assert "schema" in answer.text


def test_the_register_is_under_three_prefixes(client: Client, world: World) -> None:
    headers = {"IntegrasjonId": "a", "IntegrasjonPassord": "b"}
    answers = [
        client(prefix=prefix).get("/hendelser/siste/sekvensnummer", headers=headers).json()
        for prefix in (OMH_PREFIX + "/v1", FIKS, "/v1")
    ]
    assert answers == [world.latest] * 3


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def guarded(client: Client, key: rsa.RSAPrivateKey) -> httpx.Client:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    known = MaskinportenClient(
        client_id="en-klient", public_key=public, scopes=(OMH_SCOPE, "ks:fiks", "annet")
    )
    return client(Options(require_token=True, maskinporten=known))


def grant(key: rsa.RSAPrivateKey, **changed: object) -> dict[str, str]:
    now = int(time.time())
    claims = {
        "iss": "en-klient", "aud": "http://testserver/maskinporten/", "scope": OMH_SCOPE,
        "iat": now, "exp": now + 100, "jti": str(uuid.uuid4()),
    } | changed  # fmt: skip
    return {"grant_type": GRANT_TYPE, "assertion": jwt.encode(claims, key, algorithm="RS256")}


def authorization(guarded: httpx.Client, form: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {guarded.post(TOKEN_URL, data=form).json()['access_token']}"}


def test_a_signed_grant_opens_the_register(guarded: httpx.Client, key: rsa.RSAPrivateKey) -> None:
    answer = guarded.post(TOKEN_URL, data=grant(key)).json()
    assert (answer["token_type"], answer["expires_in"], answer["scope"]) == ("Bearer", 120, OMH_SCOPE)
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    assert guarded.get("/hendelser/siste/sekvensnummer", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer gjettet"}, {"Authorization": "Basic YTpi"}]
)
def test_no_token_is_401_in_the_documented_shape(guarded: httpx.Client, headers: dict) -> None:
    refused = guarded.get("/hendelser/feed", params={"seq": 0}, headers=headers)
    assert refused.status_code == refused.json()["httpStatus"] == 401
    assert {"alvorlighetsgrad", "feilkode", "feilmelding", "tilleggsinformasjon"} <= set(refused.json())


def test_a_token_for_another_scope_is_403(guarded: httpx.Client, key: rsa.RSAPrivateKey) -> None:
    headers = authorization(guarded, grant(key, scope="annet"))
    refused = guarded.get("/hendelser/feed", params={"seq": 0}, headers=headers)
    assert refused.status_code == refused.json()["httpStatus"] == 403


def test_a_token_expires() -> None:
    now = [0.0]
    tokens = Tokens(clock=lambda: now[0])
    scopes = {}
    request = httpx.Request("GET", "http://x", headers={"Authorization": f"Bearer {tokens.issue('a b', 10)}"})
    for now[0] in (9.9, 10.0):
        scopes[now[0]] = tokens.scopes(request)
    assert scopes == {9.9: frozenset({"a", "b"}), 10.0: None}


@pytest.mark.parametrize(("changed", "error"), [
    ({"iss": "en-annen"}, "invalid_grant"),
    ({"aud": "https://maskinporten.no/"}, "invalid_grant"),
    ({"exp": int(time.time()) - 60, "iat": int(time.time()) - 160}, "invalid_grant"),
    ({"iat": int(time.time()) + 600, "exp": int(time.time()) + 700}, "invalid_grant"),
    ({"exp": int(time.time()) + 600}, "invalid_grant"),
    ({"jti": None}, "invalid_grant"),
    ({"scope": "folkeregister:deling/finans"}, "invalid_scope"),
    ({"scope": " "}, "invalid_scope"),
])  # fmt: skip
def test_a_grant_with_a_wrong_claim_gives_no_token(
    guarded: httpx.Client, key: rsa.RSAPrivateKey, changed: dict, error: str
) -> None:
    answer = guarded.post(TOKEN_URL, data=grant(key, **changed))
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_grant_signed_with_another_key_gives_no_token(guarded: httpx.Client) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert guarded.post(TOKEN_URL, data=grant(other)).json()["error"] == "invalid_grant"
    unsigned = jwt.encode({"iss": "en-klient"}, None, algorithm="none")
    form = {"grant_type": GRANT_TYPE, "assertion": unsigned}
    assert guarded.post(TOKEN_URL, data=form).json()["error"] == "invalid_grant"


def test_a_grant_is_used_once(guarded: httpx.Client, key: rsa.RSAPrivateKey) -> None:
    form = grant(key)
    assert [guarded.post(TOKEN_URL, data=form).status_code for _ in range(2)] == [200, 400]


def test_another_grant_type_is_refused(guarded: httpx.Client, key: rsa.RSAPrivateKey) -> None:
    form = grant(key) | {"grant_type": "client_credentials"}
    assert guarded.post(TOKEN_URL, data=form).json()["error"] == "unsupported_grant_type"


def test_fiks_demands_its_token_and_its_two_headers(guarded: httpx.Client, key: rsa.RSAPrivateKey) -> None:
    url = f"http://testserver{FIKS}/hendelser/siste/sekvensnummer"
    headers = {"IntegrasjonId": "a", "IntegrasjonPassord": "b"}
    right = authorization(guarded, grant(key, scope="ks:fiks"))
    wrong = authorization(guarded, grant(key))
    answers = [guarded.get(url, headers=h) for h in (headers | right, headers | wrong, right)]
    assert [answer.status_code for answer in answers] == [200, 401, 401]
    assert "access_token" in answers[1].json()["message"]


@pytest.mark.parametrize("headers", [
    {}, {"IntegrasjonId": "id"}, {"IntegrasjonId": "id", "IntegrasjonPassord": "feil"},
    {"IntegrasjonId": "feil", "IntegrasjonPassord": "passord"},
])  # fmt: skip
def test_a_wrong_integration_is_401_in_fiks_shape(client: Client, headers: dict) -> None:
    fiks = client(Options(fiks=FiksIntegrasjon(integrasjon_id="id", passord="passord")), prefix=FIKS)
    refused = fiks.get("/hendelser/siste/sekvensnummer", headers=headers)
    assert refused.status_code == refused.json()["status"] == 401
    assert {"timestamp", "error", "errorId", "path", "originalPath", "message"} <= set(refused.json())
    right = {"IntegrasjonId": "id", "IntegrasjonPassord": "passord"}
    assert fiks.get("/hendelser/siste/sekvensnummer", headers=right).status_code == 200


def test_too_many_requests_are_429_with_milliseconds(client: Client) -> None:
    freg = client(Options(requests_per_minute=2))
    answers = [freg.get("/hendelser/siste/sekvensnummer") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 50_000 < int(answers[-1].headers["retry-after"]) <= 60_000
    assert set(answers[-1].json()) == {"kode", "melding"}


def test_the_limit_is_per_minute() -> None:
    now = [0.0]
    limiter = Limiter(1, clock=lambda: now[0])
    request = httpx.Request("GET", "http://x")
    refused = []
    for now[0] in (0.0, 59.0, 60.0):
        refused.append(limiter.check(request) is not None)
    assert refused == [False, True, False]
