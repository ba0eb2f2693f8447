"""Private, durable files: written beside, synced, then renamed into place."""

import json
import os
from pathlib import Path

from ingest.landing import sync_folder
from ingest.points import reach


def private_folder(folder: Path) -> Path:
    """Make `folder` and its parents, readable by their owner only; what is there already is left as it is."""
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    return folder


def create_private(path: Path) -> int:
    """A descriptor of a new, empty file that only its owner may read."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def write_synced(path: Path, text: str) -> None:
    """Write a file whole and make its content (not yet its name) durable."""
    with os.fdopen(create_private(path), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, text: str) -> None:
    """Put `text` at `path`: a reader sees the old content or the new, also after a crash."""
    part = path.with_name(f".{path.name}.part")
    write_synced(part, text)
    reach("file.after_part")
    part.replace(path)
    reach("file.after_rename")
    sync_folder(path.parent)


def read_json(path: Path) -> dict | None:
    """The object in a file of ours, or None where there is none or it cannot be read."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None
