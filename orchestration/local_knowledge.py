"""Local restrictions and notes of care, joined when lists are published (issue 6.8; fiks.md 1.9 and 4.3).

They lie in the registry and count in the lists of the municipality that decided, and of those that have come after it:

- `skjul`: the person hides as if protected. They have no row, a row that names them says only that somebody is not
  available, and where they live, or who lives with them, has no address.
- `ingen_kontakt`: neither is named in a row of the other, and the address of a shared residence, where the other may
  live, is not told.
- *lokal omsorg*: a child is cared for by somebody whom FREG does not know of. The columns of adults are empty, the row
  is followed up by hand, and its state says why. FREG's own word (`foreldreansvarstype`, and how many have it) stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from ingest.guard import NOT_AVAILABLE, STATE_OF_ADDRESS, ListRules
from ingest.municipalities import todays_of_all
from ingest.registry.store import Registry
from ingest.settings import Settings
from orchestration.denials import BATCH, MUNICIPALITY, TOGETHER
from orchestration.overlay_mark import Heeded

OWN, OTHER_OWN = "foedselsnummer", "identifikator"  # the column of whom a row is about
UNAVAILABLE, CARED_FOR = "opplysninger_ikke_tilgjengelige", "lokal_omsorg"
ADULT, FIRST_STATE, BY_HAND = "ansvarlig_", "ansvarlig_1_tilstand", "manuell_oppfolging"
SHARED_RESIDENCE = ("delt_adresse", "delt_postnummer", "delt_poststed")
BETWEEN = "|"
PEOPLE = "select identifikator, person from intermediate.int_persons__identifiers"
KNOWN = "select identifikator from intermediate.int_persons__identifiers where identifikator in (select unnest(?))"
NUMBERS = """
select identifiers.identifikator, identifiers.person
from intermediate.int_persons__identifiers as identifiers
where identifiers.person in (select unnest(?))
"""


@dataclass(frozen=True)
class LocalKnowledge:
    """What the overlays say, in words that rows can be looked up by: municipality and numbers, joined."""

    hidden: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    parted: frozenset[str] = frozenset()  # whoever has a restriction on contact
    cared_for: frozenset[str] = frozenset()

    def apply(self, table: pa.Table, rules: ListRules) -> pa.Table:
        """The rows of a list as they are published. Of one that names nobody, none when somebody may have to hide."""
        if rules.is_figures or not (self.hidden or self.apart or self.cared_for):
            return table
        own = next((column for column in (OWN, OTHER_OWN) if column in rules.identifiers), None)
        if own is None:
            return table.slice(0, 0) if self.hidden or self.apart else table
        table = table.filter(pc.invert(_holds(self.hidden, table, own)))
        for column in rules.identifiers:
            if column != own:
                unseen = pc.or_(_holds(self.hidden, table, column), _holds(self.apart, table, own, column))
                table = _unname(table, column, unseen)
        table = self._without_homes(table, rules)
        table = _replace(table, SHARED_RESIDENCE, _holds(self.parted, table, own))
        return self._with_care(table, own)

    def _without_homes(self, table: pa.Table, rules: ListRules) -> pa.Table:
        if not rules.graded:
            return table
        at_home = reduce(pc.or_, (_holds(self.homes, table, column) for column in rules.identifiers))
        if STATE_OF_ADDRESS not in rules.graded:
            return table.filter(pc.invert(at_home))
        places = [column for column in rules.graded if column != STATE_OF_ADDRESS]
        return _replace(_replace(table, places, at_home), [STATE_OF_ADDRESS], at_home, NOT_AVAILABLE)

    def _with_care(self, table: pa.Table, own: str) -> pa.Table:
        if FIRST_STATE not in table.column_names:
            return table
        here = _holds(self.cared_for, table, own)
        adults = [column for column in table.column_names if column.startswith(ADULT)]
        table = _replace(_replace(table, adults, here), [FIRST_STATE], here, CARED_FOR)
        return _replace(table, [BY_HAND], here, value=True)


def local_knowledge(heeded: Heeded, con: duckdb.DuckDBPyConnection) -> LocalKnowledge:
    """What the overlays in force say of the people in the warehouse."""
    found = heeded.overlays
    if heeded.registry is None or found is None or not (found.restrictions or found.cared_for):
        return LocalKnowledge()
    named = {row.person for row in (*found.restrictions, *found.cared_for)}
    named |= {row.other_person for row in found.restrictions if row.other_person}
    numbers = _numbers(heeded.registry, con, named)
    hidden: dict[str, set[str]] = {}
    apart, parted = set(), set()
    for row in found.restrictions:
        own, others = numbers.get(row.person, set()), numbers.get(row.other_person or b"", set())
        for place in _places(row.kommunenummer):
            if row.other_person is None:
                hidden.setdefault(place, set()).update(own)
                continue
            parted |= {_key(place, number) for number in own | others}
            apart |= {_key(place, *pair) for a in own for b in others for pair in ((a, b), (b, a))}
    return LocalKnowledge(
        hidden=frozenset(_key(place, number) for place, people in hidden.items() for number in people),
        homes=frozenset(
            _key(place, number) for place, people in hidden.items() for number in _at_home(con, people)
        ),
        apart=frozenset(apart),
        parted=frozenset(parted),
        cared_for=frozenset(
            _key(place, number)
            for row in found.cared_for
            for place in _places(row.kommunenummer)
            for number in numbers.get(row.person, set())
        ),
    )


def are_known(settings: Settings, numbers: list[str]) -> list[bool]:
    """Of each number, whether it is somebody's in the warehouse; without a warehouse nothing is said against any."""
    if not settings.warehouse.exists() or not numbers:
        return [True] * len(numbers)
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        known = {number for (number,) in con.execute(KNOWN, [numbers]).fetchall()}
    return [number in known for number in numbers]


