"""The audit log of one tenant of the sandbox's Fiks: who called, with which role, for what, and how it went.

In it are the municipality's own people and systems, test traffic, KS' monitoring, calls that failed, calls that the
log tells twice, and entries that no contract can take. A real log has many calls for each of these.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

from ingest.sandbox.dice import Dice
from ingest.sandbox.usage import NEVER, Tenant
from ingest.sandbox.usage_organisation import Order, Organisation, orders_of
from ingest.sandbox.usage_people import User
from ingest.sandbox.usage_systems import Role, System, vendor_numbers
from ingest.usage.tables import KS_ORGNR

MONITOR = "00000000-0000-4000-8000-00000000c0de"
SEASON = (1.0, 1.0, 1.1, 0.9, 1.0, 0.9, 0.4, 1.3, 1.2, 1.0, 1.0, 0.8)
FAILURES = (400, 403, 403, 404, 429, 500, 503)
TWICE, DIRTY = 0.004, 0.002


@dataclass(frozen=True, slots=True)
class Call:
    """One entry; `at` is a moment in UTC, written so that its order is that of text."""

    at: str
    request_id: str
    orgnr: str
    principal: str
    handling: str
    rolle_id: str | None
    felter: tuple[str, ...]
    antall: int
    status: int
    miljo: str

    def entry(self, tenant: Tenant) -> dict:
        """As the audit search tells it."""
        return {
            "tidspunkt": self.at,
            "principal": self.principal,
            "onBehalfOf": None,
            "underRessurs": self.rolle_id,
            "fiksOrg": tenant.fiks_org_id,
            "orgNo": self.orgnr,
            "tjeneste": "FOLKEREGISTER",
            "handling": self.handling,
            "payload": {
                "antall": self.antall,
                "opplysninger": list(self.felter),
                "status": self.status,
                "miljo": self.miljo,
            },
            "requestId": self.request_id,
        }


class CallLog:
    """Draws the calls of one tenant, month by month, so that a later day only adds to what was there."""

    def __init__(self, organisation: Organisation, dice: Dice) -> None:
        self._tenant, self._users = organisation.tenant, organisation.users
        self._roles, self._dice = organisation.roles, dice
        self._orders = orders_of(organisation)
        self._systems = [
            (system, role)
            for system in organisation.systems
            if (role := _first(self._roles, system.tjenesteomraade)) is not None
        ]
        self._count = 0

    def until(self, since: date, on: date) -> list[Call]:
        """Every call from the first day of a month to the end of a day, oldest first."""
        calls = [self._of_order(order) for order in self._orders]
        month = since
        while month <= on:
            last = _next(month) - timedelta(days=1)
            calls += self._month(month, last)
            month = _next(month)
        first, end = f"{since}T", f"{on + timedelta(days=1)}T"
        return sorted((call for call in calls if first <= call.at < end), key=lambda call: call.at)

    def _of_order(self, order: Order) -> Call:
        """An order of a list is a call as well; it gives back nobody by itself."""
        return Call(
            at=order.at,
            request_id=_id(f"{order.uttrekk_id}/call"),
            orgnr=self._tenant.organisasjonsnummer,
            principal=order.user.number,
            handling="INNBYGGERLISTE",
            rolle_id=order.role.rolle_id,
            felter=order.role.used,
            antall=0,
            status=200,
            miljo="prod",
        )

    def _month(self, first: date, last: date) -> Iterator[Call]:
        ladder, season = self._tenant.ladder, SEASON[first.month - 1]
        if ladder.konfigurert <= last:
            yield from self._monitored(first, last)
        if ladder.test <= last and (ladder.i_bruk == NEVER or ladder.i_bruk > first):
            yield from self._tested(max(first, ladder.test), min(last, ladder.i_bruk))
        begins, ends = max(first, ladder.i_bruk), min(last, ladder.ut_av_bruk)
        if begins > ends:
            return
        for user in self._users:
            yield from self._by_person(user, max(begins, user.begins), min(ends, user.ends), season)
        for system, role in self._systems:
            yield from self._by_system(system, role, max(begins, system.produksjon), ends, season)
        if not any(system.produksjon <= ends for system, _ in self._systems) and self._users:
            yield from self._by_person_at_least(begins, ends)

    def _monitored(self, first: date, last: date) -> Iterator[Call]:
        """KS looks whether the service answers: no use, whoever it is about."""
        for handling, number in (("VERIFISER", 0), ("VERIFISER", 0), ("OPPSLAG", 1)):
            yield self._call((first, last), (KS_ORGNR, MONITOR), handling, None, number)

    def _tested(self, first: date, last: date) -> Iterator[Call]:
        orgnr = self._tenant.organisasjonsnummer
        for system, role in self._systems[:2]:
            for _ in range(2 + self._dice.below(4)):
                yield self._call(
                    (first, last), (orgnr, system.integrasjon_id), "OPPSLAG", role, 1, miljo="test"
                )
        for role in self._roles[:1]:
            yield self._call((first, last), (orgnr, MONITOR), "VERIFISER", role, 0)

    def _by_person(self, user: User, first: date, last: date, season: float) -> Iterator[Call]:
        if first > last or not self._dice.chance(user.is_active * min(season, 1.0)):
            return
        orgnr = self._tenant.organisasjonsnummer
        for _ in range(1 + self._dice.below(3)):
            role = self._dice.pick(user.roles)
            handling = self._dice.pick(("SOK", "SOK", "PROFIL", "PROFIL", "OPPSLAG"))
            number = self._dice.between(0, 12) if handling == "SOK" else 1
            yield self._call((first, last), (orgnr, user.number), handling, role, number)

    def _by_person_at_least(self, first: date, last: date) -> Iterator[Call]:
        """Somebody of a tenant in use looks somebody up, even in July."""
        user = self._users[0]
        if user.begins <= last:
            caller = (self._tenant.organisasjonsnummer, user.number)
            yield self._call((max(first, user.begins), last), caller, "OPPSLAG", user.roles[0], 1)

    def _by_system(
        self, system: System, role: Role, first: date, last: date, season: float
    ) -> Iterator[Call]:
        """On batch, a few large look-ups a month; on events, the list each week and look-ups of the changed."""
        orgnr, size = vendor_numbers()[system.leverandoer], self._tenant.innbyggere // 40 + 60
        day = first
        while day <= last:
            week = min(day + timedelta(days=6), last)
            if system.hendelser <= day:
                changed = 1 + int(self._dice.below(size // 8 + 4) * season)
                yield self._call((day, week), (orgnr, system.integrasjon_id), "HENDELSER", role, 0)
                yield self._call((day, week), (orgnr, system.integrasjon_id), "BULKOPPSLAG", role, changed)
            elif self._dice.chance(0.6):
                number = min(int(size * season) + self._dice.below(20), 1000)
                yield self._call((day, week), (orgnr, system.integrasjon_id), "BULKOPPSLAG", role, number)
            day = week + timedelta(days=1)

    def _call(
        self,
        days: tuple[date, date],
        caller: tuple[str, str],
        handling: str,
        role: Role | None,
        number: int,
        *,
        miljo: str = "prod",
    ) -> Call:
        """`caller` is an organisation number and the person or integration."""
        day = self._dice.day(*days)
        seconds = self._dice.between(7 * 3600, 15 * 3600)
        failed = self._dice.chance(0.025)
        self._count += 1
        is_search = handling in ("SOK", "PROFIL", "OPPSLAG", "BULKOPPSLAG")
        return Call(
            at=f"{day}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z",
            request_id=_id(f"{self._tenant.fiks_org_id}/{self._count}"),
            orgnr=caller[0],
            principal=caller[1],
            handling=handling,
            rolle_id=role.rolle_id if role else None,
            felter=role.used if role and is_search else (),
            antall=0 if failed else number,
            status=self._dice.pick(FAILURES) if failed else 200,
            miljo=miljo,
        )


def spoiled(calls: list[dict], dice: Dice) -> list[dict]:
    """The same entries with some told twice, and some that lack something or say what cannot be."""
    faults = (
        {"requestId": None},
        {"tidspunkt": "i går"},
        {"principal": "ukjent"},
        {"orgNo": "123456789"},
        {"payload": None},
        {"payload": {"antall": -1, "status": 200, "miljo": "prod", "opplysninger": []}},
        {"payload": {"antall": 1, "status": 200, "miljo": "prod", "opplysninger": ["ALT"]}},
        {"fiksOrg": {}},
    )
    told = []
    for call in calls:
        told.append(call)
        if dice.chance(TWICE):
            told.append(call)
        if dice.chance(DIRTY):
            told.append(call | {"requestId": _id(f"dirty/{call['requestId']}")} | dice.pick(faults))
    return told


def _id(text: str) -> str:
    digits = blake2b(text.encode(), digest_size=16).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _first(roles: list[Role], area: str) -> Role | None:
    return next((role for role in roles if role.tjenesteomraade == area and role.eier == "kommune"), None)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
