"""Where usage lies: `<home>/utbredelse/landing/<source>/`, what was refused of it, and when each was read.

    landing/kall/2026-11.parquet       one file per month, so that only the newest months are written anew
    landing/<other source>/alle.parquet
    landing/<every source>/empty.parquet    no rows, so that an engine can read a source that has none yet
    refused/<source>.parquet           file, row number, column and reason of what the last reading refused
    sources.json                       per source: when it was read, how many rows, and what went wrong
    key                                of the pseudonyms

A file is written beside and renamed: a reader meets the old or the new one, never half of one.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import LandingWriteError
from ingest.landing import CANNOT_WRITE, make_private, sync_folder
from ingest.settings import Settings
from ingest.usage.tables import AVVIST, TABLES

EMPTY, WHOLE, MONTHLY = "empty.parquet", "alle.parquet", "kall"


class SourceState(msgspec.Struct, frozen=True):
    """What is known of one source. `fault` is why the last attempt failed, a sentence, or empty."""

    read_at: datetime | None = None
    rows: int = 0
    refused: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class UsageStore:
    """The folder `<home>/utbredelse`; what it needs is made by `prepare`."""

    folder: Path

    @classmethod
    def of(cls, settings: Settings) -> "UsageStore":
        return cls(settings.home / "utbredelse")

    @property
    def key(self) -> Path:
        return self.folder / "key"

    def landed(self, kilde: str) -> Path:
        """The folder of one source; all its Parquet files together are its table."""
        return self.folder / "landing" / kilde

    def refused(self, kilde: str) -> Path:
        return self.folder / "refused" / f"{kilde}.parquet"

    def prepare(self) -> None:
        """Make folders and empty tables, and remove what a killed process had begun.

        Raises:
            LandingWriteError: they cannot be written.
        """
        make_private(self.folder)
        for kilde, schema in TABLES.items():
            make_private(self.landed(kilde))
            make_private(self.refused(kilde).parent)
            if not (self.landed(kilde) / EMPTY).exists():
                _replace(self.landed(kilde) / EMPTY, _empty(schema))
            if not self.refused(kilde).exists():
                _replace(self.refused(kilde), _empty(AVVIST))
        for part in self.folder.glob("**/*.part"):
            part.unlink()

    def read(self, kilde: str) -> pl.DataFrame:
        """Everything that is landed of a source."""
        files = sorted(self.landed(kilde).glob("*.parquet"))
        return pl.concat([pl.read_parquet(file, glob=False) for file in files])

    def all_refused(self, kilder: Sequence[str]) -> list[dict]:
        """What the last readings of some sources refused, a row for each fault; nothing of one never read."""
        files = [file for kilde in kilder if (file := self.refused(kilde)).exists()]
        return [row for file in files for row in pl.read_parquet(file, glob=False).to_dicts()]

    def write(self, kilde: str, rows: pl.DataFrame, refused: pl.DataFrame) -> None:
        """Replace a source and what was refused of it."""
        if kilde == MONTHLY:
            self._write_months(rows)
        else:
            _replace(self.landed(kilde) / WHOLE, rows)
        _replace(self.refused(kilde), refused)

    def _write_months(self, rows: pl.DataFrame) -> None:
        folder, kept = self.landed(MONTHLY), {EMPTY}
        for (month,), found in rows.group_by(pl.col("dato").dt.strftime("%Y-%m"), maintain_order=True):
            file, of_month = folder / f"{month}.parquet", found.sort("tidspunkt", "request_id")
            kept.add(file.name)
            if not (file.exists() and pl.read_parquet(file, glob=False).equals(of_month)):
                _replace(file, of_month)
        for file in folder.glob("*.parquet"):
            if file.name not in kept:
                file.unlink()

    def states(self) -> dict[str, SourceState]:
        """What is known of every source that was ever read; nothing where that cannot be read."""
        try:
            told = (self.folder / "sources.json").read_bytes()
            return msgspec.json.decode(told, type=dict[str, SourceState])
        except (OSError, msgspec.DecodeError):
            return {}

    def tell(self, states: dict[str, SourceState]) -> None:
        """Remember what is known of every source."""
        write_private(self.folder / "sources.json", msgspec.json.encode(states))


def _empty(schema: pa.Schema) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(schema.empty_table()))


def _replace(file: Path, rows: pl.DataFrame) -> None:
    table = rows.to_arrow().cast(TABLES.get(file.parent.name, AVVIST))
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd")
    write_private(file, buffer.getvalue())


def write_private(file: Path, content: bytes | pa.Buffer) -> None:
    """Replace a file that only its owner may read.

    Raises:
        LandingWriteError: it cannot be written.
    """
    part = file.with_suffix(".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        part.rename(file)
        sync_folder(file.parent)
    except OSError:
        raise LandingWriteError(CANNOT_WRITE) from None
