"""What the proofs came to: counts and names of files and lists, never a value."""

from dataclasses import asdict, dataclass

from provers.scanner import Finding
from provers.twins import Difference

SAYS = {
    "scanner": "the scanner finds planted values",
    "leaks": "no file holds a protected value",
    "oracle": "lists equal a plain reading of the documents",
    "attacker": "no hidden figure can be worked out",
    "twins": "worlds that differ in secrets look the same",
}


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
class Oracle:
    """Rows of the home's lists by a plain reading of its landing log, and lists that differ: mart to number of rows."""

    n_rows: int
    differing: dict[str, int]


@dataclass(frozen=True)
class Attacker:
    """Planning figures that hide, and how many of them linear programming works out."""

    n_hidden: int
    n_recovered: int


@dataclass(frozen=True)
class Report:
    """All proofs of one run. `date` is the day that the home's lists are made for."""

    date: str
    seconds: float
    canaries: Canaries
    leaks: Leaks
    oracle: Oracle
    attacker: Attacker
    twins: Twins

    @property
    def holds(self) -> bool:
        """True when every proof holds."""
        return not any(failed for _, _, failed in self.counts())

    def lines(self) -> list[tuple[str, int, int]]:
        """Of each proof what it says, how much it tried, and how much of that failed."""
        return [(SAYS[name], tried, failed) for name, tried, failed in self.counts()]

    def counts(self) -> list[tuple[str, int, int]]:
        """Of each proof its name, how much it tried, and how much of that failed."""
        return [
            ("scanner", self.canaries.n_planted, len(self.canaries.missed)),
            ("leaks", self.leaks.n_secrets, len(self.leaks.findings)),
            ("oracle", self.oracle.n_rows, sum(self.oracle.differing.values())),
            ("attacker", self.attacker.n_hidden, self.attacker.n_recovered),
            ("twins", self.twins.n_seeds, len(self.twins.differing)),
        ]

    def as_dict(self) -> dict:
        """The report as JSON has it."""
        return {"holds": self.holds, **asdict(self)}
