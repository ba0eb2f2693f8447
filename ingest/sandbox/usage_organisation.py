"""One tenant of the sandbox's Fiks with all that belongs to it, and the lists of inhabitants that it orders."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ingest.sandbox.dice import Dice
from ingest.sandbox.numbers import Numbers
from ingest.sandbox.usage import NEVER, Tenant, made_id
from ingest.sandbox.usage_people import User, users_of
from ingest.sandbox.usage_systems import Role, System, roles_of, systems_of
from ingest.usage.geography import numbers_of_year

ORDERS_FOR = 1500  # days from the first use on: longer than anybody looks at


@dataclass(frozen=True)
class Organisation:
    """One tenant, its roles, systems and people."""

    tenant: Tenant
    roles: list[Role]
    systems: list[System]
    users: list[User]

    @classmethod
    def of(cls, tenant: Tenant) -> "Organisation":
        """The same for the same tenant, whatever else is drawn."""
        roles = roles_of(tenant, tenant_dice(tenant, "roles"))
        numbers = Numbers(tenant_dice(tenant, "numbers"))
        return cls(
            tenant,
            roles,
            systems_of(tenant, tenant_dice(tenant, "systems")),
            users_of(tenant, roles, tenant_dice(tenant, "users"), numbers),
        )


@dataclass(frozen=True, slots=True)
class Order:
    """One order of a list. `at` is a moment in UTC as text; `minutes` is how long it takes."""

    uttrekk_id: str
    at: str
    user: User
    role: Role
    is_vaccine: bool
    minutes: int
    fails: bool
    persons: int

    def entry(self, on: date) -> dict:
        """As the interface tells it on a day: done, unless it was ordered that very day."""
        ordered = datetime.fromisoformat(self.at)
        tenant, is_done = self.user.tenant, ordered.date() < on
        status = "HOS_SKATT" if not is_done else "FEILET" if self.fails else "FERDIG"
        return {
            "id": self.uttrekk_id,
            "fiksOrgId": tenant.fiks_org_id,
            "rolleId": self.role.rolle_id,
            "kommunenummer": _place(tenant, ordered.date()),
            "uttrekkStatus": status,
            "eksportFormat": "VAKSINE" if self.is_vaccine else "EGENDEFINERT",
            "visHemmeligeAdresser": False,
            "opprettet": self.at,
            "ferdig": (ordered + timedelta(minutes=self.minutes)).isoformat() if is_done else None,
            "antallInnbyggere": self.persons if status == "FERDIG" else None,
        }


def tenant_dice(tenant: Tenant, what: str) -> Dice:
    """Chance of its own for one thing of one tenant, so that nothing else moves it."""
    return Dice(f"{tenant.fiks_org_id}/{what}")


def orders_of(known: Organisation) -> list[Order]:
    """Every list that the people of a tenant will ever order, oldest first: about one each month, fewer in summer."""
    tenant, dice = known.tenant, tenant_dice(known.tenant, "orders")
    day, orders = tenant.ladder.i_bruk, []
    listing = [(user, role) for user in known.users for role in user.roles if "I" in role.bruk]
    if day == NEVER or not listing:
        return []
    last = day + timedelta(days=ORDERS_FOR)
    while day < last:
        day += timedelta(days=dice.between(3, 90 if tenant.innbyggere < 20_000 else 40))
        (user, role), moment = dice.pick(listing), f"T{dice.between(7, 14):02}:{dice.below(60):02}:00Z"
        order = Order(
            uttrekk_id=made_id(tenant.fiks_org_id, "uttrekk", day),
            at=f"{day}{moment}",
            user=user,
            role=role,
            is_vaccine=role.navn == "Vaksinasjon",
            minutes=3 + dice.below(40) + dice.below(90) * dice.below(2),
            fails=dice.chance(0.06),
            persons=40 + dice.below(tenant.innbyggere // 12 + 200),
        )
        if user.begins <= day < min(user.ends, tenant.ladder.ut_av_bruk) and day.month != 7:
            orders.append(order)
    return orders


def _place(tenant: Tenant, day: date) -> str:
    """Whose inhabitants are ordered: a municipality's own, a county's first one's, the capital's for the demo."""
    if tenant.type == "kommune":
        return tenant.number_on(day)
    return next((nummer for nummer in numbers_of_year(day.year) if nummer[:2] == tenant.nummer), "0301")
