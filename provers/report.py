"""What the proofs came to: counts and names of files and lists, never a value."""

from dataclasses import asdict, dataclass

from provers.scanner import Finding
from provers.twins import Difference


@dataclass(frozen=True)
class Canaries:
    """The scanner's proof of itself: values planted, and those of them that it missed."""

    n_planted: int
    missed: tuple[tuple[str, str, str], ...]  # file kind, encoding, kind of secret


@dataclass(frozen=True)
class Leaks:
    """What the scanner found in the home. `n_secrets`: how many values it looked for."""

    n_secrets: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Twins:
    """Seeds compared, and for each that differs what differs, by the way in which the worlds do."""

    n_seeds: int
    differing: dict[int, dict[str, list[Difference]]]


@dataclass(frozen=True)
class Report:
    """All proofs of one run. `date` is the day that the home's lists are made for."""

    date: str
    seconds: float
    canaries: Canaries
    leaks: Leaks
    twins: Twins

    @property
    def holds(self) -> bool:
        """True when every proof holds."""
        return not (self.canaries.missed or self.leaks.findings or self.twins.differing)

    def as_dict(self) -> dict:
        """The report as JSON has it."""
        return {"holds": self.holds, **asdict(self)}
