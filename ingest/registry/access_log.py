"""Who was shown what, written before it is shown: no log, no display (LOG-06, LOG-07).

Each entry's hash is keyed and over the entry before it, so that none can be changed, dropped, moved or forged without
the key. Beside the database lies a file of anchors, one line for each entry, which tells when the end was cut off.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Literal

from sqlalchemy import Connection, Row, select, update

from ingest.registry.store import PSEUDONYM_BYTES, Registry, now, told_apart
from ingest.registry.tables import access_log, access_log_end, shown_persons

Hendelse = Literal["visning", "eksport", "oppslag", "avslag", "endring"]
# Whose values an entry's hash is over, in this order.
HASHED = tuple(column.name for column in access_log.columns if column.name != "hash")
ANCHOR = re.compile(r"^(\d+) ([0-9a-f]{64})$", re.MULTILINE)
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Access:
    """One thing that happened: who saw what, as what, and why they may.

    `basis` and `purpose` are those of the role; `columns` are what was shown of each person; `filter_class` is how
    the rows were chosen (`alle`, `sok`, `filter`), never what was typed.
    """

    hendelse: Hendelse
    who: str
    view: str
    role: str = ""
    basis: str = ""
    purpose: str = ""
    kommunenummer: str = ""
    columns: tuple[str, ...] = ()
    filter_class: str = ""
    generation: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: how many entries there are, and what is wrong with which, a sentence each."""

    entries: int
    faults: tuple[str, ...]


def append(registry: Registry, access: Access, keyed: tuple[bytes, ...] = ()) -> int:
    """Write one entry, durable when this returns, and give its position.

    Args:
        keyed: everybody who is in what is shown, as `pseudonyms` gives them.

    Raises:
        RegistryError: it was not written; then nothing may be shown.
    """
    with registry.writing() as con:
        entry = write(registry, con, access, keyed)
    anchor(registry, entry)
    return entry["position"]


def pseudonyms(registry: Registry, persons: Iterable[str]) -> tuple[bytes, ...]:
    """People, by their identity numbers, as the log names them: sorted, each once."""
    return tuple(sorted({registry.pseudonym(person) for person in persons}))


def write(
    registry: Registry,
    con: Connection,
    access: Access,
    keyed: tuple[bytes, ...],
    *,
    export_id: str | None = None,
) -> dict:
    """Write one entry in a transaction of the caller's, who anchors it once that is kept."""
    end = con.execute(select(access_log_end.c.position, access_log_end.c.hash).with_for_update()).one()
    entry = {
        "position": end.position + 1,
        "at": now(),
        "hendelse": access.hendelse,
        "who": access.who,
        "role": access.role,
        "basis": access.basis,
        "purpose": access.purpose,
        "kommunenummer": access.kommunenummer,
        "view": access.view,
        "columns": " ".join(access.columns),
        "filter_class": access.filter_class,
        "n_persons": len(keyed),
        "persons_digest": _keep(con, keyed),
        "generation": access.generation,
        "export_id": export_id,
        "previous": end.hash,
    }
    entry["hash"] = _hash(registry, entry)
    con.execute(access_log.insert().values(entry))
    con.execute(update(access_log_end).values(position=entry["position"], hash=entry["hash"]))
    return entry


