"""Reads the published marts of usage for the report: the generation that the pointer names, one mart at a time."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import polars as pl

from ingest.errors import ManntallError

Read = Callable[[str], pl.DataFrame]  # `kommuner` gives mart_utbredelse__kommuner, whole


class NoFiguresError(ManntallError):
    """There are no figures for the report that was asked for."""


def published(home: Path) -> Read:
    """A reader of what is published under `home` now.

    Raises:
        NoFiguresError: nothing is published; or, when a mart is read, it cannot be.
    """
    marts = home / "utbredelse" / "published"
    with contextlib.suppress(OSError, ValueError):
        name = (marts / "CURRENT").read_text(encoding="ascii").strip()
        if name.isdigit():
            return lambda what: _read(marts / name / f"mart_utbredelse__{what}.parquet")
    raise NoFiguresError("No figures of usage are published yet; run `manntall usage refresh` first.")


def _read(file: Path) -> pl.DataFrame:
    with contextlib.suppress(OSError, pl.exceptions.PolarsError):  # their messages may quote values
        return pl.read_parquet(file, glob=False, hive_partitioning=False)
    raise NoFiguresError(f"The published figures cannot be read ({file.name}); run `manntall usage refresh`.")
