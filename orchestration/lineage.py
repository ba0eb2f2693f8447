"""Which columns of which tables an output column comes from, and which of them only behind their own grading.

Knows SQL, and nothing of roles or marts: `orchestration.policy` holds what it finds against them. What it cannot follow
is an error, never an empty answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.scope import Scope, build_scope

from ingest.grading import RANK, UNKNOWN_RANK

DIALECT = "duckdb"
GRADING = "gradering"
MIXED = "other rows"
CODES = " ".join(f"when '{code.lower()}' then {rank}" for code, rank in RANK.items())
# they reach columns without naming them, or call what sqlglot does not know
UNFOLLOWED = (exp.Columns, exp.PositionalColumn, exp.Anonymous)
# what the macro `grading_rank` compiles to
RANK_OF = sqlglot.parse_one(
    f"case lower(replace(x, '_', '')) {CODES} else {UNKNOWN_RANK} end", dialect=DIALECT
)

Path = tuple[str, ...]


class UnclearSqlError(Exception):
    """Where a column comes from cannot be told; the message ends a sentence that begins with the model's name."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table that is read. `path` holds the aliases that lead to it.

    What an aggregate or a window function may have taken from other rows has a path of its own.
    """

    path: Path
    table: str

    def under(self, alias: str) -> "Row":
        return Row((alias, *self.path), self.table)


@dataclass(frozen=True, slots=True)
class Origin:
    """A column of a row that a value comes from; `behind` are the rows whose gradings were tested on the way."""

    row: Row
    column: str
    behind: frozenset[Row] = frozenset()

    def under(self, alias: str) -> "Origin":
        """The same seen from a query that calls this one `alias`, or through a function that mixes rows."""
        return Origin(self.row.under(alias), self.column, frozenset(row.under(alias) for row in self.behind))


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a value comes from, and whether it counts, adds up or averages."""

    origins: frozenset[Origin] = frozenset()
    counts: bool = False

    def __or__(self, other: "Lineage") -> "Lineage":
        return Lineage(self.origins | other.origins, self.counts or other.counts)

    def under(self, alias: str) -> "Lineage":
        return Lineage(frozenset(origin.under(alias) for origin in self.origins), self.counts)


NOTHING = Lineage()
Rows = frozenset[Row]


