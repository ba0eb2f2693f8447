"""The marts as a plain reading of person documents gives them: dicts and loops, from fiks.md 4 and 5.

Shares no code with the SQL, so that two mistakes have to meet before one is missed. It knows nothing of
landing: who calls it says which documents count, the one known to be newest last, and which numbers FREG does
not know.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from provers.oracle.entries import as_list, calendar_date, current, fold, newest, text
from provers.oracle.persons import (
    FORTROLIG,
    OPEN,
    STRENGT,
    UNKNOWN,
    Answer,
    Document,
    Row,
    address_grade,
    birth_year,
    grade_of,
    is_dead,
    is_newborn,
    is_resident_child,
    names,
    person_grade,
    status_of,
)
from provers.oracle.places import dwellings, geo, homes, is_same_home, kommune, second_home, state

PARENTS = ("mor", "far", "medmor")
LABELS = ("mor", "far", "medmor", "foreldreansvarlig", "annen foreldreansvarlig")
NEUTRAL = "opplysninger_ikke_tilgjengelige"
GEO = ("adresse", "postnummer", "poststed", "skolekrets", "grunnkrets")


@dataclass
class Register:
    """Everybody whose document counts, by the id in use and by every other number that leads to them."""

    answers: Sequence[Answer]
    nobody: Collection[str] = ()
    people: dict[str, Answer] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for answer in self.answers:
            self.people[answer.person] = answer
            for entry in as_list(answer.document.get("identifikasjonsnummer")):
                if number := text(entry, "foedselsEllerDNummer"):
                    self.ids[number] = answer.person
        self.ids |= {person: person for person in self.people}

    def resolve(self, number: str) -> str:
        return self.ids.get(number, number)

    def grade(self, number: str) -> int:
        """The effective grade of whoever the number leads to; nobody's is open, a stranger's unknown."""
        person = self.people.get(self.resolve(number))
        if person:
            return person_grade(person)
        return OPEN if number in self.nobody else UNKNOWN

    def dwelling_grade(self, answer: Answer) -> int:
        """The grade of the strictest other person, or of its address, in a dwelling of this one's."""
        others = {
            other: grade
            for dwelling in map(dwellings, homes(answer.document))
            for key in dwelling
            for other, grade in self.protected_dwellings.get(key, {}).items()
        }
        return max((grade for other, grade in others.items() if other != answer.person), default=OPEN)

    @cached_property
    def protected_dwellings(self) -> dict[tuple, dict[str, int]]:
        """Who protects which dwelling. Somebody strengt fortrolig has no address, whatever FREG sends."""
        found: dict[tuple, dict[str, int]] = defaultdict(dict)
        for answer in self.people.values():
            whole = person_grade(answer)
            if whole == STRENGT:
                continue
            for entry in homes(answer.document):
                grade = max(whole, grade_of(text(entry, "adressegradering")))
                for key in dwellings(entry) if grade > OPEN else ():
                    found[key][answer.person] = max(grade, found[key].get(answer.person, OPEN))
        return found


def expected(answers: Sequence[Answer], today: date, nobody: Collection[str] = ()) -> dict[str, list[Row]]:
    """The rows of every mart.

    Args:
        answers: the documents that count, the one known to be newest last.
        today: the day the lists are made for.
        nobody: numbers that FREG answered there is no such person for.
    """
    register = Register(answers, nobody)
    marts: dict[str, list[Row]] = {
        "mart_oppvekst__barn": [],
        "mart_oppvekst__delt_bosted_fra_annen_kommune": [],
        "mart_helsestasjon__foedsler": [],
        "mart_doedsfall__doede": [],
    }
    for answer in register.people.values():
        if not answer.in_scope or person_grade(answer) >= STRENGT:
            continue
        if is_dead(answer.document):
            marts["mart_doedsfall__doede"] += dead_rows(answer, today)
        if is_resident_child(answer.document, today):
            child = Child(answer, register, today)
            marts["mart_oppvekst__barn"] += child.roster_rows()
            marts["mart_oppvekst__delt_bosted_fra_annen_kommune"] += child.second_home_rows()
            marts["mart_helsestasjon__foedsler"] += child.birth_rows()
    return marts


def dead_rows(answer: Answer, today: date) -> list[Row]:
    ordered = newest(answer.document, "bostedsadresse", current_only=False)
    if ordered is None or not kommune(ordered):
        return []
    grades = (grade_of(text(ordered, "adressegradering")), person_grade(answer))
    if max(grades) >= STRENGT:
        return []
    death = answer.document.get("doedsfall") or {}
    annulled = death.get("erGjeldende") is False
    died = None if annulled else calendar_date(text(death, "doedsdato"))
    return [
        {
            "kommunenummer": kommune(ordered),
            "foedselsnummer": answer.person,
            **names(answer.document, today),
            "doedsdato": died,
            "doedsmaaned": died and died.replace(day=1),
        }
    ]


