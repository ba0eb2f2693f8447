"""Parsing landed documents into typed staging, against a bare `json_transform` of the same bytes."""

import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb

from ingest.settings import Settings
from orchestration.project import dbt_arguments, dbt_environment

DOCUMENTS = "stg_freg__persondokumenter"
STRUCTURE = re.compile(r"json_transform\(landed\.body, ('(?:[^']|'')*')\)")
THREADS = 2


@dataclass(frozen=True, slots=True)
class Parsing:
    """Medians in seconds over `rounds`, of which each measures both in turn; `elements` is measured once."""

    documents: int
    megabytes: float
    bare: float
    staging: float
    elements: float
    rounds: int

    @property
    def ratio(self) -> float:
        """What the documents table reaches of the bare engine's speed."""
        return self.bare / self.staging


def measure(settings: Settings, rounds: int) -> Parsing:
    """Time the models as dbt compiles them on the landing log of `settings`, and the bare engine beside."""
    models = compiled_staging(settings)
    structure = STRUCTURE.search(models[DOCUMENTS]).group(1)
    landed = f"read_parquet('{settings.landing.resolve()}/persondokumenter/*.parquet')"
    bare_query = f"select json_transform(body, {structure}) as document from {landed}"  # noqa: S608
    parsing = {DOCUMENTS: models.pop(DOCUMENTS)}
    times = []
    for _ in range(rounds):
        file = _empty_folder(settings) / "staging" / "warehouse.duckdb"
        bare = _timed(file.parent.with_name("bare") / file.name, settings, {"bare": bare_query})
        times.append((bare, _timed(file, settings, parsing)))
    bare, staging = (median(column) for column in zip(*times, strict=True))
    elements = _timed(file, settings, models)
    with duckdb.connect() as con:
        query = f"select count(*), sum(strlen(body)) / 1e6 from {landed}"  # noqa: S608
        documents, megabytes = con.execute(query).fetchall()[0]
    return Parsing(documents, megabytes, bare, staging, elements, rounds)


def compiled_staging(settings: Settings) -> dict[str, str]:
    """The SQL of every staging model as dbt runs it on an empty warehouse, in dependency order."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    (settings.warehouse.parent / "tmp").mkdir(parents=True, exist_ok=True)
    chosen = ["--full-refresh", "--select", "path:models/staging"]
    with dbt_environment(settings.home, settings.memory_limit):
        answer = dbtRunner().invoke([*dbt_arguments("compile", settings.home / "compiled"), *chosen])
        DuckDBConnectionManager.close_all_connections()
    nodes = [result.node for result in answer.result.results if result.node.resource_type == "model"]
    return {node.name: node.compiled_code for node in nodes}


def _empty_folder(settings: Settings) -> Path:
    folder = settings.home / "parsing"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _timed(file: Path, settings: Settings, models: dict[str, str]) -> float:
    """Seconds to write the models as tables and to put them on the disk."""
    file.parent.mkdir(exist_ok=True)
    config = {
        "threads": THREADS,
        "memory_limit": settings.memory_limit,
        "temp_directory": str(file.parent / "tmp"),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(str(file), config=config) as con:
        con.execute("create schema if not exists staging")
        started = time.perf_counter()
        for name, sql in models.items():
            con.execute(f"create table staging.{name} as {sql}")
        con.execute("checkpoint")
        return time.perf_counter() - started