@dataclass
class Query:
    """One compiled query, judged against a ceiling (a rank). `neutral` is what it may say in place of what it hides.

    Raises:
        UnclearSqlError: from every method, where the SQL is more than can be followed.
    """

    sql: str
    ceiling: int
    neutral: tuple[str, ...]
    _known: dict[tuple[int, str], Lineage] = field(default_factory=dict)

    @cached_property
    def _root(self) -> Scope:
        try:
            found = build_scope(sqlglot.parse_one(self.sql, dialect=DIALECT))
        except sqlglot.errors.SqlglotError:
            found = None
        if found is None:
            raise UnclearSqlError("is no query that can be read")
        for scope in found.traverse():
            if scope.subquery_scopes or scope.udtf_scopes:
                raise UnclearSqlError("has a subquery or a table function where a CTE is to be")
        return found

    def tables(self) -> set[str]:
        """The name of every table that is read."""
        return {
            source.name
            for scope in self._root.traverse()
            for source in _sources(scope).values()
            if isinstance(source, exp.Table)
        }

    def outputs(self) -> tuple[str, ...]:
        """The names of the columns that come out, in order. A star counts only of a CTE that names its columns."""
        return _outputs(self._root)

    def lineage(self, column: str) -> Lineage:
        """Where an output column comes from."""
        return self._of_column(self._root, column)

    def selection(self) -> Lineage:
        """What decides which rows there are, and in which order."""
        found = NOTHING
        for scope in self._root.traverse():
            for condition in _conditions(scope):
                found |= self._of(condition, scope, frozenset())
        return found

    # --- columns

    def _of_column(self, scope: Scope, name: str) -> Lineage:
        key = (id(scope), name)
        if key not in self._known:
            self._known[key] = self._trace(scope, name)
        return self._known[key]

    def _trace(self, scope: Scope, name: str) -> Lineage:
        if isinstance(scope.expression, exp.SetOperation):
            return _all(
                self._of_column(arm, column).under(place) for place, arm, column in _arms(scope, name)
            )
        made = _projection(scope, name)
        return self._from(made, scope, name) if isinstance(made, str) else self._of(made, scope, frozenset())

    def _from(self, alias: str, scope: Scope, name: str) -> Lineage:
        """The column `name` of the source that `scope` calls `alias`."""
        source = _sources(scope)[alias]
        if isinstance(source, exp.Table):
            return Lineage(frozenset({Origin(Row((alias,), source.name), name)}))
        return self._of_column(source, name).under(alias)

    # --- expressions

    def _of(self, node: exp.Expression, scope: Scope, guards: Rows) -> Lineage:
        """Where an expression comes from, when the rows of `guards` are known to be at or below the ceiling."""
        if isinstance(node, exp.Column):
            found = self._from(_alias(node, scope), scope, node.name)
            return replace(
                found, origins=frozenset(replace(one, behind=one.behind | guards) for one in found.origins)
            )
        if isinstance(node, exp.Case) and node.this is None:
            return self._of_case(node, scope, guards)
        if isinstance(node, UNFOLLOWED):
            raise UnclearSqlError(f"takes columns in a way that cannot be followed: {node.sql(DIALECT)}")
        mixes_rows = isinstance(node, exp.AggFunc | exp.Window)
        inner = frozenset() if mixes_rows else guards
        found = _all(self._of(child, scope, inner) for child in node.iter_expressions())
        if isinstance(node, exp.Count | exp.Sum | exp.Avg):
            found |= Lineage(counts=True)
        return found.under(MIXED) if mixes_rows else found

    def _of_case(self, case: exp.Case, scope: Scope, guards: Rows) -> Lineage:
        """`visible_to` guards what it lets through; after a WHEN for what is hidden, the rest is guarded."""
        branches = case.args["ifs"]
        if len(branches) == 1 and case.args.get("default") is None:
            shown = self._shown_by(branches[0].this, scope)
            if shown:
                return self._of(branches[0].args["true"], scope, guards | shown)
        found = NOTHING
        for branch in branches:
            hidden = self._hidden_by(branch, scope)
            guards |= hidden
            if not hidden:
                found |= self._of(branch.this, scope, guards) | self._of(branch.args["true"], scope, guards)
        default = case.args.get("default")
        return found | self._of(default, scope, guards) if default else found

    def _shown_by(self, condition: exp.Expression, scope: Scope) -> Rows:
        """The rows that a condition holds below the ceiling, when it compares gradings and nothing else."""
        parts = condition.flatten() if isinstance(condition, exp.And) else (condition,)
        rows = [self._guard(part, scope) for part in parts]
        return frozenset().union(*rows) if all(rows) else frozenset()

    def _hidden_by(self, branch: exp.If, scope: Scope) -> Rows:
        """The rows below the ceiling after a WHEN of `address_state`, which tells a neutral text of the others."""
        test, told = branch.this, branch.args["true"]
        is_test = isinstance(test, exp.Is) and isinstance(test.expression, exp.Null)
        if not is_test or not (told.is_string and told.name in self.neutral):
            return frozenset()
        inner = test.this
        if not isinstance(inner, exp.Case) or inner.this is not None or inner.args.get("default") is not None:
            return frozenset()
        branches = inner.args["ifs"]
        if len(branches) != 1 or branches[0].args["true"] != exp.true():
            return frozenset()
        return self._shown_by(branches[0].this, scope)

    def _guard(self, comparison: exp.Expression, scope: Scope) -> Rows:
        """The rows whose grading a comparison holds at or below the ceiling; none when it is another comparison."""
        if not isinstance(comparison, exp.LTE) or not comparison.expression.is_int:
            return frozenset()
        column = comparison.this.find(exp.Column)
        is_rank = column is not None and comparison.this == _rank_of(column)
        if not is_rank or int(comparison.expression.name) > self.ceiling:
            return frozenset()
        return _gradings(column, scope)


def _rank_of(column: exp.Column) -> exp.Expression:
    return RANK_OF.transform(lambda node: column.copy() if isinstance(node, exp.Column) else node)


def _all(parts: Iterator[Lineage]) -> Lineage:
    found = NOTHING
    for part in parts:
        found |= part
    return found


