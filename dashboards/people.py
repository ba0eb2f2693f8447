"""Who sits at the screen. Sign-in comes later: until then the pages ask which demo user one is, on loopback only.

A demo user is one of three kinds. A planner is one for each role and municipality; the others need neither.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What somebody comes for; it decides which pages there are."""

    PROSJEKTLEDER = "prosjektleder"
    PLANLEGGER = "planlegger"
    OPERATOER = "operatoer"


@dataclass(frozen=True, slots=True)
class User:
    """A demo user; `role` and `kommunenummer` are a planner's, and empty for the others."""

    kind: Kind
    role: str = ""
    kommunenummer: str = ""

    @property
    def key(self) -> str:
        """The user's name in the logs: the same on every visit, and nobody's own."""
        return "-".join(part for part in (self.kind.value, self.role, self.kommunenummer) if part)
