"""dbt's project: how it is called, and its manifest, parsed anew when the project has changed.

Parsing takes ten times as long as reading what was parsed, and `make setup` does it: no first run waits for it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.roles import DBT_PROJECT
from orchestration.failures import TransformError
from orchestration.warehouse import MODELS, fingerprint

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


def dbt_arguments(command: str, artefacts: Path) -> list[str]:
    """A dbt command on our project that prints nothing and logs nothing; what it makes goes to `artefacts`."""
    return [
        command,
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
        *("--target-path", str(artefacts / "target"), "--log-path", str(artefacts / "logs")),
        *("--log-level", "none", "--log-level-file", "none", "--quiet"),
    ]


@contextmanager
def dbt_environment(home: Path, memory_limit: str) -> Iterator[None]:
    """The variables that `profiles.yml` and the sources read, for the length of a `with` block."""
    changed = {
        "MANNTALL_HOME": str(home.resolve()),
        "MANNTALL_MEMORY_LIMIT": memory_limit,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def manifest() -> Path:
    """The manifest of the dbt project as it is now; dbt's own form of it lies beside.

    Raises:
        TransformError: the project does not parse; `dbt parse` says why.
    """
    folder = DBT_PROJECT / "target" / f"manifest-{fingerprint((*MODELS, 'tests/**/*'))[:16]}"
    if not (folder / "manifest.json").exists():
        _parse(folder)
    return folder / "manifest.json"


def parsed(home: Path) -> "Manifest":
    """The parsed project for dbt to run on the landing log of a home; the next call points it elsewhere."""
    project = _read(manifest().with_name("partial_parse.msgpack"))
    for source in project.sources.values():
        source.meta["home"] = str(home.resolve()).replace("'", "''")
    return project


@cache
def _read(file: Path) -> "Manifest":
    from dbt.contracts.graph.manifest import Manifest

    return Manifest.from_msgpack(file.read_bytes())


def _parse(folder: Path) -> None:
    """Parse beside, then rename: several processes may load the definitions at once."""
    from dbt.cli.main import dbtRunner

    folder.parent.mkdir(exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".parse-", dir=folder.parent))
    try:
        with dbt_environment(Path(os.environ.get("MANNTALL_HOME", "data")), memory_limit="3GB"):
            answer = dbtRunner().invoke(dbt_arguments("parse", part))
        if not answer.success:
            raise TransformError(
                "The build stopped: reading the dbt project failed; `dbt parse` in dbt_project/ says why."
            )
        for older in set(folder.parent.glob("manifest-*")) - {folder}:
            shutil.rmtree(older, ignore_errors=True)
        (part / "target").rename(folder)
    except OSError:
        if not folder.exists():  # another process was faster
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


if __name__ == "__main__":
    manifest()
