"""Fiks' own interfaces as the sandbox has them: audit search, configuration v2, list orders, and the files of usage.

Source: fiks.md 2.3, 2.4 and 2.6. A tenant's answers are made when they are asked for, and the last few are kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingest.sandbox.answers import Refusal, json_answer
from ingest.sandbox.dice import Dice
from ingest.sandbox.numbers import Numbers
from ingest.sandbox.usage import Tenant, UsageWorld, made_id
from ingest.sandbox.usage_calls import CallLog, spoiled
from ingest.sandbox.usage_files import files, tenant_dice
from ingest.sandbox.usage_people import User, accesses, users_of
from ingest.sandbox.usage_systems import USES, Role, System, roles_of, systems_of

MOST_HITS = 10_000
KEPT = 4  # tenants whose answers are remembered: a search asks for page after page of one
SERVICE = "FOLKEREGISTER"


@dataclass(frozen=True)
class Organisation:
    """One tenant with all that belongs to it."""

    tenant: Tenant
    roles: list[Role]
    systems: list[System]
    users: list[User]

    @classmethod
    def of(cls, tenant: Tenant) -> "Organisation":
        roles = roles_of(tenant, tenant_dice(tenant, "roles"))
        numbers = Numbers(tenant_dice(tenant, "numbers"))
        return cls(
            tenant,
            roles,
            systems_of(tenant, tenant_dice(tenant, "systems")),
            users_of(tenant, roles, tenant_dice(tenant, "users"), numbers),
        )


class Usage:
    """What is known of usage on one day; `world` is made on first need."""

    def __init__(self, make: Callable[[], UsageWorld], on: date) -> None:
        self._make, self._on = lru_cache(1)(make), on
        self._organisation = lru_cache(KEPT)(self._made)
        self._calls = lru_cache(KEPT)(self._drawn)

    def routes(self) -> list[Route]:
        """One route per address."""
        configuration = "/folkeregister/api/v2/konfigurasjon/{fiksOrgId}/roller"
        return [
            _route("/audit-sok/api/v1/sok", self.search),
            _route(configuration, self.roles),
            _route(configuration + "/{rolleId}/tilganger", self.accesses),
            _route("/folkeregister/api/v1/uttrekk/{fiksOrgId}", self.orders),
            _route("/sandbox/utbredelse/{name}", self.file),
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
        for access in self._accesses(organisation):
            if access["rolleId"] == request.path_params["rolleId"]:
                told.setdefault(access["slag"], []).append(
                    {name: value for name, value in access.items() if name not in ("slag", "rolleId")}
                )
        return json_answer(told)

    def orders(self, request: Request) -> Response:
        """The list orders of a tenant."""
        organisation = self._known(request)
        calls = self._calls(organisation.tenant.fiks_org_id)
        return json_answer(_orders(organisation, calls, self._on))

    def file(self, request: Request) -> Response:
        """One of the files that people keep."""
        make = files(self._make(), self._on).get(request.path_params["name"])
        if make is None:
            raise Refusal(404, "Det finnes ingen slik fil.")
        return Response(make(), media_type="application/octet-stream")

    def _known(self, request: Request) -> Organisation:
        return self._organisation(request.path_params["fiksOrgId"])

    def _made(self, fiks_org_id: str) -> Organisation:
        for tenant in self._make().signed(self._on):
            if tenant.fiks_org_id == fiks_org_id:
                return Organisation.of(tenant)
        raise Refusal(404, "Ukjent Fiks-organisasjon.")

    def _drawn(self, fiks_org_id: str) -> list[dict]:
        known = self._organisation(fiks_org_id)
        tenant = known.tenant
        log = CallLog(tenant, known.users, known.systems, known.roles, tenant_dice(tenant, "calls"))
        calls = [call.entry(tenant) for call in log.until(self._make().since, self._on)]
        return spoiled(calls, tenant_dice(tenant, "faults"))

    def _accesses(self, known: Organisation) -> list[dict]:
        dice = tenant_dice(known.tenant, "accesses")
        roles = [role for role in known.roles if role.opprettet <= self._on]
        return list(accesses(known.users, known.systems, roles, dice, self._on))

    def _role(self, known: Organisation, role: Role) -> dict:
        is_active = role.deaktivert > self._on
        kinds = [
            access["slag"]
            for access in self._accesses(known)
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


def usage_since(on: date) -> date:
    """The first day of a world that is first looked at on a day: three years before its month."""
    return date(on.year - 3, on.month, 1)


def _orders(known: Organisation, calls: list[dict], on: date) -> list[dict]:
    """An order for each call that ordered a list, as far as it has come."""
    dice = tenant_dice(known.tenant, "orders")
    placed = {
        call["requestId"]: call
        for call in calls
        if call["handling"] == "INNBYGGERLISTE" and call["requestId"] and call["tidspunkt"][:1].isdigit()
    }
    return [_order(known.tenant, call, dice, on) for call in placed.values() if call["underRessurs"]]


def _order(tenant: Tenant, call: dict, dice: Dice, on: date) -> dict:
    ordered = datetime.fromisoformat(call["tidspunkt"])
    minutes, fails = 3 + dice.below(40) + dice.below(90) * dice.below(2), dice.chance(0.06)
    is_done = ordered.date() < on
    kind = "VAKSINE" if dice.chance(0.15) else "EGENDEFINERT"
    number, waits = 40 + dice.below(tenant.innbyggere // 12 + 200), dice.pick(("OPPRETTET", "HOS_SKATT"))
    status = waits if not is_done else "FEILET" if fails else "FERDIG"
    return {
        "id": made_id(call["requestId"], "uttrekk"),
        "fiksOrgId": tenant.fiks_org_id,
        "rolleId": call["underRessurs"],
        "kommunenummer": tenant.number_on(ordered.date()) or "0301",
        "uttrekkStatus": status,
        "eksportFormat": kind,
        "visHemmeligeAdresser": False,
        "opprettet": ordered.isoformat(),
        "ferdig": (ordered + timedelta(minutes=minutes)).isoformat() if is_done else None,
        "antallInnbyggere": number if status == "FERDIG" else None,
    }


def _route(path: str, answer: Callable[[Request], Response]) -> Route:
    """Answers are made in a thread: making them takes longer than FREG's answers may wait."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answer, request)

    return Route(path, endpoint, methods=["GET"])


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refusal(400, "fra og antall må være heltall fra 0.")
    return int(text)


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        raise Refusal(400, "fraDato og tilDato må være tidspunkter (ISO 8601).") from None
