"""Which file of a home may hold what, and why: the one table that the scanner goes by."""

from dataclasses import dataclass
from fnmatch import fnmatch


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies: a pattern over paths in the home, or over `schema.table` in the warehouse."""

    pattern: str
    may_hold_secrets: bool
    reason: str


# The first that matches decides. What is not named must hold nothing: a new file is not trusted.
FILES = (
    Place("landing/*", True, "the restricted layer: documents as FREG sent them"),
    Place("warehouse/warehouse.duckdb*", True, "judged table by table, below"),
    Place("warehouse/damaged.duckdb*", True, "a warehouse set aside, removed when a new one is whole"),
    Place("tmp/*", True, "what ingest spills of landing; private, and wiped when a command begins"),
    Place("warehouse/tmp/*", True, "what a build spills of landing; private, and wiped when a build begins"),
    Place("sandbox/*", True, "the made-up FREG itself: it stands for the world outside"),
    Place(
        "*", False, "leaves the restricted layer: published/, exports, dbt/, dagster/, logs, states, reports"
    ),
)
TABLES = (
    Place("mart_*.*", False, "what roles read"),
    Place("intermediate.int_gate__*", False, "what marts may read: the gate has hidden what no role may see"),
    Place("seeds.*", False, "public lists"),
    Place("staging.*", True, "the restricted layer: parsed documents"),
    Place("intermediate.*", True, "the restricted layer: before the gate"),
    Place("*", False, "a schema that nobody has told of"),
)


def file_may_hold_secrets(path: str) -> bool:
    """For a path relative to the home, with `/` between."""
    return _first(FILES, path)


def table_may_hold_secrets(schema: str, name: str) -> bool:
    """For a table or view of the warehouse."""
    return _first(TABLES, f"{schema}.{name}")


def _first(places: tuple[Place, ...], name: str) -> bool:
    return next(place.may_hold_secrets for place in places if fnmatch(name, place.pattern))
