"""Breaks the grading SQL in one place at a time, and sees whether any list comes out otherwise.

A mutant (`provers.mutations`) is run in plain DuckDB on a copy of a built warehouse: the changed models and what is
downstream of them, mart by mart, until one differs. What no list shows, nobody would notice: such a mutant survives,
and either the town lacks a case or the change makes no difference (tests/oracle/test_mutants.py lists those).
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Timer

import duckdb
import sqlglot
from sqlglot import exp

from provers.mutations import DIALECT, Mutant
from provers.oracle.comparing import differing, rows_of
from provers.oracle.persons import Row

CATALOG = "warehouse"
# Every role's ceiling is ugradert, so that what is graded is NULL here already.
PLACES = ("adresse", "postnummer", "poststed")
ADDRESS_GATES = {
    "int_gate__adresser": (*PLACES, "skolekrets", "grunnkrets", "stemmekrets"),
    "int_gate__oppholdende": PLACES,
}
# A join without its predicate may never end: who breaks a rule like that sees it at the first build.
SECONDS = 15.0
TOO_LONG = "nothing comes out in time"


class StillbornError(Exception):
    """A mutant that DuckDB refuses to run: it tells nothing about the tests."""


@dataclass
class Bench:
    """A copy of a built warehouse in which models can be run anew; use it in a `with` block.

    Args:
        warehouse: the built file. It is copied, never written.
        compiled: dbt's folder of compiled SQL.
        folder: where the copy goes.
        wanted: the rows of every mart, by the oracle.
    """

    warehouse: Path
    compiled: Path
    folder: Path
    wanted: Mapping[str, Sequence[Row]]
    _connection: duckdb.DuckDBPyConnection = field(init=False)

    def __enter__(self) -> "Bench":
        copy = self.folder / f"{CATALOG}.duckdb"
        shutil.copy(self.warehouse, copy)
        self._connection = duckdb.connect(str(copy))
        for name in self.order:
            if self._is_view(name):
                self._connection.execute(f"drop view {self._relation(name)}")
            self._create(name, self.sql[name])
        for mart in self.marts:
            self._connection.execute(f'create table "was_{mart}" as from {self._relation(mart)}')
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @cached_property
    def sql(self) -> dict[str, str]:
        """The compiled SQL of every intermediate model and mart, by name."""
        files = [*self.compiled.rglob("intermediate/int_*.sql"), *self.compiled.rglob("marts/*/mart_*.sql")]
        return {file.stem: file.read_text(encoding="utf-8") for file in files}

    @cached_property
    def trees(self) -> dict[str, exp.Expression]:
        return {name: sqlglot.parse_one(sql, dialect=DIALECT) for name, sql in self.sql.items()}

    @cached_property
    def parents(self) -> dict[str, set[str]]:
        return {
            name: {table.name for table in tree.find_all(exp.Table) if table.name in self.sql and table.db}
            for name, tree in self.trees.items()
        }

    @cached_property
    def order(self) -> list[str]:
        """Every model after what it reads."""
        done: list[str] = []

        def visit(name: str) -> None:
            for parent in sorted(self.parents[name]):
                visit(parent)
            if name not in done:
                done.append(name)

        for name in sorted(self.sql):
            visit(name)
        return done

    @cached_property
    def marts(self) -> list[str]:
        """The marts that the oracle has rows for, the widest first: it is the first that most mutants change."""
        return sorted(
            self.wanted.keys() & self.sql.keys(), key=lambda mart: (-len(self.ancestors(mart)), mart)
        )

    def ancestors(self, name: str) -> set[str]:
        """All that a model reads, near and far."""
        return set().union(*({parent} | self.ancestors(parent) for parent in self.parents[name]))

    def wrong(self) -> dict[str, int]:
        """Of the unchanged SQL: how many rows of each mart are not the oracle's; if any, mutants mean little."""
        return {
            mart: differing(rows_of(self._connection, mart), list(self.wanted[mart])) for mart in self.marts
        }

    def killed_by(self, mutant: Mutant) -> str | None:
        """The first mart that comes out otherwise, or a gate that shows too much; None: the mutant survives.

        Raises:
            StillbornError: the changed SQL does not run.
        """
        changed = mutant.sql()
        self._connection.execute("begin transaction")
        alarm = Timer(SECONDS, self._connection.interrupt)
        alarm.start()
        try:
            made: set[str] = set()
            for mart in self.marts:
                lineage = self.ancestors(mart) | {mart}
                if not lineage & changed.keys():
                    continue
                self._rebuild(lineage, changed, made)
                if self._differs(mart):
                    return mart
            self._rebuild(set(ADDRESS_GATES), changed, made)
            return next((gate for gate in ADDRESS_GATES if self._shows_graded(gate)), None)
        except duckdb.InterruptException:
            return TOO_LONG
        except duckdb.Error as error:
            raise StillbornError(str(mutant)) from error
        finally:
            alarm.cancel()
            self._connection.execute("rollback")

    def _rebuild(self, lineage: set[str], changed: Mapping[str, str], made: set[str]) -> None:
        """Run anew what is changed, and what reads something that was run anew."""
        for name in self.order:
            is_touched = name in changed or self.parents[name] & made
            if name in lineage and name not in made and is_touched:
                self._create(name, changed.get(name, self.sql[name]))
                made.add(name)

    def _differs(self, mart: str) -> bool:
        now, before = f"from {self._relation(mart)}", f'from "was_{mart}"'
        query = f"select exists ({now} except all {before}) or exists ({before} except all {now})"
        return self._connection.execute(query).fetchall()[0][0]

    def _shows_graded(self, gate: str) -> bool:
        """Whether a gate holds an address that no role may see; the lists would hide it once more."""
        columns = ", ".join(ADDRESS_GATES[gate])
        shown = f"gradering <> 'ugradert' and coalesce({columns}) is not null"
        query = f"select exists (from {self._relation(gate)} where {shown})"
        return self._connection.execute(query).fetchall()[0][0]

    def _create(self, name: str, sql: str) -> None:
        self._connection.execute(f"create or replace table {self._relation(name)} as {sql}")

    def _is_view(self, name: str) -> bool:
        query = "select count(*) from information_schema.tables where table_name = $1 and table_type = 'VIEW'"
        return self._connection.execute(query, [name]).fetchall()[0][0] > 0

    @staticmethod
    def _relation(name: str) -> str:
        role = name.removeprefix("mart_").partition("__")[0]
        schema = f"mart_{role}" if name.startswith("mart_") else "intermediate"
        return f'"{CATALOG}"."{schema}"."{name}"'
