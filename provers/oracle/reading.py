"""The rows of every mart, as a plain reading of person documents gives them.

It knows nothing of landing: who calls it says which documents count, the one known to be newest last, and which numbers
FREG does not know (`landed` reads that out of an operator's log).
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date

from provers.oracle.adults import (
    claim_rows,
    contact_tracing_rows,
    name_rows,
    vaccination_rows,
    voter_rows,
)
from provers.oracle.children import Child
from provers.oracle.estates import dead_rows
from provers.oracle.moves import move_rows
from provers.oracle.persons import Answer, Row, is_minor
from provers.oracle.register import Register
from provers.oracle.relations import relation_rows
from provers.oracle.residents import Resident
from provers.oracle.rosters import ROSTERS

Marts = dict[str, list[Row]]


def expected(answers: Sequence[Answer], today: date, nobody: Collection[str] = ()) -> Marts:
    """The rows of every mart but those of figures.

    Args:
        answers: the documents that count, the one known to be newest last.
        today: the day the lists are made for.
        nobody: numbers that FREG answered there is no such person for.
    """
    register = Register(answers, nobody)
    marts: Marts = {mart: [] for mart in MARTS}
    for answer in register.people.values():
        kind = Child if is_minor(answer.document, today) else Resident
        person = kind(answer, register, today)
        if person.may_be_listed:
            for mart, rows in MARTS.items():
                marts[mart] += rows(person)
    return marts


MARTS: dict[str, Callable[[Resident], list[Row]]] = {
    **ROSTERS,
    "mart_oppvekst__flyttinger": move_rows,
    "mart_barnevern__relasjoner": relation_rows,
    "mart_doedsfall__doede": dead_rows,
    "mart_vaksinasjon__innbyggere": vaccination_rows,
    "mart_smittesporing__profiler": contact_tracing_rows,
    "mart_innkreving__personer": claim_rows,
    "mart_valg__velgere": voter_rows,
    "mart_test_begrenset_parts__personer": name_rows,
}
