"""Where dbt's manifest is: parsed anew when the project has changed, so a fresh clone needs no other step."""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from ingest.roles import DBT_PROJECT
from orchestration.transform import dbt_arguments, dbt_environment
from orchestration.warehouse import MODELS, fingerprint

TARGET = DBT_PROJECT / "target"


@cache
def manifest() -> Path:
    """The manifest of the dbt project as it is now.

    Raises:
        RuntimeError: the project does not parse; `dbt parse` says why.
    """
    folder = TARGET / f"manifest-{fingerprint((*MODELS, 'tests/**/*'))[:16]}"
    if not (folder / "manifest.json").exists():
        _parse(folder)
    return folder / "manifest.json"


def _parse(folder: Path) -> None:
    """Parse beside, then rename: several processes may load the definitions at once."""
    from dbt.cli.main import dbtRunner

    TARGET.mkdir(exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".parse-", dir=TARGET))
    try:
        with dbt_environment(Path(os.environ.get("MANNTALL_HOME", "data")), memory_limit="3GB"):
            answer = dbtRunner().invoke(dbt_arguments("parse", part))
        if not answer.success:
            raise RuntimeError("The dbt project does not parse; `dbt parse` in dbt_project/ says why.")
        for older in set(TARGET.glob("manifest-*")) - {folder}:
            shutil.rmtree(older, ignore_errors=True)
        (part / "target").rename(folder)
    except OSError:
        if not folder.exists():  # another process was faster
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
