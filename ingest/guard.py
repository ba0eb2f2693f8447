"""What a reader of published lists must leave out: whoever the deny ledger names that the lists do not know of yet.

Until a generation has been published with an entry, a denied person has no row, no row names them, and whoever shares a
home with them, or is their child, has no address. A generation's *index* tells who these are: it holds the keyed
pseudonym of every identifier in a group (a person's numbers, a dwelling, a family) that has several of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.events import Reason
from ingest.protection import FOLDER, UNREADABLE, DenyLedger, Entry, Kind, LedgerError

INDEX = "{}.index"  # by its generation's name, beside the ledger: Parquet, but nothing that is published
INDEXED = pa.schema([("identifikator", pa.uint64()), ("gruppe", pa.uint64()), ("is_person", pa.bool_())])
STATE_OF_ADDRESS = "adressetilstand"
NOT_AVAILABLE = "adresse ikke tilgjengelig"  # what every role is told of a missing address (fiks.md 5.3)


class ListRules(msgspec.Struct, frozen=True):
    """Which columns of a list name somebody, and which may tell where somebody lives. Figures name nobody."""

    identifiers: tuple[str, ...]
    graded: tuple[str, ...]
    is_figures: bool = False

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that must be read for the rules to be applied."""
        return (*self.identifiers, *((STATE_OF_ADDRESS,) if STATE_OF_ADDRESS in self.graded else ()))


class Guarded(msgspec.Struct, frozen=True):
    """What a generation's status says of the ledger it was published with."""

    ledger: str
    ledger_position: int


@dataclass(frozen=True)
class Guard:
    """Whom to leave out: `people` have no row, `homes` no address. Both hold short pseudonyms."""

    ledger: DenyLedger
    everybody: bool = False
    people: frozenset[int] = frozenset()
    homes: frozenset[int] = frozenset()

    @property
    def is_needed(self) -> bool:
        return self.everybody or bool(self.people)

    def apply(self, table: pa.Table, rules: ListRules | None) -> pa.Table:
        """The rows of a list that may be seen; with `rules` missing, none.

        `table` needs all columns of `rules.needed`.
        """
        if not self.is_needed or (rules and rules.is_figures):
            return table
        if self.everybody or not rules:
            return table.slice(0, 0)
        names = self._names(table, rules.identifiers)
        people = [name for name, short in names.items() if short in self.people]
        homes = [name for name, short in names.items() if short in self.homes]
        return leave_out(table, rules, people, homes)

    def _names(self, table: pa.Table, columns: Sequence[str]) -> dict[str, int]:
        found = {name for column in columns for name in pc.unique(table[column]).to_pylist()}
        return {name: short(self.ledger.pseudonym(name)) for name in found if name is not None}


def guard_of(home: Path, known: Guarded, folder: Path) -> Guard:
    """What has been denied since the generation in `folder` was published.

    Raises:
        LedgerError: the ledger is missing, unreadable, or not the one that the generation was published with.
    """
    ledger = DenyLedger(home)
    if ledger.id != known.ledger:
        raise LedgerError(UNREADABLE)
    entries, _ = ledger.read(known.ledger_position)
    if any(entry.kind == Kind.EVERYBODY for entry in entries):
        return Guard(ledger, everybody=True)
    denials = [entry for entry in entries if entry.kind == Kind.DENY]
    return expand(ledger, denials, index_of(home, folder.name)) if denials else Guard(ledger)


def index_of(home: Path, generation: str) -> Path:
    """Where the index of a generation lies."""
    return home / FOLDER / INDEX.format(generation)


def expand(ledger: DenyLedger, denials: Iterable[Entry], index: Path) -> Guard:
    """The denied with all their numbers, and who shares a home or a family with them.

    Raises:
        LedgerError: the index cannot be read.
    """
    denials = list(denials)
    named = {short(person) for entry in denials for person in entry.persons}
    hiding = {
        short(person)
        for entry in denials
        if entry.reason == Reason.ADRESSEBESKYTTELSE
        for person in entry.persons
    }
    people = named | _together(index, named, is_person=True)
    hiding |= _together(index, hiding, is_person=True)
    homes = _together(index, hiding, is_person=False) if hiding else set()
    return Guard(ledger, people=frozenset(people), homes=frozenset(homes - people))


def leave_out(table: pa.Table, rules: ListRules, people: Sequence[str], homes: Sequence[str]) -> pa.Table:
    """Without the rows that name one of `people`, and without addresses in those that name one of `homes`.

    A list that cannot say that an address is missing loses the row, and one that names nobody all of them.
    """
    if not rules.identifiers:
        return table.slice(0, 0)
    seen = table.filter(pc.invert(_name(table, rules.identifiers, people)))
    if not homes:
        return seen
    at_home = _name(seen, rules.identifiers, homes)
    if STATE_OF_ADDRESS not in rules.graded:
        return seen.filter(pc.invert(at_home))
    return _blank(seen, rules, at_home)


def without_addresses(table: pa.Table, rules: ListRules | None) -> pa.Table:
    """Every row, and of nobody where they live; with `rules` missing, no row. Figures name nobody."""
    if rules is None:
        return table.slice(0, 0)
    if rules.is_figures:
        return table
    return _blank(table, rules, pa.scalar(True))


def _blank(table: pa.Table, rules: ListRules, where: pa.ChunkedArray | pa.Scalar) -> pa.Table:
    for place, field in enumerate(table.schema):
        if field.name in rules.graded:
            instead = NOT_AVAILABLE if field.name == STATE_OF_ADDRESS else None
            column = pc.if_else(where, pa.scalar(instead, field.type), table[field.name])
            table = table.set_column(place, field, column)
    return table


def short(pseudonym: str) -> int:
    """A pseudonym as the index holds it: its first 64 bits. Should two people meet in one, both hide."""
    return int(pseudonym[:16], 16)


def _name(table: pa.Table, columns: Sequence[str], names: Sequence[str]) -> pa.ChunkedArray:
    wanted = [pc.is_in(table[column], pa.array(names, table[column].type)) for column in columns]
    return reduce(pc.or_, wanted)


def _together(index: Path, names: set[int], *, is_person: bool) -> set[int]:
    """Who is in a group with one of `names`."""
    groups = _read(index, "gruppe", ("identifikator", names), is_person)
    return _read(index, "identifikator", ("gruppe", groups), is_person) if groups else set()


def _read(index: Path, wanted: str, known: tuple[str, set[int]], is_person: bool) -> set[int]:
    column, values = known
    chosen = pc.field(column).isin(pa.array(values, pa.uint64())) & (pc.field("is_person") == is_person)
    try:
        return set(pq.read_table(index, columns=[wanted], filters=chosen)[wanted].to_pylist())
    except (OSError, pa.ArrowException):
        raise LedgerError(UNREADABLE) from None
