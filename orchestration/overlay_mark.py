"""What is known of the local overlays beside the registry: that they are all there (security-reliability.md ING-14).

`<home>/protection/overlay.json` tells how many rows each overlay had when it was last looked at, with a digest of them
under the registry's key. Rows of an overlay are ended, never deleted; so when what was there is not there any more, or
was changed, or a row ended without a word in the access log, somebody would be shown whom the municipality hides. Then
nothing is published until the registry is put back, or an operator says that what is left is right: in Bergen a new
load from the register wiped such restrictions, and nobody was told.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.landing import make_private
from ingest.points import reach
from ingest.protection import FOLDER
from ingest.registry import access_log, open_registry, overlays
from ingest.registry.access_log import Access
from ingest.registry.overlays import OVERLAYS, Extent, Overlays
from ingest.registry.store import Registry
from ingest.settings import Settings
from orchestration.failures import PublicationError
from orchestration.files import read_json, replace_file

MARK, LOCK = "overlay.json", "overlay.lock"
REGISTRY = "registry.sqlite"
NOTHING = Extent(0, 0, "")
LOST = (
    "The registry has lost local restrictions or notes of care that it had ({missing}), so nothing was published: put "
    "the newer registry back, or enter them again and run `manntall restriction accept-loss`."
)


@dataclass(frozen=True, slots=True)
class Heeded:
    """The overlays as a publication heeds them. `registry` is None when there is none, and never was anything in it."""

    registry: Registry | None = None
    overlays: Overlays | None = None
    is_tightened: bool = False  # something has come since the last publication


def heed(settings: Settings) -> Heeded:
    """The overlays in force, once it is certain that nothing is missing; and note what there is.

    Raises:
        PublicationError: something that was there is gone or was changed.
        RegistryError: the registry is there and cannot be read.
    """
    with _marking(settings.home):
        mark = _read(settings.home)
        if not _is_there(settings):
            _refuse(mark["overlays"], {})
            return Heeded()
        registry = open_registry(settings)
        through = {name: extent.through for name, extent in mark["overlays"].items()}
        found = overlays.state(registry, through)
        _refuse(mark["overlays"], found.known, found.unlogged)
        _write(settings.home, found.extents, mark["published"])
    return Heeded(
        registry, found, any(_through(found)[name] > mark["published"].get(name, 0) for name in through)
    )


def note_published(settings: Settings, heeded: Heeded) -> None:
    """Keep up to which row the overlays are heeded by what readers see."""
    if heeded.overlays:
        with _marking(settings.home):
            _write(settings.home, _read(settings.home)["overlays"], _through(heeded.overlays))


def accept_loss(settings: Settings, who: str) -> dict[str, int]:
    """An operator's word that what the registry holds now is right; returns how many rows each overlay has.

    Raises:
        RegistryError: the registry cannot be read, or the word not logged.
    """
    registry = open_registry(settings)
    with _marking(settings.home):
        access_log.append(registry, Access("endring", who, "overlay accept-loss"))
        extents = overlays.state(registry, {}).extents
        _write(settings.home, extents, {})
    return {name: extent.rows for name, extent in extents.items()}


def keep_newer(home: Path, part: Path) -> None:
    """Of the marks of a home and of a backup that is unpacked in `part`: the home's stays, which is the newer one."""
    here, there = home / FOLDER / MARK, part / FOLDER / MARK
    if here.exists() and there.parent.is_dir():
        shutil.copyfile(here, there)
    elif there.exists() and here.parent.is_dir():
        there.replace(here)


def _is_there(settings: Settings) -> bool:
    return bool(settings.registry_url.get_secret_value()) or (settings.home / REGISTRY).exists()


def _refuse(noted: dict[str, Extent], found: dict[str, Extent], unlogged: int = 0) -> None:
    for name, extent in noted.items():
        rows = found.get(name, NOTHING).rows
        if extent.rows and found.get(name) != extent:
            missing = f"{name}: {rows} of {extent.rows} rows"
            raise PublicationError(
                LOST.format(missing=missing + (" and changed" if rows == extent.rows else ""))
            )
    if unlogged:
        raise PublicationError(
            LOST.format(missing=f"{unlogged} rows ended without an entry of the access log")
        )


def _through(found: Overlays) -> dict[str, int]:
    return {name: extent.through for name, extent in found.extents.items()}


@contextmanager
def _marking(home: Path) -> Iterator[None]:
    """One at a time looks and notes, so that the mark never goes back."""
    make_private(home / FOLDER)
    descriptor = os.open(home / FOLDER / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _read(home: Path) -> dict:
    """What was noted; before the first time, that there is nothing.

    Raises:
        PublicationError: it is there and cannot be read.
    """
    path = home / FOLDER / MARK
    if not path.exists():
        return {"overlays": {table.name: NOTHING for table in OVERLAYS}, "published": {}}
    known = read_json(path) or {}
    try:
        noted = {table.name: Extent(**known["overlays"][table.name]) for table in OVERLAYS}
        return {"overlays": noted, "published": dict(known["published"])}
    except (KeyError, TypeError):
        raise PublicationError(LOST.format(missing=f"{MARK} cannot be read")) from None


def _write(home: Path, extents: dict[str, Extent], published: dict[str, int]) -> None:
    reach("overlay.before_mark")
    noted = {name: asdict(extent) for name, extent in extents.items()}
    replace_file(home / FOLDER / MARK, json.dumps({"overlays": noted, "published": published}))
