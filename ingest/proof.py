"""What the provers came to last: counts and times, which `manntall prove` leaves in the home and pages may tell."""

from datetime import date, datetime
from pathlib import Path

import msgspec

FILE = "prove.json"


class Tried(msgspec.Struct, frozen=True):
    """One proof: how much it tried, and how much of that failed."""

    proof: str
    tried: int
    failed: int


class Proof(msgspec.Struct, frozen=True):
    """All proofs of one run: when it ended, and the day that the lists it looked at were made for."""

    at: datetime
    dato: date
    proofs: tuple[Tried, ...]

    @property
    def holds(self) -> bool:
        return not any(one.failed for one in self.proofs)


def encode(proof: Proof) -> str:
    return msgspec.json.format(msgspec.json.encode(proof)).decode()


def last(home: Path) -> Proof | None:
    """The last result, or None where nothing has been proved, or what is there cannot be read."""
    try:
        return msgspec.json.decode((home / FILE).read_bytes(), type=Proof)
    except (OSError, msgspec.MsgspecError):
        return None
