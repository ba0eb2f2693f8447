"""Holds every mart against its role and the gate, after it was built and before anything is published.

A mart reads the gate and public facts only, names its columns, tags each of them, and lets a graded value through only
behind the grading of the same row (`visible_to`). What cannot be judged is refused. See docs/privacy.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest import catalogue
from ingest.catalogue import SENSITIVITIES, Column, Model
from ingest.errors import ConfigurationError
from ingest.grading import RANK
from ingest.roles import Role, load_roles
from orchestration.lineage import GRADING, Lineage, Origin, Query, UnclearSqlError

# The gates of figures: their columns are statistics, whatever they are called.
FIGURES = "int_gate__figur"
# Whose grading stands for the rows of a gate that has none of its own.
PERSONS = "int_gate__personer"
# A role that may know of gradings hears that a look-up can help, any other what it hears of a missing address.
KNOWS_OF_GRADINGS = "adressebeskyttelse"
MISSING_TEXT = "adresse ikke tilgjengelig"
HIDDEN_TEXT = "krever eget oppslag"


class PolicyError(ConfigurationError):
    """A mart breaks the policy of its role; the sentence names the mart and the column. Nothing was published."""


@dataclass(frozen=True, slots=True)
class Mart:
    """A mart as dbt built it: the compiled SQL, the columns of its contract, and the ids of what it reads."""

    name: str
    sql: str
    columns: tuple[Column, ...]
    parents: tuple[str, ...]

    @classmethod
    def of(cls, node: Mapping[str, Any]) -> "Mart":
        """A mart from its node in dbt's manifest, with `compiled_code`."""
        columns = tuple(catalogue.column(name, told) for name, told in node["columns"].items())
        return cls(node["name"], node.get("compiled_code") or "", columns, tuple(node["depends_on"]["nodes"]))

    @property
    def role(self) -> Role | None:
        return load_roles().get(self.name.removeprefix("mart_").split("__")[0])


def check(marts: Iterable[Mart], gates: Mapping[str, Model]) -> None:
    """Refuse the first mart that breaks a rule.

    Raises:
        PolicyError: names the mart, the column and the rule.
    """
    for mart in marts:
        for fault in faults(mart, gates):
            raise PolicyError(
                f"The build stopped: {fault}. Nothing was published; correct the model and run again."
            )


def faults(mart: Mart, gates: Mapping[str, Model]) -> Iterator[str]:
    """What is wrong with a mart, a sentence each; the first is the cause where several are told."""
    if mart.role is None:
        yield f"{mart.name} belongs to no role"
        return
    try:
        query = Query(mart.sql, RANK[mart.role.ceiling], neutral_texts(mart.role))
        yield from _sources(mart, query, gates)
        yield from _columns(mart, query)
        for column in mart.columns:
            yield from _tags(mart, column)
            lineage = query.lineage(column.name)
            yield from (f"{mart.name}.{column.name} {fault}" for fault in _flow(column, lineage, gates))
        for origin in _sorted(query.selection().origins):
            if _is_graded(origin, gates) and not _is_guarded(origin, gates):
                yield f"{mart.name} chooses or orders rows by {_named(origin)}, which is graded"
    except UnclearSqlError as error:
        yield f"{mart.name} {error}"


def neutral_texts(role: Role) -> tuple[str, ...]:
    """What a role may be told in place of an address that it may not see (fiks.md 5.3)."""
    return (HIDDEN_TEXT, MISSING_TEXT) if KNOWS_OF_GRADINGS in role.parts else (MISSING_TEXT,)


def _sources(mart: Mart, query: Query, gates: Mapping[str, Model]) -> Iterator[str]:
    """All that dbt says it reads and all that the SQL names: gates, and seeds of public facts."""
    seeds = {parent.split(".")[-1] for parent in mart.parents if parent.startswith("seed.")}
    read = {parent.split(".")[-1] for parent in mart.parents} | query.tables()
    for name in sorted(read - seeds - gates.keys()):
        yield f"{mart.name} reads {name or 'a file or a function'}, which is no gate"


def _columns(mart: Mart, query: Query) -> Iterator[str]:
    given, promised = query.outputs(), {column.name for column in mart.columns}
    for name in sorted(promised.difference(given)):
        yield f"{mart.name}.{name} is in the contract, and the SQL does not give it"
    for name in sorted(set(given) - promised):
        yield f"{mart.name}.{name} comes out of the SQL, and is not in the contract"


def _tags(mart: Mart, column: Column) -> Iterator[str]:
    where = f"{mart.name}.{column.name}"
    if not column.freg_felt or not column.sensitivity:
        yield f"{where} has no freg_felt or no sensitivity"
    elif column.sensitivity not in SENSITIVITIES:
        yield f"{where} has the sensitivity {column.sensitivity}, which does not exist"
    elif column.freg_felt not in mart.role.parts:
        yield f"{where} needs {column.freg_felt}, which the role {mart.role.key} does not have"


def _flow(column: Column, lineage: Lineage, gates: Mapping[str, Model]) -> Iterator[str]:
    """Rules about where a column's values come from."""
    is_figure = column.sensitivity == "statistikk"
    for origin in _sorted(lineage.origins):
        if _is_graded(origin, gates) and not _is_guarded(origin, gates):
            yield f"shows {_named(origin)}, which is graded, without visible_to"
        elif _is_graded(origin, gates) and column.sensitivity != "gradert":
            yield f"comes from {_named(origin)}, which is graded, and is not tagged gradert"
        if origin.row.table.startswith(FIGURES) != is_figure:
            yield f"is{'' if is_figure else ' not'} tagged statistikk, and comes from {_named(origin)}"
    if lineage.counts and not is_figure:
        yield "counts people, which only the gate of figures may do"


def _is_graded(origin: Origin, gates: Mapping[str, Model]) -> bool:
    """A gate's column that is tagged so, or that nobody has tagged."""
    gate = gates.get(origin.row.table)
    if gate is None or gate.name.startswith(FIGURES):
        return False
    return _tags_of(gate).get(origin.column) in ("gradert", None)


def _is_guarded(origin: Origin, gates: Mapping[str, Model]) -> bool:
    """Its own row's grading was tested; of a gate that has none, the person's."""
    if GRADING in _tags_of(gates[origin.row.table]):
        return origin.row in origin.behind
    return any(row.table == PERSONS for row in origin.behind)


def _tags_of(gate: Model) -> dict[str, str | None]:
    return {column.name: column.sensitivity for column in gate.columns}


def _named(origin: Origin) -> str:
    return f"{origin.row.table}.{origin.column}"


def _sorted(origins: Iterable[Origin]) -> list[Origin]:
    return sorted(origins, key=lambda origin: (_named(origin), origin.row.path))
