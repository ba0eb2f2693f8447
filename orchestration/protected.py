"""Who hides, and whether somebody does so now who did not when the lists were last published.

Earlier generations still show what such a person must hide from now on, so they must go at once (R10 of fiks.md 5.5).
"""

import json
import secrets
from hashlib import blake2b
from pathlib import Path

import duckdb

from ingest.grading import rank
from ingest.settings import Settings
from orchestration.files import read_json, replace_file

HIDDEN = """
select person, gradering from intermediate.int_persons__graded where gradering <> 'ugradert'
union all
select person, gradering from intermediate.int_addresses__graded where gradering <> 'ugradert'
union all
select person, hjem_gradering from intermediate.int_persons__protected_homes
union all
select person, delt_bosted_gradering from intermediate.int_persons__protected_homes
"""


def hidden_people(settings: Settings) -> dict[str, int]:
    """The strictest grading (its rank) of everybody of whom something hides, for their own or for others' sake."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        rows = con.execute(HIDDEN).fetchall()
    strictest: dict[str, int] = {}
    for person, gradering in rows:
        strictest[person] = max(rank(gradering), strictest.get(person, 0))
    return strictest


def has_tightened(settings: Settings, hidden: dict[str, int]) -> bool:
    """True when somebody hides more than at the last publication, or that is not known."""
    before = read_json(_file(settings))
    if before is None:
        return True
    levels = before["levels"]
    return any(level > levels.get(_pseudonym(before["key"], person), 0) for person, level in hidden.items())


def remember(settings: Settings, hidden: dict[str, int]) -> None:
    """Keep who hides until the next publication, under a key that is used this once: the file names nobody."""
    key = secrets.token_hex(32)
    levels = {_pseudonym(key, person): level for person, level in hidden.items()}
    replace_file(_file(settings), json.dumps({"key": key, "levels": levels}))


def _pseudonym(key: str, person: str) -> str:
    return blake2b(person.encode(), key=bytes.fromhex(key), digest_size=16).hexdigest()


def _file(settings: Settings) -> Path:
    return settings.warehouse.with_name("protected.json")
