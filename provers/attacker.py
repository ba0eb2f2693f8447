"""An attacker on the planning figures: what can be worked out of the hidden ones by linear programming.

Source: security-reliability.md INF-01 to INF-03. The attacker has every planning table of a day, knows which
figures are sums of which, and that no figure is negative. A hidden figure whose possible values span less than
the threshold is recovered.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import inf

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Cell = tuple  # what is counted, then where and whom: ("alder", "0301", 7)
Tables = Mapping[str, list[dict]]  # rows by the mart's name without `mart_planlegging__`
Interval = tuple[float, float]

THRESHOLD = 5
EVERYBODY = 10_000_000  # no figure is larger


@dataclass
class Knowledge:
    """What the attacker has read: figures that are shown, figures that are hidden somewhere, and sums."""

    shown: dict[Cell, int] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)
    sums: dict[tuple[Cell, str], set[Cell]] = field(default_factory=lambda: defaultdict(set))

    def learn(self, cell: Cell, number: int | None) -> None:
        """Note a figure; a number that another table shows counts also where this one hides it."""
        if number is None:
            self.hidden.add(cell)
        else:
            self.shown[cell] = number

    def __or__(self, other: "Knowledge") -> "Knowledge":
        """What is known of both taken together, as figures that ought to be the same: two days of one month."""
        both = Knowledge(self.shown | other.shown, self.hidden | other.hidden)
        for knowledge in (self, other):
            for whole, parts in knowledge.sums.items():
                both.sums[whole] |= parts
        return both


def read(tables: Tables) -> Knowledge:
    """Everything that the planning tables of one day tell; a table that is missing tells nothing."""
    knowledge = Knowledge()
    groups = {
        age: row["aldersgruppe"]
        for row in tables["befolkning_per_krets"]
        if row["aldersgruppe"] != "alle"
        for age in range(row["fra_alder"], row["til_alder"] + 1)
    }
    for cell, whole, number in (
        *_population(tables["befolkning"], groups),
        *_districts(tables["befolkning_per_krets"]),
        *_children(tables.get("barn_per_skolekrets", []), "n_barn"),
        *_children(tables.get("skolestart", []), "n_barn"),
        *_births(tables.get("foedsler_per_maaned", [])),
        *_moves(tables.get("flyttinger_per_maaned", [])),
    ):
        knowledge.learn(cell, number)
        if whole:
            knowledge.sums[whole, cell[0]].add(cell)
    for cell, number in _forecasts(tables.get("skolestart", [])):
        if number is not None:
            knowledge.shown.setdefault(cell, number)
    return knowledge


def recovered(knowledge: Knowledge, threshold: int = THRESHOLD) -> dict[Cell, Interval]:
    """The hidden figures of which too much is known, with the lowest and highest value that they can have.

    Raises:
        ValueError: the figures contradict each other.
    """
    found = intervals(knowledge, enough=threshold)
    return {cell: (low, high) for cell, (low, high) in found.items() if high - low < threshold}


def intervals(knowledge: Knowledge, enough: float = inf) -> dict[Cell, Interval]:
    """The lowest and highest value that each hidden figure can have.

    Args:
        knowledge: what was read.
        enough: an interval that is found to be as wide as this is not looked into further; it may be wider still.

    Raises:
        ValueError: the figures contradict each other.
    """
    found = {cell: (number, number) for cell, number in knowledge.shown.items() if cell in knowledge.hidden}
    unknown = sorted(knowledge.hidden - knowledge.shown.keys(), key=repr)
    matrix, right = _equations(knowledge, {cell: place for place, cell in enumerate(unknown)})
    for cells, rows in _components(matrix):
        limits = _limits(matrix[rows][:, cells].toarray(), right[rows], enough)
        found |= dict(zip((unknown[cell] for cell in cells), limits, strict=True))
    return found


# --- the tables as (cell, the whole that it is a part of, number)

Reading = Iterator[tuple[Cell, Cell | None, int | None]]


def _population(rows: Iterable[dict], groups: Mapping[int, str]) -> Reading:
    for row in rows:
        kommune, age = row["kommunenummer"], row["alder"]
        if row["kjoenn"] == "alle":
            yield ("alder", kommune, age), ("aldersgruppe", kommune, groups[age]), row["n_personer"]
        else:
            yield ("kjoenn", kommune, age, row["kjoenn"]), ("alder", kommune, age), row["n_personer"]


def _districts(rows: Iterable[dict]) -> Reading:
    for row in rows:
        kommune, group, number = row["kommunenummer"], row["aldersgruppe"], row["n_personer"]
        if row["skolekrets"] != "alle":
            yield ("krets", kommune, group, row["skolekrets"]), ("aldersgruppe", kommune, group), number
        elif group != "alle":
            yield ("aldersgruppe", kommune, group), ("kommune", kommune), number
        else:
            yield ("kommune", kommune), None, number


def _children(rows: Iterable[dict], column: str) -> Reading:
    for row in rows:
        whole = ("aldersgruppe", row["kommunenummer"], str(_age(row)))
        yield ("krets", *whole[1:], row["skolekrets"]), whole, row[column]


def _births(rows: Iterable[dict]) -> Reading:
    for row in rows:
        whole = ("alder", row["kommunenummer"], _age(row))
        yield ("foedselsmaaned", *whole[1:], row["maaned"]), whole, row["n_foedte"]


def _moves(rows: Iterable[dict]) -> Reading:
    for row in rows:
        month = (row["aar"], row["maaned"])
        yield ("flytting", row["kommunenummer"], *month, row["retning"]), None, row["n_flyttinger"]


def _forecasts(rows: list[dict]) -> Iterator[tuple[Cell, int | None]]:
    """A forecast tells the cohort that it is made from: the middle of its interval, less the months to come."""
    for (cell, _, _), row in zip(_children(rows, "n_barn"), rows, strict=True):
        bounds = [row[column] for column in ("n_ventet", "n_lav", "n_hoey") if row[column] is not None]
        share = _last_day(row).month / 12 if _age(row) == 0 else 1
        yield cell, round(sum(bounds) / len(bounds) * share) if bounds else None


def _age(row: dict) -> int:
    return _last_day(row).year - row["foedselsaar"]


def _last_day(row: dict) -> date:
    return row["per_dato"] - timedelta(days=1)


# --- the linear programmes


def _equations(knowledge: Knowledge, places: Mapping[Cell, int]) -> tuple[csr_array, np.ndarray]:
    """`matrix @ numbers = right`: whole less parts is nothing, with what is shown put in."""
    entries, right = [], []
    for (whole, _), parts in knowledge.sums.items():
        if whole not in places and whole not in knowledge.shown:
            continue  # its table was not read
        signs = {whole: 1.0} | dict.fromkeys(parts, -1.0)
        known = -sum(sign * knowledge.shown[cell] for cell, sign in signs.items() if cell in knowledge.shown)
        unknown = [(places[cell], sign) for cell, sign in signs.items() if cell not in knowledge.shown]
        if not unknown and known:
            raise ValueError(f"the parts of {whole} are not its sum")
        if unknown:
            entries += [(len(right), place, sign) for place, sign in unknown]
            right.append(known)
    rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((signs, (rows, columns)), shape=(len(right), len(places))), np.array(right)


def _components(matrix: csr_array) -> Iterator[tuple[list[int], list[int]]]:
    """The unknown cells that have to do with each other, and the rows that say so."""
    n_cells = matrix.shape[1]
    _, labels = connected_components(abs(matrix).T @ abs(matrix), directed=False)
    cells, rows = defaultdict(list), defaultdict(list)
    for cell in range(n_cells):
        cells[labels[cell]].append(cell)
    for row in range(matrix.shape[0]):
        rows[labels[matrix.indices[matrix.indptr[row]]]].append(row)
    for label, members in cells.items():
        yield members, rows[label]


def _limits(matrix: np.ndarray, right: np.ndarray, enough: float) -> list[Interval]:
    """The interval of each column. Every solution is a point that may be the truth, and tells of all columns."""
    low, high = np.full(matrix.shape[1], inf), np.full(matrix.shape[1], -inf)
    alike: dict[bytes, int] = {}
    for place in range(matrix.shape[1]):
        twin = alike.setdefault(matrix[:, place].tobytes(), place)
        if twin != place:
            low[place], high[place] = min(low[place], low[twin]), max(high[place], high[twin])
        for sign in (-1, 1):
            if twin == place and high[place] - low[place] < enough:
                point = _extreme(matrix, right, place, sign)
                low, high = np.minimum(low, point), np.maximum(high, point)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _extreme(matrix: np.ndarray, right: np.ndarray, place: int, sign: int) -> np.ndarray:
    """A solution where one column is lowest (`sign` 1) or highest (-1); the solver's noise is rounded away."""
    objective = np.zeros(matrix.shape[1])
    objective[place] = sign
    result = linprog(objective, A_eq=matrix, b_eq=right, bounds=(0, EVERYBODY), method="highs")
    if not result.success:
        raise ValueError(f"the figures contradict each other: {result.message}")
    return np.round(result.x, 6)
