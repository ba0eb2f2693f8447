"""Landing to marts: dbt, run in this process, silent, and reporting names and counts only.

dbt writes the values of failing rows into its console, its log and `run_results.json`. All three are switched
off here, and of a failure's message only the kind is looked at.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ingest import catalogue
from ingest.errors import CorruptSegmentError
from ingest.landing import Landing
from ingest.points import reach
from ingest.roles import DBT_PROJECT
from ingest.settings import Settings
from orchestration import policy
from orchestration.failures import (
    DiskFullError,
    TransformError,
    WarehouseBusyError,
    tells_of_full_disk,
    tells_of_lock,
)
from orchestration.files import private_folder
from orchestration.project import dbt_arguments, dbt_environment, parsed
from orchestration.warehouse import Counts, Warehouse

Progress = Callable[[str, int, int | None], None]
FAILED = ("error", "fail", "runtime error", "partial success")
STAGE = "building the warehouse"
# Who uses the service is built into a file of its own (orchestration/utbredelse.py); no build of people waits for it.
PEOPLE = ("--exclude", "tag:utbredelse")
DAMAGE_TEXTS = (
    "Corrupt database file",
    "Serialization Error",
    "INTERNAL Error",
    "database has been invalidated",
)


@dataclass(frozen=True, slots=True)
class Node:
    """What became of one model, seed or test. `failures` is the number of failing rows of a test."""

    unique_id: str
    name: str
    kind: str
    status: str
    failures: int | None

    @property
    def failed(self) -> bool:
        return self.status in FAILED


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A whole build. `started_over` is why the warehouse was made from nothing; None: it was built upon."""

    nodes: tuple[Node, ...]
    counts: Counts
    started_over: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What dbt came back with. `messages` may quote values: it is searched, and never shown or kept."""

    nodes: tuple[Node, ...]
    messages: str
    succeeded: bool
    marts: tuple[policy.Mart, ...] = ()


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress for nobody."""


def build(
    settings: Settings, *, full_refresh: bool = False, select: Sequence[str] = (), progress: Progress = silent
) -> BuildResult:
    """Bring the warehouse up to landing and run the data tests. The caller holds the lock.

    A warehouse that is damaged, that another version built, or that holds what landing has lost, is made from
    nothing; so it is with `full_refresh`, which also rids the file of values that were overwritten in place.

    Raises:
        TransformError: models or tests failed; the sentence names them.
        PolicyError: a mart breaks the policy of its role; the sentence names the mart and the column.
        WarehouseBusyError: another process has the warehouse open.
        CorruptSegmentError: a landed segment could not be read and was set aside.
        DiskFullError: no space was left.
    """
    started = time.monotonic()
    progress(STAGE, 0, None)
    warehouse = Warehouse(settings)
    warehouse.prepare()
    dato = settings.list_date.isoformat()
    reason = warehouse.reason_to_start_over() or ("a full refresh was asked for" if full_refresh else None)
    outcome = _attempt(settings, warehouse, dato, select, progress, start_over=reason is not None)
    if not outcome.succeeded and any(text in outcome.messages for text in DAMAGE_TEXTS):
        reason = "it was damaged"
        outcome = _attempt(settings, warehouse, dato, select, progress, start_over=True)
    if not outcome.succeeded:
        raise _failure(settings, outcome)
    reach("build.after_dbt")
    policy.check(outcome.marts, catalogue.gates(DBT_PROJECT))
    return BuildResult(outcome.nodes, warehouse.finish(dato), reason, time.monotonic() - started)


def _attempt(
    settings: Settings,
    warehouse: Warehouse,
    dato: str,
    select: Sequence[str],
    progress: Progress,
    *,
    start_over: bool,
) -> Outcome:
    if start_over:
        reach("build.before_setting_aside")
        warehouse.set_aside()
        reach("build.after_setting_aside")
    warehouse.begin()
    reach("build.before_dbt")
    # a subset cannot be built upon nothing
    return run_dbt(settings, dato=dato, select=() if start_over else select, progress=progress)


