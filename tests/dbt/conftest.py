"""One build for the tests of the SQL, and one manifest."""

import json
from datetime import date
from pathlib import Path

import pytest

from ingest.landing import Landing
from tests.oracle.families import Town
from tests.warehouse import build, invoke, made_once

TODAY = date(2026, 6, 15)


@pytest.fixture(scope="session")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A home whose warehouse holds odd families, built with every test, and the outcome of each node."""

    def make(home: Path) -> None:
        Landing(home / "landing").add_documents(Town.of(50, seed=3, today=TODAY).rows())
        (home / "outcomes.json").write_text(json.dumps(build(home, today=TODAY)))

    home = made_once(tmp_path_factory, "built", make)
    return home, json.loads((home / "outcomes.json").read_text())


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What dbt knows of the project, with every model's compiled SQL."""

    def make(home: Path) -> None:
        invoke(home, "compile", "--no-introspect", today=TODAY, part=())

    home = made_once(tmp_path_factory, "compiled", make)
    return json.loads((home / "dbt" / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def models(manifest: dict) -> dict[str, dict]:
    """The models of this project by name."""
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
