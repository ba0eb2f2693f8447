"""Keyed pseudonyms of people: the only form in which usage is landed of anybody.

A pseudonym is BLAKE2b of the number or name under a key that lies beside the landed tables, is made on first need, and
never leaves the machine. The same person has the same pseudonym in every source, and nobody without the key can try
all eleven-digit numbers against it. Removing the key makes what was landed anonymous for good.
"""

import secrets
from hashlib import blake2b
from pathlib import Path

import polars as pl

from ingest.errors import LandingWriteError
from ingest.landing import CANNOT_WRITE, make_private
from ingest.usage.store import write_private

KEY_BYTES = 32
PSEUDONYM_BYTES = 12  # 96 bits: no two of a million people meet


class Pseudonyms:
    """Makes pseudonyms under the key in `file`.

    Raises:
        LandingWriteError: the key is not there and cannot be written, or is not a key.
    """

    def __init__(self, file: Path) -> None:
        self._key = _key(file)

    def of(self, person: str) -> str:
        """The pseudonym of one person, 24 hexadecimal digits."""
        return blake2b(person.strip().encode(), digest_size=PSEUDONYM_BYTES, key=self._key).hexdigest()

    def of_column(self, people: pl.Series) -> pl.Series:
        """The pseudonyms of a column of text; null stays null."""
        known = people.drop_nulls().unique().to_list()
        names = pl.DataFrame(
            {"person": known, "pseudonym": [self.of(person) for person in known]},
            schema={"person": pl.String, "pseudonym": pl.String},
        )
        joined = people.to_frame("person").join(names, on="person", how="left", maintain_order="left")
        return joined["pseudonym"].rename(people.name)


def _key(file: Path) -> bytes:
    make_private(file.parent)
    try:
        if not file.exists():
            write_private(file, secrets.token_bytes(KEY_BYTES))
        key = file.read_bytes()
    except OSError:
        raise LandingWriteError(CANNOT_WRITE) from None
    if len(key) != KEY_BYTES:
        raise LandingWriteError(
            f"{file} is not a key any more. Remove it and the folder utbredelse/landing beside it, then run "
            "`manntall usage refresh`: usage is fetched anew under a new key."
        )
    return key