def _gradings(column: exp.Column, scope: Scope) -> Rows:
    """The rows, one per arm of a union, whose grading a column is; none where anything was done to it on the way."""
    alias = _alias(column, scope)
    source = _sources(scope)[alias]
    if isinstance(source, exp.Table):
        return frozenset({Row((alias,), source.name)}) if column.name == GRADING else frozenset()
    return frozenset(row.under(alias) for row in _gradings_of(source, column.name))


def _gradings_of(scope: Scope, name: str) -> Rows:
    if isinstance(scope.expression, exp.SetOperation):
        arms = [(place, _gradings_of(arm, column)) for place, arm, column in _arms(scope, name)]
        known = all(rows for _, rows in arms)
        return frozenset(row.under(place) for place, rows in arms for row in rows) if known else frozenset()
    made = _projection(scope, name)
    inner = exp.column(name, made) if isinstance(made, str) else made.unalias()
    return _gradings(inner, scope) if isinstance(inner, exp.Column) else frozenset()


def _projection(scope: Scope, name: str) -> exp.Expression | str:
    """The expression that a query calls `name`, or the alias of the source that a star takes it from."""
    for projection in scope.expression.selects:
        if projection.alias_or_name == name and not projection.is_star:
            return projection
    starred = [alias for projection in scope.expression.selects for alias in _starred(projection, scope)]
    if len(starred) != 1:
        raise UnclearSqlError(f"has no single source for the column {name}")
    return starred[0]


def _arms(scope: Scope, name: str) -> Iterator[tuple[str, Scope, str]]:
    """The arms of a union, each with a name of its own, and what it calls the first arm's column `name`."""
    arms = scope.set_operation_scopes
    alike = len({_whole_table(arm) for arm in arms}) == 1 and _whole_table(arms[0])
    names = [] if alike else _outputs(scope)
    if names and name not in names:
        raise UnclearSqlError(f"has no column {name}")
    for place, arm in enumerate(arms):
        yield f"arm {place}", arm, name if alike else _outputs(arm)[names.index(name)]


def _whole_table(scope: Scope) -> str | None:
    """The table of which a query gives all columns and nothing else."""
    if isinstance(scope.expression, exp.SetOperation) or len(scope.expression.selects) != 1:
        return None
    for alias in _starred(scope.expression.selects[0], scope):
        source = _sources(scope)[alias]
        return source.name if isinstance(source, exp.Table) else _whole_table(source)
    return None


def _sources(scope: Scope) -> dict[str, exp.Table | Scope]:
    """What a scope reads, by the names that it uses for them."""
    return {alias: source for alias, (_, source) in scope.selected_sources.items()}


def _alias(column: exp.Column, scope: Scope) -> str:
    """What a scope calls the source of a column."""
    sources = _sources(scope)
    if column.table in sources:
        return column.table
    if not column.table and len(sources) == 1:
        return next(iter(sources))
    raise UnclearSqlError(f"does not say which source the column {column.name} is of")


def _outputs(scope: Scope) -> tuple[str, ...]:
    if isinstance(scope.expression, exp.SetOperation):
        return _outputs(scope.set_operation_scopes[0])
    names: list[str] = []
    for projection in scope.expression.selects:
        stars = _starred(projection, scope)
        for alias in stars:
            source = _sources(scope)[alias]
            if not isinstance(source, Scope):
                raise UnclearSqlError(f"lets a star bring every column of {source.name} to its output")
            names += _outputs(source)
        if not stars:
            names.append(projection.alias_or_name)
    return tuple(names)


def _starred(projection: exp.Expression, scope: Scope) -> list[str]:
    """The sources whose columns a `*` or `source.*` brings; none for any other projection."""
    if isinstance(projection, exp.Star):
        if projection.args.get("except_") or projection.args.get("replace") or projection.args.get("rename"):
            raise UnclearSqlError("changes what a star brings")
        return list(_sources(scope))
    return [_alias(projection, scope)] if projection.is_star and isinstance(projection, exp.Column) else []


def _conditions(scope: Scope) -> Iterator[exp.Expression]:
    """All that decides which rows a scope has: filters, joins, groups and limits' orders."""
    select = scope.expression
    clauses = ("where", "group", "having", "qualify", "windows", "order", "distinct")
    for clause in clauses:
        found = select.args.get(clause) or []
        yield from found if isinstance(found, list) else [found]
    for join in select.args.get("joins") or []:
        yield from (join.args[part] for part in ("on",) if join.args.get(part))
        if join.args.get("using"):
            raise UnclearSqlError("joins with USING")
