"""The project builds from a landing log, with all its tests, and again, and from an empty one."""

from collections import Counter
from pathlib import Path

from ingest.landing import Landing
from tests.warehouse import MARTS_ONLY, build, read


def test_the_project_builds_with_every_test(outcomes: tuple[Path, dict[str, str]]) -> None:
    _, nodes = outcomes
    kinds = Counter(node.split(".")[0] for node in nodes)
    assert kinds["unit_test"] > 10 and kinds["test"] > 25
    assert {"success", "pass"} == set(nodes.values())


def test_nothing_of_a_failing_row_is_stored(manifest: dict) -> None:
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    assert tests and not any(node["config"]["store_failures"] for node in tests)


def test_an_empty_landing_log_builds_to_empty_marts(tmp_path: Path) -> None:
    Landing(tmp_path / "landing")
    build(tmp_path, *MARTS_ONLY)
    assert read(tmp_path, "mart_oppvekst__barn") == []