def anchor(registry: Registry, entry: dict) -> None:
    """Note the entry outside the database. One that is lost in a crash is covered by the next."""
    line = f"{entry['position']} {entry['hash']}\n".encode("ascii")
    with (
        told_apart(),
        os.fdopen(
            os.open(registry.anchors, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb", buffering=0
        ) as file,
    ):
        file.write(line)


def digest_of(keyed: tuple[bytes, ...]) -> str:
    """One name for a set of people."""
    return _digest(b"".join(keyed))


def ensure_writable(registry: Registry) -> None:
    """See that an entry could be written now, before anything is read that would have to be logged.

    Raises:
        RegistryError: it could not.
    """
    with registry.writing() as con:
        con.execute(update(access_log_end).values(id=access_log_end.c.id))


def verify(registry: Registry) -> Verdict:
    """Read the whole log and hold it against its chain, its end, its people and its anchors."""
    faults, hashes = [], [""]
    with registry.reading() as con:
        for row in _rows(con):
            faults += _faults(registry, row, expected=len(hashes), previous=hashes[-1])
            hashes.append(row.hash)
        end = con.execute(select(access_log_end.c.position, access_log_end.c.hash)).all()
        if [tuple(row) for row in end] != [(len(hashes) - 1, hashes[-1])]:
            faults.append("the end of the log is not where it was")
        faults += [
            f"the people {row.digest[:8]} are not those that were shown"
            for row in con.execute(select(shown_persons)).yield_per(BATCH)
            if _digest(row.persons) != row.digest
        ]
    faults += _against_anchors(registry, hashes)
    return Verdict(len(hashes) - 1, tuple(faults))


def disclosures(registry: Registry, numbers: Iterable[str]) -> list[Row]:
    """Every entry that shows somebody, oldest first; `numbers` are all identity numbers of that person."""
    sought = pseudonyms(registry, numbers)
    with registry.reading() as con:
        found = [
            row.digest
            for row in con.execute(select(shown_persons)).yield_per(BATCH)
            if any(_holds(row.persons, person) for person in sought)
        ]
        entries = (row for row in _rows(con) if row.persons_digest in set(found))
        return list(entries) if found else []


def columns_shown(registry: Registry, since: datetime) -> dict[str, set[str]]:
    """By role, the columns of its lists that somebody has been shown since then."""
    seen: dict[str, set[str]] = {}
    query = select(access_log.c.role, access_log.c.columns).where(access_log.c.at >= since)
    with registry.reading() as con:
        for role, columns in con.execute(query.distinct()):
            seen.setdefault(role, set()).update(columns.split())
    return seen


def _keep(con: Connection, keyed: tuple[bytes, ...]) -> str | None:
    """Keep the people of a view, unless the same ones are kept already, and give their digest; None for nobody."""
    if not keyed:
        return None
    persons = b"".join(keyed)
    name = _digest(persons)
    known = select(shown_persons.c.digest).where(shown_persons.c.digest == name)
    if con.execute(known).first() is None:
        con.execute(shown_persons.insert().values(digest=name, persons=persons))
    return name


def _digest(persons: bytes) -> str:
    return sha256(persons).hexdigest()


def _holds(persons: bytes, person: bytes) -> bool:
    """Whether one of the joined pseudonyms is this one."""
    place = persons.find(person)
    while place > 0 and place % PSEUDONYM_BYTES:
        place = persons.find(person, place + 1)
    return place >= 0


def _hash(registry: Registry, entry: dict) -> str:
    told = [value.isoformat() if isinstance(value, datetime) else value for value in map(entry.get, HASHED)]
    return digest(registry.key, json.dumps(told, ensure_ascii=False).encode(), "sha256").hex()


def _rows(con: Connection) -> Iterator[Row]:
    return con.execute(select(access_log).order_by(access_log.c.position)).yield_per(BATCH)


def _faults(registry: Registry, row: Row, *, expected: int, previous: str) -> Iterator[str]:
    if row.position != expected:
        yield f"entry {expected} is not where it should be"
    if row.previous != previous:
        yield f"entry {row.position} does not follow the one before it"
    if not compare_digest(row.hash, _hash(registry, dict(row._mapping))):
        yield f"entry {row.position} is not as it was written"


def _against_anchors(registry: Registry, hashes: list[str]) -> Iterator[str]:
    """What the file of anchors says otherwise; a line that a crash cut off says nothing."""
    try:
        lines = ANCHOR.findall(registry.anchors.read_text(encoding="ascii"))
    except FileNotFoundError:
        lines = []
    if len(hashes) > 1 and not lines:
        yield "the file of anchors is gone"
    for position, hash_ in lines:
        if int(position) >= len(hashes) or hashes[int(position)] != hash_:
            yield f"entry {position} was in the log once, and is not"
