"""The roles, read from `dbt_project.yml`: what is asked of FREG, kept and published follows from them.

dbt reads the same statement; `macros/policy.sql` stops a build on what `load_roles` refuses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from ingest.errors import ConfigurationError

DBT_PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"
CONFIRMED = "bekreftet"
STATUSES = ("foreslått", CONFIRMED, "avvist", "opphørt")


@dataclass(frozen=True, slots=True)
class Opplysning:
    """One FREG part. `nr` is its place among Fiks' 23, 0 outside them (fiks.md 3.3)."""

    part: str
    nr: int
    gruppe: str
    taushetsbelagt: bool


@dataclass(frozen=True, slots=True)
class Lovhjemmel:
    """A legal basis; dates are inclusive, None is open."""

    key: str
    lov: str
    gyldig_fra: date
    gyldig_til: date | None
    status: str
    gir_taushetsbelagt: bool
    tjenesteomraader: tuple[str, ...]

    def is_in_force(self, on: date) -> bool:
        return self.status == CONFIRMED and _covers(self.gyldig_fra, self.gyldig_til, on)


@dataclass(frozen=True, slots=True)
class Role:
    """One role as `vars.roles` states it; see the comments there for what each field means.

    `parts` are the names of the opplysninger it may have, `hjemler` and `grunner` say by which legal basis and why, in
    the same order.
    """

    key: str
    navn: str
    tjenesteomraade: str
    formaal: str
    lovhjemmel: tuple[str, ...]
    status: str
    gyldig_fra: date
    gyldig_til: date | None
    rettighetspakke: str
    bruksomraader: tuple[str, ...]
    ceiling: str
    eget_oppslag: bool
    omfang: str
    levetid_dager: int
    eier: str
    konsument: str
    parts: tuple[str, ...]
    hjemler: tuple[str, ...]
    grunner: tuple[str, ...]

    def is_in_force(self, on: date) -> bool:
        """True when the role may be fetched for and published that day: it and all it rests on are confirmed."""
        bases = load_hjemler()
        return (
            self.status == CONFIRMED
            and _covers(self.gyldig_fra, self.gyldig_til, on)
            and all(bases[hjemmel].is_in_force(on) for hjemmel in self.hjemler)
        )

    @property
    def breadth(self) -> int:
        """How many of Fiks' 23 opplysninger the role has: the n of «n av 23»."""
        catalogue = load_opplysninger()
        return sum(catalogue[part].nr > 0 for part in self.parts)


@cache
def load_opplysninger() -> dict[str, Opplysning]:
    """Every FREG part by its name, the 23 first and in their order."""
    return {part: Opplysning(part=part, **told) for part, told in _policy()["opplysninger"].items()}


@cache
def load_hjemler() -> dict[str, Lovhjemmel]:
    """Every legal basis by its name."""
    return {
        key: Lovhjemmel(key=key, **_typed(told, "tjenesteomraader"))
        for key, told in _policy()["lovhjemler"].items()
    }


@cache
def load_roles() -> dict[str, Role]:
    """Every role by its key, in the order of the file.

    Raises:
        ConfigurationError: a role has a part without a legal basis that gives it; the sentence names both.
    """
    return {key: _role(key, told) for key, told in _policy()["roles"].items()}


def roles_in_force(on: date) -> dict[str, Role]:
    """The roles that are fetched for and published on a day."""
    return {key: role for key, role in load_roles().items() if role.is_in_force(on)}


def parts_to_ask_for(on: date) -> tuple[str, ...]:
    """What the roles in force and the gate need, sorted: all that is asked of FREG and all that landing keeps."""
    roles = roles_in_force(on).values()
    return tuple(sorted({*gate_parts(), *(part for role in roles for part in role.parts)}))


def gate_parts() -> tuple[str, ...]:
    """What the gate must know of everybody, whatever a role may have (`vars.gate_parts`), sorted."""
    return tuple(sorted(_policy()["gate_parts"]))


def relation_parts() -> tuple[str, ...]:
    """What is kept of a person whom only a relation needs (`vars.relation_parts` and the gate's), sorted."""
    return tuple(sorted({*gate_parts(), *_policy()["relation_parts"]}))


def _role(key: str, told: Mapping) -> Role:
    parts = told["parts"]
    role = Role(
        key=key,
        **_typed(
            {name: value for name, value in told.items() if name != "parts"}, "lovhjemmel", "bruksomraader"
        ),
        parts=tuple(parts),
        hjemler=tuple(part.get("hjemmel", "") for part in parts.values()),
        grunner=tuple(part.get("grunn", "") for part in parts.values()),
    )
    for fault in _faults(role):
        raise ConfigurationError(f"The role {key} in dbt_project.yml cannot be used: {fault}.")
    return role


def _faults(role: Role) -> list[str]:
    """What is wrong with a role, a sentence each; `macros/policy.sql` says the same."""
    catalogue, bases = load_opplysninger(), load_hjemler()
    faults = [] if role.status in STATUSES else [f"its status is not one of {', '.join(STATUSES)}"]
    for part, hjemmel, grunn in zip(role.parts, role.hjemler, role.grunner, strict=True):
        basis = bases.get(hjemmel)
        if part not in catalogue:
            faults.append(f"{part} is no opplysning of FREG")
        elif basis is None or hjemmel not in role.lovhjemmel:
            faults.append(f"{part} has no legal basis among the role's own")
        elif role.tjenesteomraade not in basis.tjenesteomraader:
            faults.append(f"{hjemmel} is no basis for {role.tjenesteomraade}")
        elif catalogue[part].taushetsbelagt and not basis.gir_taushetsbelagt:
            faults.append(f"{part} is taushetsbelagt, and {hjemmel} does not give that")
        elif not grunn.strip():
            faults.append(f"{part} has no reason")
    return faults


def _typed(told: Mapping, *lists: str) -> dict:
    """The fields with dates as dates and lists as tuples."""
    dates = {
        name: date.fromisoformat(told[name]) if told[name] else None for name in ("gyldig_fra", "gyldig_til")
    }
    return {**told, **dates, **{name: tuple(told[name]) for name in lists}}


def _covers(first: date, last: date | None, on: date) -> bool:
    return first <= on and (last is None or on <= last)


@cache
def _policy() -> dict:
    return yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
