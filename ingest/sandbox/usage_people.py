"""The people who use the sandbox's Fiks, their accesses and those of the systems. Their numbers have month + 80.

An access has a last day and is renewed each year while somebody looks after it. A tenant that goes over to SCIM
loses every access of a person on that day, and gets new ones by SCIM in the days after (fiks.md 6.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.sandbox.dice import Dice
from ingest.sandbox.numbers import Numbers
from ingest.sandbox.usage import NEVER, Tenant, made_id
from ingest.sandbox.usage_systems import Role, System, vendor_numbers

YEAR = timedelta(days=365)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who works for a tenant. `is_active` is the chance that a month sees them at all."""

    number: str
    tenant: Tenant
    roles: tuple[Role, ...]
    begins: date
    ends: date
    is_active: float


def users_of(tenant: Tenant, roles: list[Role], dice: Dice, numbers: Numbers) -> list[User]:
    """Two in the smallest municipalities, some sixty in the largest; one in nine leaves in a year."""
    roles = [role for role in roles if role.eier == "kommune" and "S" in role.bruk]
    if tenant.ladder.i_bruk == NEVER or not roles:
        return []
    count = min(2 + dice.below(3) + tenant.innbyggere // 2_500, 60)
    return [_user(tenant, roles, dice, numbers) for _ in range(count)]


def _user(tenant: Tenant, roles: list[Role], dice: Dice, numbers: Numbers) -> User:
    born = dice.day(date(1960, 1, 1), date(1999, 12, 31))
    number = numbers.foedselsnummer(born, dice.pick(("kvinne", "mann")))
    mine = {role.rolle_id: role for role in (dice.pick(roles) for _ in range(1 + dice.below(2)))}
    begins = tenant.ladder.i_bruk + timedelta(days=min(dice.below(600), dice.below(600)))
    leaves = begins + timedelta(days=dice.between(120, 1400)) if dice.chance(0.3) else NEVER
    active = dice.weighted(((0.92, 60), (0.5, 25), (0.04, 15)))
    return User(number, tenant, tuple(mine.values()), begins, leaves, active)


@dataclass(frozen=True, slots=True)
class Period:
    """From when an access holds, its last day, and the day and reason of an earlier end."""

    begins: date
    last: date
    ended: date | None = None
    reason: str | None = None


def accesses(
    users: list[User], systems: list[System], roles: list[Role], dice: Dice, on: date
) -> Iterator[dict]:
    """Every access of one tenant that had begun by then, as the configuration interface tells it."""
    for user in users:
        for role in user.roles:
            yield from _of_user(user, role, dice, on)
    for system in systems:
        for role in roles:
            begins = max(system.integrert, role.opprettet)
            if role.tjenesteomraade == system.tjenesteomraade and begins <= on:
                yield _of_system(system, role, _renewed(dice, begins, on))
    begins = roles[0].tenant.ladder.scim + DAY if roles else NEVER
    if begins <= on:
        group = f"FREG-{roles[0].tenant.nummer or 'demo'}"
        yield _access(roles[0], "eksterneGrupper", group, "SCIM", _renewed(dice, begins, on))


def _of_user(user: User, role: Role, dice: Dice, on: date) -> Iterator[dict]:
    scim = user.tenant.ladder.scim
    lapses, late = dice.chance(0.12), dice.between(0, 90)
    leaves = user.ends + timedelta(days=late) if user.ends != NEVER else NEVER
    reason = dice.pick(("SLUTTET", "SLUTTET", "ENDRET_OPPGAVE"))
    if user.begins < scim and user.begins <= on:
        reason = "SCIM_OVERGANG" if scim <= leaves else reason
        held = _held(user.begins, min(leaves, scim), reason, lapses=lapses, on=on)
        yield _access(role, "personer", user.number, "MANUELL", held)
    begins = max(scim + timedelta(days=1 + late % 5), user.begins) if scim != NEVER else NEVER
    if begins <= on and user.ends > begins:
        leaves = user.ends + timedelta(days=late % 3) if user.ends != NEVER else NEVER
        held = _held(begins, leaves, "SLUTTET", lapses=lapses, on=on)
        yield _access(role, "personer", user.number, "SCIM", held)


def _held(begins: date, ends: date, reason: str, *, lapses: bool, on: date) -> Period:
    """An access that is renewed until it ends, or that nobody renews."""
    last = begins + YEAR
    while not lapses and last < min(on, ends):
        last += YEAR
    return Period(begins, last, ends, reason) if ends <= min(on, last) else Period(begins, last)


def _renewed(dice: Dice, begins: date, on: date) -> Period:
    last, early = begins + YEAR, timedelta(days=dice.below(45))
    while last < on + early:
        last += YEAR
    return Period(begins, last)


def _of_system(system: System, role: Role, period: Period) -> dict:
    return _access(role, "integrasjoner", system.integrasjon_id, "MANUELL", period) | {
        "navn": system.navn,
        "leverandor": system.leverandoer,
        "organisasjonsnummer": vendor_numbers()[system.leverandoer],
        "opprettet": system.integrert.isoformat(),
    }


def _access(role: Role, kind: str, who: str, source: str, period: Period) -> dict:
    return {
        "slag": kind,
        "rolleId": role.rolle_id,
        "id": made_id(role.rolle_id, who, source),
        "aktor": who,
        "kilde": source,
        "gyldigFra": period.begins.isoformat(),
        "gyldigTil": period.last.isoformat(),
        "avsluttet": period.ended.isoformat() if period.ended else None,
        "avslutningsgrunn": period.reason,
    }
