"""Axes of a drawing: round steps for counts, and where a value lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` along a length that begins at `start`; an upward axis has `end` before it."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def counts_up_to(highest: float, lines: int = 5) -> list[int]:
    """Round counts from 0 to at least `highest`, about `lines` of them: 0, 100, 200, 300, 400.

    >>> counts_up_to(357)
    [0, 100, 200, 300, 400]
    """
    step = next(_round_steps(max(highest, 1) / lines))
    return [step * place for place in range(ceil(max(highest, 1) / step) + 1)]


def _round_steps(least: float) -> Iterator[int]:
    """Whole numbers 1, 2, 5, 10, 20, 50 … from the first that is at least `least`."""
    decade = 10 ** max(0, floor(log10(least))) if least > 1 else 1
    yield from (int(step * decade) for step in STEPS if step * decade >= least)
