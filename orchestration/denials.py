"""The deny ledger's part of a publication: who is left out of it, and the index that readers apply later denials by."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest import catalogue
from ingest.events import Reason
from ingest.guard import INDEXED, ListRules, leave_out, short
from ingest.landing import sync_folder
from ingest.protection import DenyLedger, Entry, Kind, State, now
from orchestration.files import create_private

ROW_GROUP = 100_000  # sorted, so that a look-up of a few people reads few of them
BATCH = 100_000
NAMES_SOMEBODY = ("foedselsnummer", "identifikator")
MUNICIPALITY = "kommunenummer"
IDENTIFIERS = """
select identifiers.identifikator, identifiers.person, documents.sekvensnummer
from intermediate.int_persons__identifiers as identifiers
left join staging.stg_freg__personer as documents using (person)
"""
INDEX = """
select
    keys.short as identifikator,
    cast(dense_rank() over (order by groups.gruppe) as ubigint) as gruppe,
    groups.is_person
from intermediate.int_persons__groups as groups inner join keys using (identifikator)
order by all
"""
PROTECTED = """
select keys.person, keys.sekvensnummer
from intermediate.int_persons__current as persons inner join keys on persons.person = keys.identifikator
where persons.gradering in ('fortrolig', 'strengtFortrolig')
"""
TOGETHER = """
with hiding as (select identifikator from denied where hides_home),
numbers as (
    select others.identifikator
    from intermediate.int_persons__groups as own
    inner join intermediate.int_persons__groups as others using (gruppe)
    where own.is_person and own.identifikator in (from hiding)
    union
    from hiding
)
select distinct others.identifikator
from intermediate.int_persons__groups as own
inner join intermediate.int_persons__groups as others using (gruppe)
where not own.is_person and own.identifikator in (from numbers)
"""


@dataclass(frozen=True)
class Denials:
    """Whom a publication leaves out, by identifiers as the lists have them: `people` and who shares their `homes`."""

    ledger: DenyLedger
    state: State
    keys: pa.Table
    people: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()

    @property
    def position(self) -> int:
        """Up to where the ledger has been heeded."""
        return self.state.position

    def apply(self, table: pa.Table, rules: ListRules) -> pa.Table:
        """The rows of a list that are published."""
        if rules.is_figures or not (self.people or self.homes):
            return table
        return leave_out(table, rules, self.people, self.homes)


def denials(home: Path, con: duckdb.DuckDBPyConnection) -> Denials:
    """Whom the warehouse does not hide of itself: its documents are older than the denial, or nothing has answered it.

    Raises:
        LedgerError: the deny ledger is missing or unreadable.
    """
    ledger = DenyLedger(home)
    state = ledger.state()
    keys = _keys(ledger, con)
    denied = _denied(ledger, state, keys)
    if not denied.num_rows:
        return Denials(ledger, state, keys)
    con.register("denied", denied)
    people = set(denied["identifikator"].to_pylist())
    homes = {name for (name,) in con.execute(TOGETHER).fetchall()} - people
    return Denials(ledger, state, keys, tuple(sorted(people)), tuple(sorted(homes)))


def write_index(found: Denials, con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write who belongs together, by keyed pseudonyms."""
    con.register("keys", found.keys)
    with os.fdopen(create_private(path), "wb") as file:
        rows = con.execute(INDEX).to_arrow_table().cast(INDEXED)
        pq.write_table(rows, file, compression="zstd", row_group_size=ROW_GROUP)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def rules_of(marts: Iterable[str], columns: dict[str, list[str]]) -> dict[str, ListRules]:
    """What each list has to hide, by the tags of its contract; a column without a tag counts as an address."""
    known = catalogue.marts()
    rules = {}
    for mart in marts:
        tags = {column.name: column.sensitivity for column in known[mart].columns} if mart in known else {}
        identifiers = tuple(name for name in columns[mart] if name.endswith(NAMES_SOMEBODY))
        others = [name for name in columns[mart] if name not in (*identifiers, MUNICIPALITY)]
        rules[mart] = ListRules(
            identifiers=identifiers,
            graded=tuple(name for name in others if tags.get(name) in ("gradert", None)),
            is_figures="statistikk" in tags.values(),
        )
    return rules


def is_denied_since(ledger: DenyLedger, position: int) -> bool:
    """Whether somebody has been denied since a position; so it is, when the ledger is another one."""
    entries, _ = ledger.read(position)
    return any(entry.kind in (Kind.DENY, Kind.EVERYBODY) for entry in entries)


def remember_protected(found: Denials, con: duckdb.DuckDBPyConnection) -> None:
    """Tell the ledger whom documents protect, event or not: their protection is not lifted without proof."""
    con.register("keys", found.keys)
    numbers = {
        found.ledger.pseudonym(name): number or 0 for name, number in con.execute(PROTECTED).fetchall()
    }
    covered = found.ledger.state().covered
    found.ledger.append(
        Entry(Kind.COVERED, now(), number, (person,))
        for person, number in sorted(numbers.items())
        if person not in covered and not found.state.is_open(person)
    )


def _keys(ledger: DenyLedger, con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Every identifier with its person, the number of the person's document, and its short pseudonym."""
    batches = []
    for batch in con.execute(IDENTIFIERS).to_arrow_reader(BATCH):
        names = [short(ledger.pseudonym(name)) for name in batch["identifikator"].to_pylist()]
        batches.append(pa.Table.from_batches([batch]).append_column("short", pa.array(names, pa.uint64())))
    empty = pa.schema(
        [
            ("identifikator", pa.string()),
            ("person", pa.string()),
            ("sekvensnummer", pa.int64()),
            ("short", pa.uint64()),
        ]
    )
    return pa.concat_tables(batches) if batches else empty.empty_table()


def _denied(ledger: DenyLedger, state: State, keys: pa.Table) -> pa.Table:
    """All numbers of those who are denied, and whether their home hides as well."""
    wanted = pa.array({short(person) for person in state.denied}, pa.uint64())
    hidden: dict[str, bool] = {}
    for row in keys.filter(pc.is_in(keys["short"], wanted)).to_pylist():
        pseudonym = ledger.pseudonym(row["identifikator"])
        denial = state.denied.get(pseudonym)
        number = row["sekvensnummer"]
        if denial and (state.is_open(pseudonym) or number is None or number < denial.sekvensnummer):
            hides_home = denial.reason == Reason.ADRESSEBESKYTTELSE
            hidden[row["person"]] = hides_home or hidden.get(row["person"], False)
    rows = keys.filter(pc.is_in(keys["person"], pa.array(hidden, pa.string())))
    return pa.table(
        {
            "identifikator": rows["identifikator"],
            "hides_home": pa.array([hidden[person] for person in rows["person"].to_pylist()], pa.bool_()),
        }
    )
