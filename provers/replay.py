"""Builds many small worlds fast: dbt builds the first, the others run the statements that it compiled.

dbt takes twenty seconds for two hundred nodes, whatever their rows are; DuckDB takes two.
"""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.settings import Settings
from orchestration import transform
from orchestration.warehouse import Warehouse

LANDING = re.compile(r"'([^']+)/landing/")
MARTS = (
    "+path:models/marts,resource_type:model",
    "+int_persons__groups,resource_type:model",
    "resource_type:seed",
)


@dataclass(frozen=True)
class Statement:
    """One model: where it goes, whether it is a view, and the query that dbt compiled for it."""

    relation: str
    is_view: bool
    query: str


@dataclass(frozen=True)
class Recipe:
    """What dbt ran to build a warehouse, in order; `home` is the folder above the landing log that it read."""

    warehouse: Path
    home: str
    statements: Sequence[Statement]

    @classmethod
    def of(cls, warehouse: Path, artefacts: Path, models: Sequence[str]) -> "Recipe":
        """The recipe of a warehouse that dbt has just built.

        Args:
            warehouse: the file.
            artefacts: a folder above dbt's `compiled`.
            models: names of the models, in the order in which they were built.
        """
        compiled = {path.stem: path for path in artefacts.rglob("compiled/**/models/**/*.sql")}
        with duckdb.connect(str(warehouse), read_only=True) as con:
            query = "select table_name, table_schema, table_type from information_schema.tables"
            placed = {
                name: (f'"{schema}"."{name}"', kind == "VIEW")
                for name, schema, kind in con.execute(query).fetchall()
            }
        statements = [Statement(*placed[name], compiled[name].read_text("utf-8")) for name in models]
        landing = (LANDING.search(statement.query) for statement in statements)
        return cls(warehouse, next(found[1] for found in landing if found), statements)

    def build(self, settings: Settings) -> None:
        """Build the warehouse of another landing log, for the same day and with the same seeds.

        Raises:
            duckdb.Error: a statement failed.
        """
        warehouse = Warehouse(settings)
        warehouse.prepare()
        shutil.copyfile(self.warehouse, settings.warehouse)
        warehouse.begin()
        with duckdb.connect(str(settings.warehouse)) as con:
            for statement in self.statements:
                kind = "view" if statement.is_view else "table"
                query = statement.query.replace(self.home, str(settings.home.resolve()))
                con.execute(f"create or replace {kind} {statement.relation} as {query}")
        warehouse.finish(settings.list_date.isoformat())


def built_by_dbt(settings: Settings) -> Recipe:
    """Build a warehouse by dbt, the marts and what they need, and give its recipe.

    Raises:
        TransformError: a model failed.
    """
    built = transform.build(settings, select=MARTS)
    models = [node.name for node in built.nodes if node.kind == "model"]
    return Recipe.of(settings.warehouse, settings.home / "dbt", models)
