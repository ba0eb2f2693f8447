"""Looks for very many byte strings at once, by a table of their first bytes.

Every place of a text is read as a number of up to eight bytes. A table says which numbers begin a pattern; only
at these few places are patterns compared. It reads some ten million bytes a second, whatever the number of
patterns.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

CHUNK = 1 << 20
LONGEST_KEY = 8  # bytes of an unsigned integer
TABLE_BITS = 22
LAST_LATIN = "\u024f"
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio: spreads keys over the table


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a byte string means. `codec` None: bytes that need no boundaries around them.

    Text must not be part of a longer word, and a number not of a longer number: `Storgata 1` is not in
    `Storgata 12`.
    """

    secret: int
    codec: str | None


class Matcher:
    """Finds which patterns a text holds."""

    def __init__(self, patterns: Mapping[bytes, set[Pattern]]) -> None:
        self._by_key: dict[int, dict[bytes, list[tuple[bytes, Pattern]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for text, meanings in patterns.items():
            width = min(len(text), LONGEST_KEY)
            self._by_key[width][text[:width]].extend((text, pattern) for pattern in meanings)
        self._tables = {width: self._table(list(keys), width) for width, keys in self._by_key.items()}
        self._overlap = max(map(len, patterns), default=1)

    def secrets_in(self, text: bytes) -> set[int]:
        """The secrets that the text holds."""
        found: set[int] = set()
        for start in range(0, len(text), CHUNK):
            # boundaries are looked at in the whole text; a pattern that begins in a chunk may end behind it
            for place, candidates in self._candidates(text[start : start + CHUNK + self._overlap]):
                for pattern, meaning in candidates:
                    if meaning.secret not in found and _is_at(text, start + place, pattern, meaning.codec):
                        found.add(meaning.secret)
        return found

    def _candidates(self, chunk: bytes) -> Iterator[tuple[int, list[tuple[bytes, Pattern]]]]:
        windows = np.ndarray(len(chunk), "<u8", chunk + bytes(LONGEST_KEY), strides=(1,))
        for width, keys in self._by_key.items():
            hashed = _hashed(windows & _mask(width))
            for place in np.flatnonzero(self._tables[width][hashed]).tolist():
                yield place, keys.get(chunk[place : place + width], [])

    @staticmethod
    def _table(keys: list[bytes], width: int) -> np.ndarray:
        table = np.zeros(1 << TABLE_BITS, dtype=bool)
        numbers = np.array([int.from_bytes(key, "little") for key in keys], dtype=np.uint64)
        table[_hashed(numbers & _mask(width))] = True
        return table


def _mask(width: int) -> np.uint64:
    return np.uint64((1 << 8 * width) - 1)


def _hashed(numbers: np.ndarray) -> np.ndarray:
    return (numbers * MULTIPLIER) >> np.uint64(64 - TABLE_BITS)


def _is_at(text: bytes, place: int, pattern: bytes, codec: str | None) -> bool:
    if not text.startswith(pattern, place):
        return False
    if codec is None:
        return True
    end = place + len(pattern)
    before = text[max(0, place - 4) : place].decode(codec, "replace")[-1:]
    after = text[end : end + 4].decode(codec, "replace")[:1]
    if pattern.decode(codec).replace(" ", "").isdigit():
        return not (_is_digit(before) or _is_digit(after))
    return not (_is_letter(before) or _is_letter(after))


def _is_letter(character: str) -> bool:
    """A letter or digit of Europe's: in UTF-16, two letters beside a value would else be one of China's."""
    return character.isalnum() and character <= LAST_LATIN


def _is_digit(character: str) -> bool:
    return character.isascii() and character.isdigit()
