"""Fiks' own interfaces as the sandbox has them: audit search, configuration v2, list orders, and the files of usage.

Source: fiks.md 2.3, 2.4 and 2.6. A tenant's answers are made when they are asked for, and the last few are kept.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, request_response

from ingest.landing import make_private
from ingest.sandbox.access import Check, Guarded
from ingest.sandbox.answers import Refusal, json_answer
from ingest.sandbox.usage import UsageWorld
from ingest.sandbox.usage_calls import CallLog, spoiled
from ingest.sandbox.usage_files import files
from ingest.sandbox.usage_organisation import Organisation, orders_of, tenant_dice
from ingest.sandbox.usage_people import accesses
from ingest.sandbox.usage_systems import USES, Role
from ingest.usage.store import write_private

MOST_HITS = 10_000
KEPT = 4  # tenants whose answers are remembered: a search asks for page after page of one
SERVICE = "FOLKEREGISTER"


class Remembered(msgspec.Struct, frozen=True):
    """The content of `sandbox/utbredelse.json`."""

    since: date


class Usage:
    """What is known of usage on one day; its world is made on first need."""

    def __init__(self, seed: int, since: date, on: date) -> None:
        self._on = on
        self._world = lru_cache(1)(lambda: UsageWorld.create(seed, since))
        self._organisation = lru_cache(KEPT)(self._made)
        self._accesses = lru_cache(KEPT)(self._given)
        self._calls = lru_cache(KEPT)(self._drawn)

    def routes(self, checks: Sequence[Check], own_checks: Sequence[Check]) -> list[Route]:
        """One route per address: `checks` guard those of Fiks, `own_checks` the files."""
        configuration = "/folkeregister/api/v2/konfigurasjon/{fiksOrgId}/roller"
        return [
            _route("/audit-sok/api/v1/sok", self.search, checks),
            _route(configuration, self.roles, checks),
            _route(configuration + "/{rolleId}/tilganger", self.accesses, checks),
            _route("/folkeregister/api/v1/uttrekk/{fiksOrgId}", self.orders, checks),
            _route("/sandbox/utbredelse/{name}", self.file, own_checks),
        ]

    def search(self, request: Request) -> Response:
        """A page of the audit log of one tenant; no more than 10,000 hits can be reached."""
        asked = request.query_params
        start, count = _number(asked.get("fra", "0")), _number(asked.get("antall", "10"))
        if start + count > MOST_HITS:
            raise Refusal(400, "Søket går lenger enn 10 000 treff.")
        if asked.get("tjenester") not in (None, SERVICE):
            return json_answer({"treff": [], "antallTreff": 0})
        since, until = _moment(asked.get("fraDato", "")), _moment(asked.get("tilDato", ""))
        found = [
            call
            for call in self._calls(asked.get("fiksOrganisasjon", ""))
            if since <= call["tidspunkt"] <= until or not call["tidspunkt"][:1].isdigit()
        ]
        return json_answer(
            {
                "treff": found[start : start + count],
                "antallTreff": len(found),
                "antallPerFiksOrg": {asked.get("fiksOrganisasjon", ""): len(found)},
            }
        )

    def roles(self, request: Request) -> Response:
        """The roles of a tenant that have been made by now."""
        organisation = self._known(request)
        return json_answer(
            [self._role(organisation, role) for role in organisation.roles if role.opprettet <= self._on]
        )

    def accesses(self, request: Request) -> Response:
        """`TilgangListe` of one role."""
        organisation = self._known(request)
        told: dict[str, list[dict]] = {}
        for access in self._accesses(organisation.tenant.fiks_org_id):
            if access["rolleId"] == request.path_params["rolleId"]:
                told.setdefault(access["slag"], []).append(
                    {name: value for name, value in access.items() if name not in ("slag", "rolleId")}
                )
        return json_answer(told)

    def orders(self, request: Request) -> Response:
        """The list orders of a tenant."""
        organisation = self._known(request)
        end = f"{self._on + timedelta(days=1)}T"
        return json_answer([order.entry(self._on) for order in orders_of(organisation) if order.at < end])

    def file(self, request: Request) -> Response:
        """One of the files that people keep."""
        make = files(self._world(), self._on).get(request.path_params["name"])
        if make is None:
            raise Refusal(404, "Det finnes ingen slik fil.")
        return Response(make(), media_type="application/octet-stream")

    def _known(self, request: Request) -> Organisation:
        return self._organisation(request.path_params["fiksOrgId"])

    def _made(self, fiks_org_id: str) -> Organisation:
        for tenant in self._world().signed(self._on):
            if tenant.fiks_org_id == fiks_org_id:
                return Organisation.of(tenant)
        raise Refusal(404, "Ukjent Fiks-organisasjon.")

    def _drawn(self, fiks_org_id: str) -> list[dict]:
        known = self._organisation(fiks_org_id)
        log = CallLog(known, tenant_dice(known.tenant, "calls"))
        calls = [call.entry(known.tenant) for call in log.until(self._world().since, self._on)]
        return spoiled(calls, tenant_dice(known.tenant, "faults"))

    def _given(self, fiks_org_id: str) -> list[dict]:
        known = self._organisation(fiks_org_id)
        dice = tenant_dice(known.tenant, "accesses")
        roles = [role for role in known.roles if role.opprettet <= self._on]
        return list(accesses(known.users, known.systems, roles, dice, self._on))

    def _role(self, known: Organisation, role: Role) -> dict:
        is_active = role.deaktivert > self._on
        kinds = [
            access["slag"]
            for access in self._accesses(known.tenant.fiks_org_id)
            if access["rolleId"] == role.rolle_id and access["avsluttet"] is None
        ]
        return {
            "id": role.rolle_id,
            "fiksOrgId": known.tenant.fiks_org_id,
            "navn": role.navn,
            "tjenesteOmrade": role.tjenesteomraade,
            "rettighetspakke": f"OFFENTLIG_{'MED' if role.med_hjemmel else 'UTEN'}_HJEMMEL",
            "eier": role.eier,
            "bruksomrader": [USES[use] for use in role.bruk],
            "dataminimering": {"felt": list(role.felter)},
            "kanViseHemmeligAdresse": role.adresse,
            "aktiv": is_active,
            "datoOpprettet": role.opprettet.isoformat(),
            "datoDeaktivert": None if is_active else role.deaktivert.isoformat(),
            "antallPersoner": kinds.count("personer"),
            "antallIntegrasjoner": kinds.count("integrasjoner"),
        }


def remembered_since(home: Path | None, on: date) -> date:
    """The first day of the world of usage: three years before the month in which `home` first saw one.

    It is remembered, so that a later day adds to what was there and changes nothing of it.
    """
    since = date(on.year - 3, on.month, 1)
    if home is None:
        return since
    file = home / "sandbox" / "utbredelse.json"
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(file.read_bytes(), type=Remembered).since
    make_private(file.parent)
    write_private(file, msgspec.json.encode(Remembered(since)))
    return since


def _route(path: str, answer: Callable[[Request], Response], checks: Sequence[Check]) -> Route:
    """Answers are made in a thread: making them takes longer than FREG's answers may wait."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answer, request)

    return Route(path, Guarded(request_response(endpoint), *checks), methods=["GET"])


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refusal(400, "fra og antall må være heltall fra 0.")
    return int(text)


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        raise Refusal(400, "fraDato og tilDato må være tidspunkter (ISO 8601).") from None
