"""Generations of published files: a folder written whole, then one pointer replaced; older ones go after a while.

What is in them is none of this module's business: `orchestration/utbredelse.py` fills them with figures.
"""

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.landing import sync_folder
from orchestration.files import create_private, private_folder, replace_file, write_synced
from orchestration.publish import POINTER, STATUS, Generation, current

ROW_GROUP = 50_000


def write_generation(published: Path, kept: int, fill: Callable[[Path], dict]) -> Generation:
    """Publish one more generation. The caller holds the lock.

    Args:
        published: the folder of all generations.
        kept: how many stay, this one included: a reader that has just opened an earlier one can finish.
        fill: writes the files into the folder that it is given, and returns what `status.json` is to say of them.

    Raises:
        PublicationError: the pointer names a generation that is not there whole.
    """
    before = current(private_folder(published))
    _remove_leftovers(published, before)
    number = 1 + (before.number if before else max(_numbers(published), default=0))
    part = private_folder(published / f".{number:08}.part")
    contents = fill(part)
    status = {
        "generation": number,
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        **contents,
    }
    write_synced(part / STATUS, json.dumps(status, ensure_ascii=False, indent=1))
    sync_folder(part)
    folder = part.rename(published / f"{number:08}")
    sync_folder(published)
    replace_file(published / POINTER, folder.name)
    for old in _numbers(published)[:-kept]:
        _remove(published / f"{old:08}")
    return Generation(number, folder, status)


def write_table(rows: pa.Table, path: Path) -> int:
    """A private Parquet file, durable when this returns; the same rows give the same bytes."""
    with os.fdopen(create_private(path), "wb") as file:
        # one chunk: where DuckDB happened to cut the rows would otherwise show in the bytes
        pq.write_table(rows.combine_chunks(), file, compression="zstd", row_group_size=ROW_GROUP)
        file.flush()
        os.fsync(file.fileno())
    return rows.num_rows


def _remove_leftovers(published: Path, before: Generation | None) -> None:
    """What a killed run left: half-written folders, and a whole one that no pointer ever named."""
    for path in published.glob(".*"):
        _remove(path)
    for number in _numbers(published):
        if before and number > before.number:
            _remove(published / f"{number:08}")


def _remove(path: Path) -> None:
    """Remove a file, or a folder by way of a hidden name: no reader ever sees half a generation."""
    if not path.is_dir():
        path.unlink()
        return
    hidden = path if path.name.startswith(".") else path.rename(path.with_name(f".{path.name}.old"))
    shutil.rmtree(hidden)


def _numbers(published: Path) -> list[int]:
    """The generations that are there, oldest first."""
    return sorted(int(path.name) for path in published.iterdir() if path.name.isdigit() and path.is_dir())
