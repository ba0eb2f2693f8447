"""Fødselsnummer and d-nummer: check digits (today's rule and the one from 2032), the synthetic series, a masked print.

Source: Skatteetaten, "Nytt fødselsnummer fra 2032", "Utvidelse av D-nummerserien" and "Test for konsumenter".
Nothing here derives birth date or sex for use as a fact: FREG's own `foedsel` and `kjoenn` are the facts.
"""

from dataclasses import dataclass
from typing import Literal

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
MOD = 11
FIRST_REMAINDERS_FROM_2032 = range(4)

Kind = Literal["foedselsnummer", "dNummer"]


@dataclass(frozen=True, slots=True)
class PersonId:
    """An 11-digit identifier whose printed form is masked, so that no log or traceback can show a person."""

    digits: str

    def __post_init__(self) -> None:
        if not has_eleven_digits(self.digits):
            raise ValueError("a person identifier has 11 digits")

    def __str__(self) -> str:
        return "***********"

    __repr__ = __str__

    @property
    def kind(self) -> Kind:
        """`dNummer` when 40 is added to the day, else `foedselsnummer`."""
        return "dNummer" if "4" <= self.digits[0] <= "7" else "foedselsnummer"

    @property
    def is_synthetic(self) -> bool:
        """True for Skatteetaten's synthetic series: month + 80."""
        return self.digits[2] in "89"


def has_eleven_digits(text: str | None) -> bool:
    """True for the form of an identifier; whether it is a valid one is not judged."""
    return text is not None and len(text) == 11 and text.isascii() and text.isdigit()


def check_digits(first_nine: str, *, first_remainder: int = 0) -> str | None:
    """The two check digits for nine digits, or None where the combination is never issued (a digit would be 10).

    Args:
        first_nine: date and individnummer, after every shift (day + 40, month + 80).
        first_remainder: 0 for numbers valid until 2031; 0-3 for those issued from 2032.
    """
    first = (first_remainder - _weighted(first_nine, FIRST_WEIGHTS)) % MOD
    if first > 9:
        return None
    second = -_weighted(f"{first_nine}{first}", SECOND_WEIGHTS) % MOD
    return None if second > 9 else f"{first}{second}"


def has_valid_check_digits(digits: str) -> bool:
    """True when `digits` passes today's rule or the one from 2032. Ingest never drops a row for it."""
    if not has_eleven_digits(digits):
        return False
    first = (_weighted(digits[:9], FIRST_WEIGHTS) + int(digits[9])) % MOD
    second = (_weighted(digits[:10], SECOND_WEIGHTS) + int(digits[10])) % MOD
    return first in FIRST_REMAINDERS_FROM_2032 and second == 0


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
