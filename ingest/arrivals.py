"""Since when everybody on a list of children has been on it: all that "who is new?" needs. Nobody who left is kept.

Beside the published lists lies one file a list, of those who are on it now: a keyed pseudonym, and the moment of the
publication that they came with. Whoever leaves the list leaves the file with the same publication, whatever the reason:
nothing here, and nothing that follows from it, differs between a child who moved and one who became protected (INF-05).
How many were on the list at each moment is kept as well. `docs/decisions/0008-what-came-and-went.md` says why.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

import polars as pl

KEY = "key"
PRESENT = {"kommunenummer": pl.String, "pseudonym": pl.Binary, "siden": pl.Datetime("us", "UTC")}
SIZES = {"kommunenummer": pl.String, "tidspunkt": pl.Datetime("us", "UTC"), "antall": pl.UInt32}
LISTS = "barn"  # the lists that are followed: `mart_<rolle>__barn`


@dataclass(frozen=True, slots=True)
class Arrivals:
    """One municipality's part of one list.

    `present` has `pseudonym` and `siden` of everybody who is on it; `sizes` has `tidspunkt` and `antall`, oldest first.
    """

    key: bytes
    present: pl.DataFrame
    sizes: pl.DataFrame

    def moments(self) -> list[datetime]:
        """The publications that one can look back to, newest first; the newest of all is now, and not among them."""
        return self.sizes["tidspunkt"].to_list()[-2::-1]

    def new_since(self, numbers: pl.Series, moment: datetime) -> pl.Series:
        """Which of these numbers came after `moment`; a number that is not known yet came with what is shown."""
        known = pl.DataFrame({"pseudonym": pseudonyms(self.key, numbers)}, schema={"pseudonym": pl.Binary})
        found = known.join(self.present, on="pseudonym", how="left", maintain_order="left")
        return (found["siden"] > moment).fill_null(value=True)

    def gone_since(self, moment: datetime) -> int:
        """How many of those on the list at `moment` are not there any more."""
        then = self.sizes.filter(pl.col("tidspunkt") <= moment)["antall"]
        still = self.present.filter(pl.col("siden") <= moment).height
        return max(then[-1] - still, 0) if len(then) else 0


def folder_of(home: Path) -> Path:
    return home / "arrivals"


def present_file(home: Path, mart: str) -> Path:
    return folder_of(home) / f"{mart}.present.parquet"


def sizes_file(home: Path, mart: str) -> Path:
    return folder_of(home) / f"{mart}.sizes.parquet"


def pseudonyms(key: bytes, numbers: pl.Series) -> list[bytes]:
    return [blake2b(number.encode(), key=key, digest_size=16).digest() for number in numbers]


def read(home: Path, mart: str, kommunenummer: str) -> Arrivals | None:
    """What is known of one municipality's list; None before its first publication, or where the files are damaged."""
    here = pl.col("kommunenummer") == kommunenummer
    try:
        key = bytes.fromhex((folder_of(home) / KEY).read_text(encoding="ascii"))
        present = pl.scan_parquet(present_file(home, mart)).filter(here).collect()
        sizes = pl.scan_parquet(sizes_file(home, mart)).filter(here).sort("tidspunkt").collect()
    except (OSError, ValueError, pl.exceptions.PolarsError):
        return None
    if dict(present.schema) != PRESENT or dict(sizes.schema) != SIZES or sizes.is_empty():
        return None
    return Arrivals(key, present, sizes)
