"""On a built warehouse, `manntall explain` says what the lists say, and nothing that the register holds."""

import re
from pathlib import Path

import duckdb

from ingest import catalogue
from ingest.settings import Settings
from orchestration.explain import _number_of, explain
from orchestration.warehouse import Warehouse
from tests.dbt.conftest import TODAY

ROLES = ("oppvekst", "barnevern", "valg")


def test_what_is_told_of_anybody_agrees_with_the_lists(outcomes: tuple[Path, dict[str, str]]) -> None:
    home, _ = outcomes
    settings = Settings(home=home, dato=TODAY)
    Warehouse(settings).finish(str(TODAY))
    lists = {
        name: mart for name, mart in catalogue.marts().items() if mart.role in ROLES and _number_of(mart)
    }
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:

        def column(name: str, table: str) -> set[str]:
            return {value for (value,) in connection.execute(f"select {name} from {table}").fetchall()}  # noqa: S608

        people = sorted(column("person", "intermediate.int_persons__current"))[:120]
        names = column("fornavn", "intermediate.int_persons__current") - {None}
        listed = {name: column(_number_of(mart), f"mart_{mart.role}.{name}") for name, mart in lists.items()}

    seen: set[str] = set()
    for person in people:
        for role in ROLES:
            findings = explain(settings, person, role)
            told = {finding.gjelder: finding.utfall for finding in findings}
            for name in told.keys() & lists.keys():
                assert (told[name] == "står i listen") == (person in listed[name]), name
            words = " ".join(f"{one.gjelder} {one.utfall} {one.regel} {one.forklaring}" for one in findings)
            assert not re.search(r"\d{6,}", words)
            assert not any(name in words for name in names)
            seen |= {told for one in findings for told in (one.utfall, one.regel)}
    assert {"står i listen", "står ikke i listen", "skjules", "vises", "R3", "R4, R7", "R9", "omfang"} <= seen
