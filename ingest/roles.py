"""The roles, read from `dbt_project.yml`: what is asked of FREG, kept and published follows from them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

DBT_PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"


@dataclass(frozen=True, slots=True)
class Role:
    """One role as `vars.roles` states it; see the comments there for what each field means."""

    key: str
    navn: str
    tjenesteomraade: str
    formaal: str
    lovhjemmel: str
    status: str
    ceiling: str
    parts: tuple[str, ...]

    @property
    def is_published(self) -> bool:
        """A role whose legal basis is not confirmed is built but never published."""
        return self.status == "bekreftet"


@cache
def load_roles() -> dict[str, Role]:
    """Every role by its key, in the order of the file."""
    policy = _policy()["roles"]
    return {key: Role(key=key, **{**role, "parts": tuple(role["parts"])}) for key, role in policy.items()}


def parts_to_ask_for() -> tuple[str, ...]:
    """What the roles and the gate need, sorted: all that is asked of FREG and all that landing keeps."""
    return tuple(sorted({*gate_parts(), *(part for role in load_roles().values() for part in role.parts)}))


def gate_parts() -> tuple[str, ...]:
    """What the gate must know of everybody, whatever a role may have (`vars.gate_parts`), sorted."""
    return tuple(sorted(_policy()["gate_parts"]))


def relation_parts() -> tuple[str, ...]:
    """What is kept of a person whom only a relation needs (`vars.relation_parts` and the gate's), sorted."""
    return tuple(sorted({*gate_parts(), *_policy()["relation_parts"]}))


@cache
def _policy() -> dict:
    return yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
