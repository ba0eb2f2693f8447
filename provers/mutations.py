"""Mutants of the grading SQL: compiled SQL with one part changed by sqlglot.

Of a model: a predicate dropped, a comparison flipped, an inner join made a left one, an arm of a union removed, an
unknown grading taken for ungraded, a rank moved. Of a macro: every site that it compiled to, changed alike.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import sqlglot
from sqlglot import exp

DIALECT = "duckdb"
# everything between typed staging and the lists
GRADING_MODELS = (
    "int_persons__graded",
    "int_addresses__graded",
    "int_addresses__protected_dwellings",
    "int_persons__protected_homes",
    "int_children__related",
    "int_gate__personer",
    "int_gate__adresser",
    "int_gate__foreldreansvar",
    "int_gate__oppholdende",
    "int_gate__relasjoner",
    "int_gate__flyttinger",
    "int_gate__doedsbo",
)
RANKS = ("ugradert", "klientadresse", "fortrolig", "strengtfortrolig")
FLIPPED = {
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """What is changed, and where; `sql` writes the models that it changes, when they are wanted."""

    place: str
    rule: str
    was: str
    sql: Callable[[], Mapping[str, str]]

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.was}"


# --- mutants of one model


def mutants(trees: Mapping[str, exp.Expression], models: Sequence[str] = GRADING_MODELS) -> Iterator[Mutant]:
    """Every mutant of every model, one change each. What macros compile to is left to `macro_mutants`."""
    for model in models:
        tree = trees.get(model)
        places = list(tree.walk()) if tree else []
        for number, node in enumerate(places):
            if _is_of_macro(node):
                continue
            for rule, replacement in changes(node):
                yield Mutant(model, rule, _told(node), partial(_changed, model, tree, number, replacement))


def changes(node: exp.Expression) -> Iterator[tuple[str, exp.Expression | None]]:
    """What may be made of one node; None removes it."""
    yield from _of_conditions(node)
    yield from _of_rows(node)
    yield from _of_values(node)


def _of_conditions(node: exp.Expression) -> Iterator[tuple[str, exp.Expression | None]]:
    if type(node) in FLIPPED:
        yield "flipped", FLIPPED[type(node)](this=node.this.copy(), expression=node.expression.copy())
    if isinstance(node, exp.And | exp.Or):
        yield "left side dropped", node.expression.copy()
        yield "right side dropped", node.this.copy()
    if isinstance(node, exp.Not):
        yield "not dropped", node.this.copy()


def _of_rows(node: exp.Expression) -> Iterator[tuple[str, exp.Expression | None]]:
    if isinstance(node, exp.Where | exp.Having):
        yield "filter dropped", None
    if isinstance(node, exp.Join) and node.args.get("on"):
        yield ("left to inner", _with(node, "INNER")) if node.side else ("inner to left", _with(node, "LEFT"))
    if isinstance(node, exp.SetOperation):
        yield "first arm removed", node.expression.copy()
        yield "last arm removed", node.this.copy()


def _of_values(node: exp.Expression) -> Iterator[tuple[str, exp.Expression | None]]:
    if isinstance(node, exp.Column) and node.name.endswith("gradering") and _is_read(node):
        yield "ungraded", exp.Literal.string("ugradert")
        column = node.sql(DIALECT)
        yield (
            "unknown is ungraded",
            sqlglot.parse_one(f"replace({column}, 'ukjent', 'ugradert')", dialect=DIALECT),
        )
    if isinstance(node, exp.Greatest):
        yield "only the first of the greatest", node.this.copy()
        yield "only the last of the greatest", node.expressions[-1].copy()
    if isinstance(node, exp.Max) and not _is_pivot(node):
        yield "max to min", exp.Min(this=node.this.copy())
    if isinstance(node, exp.Literal) and node.is_int and type(node.parent) in FLIPPED:
        yield "rank moved up", exp.Literal.number(int(node.name) + 1)
        yield "rank moved down", exp.Literal.number(int(node.name) - 1)
    if isinstance(node, exp.Boolean) and isinstance(node.parent, exp.Coalesce):
        yield "default turned", exp.Boolean(this=not node.this)


def _with(join: exp.Join, how: str) -> exp.Join:
    changed = join.copy()
    changed.set("side", "LEFT" if how == "LEFT" else None)
    changed.set("kind", None if how == "LEFT" else how)
    return changed


def _is_pivot(node: exp.Max) -> bool:
    """`max(case when ... then value end)`: one value and NULLs, of which the largest is the smallest."""
    return isinstance(node.this, exp.Case) and node.this.args.get("default") is None


def _is_read(column: exp.Column) -> bool:
    """A column that is read, and not one that an outer query would have to find by its name."""
    return not isinstance(column.parent, exp.Select | exp.Alias | exp.Group)


def _is_of_macro(node: exp.Expression) -> bool:
    """Inside the CASE that ranks a code or names a rank: every site of it is changed together."""
    inside = node
    while inside is not None:
        if is_rank(inside) or is_code(inside):
            return node is not inside.this and not _is_below(node, inside.this)
        inside = inside.parent
    return False


def _is_below(node: exp.Expression, ancestor: exp.Expression) -> bool:
    while node is not None and node is not ancestor:
        node = node.parent
    return node is ancestor


def _changed(
    model: str, tree: exp.Expression, number: int, replacement: exp.Expression | None
) -> dict[str, str]:
    copy = tree.copy()
    target = next(node for place, node in enumerate(copy.walk()) if place == number)
    if replacement is None:
        target.pop()
    elif target is copy:
        copy = replacement
    else:
        target.replace(replacement)
    return {model: copy.sql(DIALECT)}


def _told(node: exp.Expression) -> str:
    return " ".join(node.sql(DIALECT, comments=False).split())[:90]


# --- mutants of the macros: every site that a macro compiled to is changed alike


def is_rank(node: exp.Expression) -> bool:
    """What the macro `grading_rank` compiles to."""
    return isinstance(node, exp.Case) and isinstance(node.this, exp.Lower) and bool(node.find(exp.Literal))


def is_code(node: exp.Expression) -> bool:
    """What the macro `grading_code` compiles to."""
    default = node.args.get("default") if isinstance(node, exp.Case) and node.this else None
    return default is not None and default.is_string and default.name == "ukjent"


def is_visible(node: exp.Expression) -> bool:
    """What the macro `visible_to` compiles to: no ELSE, and a first WHEN that compares ranks."""
    if not isinstance(node, exp.Case) or node.this is not None or node.args.get("default") is not None:
        return False
    first = node.args["ifs"][0].this
    parts = first.flatten() if isinstance(first, exp.And) else [first]
    return len(node.args["ifs"]) == 1 and all(
        isinstance(part, exp.LTE) and is_rank(part.this) for part in parts
    )


def is_state(node: exp.Expression) -> bool:
    """What the macro `address_state` compiles to."""
    default = node.args.get("default") if isinstance(node, exp.Case) else None
    return default is not None and default.is_string and default.name == "vist"


def macro_mutants(trees: Mapping[str, exp.Expression]) -> Iterator[Mutant]:
    """Every mutant of `grading_rank`, `grading_code`, `visible_to` and `address_state`."""
    for macro, is_site, change in _macro_changes():
        sites = {name: tree for name, tree in trees.items() if any(is_site(node) for node in tree.walk())}
        for rule, changed in change:
            yield Mutant(macro, rule, "every site", partial(_everywhere, sites, is_site, changed))


Change = Callable[[exp.Case], exp.Expression]


def _macro_changes() -> Iterator[tuple[str, Callable[[exp.Expression], bool], list[tuple[str, Change]]]]:
    yield (
        "grading_rank",
        is_rank,
        [
            *(
                (f"{code} is rank {rank}", _branch(place, str(rank)))
                for place, code in enumerate(RANKS)
                for rank in (0, 1, 2, 3)
                if rank != place
            ),
            *((f"{code} is not known", _without(place)) for place, code in enumerate(RANKS)),
            *((f"unknown is rank {rank}", _default(str(rank))) for rank in (0, 1, 2)),
            ("unknown has no rank", _default("null")),
            ("case is not folded", lambda case: _subject(case, case.this.this)),
            ("underscores are not folded", lambda case: _subject(case, exp.Lower(this=case.this.this.this))),
        ],
    )
    yield (
        "grading_code",
        is_code,
        [
            *(
                (f"rank {place} is {other}", _branch(place, f"'{other}'"))
                for place, code in enumerate(("ugradert", "klientadresse", "fortrolig", "strengtFortrolig"))
                for other in ("ugradert", "klientadresse", "fortrolig", "strengtFortrolig", "ukjent")
                if other != code
            ),
            *(
                (f"unknown is {code}", _default(f"'{code}'"))
                for code in ("ugradert", "klientadresse", "fortrolig")
            ),
        ],
    )
    yield (
        "visible_to",
        is_visible,
        [
            ("always shown", lambda case: case.args["ifs"][0].args["true"]),
            ("never shown", lambda _: exp.null()),
            ("below, not up to, the ceiling", lambda case: _condition(case, exp.LT, 0)),
            ("the next grading too", lambda case: _condition(case, exp.LTE, 1)),
            ("all known gradings", lambda case: _condition(case, exp.LTE, 3)),
            ("turned", lambda case: _condition(case, exp.GT, 0)),
        ],
    )
    yield (
        "address_state",
        is_state,
        [
            ("hidden is not told", _without(0)),
            ("missing is not told", _without(1)),
            ("hidden is told as shown", _branch(0, "'vist'")),
            ("missing is told as hidden", _branch(1, "'krever eget oppslag'")),
            ("hidden is told as missing", _branch(0, "'adresse ikke tilgjengelig'")),
        ],
    )


def _everywhere(
    trees: Mapping[str, exp.Expression], is_site: Callable[[exp.Expression], bool], changed: Change
) -> dict[str, str]:
    """Every tree with each of its sites changed; `transform` works on a copy."""
    return {
        name: tree.transform(lambda node: changed(node) if is_site(node) else node).sql(DIALECT)
        for name, tree in trees.items()
    }


def _branch(place: int, value: str) -> Change:
    def change(case: exp.Case) -> exp.Case:
        case.args["ifs"][place].set("true", sqlglot.parse_one(value, dialect=DIALECT))
        return case

    return change


def _without(place: int) -> Change:
    def change(case: exp.Case) -> exp.Case:
        case.set("ifs", [branch for number, branch in enumerate(case.args["ifs"]) if number != place])
        return case

    return change


def _default(value: str) -> Change:
    def change(case: exp.Case) -> exp.Case:
        case.set("default", sqlglot.parse_one(value, dialect=DIALECT))
        return case

    return change


def _subject(case: exp.Case, subject: exp.Expression) -> exp.Case:
    case.set("this", subject)
    return case


def _condition(case: exp.Case, comparison: type[exp.Binary], more: int) -> exp.Case:
    """Every comparison of a rank with the ceiling made another, with the ceiling moved."""
    branch = case.args["ifs"][0]
    parts = list(branch.this.flatten()) if isinstance(branch.this, exp.And) else [branch.this]
    moved = [
        comparison(this=part.this.copy(), expression=exp.Literal.number(int(part.expression.name) + more))
        for part in parts
    ]
    branch.set("this", exp.and_(*moved, copy=False) if len(moved) > 1 else moved[0])
    return case
