"""A child's row: its two homes, and when its home hides for somebody's sake (fiks.md 4.2, 5.5 R3 and R6)."""

from dataclasses import dataclass
from functools import cached_property

from provers.oracle.custody import PARENTS, Custody
from provers.oracle.entries import current, fold, text
from provers.oracle.persons import FORTROLIG, OPEN, STRENGT, Row, address_grade
from provers.oracle.places import geo, homes, is_same_home, kommune, place_grade, second_home
from provers.oracle.residents import Resident, codes, numbers, place, post


@dataclass
class Child(Resident):
    """Somebody who is under 18 for some of the list's year."""

    @cached_property
    def custody(self) -> Custody:
        return Custody(self.answer, self.register, self.today)

    # --- the homes

    @cached_property
    def related(self) -> dict[str, bool]:
        """Everybody whom the child's own current entries name by number: are they a parent or responsible?"""
        found = dict.fromkeys(self.custody.numbers, True)
        for entry in current(self.document, "familierelasjon"):
            if number := text(entry, "relatertPerson"):
                person = self.register.resolve(number)
                role = fold(text(entry, "relatertPersonsRolle"))
                found[person] = found.get(person, False) or role in PARENTS
        return found

    @cached_property
    def home_grade(self) -> int:
        """R3: also the grade of family who live there, or, of a parent without a known address, may do so."""
        strictest = self.register.dwelling_grade(self.answer)
        for person, is_parent in self.related.items():
            grade = self.register.grade(person)
            if grade >= FORTROLIG and (self.lives_with(person) or (is_parent and grade >= STRENGT)):
                strictest = max(strictest, grade)
        return strictest

    def lives_with(self, person: str) -> bool:
        known = self.register.find(person)
        return known is not None and any(
            is_same_home(mine, theirs) for mine in homes(self.document) for theirs in homes(known.document)
        )

    @cached_property
    def second_home_grade(self) -> int:
        """R6: also a parent's own grade hides the second home."""
        parents = [self.register.grade(person) for person, is_parent in self.related.items() if is_parent]
        protected = [grade for grade in parents if grade >= FORTROLIG]
        there = place_grade(self.document, second_home(self.document, self.today))
        own = max(self.grade, address_grade(self.document, "deltBosted"), there)
        return max(own, self.home_grade, *protected, OPEN)

    @cached_property
    def second_home(self) -> dict | None:
        """The delt bosted in force, unless not even its municipality may be told."""
        entry = second_home(self.document, self.today)
        return entry if entry and self.second_home_grade < STRENGT else None

    # --- its rows

    def roster_rows(self, elements: tuple[str, ...]) -> list[Row]:
        """A row for each municipality where the child lives, or stays as far as `elements` tell of it."""
        rows: dict[str, Row] = {}
        for element in elements:
            if entry := self.addresses.get(element):
                krets = element == "bostedsadresse"
                here = place(entry, hidden=self.is_hidden(element), krets=krets)
                relation = "bosted" if krets else "opphold"
                rows.setdefault(kommune(entry), self.row(kommune(entry), relation, here))
        return list(rows.values())

    def second_home_rows(self) -> list[Row]:
        """A row where the second home is, when the first is in another municipality."""
        here, there = self.second_home and kommune(self.second_home), self.home and kommune(self.home)
        if not here or not there or here == there:
            return []
        shown = place(self.second_home, hidden=self.second_home_grade > OPEN, krets=False)
        return [self.row(here, "delt_bosted", shown)]

    def row(self, kommunenummer: str, relation: str, shown: Row) -> Row:
        """Everything that any role's roster says: `rosters` tells which of it a role has."""
        return {"kommunenummer": kommunenummer, "tilknytning": relation, **shown, **self.facts}

    @cached_property
    def facts(self) -> Row:
        born, year = self.identity["foedselsdato"], self.identity["foedselsaar"]
        return {
            **self.identity,
            "foedselsmaaned": born and born.replace(day=1),
            "trinn": self.today.year - year - 5,
            "statsborgerskap": codes(self.document, "statsborgerskap"),
            "utenlandsk_personidentifikasjon": numbers(
                self, "utenlandskPersonidentifikasjon", with_country=True
            ),
            **self.second_home_columns,
            **post(self),
            **self.custody.row,
        }

    @cached_property
    def second_home_columns(self) -> Row:
        shown = geo(self.second_home) if self.second_home and self.second_home_grade == OPEN else {}
        return {"har_delt_bosted": self.second_home is not None} | {
            f"delt_{name}": shown.get(name) for name in ("adresse", "postnummer", "poststed")
        }