@dataclass
class Child:
    answer: Answer
    register: Register
    today: date

    @property
    def document(self) -> Document:
        return self.answer.document

    def roster_rows(self) -> list[Row]:
        rows, kommuner = [], set()
        for element, relation in (("bostedsadresse", "bosted"), ("oppholdsadresse", "opphold")):
            entry = newest(self.document, element)
            if entry is None or not kommune(entry) or kommune(entry) in kommuner:
                continue
            kommuner.add(kommune(entry))
            hidden = max(self.address_grade(element), self.home_grade()) > OPEN
            rows.append(self.row(entry, relation, hidden, krets=element == "bostedsadresse"))
        return rows

    def second_home_rows(self) -> list[Row]:
        entry, home = second_home(self.document, self.today), newest(self.document, "bostedsadresse")
        if entry is None or home is None or self.second_home_grade() >= STRENGT:
            return []
        here, there = kommune(entry), kommune(home)
        if not here or not there or here == there:
            return []
        return [self.row(entry, "delt_bosted", self.second_home_grade() > OPEN)]

    def birth_rows(self) -> list[Row]:
        entry = newest(self.document, "bostedsadresse")
        if not is_newborn(self.document, self.today) or entry is None or not kommune(entry):
            return []
        hidden = max(self.address_grade("bostedsadresse"), self.home_grade()) > OPEN
        whole = self.row(entry, "bosted", hidden, krets=True)
        born = whole["foedselsdato"]
        left_out = {"personstatus", "tilknytning", "foedselsaar", "foreldreansvarstype", "datakvalitet"}
        left_out |= {"skolekrets", "grunnkrets", "n_foreldreansvarlige", "har_delt_bosted"}
        kept = {
            name: value
            for name, value in whole.items()
            if name not in left_out and not name.startswith("delt_")
        }
        return [kept | {"foedselsmaaned": born and born.replace(day=1)}]

    def row(self, entry: dict, relation: str, hidden: bool, *, krets: bool = False) -> Row:
        birth = newest(self.document, "foedsel")
        place = geo(entry, krets=krets)
        shown = dict.fromkeys(GEO) if hidden else place
        return {
            "kommunenummer": kommune(entry),
            "foedselsnummer": self.answer.person,
            **names(self.document, self.today),
            "foedselsdato": calendar_date(text(birth, "foedselsdato")),
            "foedselsaar": birth_year(self.document),
            "kjoenn": (text(newest(self.document, "kjoenn"), "kjoenn") or "").lower() or None,
            "personstatus": text(newest(self.document, "status"), "status"),
            "tilknytning": relation,
            **shown,
            "adressetilstand": state(hidden, place["adresse"]),
            **self.second_home_columns(),
            **self.adult_columns(),
        }

    def address_grade(self, element: str) -> int:
        return max(person_grade(self.answer), address_grade(self.document, element))

    def second_home_columns(self) -> Row:
        entry = second_home(self.document, self.today)
        told = entry is not None and self.second_home_grade() < STRENGT
        place = geo(entry) if told and self.second_home_grade() == OPEN else {}
        return {"har_delt_bosted": told} | {
            f"delt_{name}": place.get(name) for name in ("adresse", "postnummer", "poststed")
        }

    def related(self) -> dict[str, bool]:
        """Everybody whom the child's own current entries name by number: are they a parent or responsible?"""
        found: dict[str, bool] = {}
        for entry in self.own_ansvar():
            number = text(entry, "ansvarlig")
            if number and fold(text(entry, "ansvar")) != "ukjent":
                found[self.register.resolve(number)] = True
        for entry in current(self.document, "familierelasjon"):
            if number := text(entry, "relatertPerson"):
                person = self.register.resolve(number)
                role = fold(text(entry, "relatertPersonsRolle"))
                found[person] = found.get(person, False) or role in PARENTS
        return found

    def home_grade(self) -> int:
        """R3: the grade that the home takes over from those who live there, or may do so."""
        strictest = OPEN
        for person, is_parent in self.related().items():
            grade = self.register.grade(person)
            if grade < FORTROLIG:
                continue
            known = self.register.people.get(person)
            shares = known and any(
                is_same_home(mine, theirs)
                for mine in homes(self.document)
                for theirs in homes(known.document)
            )
            if shares or (is_parent and grade >= STRENGT):
                strictest = max(strictest, grade)
        return max(strictest, self.register.dwelling_grade(self.answer))

    def second_home_grade(self) -> int:
        """R6: also a parent's own grade hides the second home."""
        parents = [person for person, is_parent in self.related().items() if is_parent]
        grades = [grade for grade in map(self.register.grade, parents) if grade >= FORTROLIG]
        return max(self.address_grade("deltBosted"), self.home_grade(), *grades, OPEN)

    def own_ansvar(self) -> list[dict]:
        """The current entries about the child; those where it is itself responsible are somebody else's."""

        def by_another(entry: dict) -> bool:
            return text(entry, "ansvarlig") != self.answer.person

        own = []
        for entry in current(self.document, "foreldreansvar"):
            subject = text(entry, "ansvarssubjekt")
            if subject:
                if self.register.resolve(subject) == self.answer.person:
                    own.append(entry)
            elif entry.get("ansvarssubjektUtenIdentifikator") is None and by_another(entry):
                own.append(entry)
        return own

    def adult_columns(self) -> Row:
        own = self.own_ansvar()
        kinds = {fold(text(entry, "ansvar")) for entry in own}
        held = {(fold(text(entry, "ansvar")), self.holder(entry)) for entry in own}
        held = {(kind, holder) for kind, holder in held if kind != "ukjent"}
        too_many = len(held) > 2
        gone = {holder for _, holder in held if self.is_gone(holder)}
        shared = {holder for kind, holder in held if kind == "felles"}
        half = "felles" in kinds and len(shared) < 2
        adults = {} if too_many else self.adults(held, gone)
        shown = sorted(adults.values(), key=self.order)
        return {
            "foreldreansvarstype": next(iter(kinds)) or None if len(kinds) == 1 else None,
            "n_foreldreansvarlige": len(shown),
            **adult_row(1, shown[0] if shown else None),
            **adult_row(2, shown[1] if len(shown) > 1 else None),
            "mangler_en_part": bool(held) and not too_many and bool(gone or half),
            "manuell_oppfolging": not kinds or bool(kinds - {"felles", *PARENTS}),
            "datakvalitet": len(kinds) > 1 or too_many,
        }

    def holder(self, entry: dict) -> tuple[str, str]:
        if number := text(entry, "ansvarlig"):
            return ("person", self.register.resolve(number))
        if number := text(entry, "ansvarligOrganisasjon"):
            return ("organisasjon", number)
        other = entry.get("ansvarligUtenIdentifikator") or {}
        name = other.get("navn") or {}
        parts = [text(name, part) for part in ("fornavn", "mellomnavn", "etternavn")]
        born = calendar_date(text(other, "foedselsdato"))
        return ("uten", " ".join([part for part in parts if part] + ([born.isoformat()] if born else [])))

    def is_gone(self, holder: tuple[str, str]) -> bool:
        known = self.register.people.get(holder[1]) if holder[0] == "person" else None
        return bool(known) and (is_dead(known.document) or status_of(known.document) == "opphoert")

    def adults(self, held: set, gone: set) -> dict[tuple[str, str], Row]:
        adults: dict[tuple[str, str], Row] = {}
        for kind, holder in held:
            if holder in gone:
                continue
            label = self.label(kind, holder)
            before = adults.get(holder)
            if before and LABELS.index(before["rolle"]) < LABELS.index(label):
                label = before["rolle"]
            known = self.register.people.get(holder[1]) if holder[0] == "person" else None
            visible = known is not None and person_grade(known) < FORTROLIG
            adults[holder] = {
                "rolle": label,
                "navn": names(known.document, self.today)["navn"] if visible else None,
                "foedselsnummer": holder[1] if visible else None,
                "tilstand": "vist" if visible else NEUTRAL,
            }
        return adults

    def label(self, kind: str, holder: tuple[str, str]) -> str:
        if kind in PARENTS:
            return kind
        if kind == "andre":
            return "annen foreldreansvarlig"
        roles = {
            fold(text(entry, "relatertPersonsRolle"))
            for entry in current(self.document, "familierelasjon")
            if holder == ("person", self.register.resolve(text(entry, "relatertPerson") or ""))
        }
        if kind != "felles":
            return "foreldreansvarlig"
        return next((role for role in PARENTS if role in roles), "foreldreansvarlig")

    @staticmethod
    def order(adult: Row) -> tuple:
        return (LABELS.index(adult["rolle"]), adult["tilstand"] != "vist", adult["foedselsnummer"] or "")


def adult_row(place: int, adult: Row | None) -> Row:
    adult = adult or dict.fromkeys(("rolle", "navn", "foedselsnummer", "tilstand"))
    return {f"ansvarlig_{place}_{name}": value for name, value in adult.items()}
