"""The one source of chance. Of `random` it uses only `random()`, which Python promises to keep the same."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Seeded by a text, which Python hashes without regard to PYTHONHASHSEED."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed).random

    def chance(self, probability: float) -> bool:
        return self._random() < probability

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, but not including, `limit`."""
        return int(self._random() * limit)

    def between(self, first: int, last: int) -> int:
        """A whole number from `first` to `last`, both included."""
        return first + int(self._random() * (last - first + 1))

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self._random() * len(options))]

    def weighted(self, options: Sequence[tuple[T, float]]) -> T:
        """One of the first halves; the second halves are weights of any sum."""
        total = 0.0
        for _, weight in options:
            total += weight
        at = self._random() * total
        for option, weight in options:
            at -= weight
            if at < 0:
                return option
        return options[-1][0]

    def fault(self, faults: Sequence[tuple[T, float]]) -> T | None:
        """Mostly None; else the first fault whose share, counted up to and including it, is not reached."""
        at = self._random()
        if at >= faults[-1][1]:
            return None
        return next(fault for fault, share in faults if at < share)

    def day(self, first: date, last: date) -> date:
        """A day from `first` to `last`, both included; `last` when they are the wrong way round."""
        if first >= last:
            return last
        return date.fromordinal(self.between(first.toordinal(), last.toordinal()))
