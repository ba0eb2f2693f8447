"""Identifiers that nobody has: synthetic fødselsnummer and d-nummer, DUF and organisation numbers."""

from datetime import date
from hashlib import blake2b

from ingest.identifiers import check_digits
from ingest.sandbox.dice import Dice

DUF_WEIGHTS = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
SHARE_OF_2032 = 0.01


class Numbers:
    """Gives out each number once."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._given: set[str] = set()

    def foedselsnummer(self, born: date, kjoenn: str, *, from_2032: bool = False) -> str:
        """A fødselsnummer with month + 80. With `from_2032` it is valid by the rule of 2032 only."""
        return self._give(f"{born.day:02}", born, kjoenn, from_2032=from_2032)

    def d_nummer(self, born: date, kjoenn: str) -> str:
        """A d-nummer: day + 40 and month + 80."""
        return self._give(f"{born.day + 40:02}", born, kjoenn)

    def duf(self, year: int) -> str:
        """A DUF number: year, six digits, two check digits (weights of SSB's KOSTRA control)."""
        first_ten = f"{year}{self._dice.below(1_000_000):06}"
        return f"{first_ten}{_weighted(first_ten, DUF_WEIGHTS) % 11:02}"

    def organisasjonsnummer(self) -> str:
        """An organisation number of the series 3xx xxx xxx, which Brønnøysund uses for made-up units."""
        while True:
            first_eight = f"3{self._dice.below(10_000_000):07}"
            check = -_weighted(first_eight, ORGANISATION_WEIGHTS) % 11
            if check < 10:
                return f"{first_eight}{check}"

    def _give(self, day: str, born: date, kjoenn: str, *, from_2032: bool = False) -> str:
        first, last = (900, 999) if from_2032 else _individnummer(born.year)
        odd = kjoenn == "mann"
        while True:
            number = self._dice.between(first, last)
            if not from_2032:
                number += odd - number % 2
            nine = f"{day}{born.month + 80}{born.year % 100:02}{number:03}"
            check = check_digits(nine, first_remainder=self._dice.between(1, 3) if from_2032 else 0)
            if check and nine + check not in self._given:
                self._given.add(nine + check)
                return nine + check


def document_id(seed: int, ordinal: int) -> str:
    """32 hexadecimal digits, like FREG's document ids."""
    return blake2b(f"{seed}:{ordinal}".encode(), digest_size=16).hexdigest()


def _individnummer(year: int) -> tuple[int, int]:
    if year < 1900:
        return 500, 749
    return (0, 499) if year < 2000 else (500, 999)


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