def run_dbt(
    settings: Settings,
    *,
    dato: str,
    select: Sequence[str] = (),
    progress: Progress = silent,
    part: Sequence[str] = PEOPLE,
    stage: str = STAGE,
) -> Outcome:
    """One `dbt build` in this process, without a word on any channel; unit tests are for `make test`.

    `part`: dbt's arguments for which half of the project it is, and where that is built.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    private_folder(settings.home / "dbt")
    with dbt_environment(settings.home, settings.memory_limit):
        try:
            runner = dbtRunner(manifest=parsed(settings.home), callbacks=[_counter(progress, stage)])
            answer = runner.invoke([*build_arguments(settings, dato, select), *part])
        finally:
            # or the file stays locked while this process lives
            DuckDBConnectionManager.close_all_connections()
    if isinstance(answer.exception, KeyboardInterrupt | SystemExit):
        raise answer.exception
    results = list(getattr(answer.result, "results", None) or [])
    messages = "\n".join([*(str(result.message) for result in results), str(answer.exception or "")])
    return Outcome(tuple(map(_node, results)), messages, bool(answer.success), _marts(results))


def build_arguments(settings: Settings, dato: str, select: Sequence[str]) -> list[str]:
    """`dbt build` without a results file, which would hold failing rows' values."""
    return [
        *dbt_arguments("build", settings.home.resolve() / "dbt"),
        *("--no-write-json", "--exclude-resource-type", "unit_test"),
        *("--vars", json.dumps({"dato": dato})),
        *(("--select", *select) if select else ()),
    ]


def _counter(progress: Progress, stage: str) -> Callable[[Any], None]:
    """A callback for dbt's events that counts finished nodes."""
    done, total = 0, None

    def count(event: Any) -> None:
        nonlocal done, total
        if event.info.name == "ConcurrencyLine":
            total = event.data.node_count
        elif event.info.name == "NodeFinished":
            reach("build.after_node")
            done += 1
            progress(stage, done, total)

    return count


def _node(result: Any) -> Node:
    node = result.node
    return Node(node.unique_id, node.name, str(node.resource_type), str(result.status), result.failures)


def _marts(results: list[Any]) -> tuple[policy.Mart, ...]:
    models = (result.node for result in results if str(result.node.resource_type) == "model")
    return tuple(policy.Mart.of(node.to_dict()) for node in models if node.name.startswith("mart_"))


def _failure(settings: Settings, outcome: Outcome) -> Exception:
    """What to tell of a failed build: the cause where it is a known one, else the names of what failed."""
    if cause := known_cause(outcome):
        return cause
    try:
        Landing(settings.landing).check(thorough=True)
    except CorruptSegmentError as error:
        return error
    return what_failed(outcome)


def known_cause(outcome: Outcome) -> Exception | None:
    """Why a build failed, where that is nothing of the project's or the data's."""
    if tells_of_lock(outcome.messages):
        return WarehouseBusyError()
    if tells_of_full_disk(outcome.messages):
        return DiskFullError()
    if "Out of Memory" in outcome.messages:
        return TransformError(
            "The build needs more memory than MANNTALL_MEMORY_LIMIT allows; raise it and run again."
        )
    return None


def what_failed(outcome: Outcome) -> TransformError:
    """The names of what failed in a build, and never a value."""
    named = [_describe(node) for node in outcome.nodes if node.failed]
    what = ", ".join(named[:10]) + (f" and {len(named) - 10} more" if len(named) > 10 else "")
    return TransformError(
        f"The build stopped: {what or 'its start'} failed. What was published before stays as "
        "it is; run the same command again, and report the names if they come back.",
        outcome.nodes,
    )


def _describe(node: Node) -> str:
    return f"{node.kind} {node.name}" + (f" ({node.failures} rows)" if node.failures else "")