def _numbers(registry: Registry, con: duckdb.DuckDBPyConnection, named: set[bytes]) -> dict[bytes, set[str]]:
    """All numbers of everybody who is named, under whichever number that was."""
    people: dict[str, set[bytes]] = {}
    for batch in con.execute(PEOPLE).to_arrow_reader(BATCH):
        pseudonyms = list(map(registry.pseudonym, batch["identifikator"].to_pylist()))
        for place in [place for place, pseudonym in enumerate(pseudonyms) if pseudonym in named]:
            people.setdefault(batch["person"][place].as_py(), set()).add(pseudonyms[place])
    numbers: dict[bytes, set[str]] = {}
    for number, person in con.execute(NUMBERS, [sorted(people)]).fetchall():
        for pseudonym in people[person]:
            numbers.setdefault(pseudonym, set()).add(number)
    return numbers


def _at_home(con: duckdb.DuckDBPyConnection, people: set[str]) -> set[str]:
    """Who shares a home or a family with somebody who hides."""
    rows = pa.table({"identifikator": pa.array(sorted(people), pa.string())})
    con.register("denied", rows.append_column("hides_home", pa.array([True] * rows.num_rows, pa.bool_())))
    return {number for (number,) in con.execute(TOGETHER).fetchall()} - people


def _places(kommunenummer: str) -> frozenset[str]:
    """The municipality that decided, and those of today that it has become."""
    return todays_of_all((kommunenummer,)) | {kommunenummer}


def _key(*words: str) -> str:
    return BETWEEN.join(words)


def _holds(known: frozenset[str], table: pa.Table, *columns: str) -> pa.ChunkedArray:
    """In which rows a municipality with the numbers of some columns is one of `known`; a missing number is none."""
    if not known:
        return pa.chunked_array([pa.repeat(False, table.num_rows)])
    keys = pc.binary_join_element_wise(
        *(pc.cast(table[column], pa.string()) for column in (MUNICIPALITY, *columns)), BETWEEN
    )
    return pc.is_in(keys, pa.array(sorted(known), pa.string()))


def _unname(table: pa.Table, column: str, where: pa.ChunkedArray) -> pa.Table:
    """Say of whom a column names only that they are not available; a list that cannot say so loses the row."""
    prefix = column.removesuffix(OWN)
    if f"{prefix}tilstand" not in table.column_names:
        return table.filter(pc.invert(where))
    table = _replace(table, [column, f"{prefix}navn"], where)
    return _replace(table, [f"{prefix}tilstand"], where, UNAVAILABLE)


def _replace(
    table: pa.Table, columns: Iterable[str], where: pa.ChunkedArray, value: str | bool | None = None
) -> pa.Table:
    """With a value, or nothing, in the columns that there are, in some rows."""
    for column in columns:
        if column in table.column_names:
            place, field = table.schema.get_field_index(column), table.schema.field(column)
            changed = pc.if_else(where, pa.scalar(value, field.type), table[column])
            table = table.set_column(place, field, changed)
    return table
