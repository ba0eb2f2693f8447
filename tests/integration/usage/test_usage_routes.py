"""The sandbox's interfaces of usage as a client meets them: guards, pages, refusals, FREG's addresses beside them."""

import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.sandbox.options import FiksIntegrasjon, Options
from ingest.sandbox.server import create_app
from ingest.sandbox.usage import UsageWorld
from ingest.sandbox.usage_routes import remembered_since
from ingest.sandbox.world import World

with warnings.catch_warnings():  # Starlette would rather have a client that is not in our lock
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ON, SINCE = date(2026, 11, 25), date(2023, 11, 1)
PERIOD = {"fraDato": "2023-11-01T00:00:00+00:00", "tilDato": "2026-11-25T23:59:59+00:00"}
Client = Callable[..., TestClient]


@pytest.fixture(scope="module")
def client() -> Client:
    world = World.create(persons=20, seed=3)

    def make(host: str = "127.0.0.1", **chosen: object) -> TestClient:
        options = Options(list_date=ON, usage_since=SINCE, **chosen)
        return TestClient(create_app(world, options), client=(host, 50000), raise_server_exceptions=False)

    return make


@pytest.fixture(scope="module")
def tenant() -> str:
    in_use = (t for t in UsageWorld.create(3, SINCE).tenants if t.ladder.i_bruk < date(2024, 6, 1))
    return next(in_use).fiks_org_id


def test_pages_of_the_log_join_without_a_gap_and_end_at_ten_thousand(client: Client, tenant: str) -> None:
    def page(start: int, count: int) -> dict:
        asked = PERIOD | {"fiksOrganisasjon": tenant, "fra": start, "antall": count}
        return client().get("/audit-sok/api/v1/sok", params=asked).json()

    whole = page(0, 1000)
    parts = [*page(0, 7)["treff"], *page(7, 993)["treff"]]
    assert parts == whole["treff"]
    assert whole["antallTreff"] >= len(parts) > 100
    asked = PERIOD | {"fiksOrganisasjon": tenant, "fra": 9_999, "antall": 2}
    assert client().get("/audit-sok/api/v1/sok", params=asked).status_code == 400


def test_another_service_has_no_calls_and_a_moment_that_is_none_is_refused(
    client: Client, tenant: str
) -> None:
    asked = PERIOD | {"fiksOrganisasjon": tenant, "tjenester": "SVARUT"}
    assert client().get("/audit-sok/api/v1/sok", params=asked).json()["antallTreff"] == 0
    asked = PERIOD | {"fiksOrganisasjon": tenant, "fraDato": "i går"}
    assert client().get("/audit-sok/api/v1/sok", params=asked).status_code == 400


def test_roles_accesses_and_orders_belong_to_the_tenant(client: Client, tenant: str) -> None:
    roles = client().get(f"/folkeregister/api/v2/konfigurasjon/{tenant}/roller").json()
    assert {role["fiksOrgId"] for role in roles} == {tenant}
    told = [
        client().get(f"/folkeregister/api/v2/konfigurasjon/{tenant}/roller/{role['id']}/tilganger").json()
        for role in roles
    ]
    assert [len(lists.get("personer", ())) > 0 for lists in told].count(True) > 0
    counted = [sum(access["avsluttet"] is None for access in lists.get("personer", ())) for lists in told]
    assert counted == [role["antallPersoner"] for role in roles]
    orders = client().get(f"/folkeregister/api/v1/uttrekk/{tenant}").json()
    assert {order["fiksOrgId"] for order in orders} <= {tenant}
    assert all(order["opprettet"] < "2026-11-26" for order in orders)


def test_an_unknown_tenant_and_an_unknown_file_are_404(client: Client) -> None:
    for path in (
        "/folkeregister/api/v2/konfigurasjon/ukjent/roller",
        "/folkeregister/api/v1/uttrekk/ukjent",
        "/sandbox/utbredelse/ukjent.csv",
    ):
        assert client().get(path).status_code == 404


def test_with_an_integration_set_only_its_headers_open_fiks_and_the_files_are_for_this_machine(
    client: Client, tenant: str
) -> None:
    closed = client(fiks=FiksIntegrasjon(integrasjon_id="id", passord="hemmelig"))
    path = f"/folkeregister/api/v2/konfigurasjon/{tenant}/roller"
    assert closed.get(path).status_code == 401
    assert (
        closed.get(path, headers={"IntegrasjonId": "id", "IntegrasjonPassord": "hemmelig"}).status_code == 200
    )
    assert client(host="10.0.0.1").get("/sandbox/utbredelse/innbyggere.csv").status_code == 403
    assert client(require_token=True).get(path).status_code == 401


def test_freg_and_fiks_proxy_answer_beside_them_as_before(client: Client) -> None:
    headers = {"Accept": "application/json", "IntegrasjonId": "x", "IntegrasjonPassord": "y"}
    for prefix in ("/folkeregisteret/offentlig-med-hjemmel/api", "/folkeregister/api/v1/rolle", ""):
        assert client().get(f"{prefix}/v1/hendelser/siste/sekvensnummer", headers=headers).status_code == 200


def test_a_home_remembers_the_first_day_of_its_world(tmp_path: Path) -> None:
    assert remembered_since(tmp_path, date(2026, 11, 25)) == SINCE
    assert remembered_since(tmp_path, date(2027, 2, 1)) == SINCE
    assert remembered_since(None, date(2027, 2, 1)) == date(2024, 2, 1)
