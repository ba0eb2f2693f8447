"""Tokens from Maskinporten, and what goes along with requests to FREG."""

import json
from urllib.parse import parse_qs

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from ingest.client import HttpClient
from ingest.errors import ConfigurationError, FregAccessError, FregAnswerError, FregUnavailableError
from ingest.freg import Freg
from ingest.settings import Settings
from ingest.work import check_configuration

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
TOKENS, FREG = "https://maskinporten.example/token", "https://freg.example/api"


def pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


class Server:
    """Maskinporten and FREG, each on its own host."""

    def __init__(self) -> None:
        self.tokens: list[httpx.Request] = []
        self.freg: list[httpx.Request] = []
        self.token_answers: list[httpx.Response] = []
        self.lifetime = 120
        self.refused: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "maskinporten.example":
            self.tokens.append(request)
            if self.token_answers:
                return self.token_answers.pop(0)
            return httpx.Response(
                200, json={"access_token": f"token-{len(self.tokens)}", "expires_in": self.lifetime}
            )
        self.freg.append(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return httpx.Response(401 if token in self.refused else 200, content=b"7")


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "key.pem"
    path.write_bytes(pem(KEY))
    return path


@pytest.fixture
def connect(server, key_file):
    def make(**changes: object) -> Freg:
        defaults = {
            "freg_url": FREG,
            "kommuner": "0301",
            "maskinporten_url": TOKENS,
            "maskinporten_client_id": "kommunen",
            "maskinporten_key_file": key_file,
            "maskinporten_key_id": "nokkel-1",
            "retry_seconds": 0,
        }
        return Freg(HttpClient(Settings(**(defaults | changes)), transport=httpx.MockTransport(server)))

    return make


def test_the_grant_says_who_asks_for_what_and_is_signed(connect, server):
    assert connect().latest() == 7
    form = parse_qs(server.tokens[0].content.decode())
    assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    [grant] = form["assertion"]
    claims = jwt.decode(
        grant, KEY.public_key(), algorithms=["RS256"], audience="https://maskinporten.example/"
    )
    assert (claims["iss"], claims["scope"]) == ("kommunen", "folkeregister:deling/offentligmedhjemmel")
    assert claims["exp"] - claims["iat"] <= 120
    assert "resource" not in claims
    assert jwt.get_unverified_header(grant)["kid"] == "nokkel-1"


def test_a_token_serves_many_requests(connect, server):
    freg = connect()
    for _ in range(5):
        freg.latest()
    assert len(server.tokens) == 1
    assert {request.headers["Authorization"] for request in server.freg} == {"Bearer token-1"}


def test_a_token_is_renewed_before_it_ends_with_a_new_jti(connect, server, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("ingest.maskinporten.time.monotonic", lambda: now[0])
    freg = connect()
    freg.latest()
    now[0] += 105
    freg.latest()
    assert len(server.tokens) == 1
    now[0] += 10
    freg.latest()
    assert len(server.tokens) == 2
    grants = [parse_qs(request.content.decode())["assertion"][0] for request in server.tokens]
    claims = [jwt.decode(grant, options={"verify_signature": False}) for grant in grants]
    assert claims[0]["jti"] != claims[1]["jti"]


def test_a_refused_token_is_renewed_once(connect, server):
    server.refused = {"token-1"}
    assert connect().latest() == 7
    server.refused = {"token-3", "token-4"}
    with pytest.raises(FregAccessError, match="401"):
        connect().latest()
    assert len(server.freg) == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 302])
def test_a_refused_client_is_a_matter_of_configuration(connect, server, status):
    server.token_answers = [httpx.Response(status, json={"error": "invalid_grant"})]
    with pytest.raises(ConfigurationError, match="MANNTALL_MASKINPORTEN"):
        connect().latest()
    assert server.freg == []


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_maskinporten_that_is_down_can_be_run_again(connect, server, status):
    server.token_answers = [httpx.Response(status)]
    with pytest.raises(FregUnavailableError, match="Maskinporten"):
        connect().latest()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"<html>", b'{"access_token": ""}', b'{"access_token": 7}']
)
def test_an_answer_without_a_token_is_an_error(connect, server, content):
    server.token_answers = [httpx.Response(200, content=content)]
    with pytest.raises((FregAnswerError, ConfigurationError)):
        connect().latest()
    assert server.freg == []


@pytest.mark.parametrize(
    "content", [b"", b"-----BEGIN PRIVATE KEY-----", pem(ec.generate_private_key(ec.SECP256R1())), None]
)
def test_a_key_that_cannot_be_read_is_a_matter_of_configuration(connect, key_file, content):
    key_file.unlink() if content is None else key_file.write_bytes(content)
    with pytest.raises(ConfigurationError, match="MANNTALL_MASKINPORTEN_KEY_FILE") as caught:
        connect()
    assert str(key_file) not in str(caught.value)


def test_fiks_headers_go_to_freg_and_never_to_maskinporten(connect, server):
    connect(fiks_integrasjon_id="integrasjon", fiks_integrasjon_passord="hemmelig").latest()
    assert server.freg[0].headers["IntegrasjonId"] == "integrasjon"
    assert server.freg[0].headers["IntegrasjonPassord"] == "hemmelig"
    assert not {"integrasjonid", "integrasjonpassord", "authorization"} & set(server.tokens[0].headers)
    assert b"hemmelig" not in server.tokens[0].content


def test_a_loopback_address_needs_no_token(connect, server):
    assert connect(freg_url="http://127.0.0.1:1", maskinporten_client_id="").latest() == 7
    assert server.tokens == []
    assert "Authorization" not in server.freg[0].headers


@pytest.mark.parametrize(
    ("changes", "setting"),
    [
        ({"maskinporten_client_id": ""}, "MANNTALL_MASKINPORTEN_CLIENT_ID"),
        ({"maskinporten_key_file": None}, "MANNTALL_MASKINPORTEN_KEY_FILE"),
        ({"freg_url": "http://freg.example/api"}, "https"),
        ({"maskinporten_url": "http://maskinporten.example/token"}, "MANNTALL_MASKINPORTEN_URL"),
    ],
)
def test_settings_that_would_leak_are_refused(key_file, changes, setting):
    right = {"freg_url": FREG, "maskinporten_client_id": "kommunen", "maskinporten_key_file": key_file}
    check_configuration(Settings(**right))
    with pytest.raises(ConfigurationError, match=setting):
        check_configuration(Settings(**(right | changes)))


def test_secrets_do_not_print():
    printed = repr(Settings(fiks_integrasjon_passord="hemmelig")) + json.dumps(
        Settings().model_dump(mode="json")
    )
    assert "hemmelig" not in printed
