"""Everybody whose document counts, and what others in a dwelling mean for them: fiks.md 5.2 and 5.5."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from provers.oracle.entries import as_list, current, text
from provers.oracle.persons import OPEN, STRENGT, UNKNOWN, Answer, grade_of, person_grade
from provers.oracle.places import dwellings, lodgings


@dataclass
class Register:
    """Everybody whose document counts, by the id in use and by every other number that leads to them.

    Of two documents that claim a number the later in `answers` has it. `nobody` are numbers that FREG answered there is
    no such person for.
    """

    answers: Sequence[Answer]
    nobody: Collection[str] = ()
    people: dict[str, Answer] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for answer in self.answers:
            self.people[answer.person] = answer
            numbers = [
                text(entry, "foedselsEllerDNummer")
                for entry in as_list(answer.document.get("identifikasjonsnummer"))
            ]
            self.ids |= {number: answer.person for number in (*numbers, *answer.asked_by) if number}
        self.ids |= {person: person for person in self.people}
        self.grades = {person: person_grade(answer) for person, answer in self.people.items()}

    def resolve(self, number: str) -> str:
        """The id in use of whoever the number leads to, or the number itself."""
        return self.ids.get(number, number)

    def find(self, number: str) -> Answer | None:
        """The document of whoever the number leads to."""
        return self.people.get(self.resolve(number))

    def grade(self, number: str) -> int:
        """The effective grade of whoever the number leads to; nobody's is open, a stranger's unknown."""
        person = self.resolve(number)
        return self.grades.get(person, OPEN if person in self.nobody else UNKNOWN)

    @cached_property
    def named_by(self) -> dict[str, list[tuple[str, dict, str]]]:
        """What other people's current entries say of somebody: element, entry, and whose document it is."""
        found: dict[str, list[tuple[str, dict, str]]] = defaultdict(list)
        for answer in self.people.values():
            for element, field_name in (
                ("familierelasjon", "relatertPerson"),
                ("foreldreansvar", "ansvarssubjekt"),
            ):
                for entry in current(answer.document, element):
                    number = text(entry, field_name)
                    if number and self.resolve(number) != answer.person:
                        found[self.resolve(number)].append((element, entry, answer.person))
        return found

    def dwelling_grade(self, answer: Answer) -> int:
        """The grade of the strictest other person, or of its address, in a dwelling of this one's."""
        others = {
            other: grade
            for dwelling in map(dwellings, lodgings(answer.document))
            for key in dwelling
            for other, grade in self.protected_dwellings.get(key, {}).items()
        }
        return max((grade for other, grade in others.items() if other != answer.person), default=OPEN)

    @cached_property
    def protected_dwellings(self) -> dict[tuple, dict[str, int]]:
        """Who protects which dwelling. Somebody strengt fortrolig has no address, whatever FREG sends."""
        found: dict[tuple, dict[str, int]] = defaultdict(dict)
        for answer in self.people.values():
            whole = self.grades[answer.person]
            if whole == STRENGT:
                continue
            for entry in lodgings(answer.document):
                grade = max(whole, grade_of(text(entry, "adressegradering")))
                for key in dwellings(entry) if grade > OPEN else ():
                    found[key][answer.person] = max(grade, found[key].get(answer.person, OPEN))
        return found
