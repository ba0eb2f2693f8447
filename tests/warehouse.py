"""Builds the warehouse of a `MANNTALL_HOME` in this process, and reads from it."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from ingest.landing import Landing
from ingest.roles import DBT_PROJECT, parts_to_ask_for
from orchestration.project import parsed
from orchestration.transform import PEOPLE

# what the marts need, and no more: many tests build
MARTS_ONLY = (
    "--select",
    "+path:models/marts",
    "+int_persons__groups",  # what publication reads beside the marts
    "--exclude-resource-type",
    "unit_test",
    "--exclude-resource-type",
    "test",
)
PLACES = ("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT))
# events that nobody reads take a third of a small build's time
SILENT = ("--log-level", "none", "--log-level-file", "none", "--no-write-json")
# the lists of two roles are enough for what is no rule of a role's own
FEW_MARTS = (
    "--select",
    *("+path:models/marts/oppvekst", "+path:models/marts/helsestasjon", "+path:models/marts/doedsfall"),
    *MARTS_ONLY[3:],
)
FETCHED = datetime(2026, 11, 1, tzinfo=UTC)


def answer(identifier: str | None, number: int, **columns: object) -> dict:
    """A row for `Landing.add_documents`, known to be current up to the sequence number `number`."""
    row = {
        "identifikator": identifier,
        "person": None,
        "dokumentidentifikator": None,
        "sekvensnummer": number,
        "utfall": "funnet",
        "parts": ",".join(parts_to_ask_for(FETCHED.date())),
        "relaterte": [],
        "body": None,
        "hentet_at": FETCHED,
    }
    return row | columns


def build(home: Path, *arguments: str, **variables: object) -> dict[str, str]:
    """Run `dbt build` and give each node's outcome; a node that fails is an assertion that fails."""
    results = invoke(home, "build", *arguments, **variables)
    failed = [
        f"{node}: {message}" for node, (status, message) in results.items() if status in ("error", "fail")
    ]
    assert not failed, "\n".join(failed)
    return {node: status for node, (status, _) in results.items()}


def invoke(
    home: Path,
    command: str,
    *arguments: str,
    today: date | None = None,
    part: tuple[str, ...] = PEOPLE,
    **variables: object,
) -> dict[str, tuple[str, str]]:
    """Run one dbt command on the landing log of `home`; the status and message of every node that ran.

    Args:
        home: what `MANNTALL_HOME` is to be.
        command: dbt's.
        arguments: its arguments.
        today: the day the lists are made for; today's when left out.
        part: which half of the project, people or usage.
        variables: more of the project's `vars`.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    (home / "warehouse" / "tmp").mkdir(parents=True, exist_ok=True)
    Landing(home / "landing")
    told = ({"dato": str(today)} if today else {}) | variables
    arguments = [command, "--quiet", *PLACES, "--vars", json.dumps(told), *arguments]
    with environment(
        MANNTALL_HOME=str(home), DBT_TARGET_PATH=str(home / "dbt"), DBT_LOG_PATH=str(home / "dbt")
    ):
        known = parsed(home) if command in ("build", "test") and not variables else None
        result = dbtRunner(manifest=known).invoke([*arguments, *(SILENT if known else ()), *part])
        DuckDBConnectionManager.close_all_connections()
    if result.exception:
        raise result.exception
    if command == "compile" or not hasattr(result.result, "results"):
        return {}
    return {run.node.unique_id: (str(run.status), run.message or "") for run in result.result.results}


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first worker to need it fills, and every worker of the run reads."""
    root = factory.getbasetemp()
    folder = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / name
    with FileLock(f"{folder}.lock"):
        if not (done := folder.with_suffix(".made")).exists():
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def read(home: Path, table: str) -> list[dict]:
    """All rows of a table or view, by its bare name."""
    with duckdb.connect(str(home / "warehouse" / "warehouse.duckdb"), read_only=True) as connection:
        query = "select table_schema from information_schema.tables where table_name = ?"
        schema = connection.execute(query, [table]).fetchall()[0][0]
        rows = connection.execute(f'select * from "{schema}"."{table}"')  # noqa: S608
        names = [column[0] for column in rows.description]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """The process' variables, with these among them for as long as it lasts."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def sorted_rows(rows: Iterable[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: (row["kommunenummer"], row["foedselsnummer"]))


def compiled(home: Path, sql: str, variables: str = "{}") -> str:
    """One query of ours with its macros worked out."""
    from dbt.cli.main import dbtRunner

    home.mkdir(parents=True, exist_ok=True)
    arguments = ["compile", "--quiet", *PLACES, "--no-introspect", "--vars", variables, "--inline", sql]
    (home / "warehouse" / "tmp").mkdir(parents=True, exist_ok=True)
    with environment(
        MANNTALL_HOME=str(home), DBT_TARGET_PATH=str(home / "dbt"), DBT_LOG_PATH=str(home / "dbt")
    ):
        result = dbtRunner().invoke(arguments)
    if result.exception:
        raise result.exception
    return result.result.results[0].node.compiled_code
