"""The full product: every grading, on a person and on each kind of address, of everybody a child may be related to.

One household for each combination, all in one landing log and one build, and every cell of every mart is what the plain
reading says (PRV-05, PRV-06 and PRV-08 of security-reliability.md).
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ingest.landing import Landing
from provers.oracle.landed import counting
from provers.oracle.landed import read as read_landed
from provers.oracle.reading import MARTS, Marts, expected
from tests.oracle.conftest import LISTS_ONLY, TODAY
from tests.oracle.families import Town
from tests.oracle.same import assert_all_same, assert_same
from tests.warehouse import answer, build, read

pytestmark = pytest.mark.slow  # the families, the stories and the mutants are in the default run

NO_SHRINKING = (Phase.explicit, Phase.generate)  # an example is a whole build

# What the entries of one element say, as FREG or somebody between may have written it.
LEFT_OUT = "an entry without a grading"
GRADES: dict[str, list[str | None]] = {
    "ugradert": ["ugradert"],
    "UGRADERT": ["UGRADERT"],
    "klientadresse": ["klientadresse"],
    "KLIENTADRESSE": ["KLIENTADRESSE"],
    "fortrolig": ["fortrolig"],
    "FORTROLIG": ["FORTROLIG"],
    "strengtFortrolig": ["strengtFortrolig"],
    "STRENGT_FORTROLIG": ["STRENGT_FORTROLIG"],
    "a new code": ["sperretAdresse"],
    "null": [None],
    "left out": [LEFT_OUT],
    "empty": [""],
    "two at once": ["ugradert", "fortrolig"],
    "no entry": [],
}
HIDES_WHOLLY = {"strengtFortrolig", "STRENGT_FORTROLIG", "a new code", "null", "left out", "empty"}
LEVELS = ("person", "address")
ADDRESSES = ("bostedsadresse", "oppholdsadresse", "deltBosted", "postadresse", "postadresseIUtlandet")
PATHS = ("self", "mother", "father", "sibling", "andre", "lodger", "delt bosted", "nobody")


@dataclass(frozen=True)
class Combination:
    """Who is graded, where, and how. `path` is what they are to the child; of `nobody`, a neighbour."""

    grade: str
    level: str
    element: str
    path: str


COMBINATIONS = [Combination(*values) for values in product(GRADES, LEVELS, ADDRESSES, PATHS)]


@dataclass
class Household:
    """A child of six, who is in the lists of all roles but one, its newborn sibling for that one, and their parents."""

    combination: Combination
    town: Town
    place: int
    people: dict[str, dict] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        mine, theirs = self.home("H0101"), self.home("H0101", street=1)
        self.add("mother", 1990, mine)
        self.add("father", 1988, theirs)
        self.add("self", TODAY.year - 6, mine)
        self.add("sibling", TODAY.year, mine)
        others = {"andre": (1970, self.home("H0101", street=2)), "lodger": (1999, mine)}
        others["nobody"] = (1960, self.home("H0102"))
        if self.combination.path in others:
            self.add(self.combination.path, *others[self.combination.path])
        for child, other in (("self", "sibling"), ("sibling", "self")):
            self.relate(child, other)
        if self.combination.path == "delt bosted":
            self.people["self"]["deltBosted"] = [theirs | {"startdatoForKontrakt": "2020-01-01"}]
        self.grade()

    @property
    def subject(self) -> str:
        """Whose grading it is; on the other side of a delt bosted lives the father."""
        return "father" if self.combination.path == "delt bosted" else self.combination.path

    def home(self, unit: str, street: int = 0) -> dict:
        """A dwelling in a street of this household's own."""
        number = 10 * self.place + street
        where = {
            "kommunenummer": ("4601", "0301", "3301")[street],
            "adressenavn": f"Produktveien {number}",
            "adressenummer": {"husnummer": "1"},
            "bruksenhetsnummer": unit,
            "poststed": {"postnummer": "5003", "poststedsnavn": "BERGEN"},
        }
        known = {"adresseIdentifikatorFraMatrikkelen": f"8{number:08}", "skolekrets": "7", "stemmekrets": "3"}
        return current(vegadresse=where, adressegradering="ugradert", **known)

    def add(self, name: str, born: int, home: dict) -> None:
        birthday = date(
            born, 1 + self.place % 12, 1 + self.place % 28
        )  # a day has less than a thousand numbers
        number = self.town.identifier(birthday)
        self.numbers[name] = number
        self.people[name] = {
            "identifikasjonsnummer": [current(foedselsEllerDNummer=number, status="iBruk")],
            "status": [current(status="bosatt")],
            "foedsel": [current(foedselsdato=birthday.isoformat(), foedselsaar=str(born))],
            "kjoenn": [current(kjoenn="kvinne")],
            "navn": [current(fornavn=name.upper(), etternavn=f"HUS{self.place}")],
            "bostedsadresse": [home],
        }

    def relate(self, child: str, other: str) -> None:
        """Both parents have foreldreansvar; on the path `andre` somebody else has it instead."""
        roles = {"mother": "mor", "father": "far", other: "soesken"}
        document, number = self.people[child], self.numbers[child]
        document["familierelasjon"] = [
            current(relatertPerson=self.numbers[name], relatertPersonsRolle=role)
            for name, role in roles.items()
        ]
        is_held_by_other = self.combination.path == "andre"
        holders = {"andre": "andre"} if is_held_by_other else {"mother": "felles", "father": "felles"}
        document["foreldreansvar"] = [
            current(ansvar=kind, ansvarlig=self.numbers[name], ansvarssubjekt=number)
            for name, kind in holders.items()
        ]
        for name, role in (("mother", "mor"), ("father", "far")):
            told = current(relatertPerson=number, relatertPersonsRolle="barn", minRolleForPerson=role)
            self.people[name].setdefault("familierelasjon", []).append(told)
        for name, kind in holders.items():
            told = current(ansvar=kind, ansvarlig=self.numbers[name], ansvarssubjekt=number)
            self.people[name].setdefault("foreldreansvar", []).append(told)

    def grade(self) -> None:
        document, element = self.people[self.subject], self.combination.element
        codes = GRADES[self.combination.grade]
        address = (document.get(element) or [self.other_address(element)])[0]
        if self.combination.level == "person":
            document[element] = [address]
            document["adressebeskyttelse"] = [graded(code, "graderingsnivaa") for code in codes]
        else:
            ungraded = {name: value for name, value in address.items() if name != "adressegradering"}
            document[element] = [ungraded | graded(code, "adressegradering") for code in codes]

    def other_address(self, element: str) -> dict:
        if element == "postadresseIUtlandet":
            abroad = {"adressenavn": "Testgatan 1", "landkode": "SE"}
            return current(utenlandskAdresse=abroad, adressegradering="ugradert")
        contract = {"startdatoForKontrakt": "2020-01-01"} if element == "deltBosted" else {}
        return self.home("H0101", street=2) | contract

    def rows(self) -> Iterator[dict]:
        for name, document in self.people.items():
            yield answer(self.numbers[name], 1, person=self.numbers[name], body=json.dumps(document))


def current(**fields: object) -> dict:
    return {"erGjeldende": True} | fields


def graded(code: str | None, name: str) -> dict:
    return current() if code == LEFT_OUT else current(**{name: code})


@dataclass(frozen=True)
class Product:
    """Every household, what the marts hold, and what they should."""

    households: list[Household]
    found: Marts
    wanted: Marts


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Product:
    home, town = tmp_path_factory.mktemp("product"), Town(1, TODAY)
    households = [Household(combination, town, place) for place, combination in enumerate(COMBINATIONS)]
    rows = [row for household in households for row in household.rows()]
    Landing(home / "landing").add_documents(rows)
    build(home, *LISTS_ONLY, today=TODAY)
    answers, nobody = counting(read_landed(home / "landing"))
    wanted = expected(answers, TODAY, nobody)
    return Product(households, {mart: read(home, mart) for mart in wanted}, wanted)


def test_product_is_full() -> None:
    """Gradings × levels × kinds of address × relations × marts are the cases that each mart's test decides."""
    assert Counter(one.path for one in COMBINATIONS) == dict.fromkeys(PATHS, len(GRADES) * 2 * 5)
    assert len(COMBINATIONS) * len(MARTS) >= 10_000


@pytest.mark.parametrize("mart", MARTS)
def test_mart_shows_what_may_be_shown_of_every_combination(made: Product, mart: str) -> None:
    assert_same(mart, made.found[mart], made.wanted[mart])


def test_expectation_is_large_enough_to_prove_something(made: Product) -> None:
    assert sum(len(rows) for rows in made.wanted.values()) >= 10_000


def test_nobody_whose_grading_is_strictest_or_not_understood_is_in_any_cell(made: Product) -> None:
    """The same without the plain reading: the number is looked for in everything that was made."""
    cells = {value for rows in made.found.values() for row in rows for value in row.values()}
    hidden = [one for one in made.households if one.combination.grade in HIDES_WHOLLY]
    assert len(hidden) == len(HIDES_WHOLLY) * 2 * 5 * 8
    assert not [one.combination for one in hidden if one.numbers[one.subject] in cells]


def test_whom_nothing_protects_is_shown_with_the_address(made: Product) -> None:
    """Nobody hides without a reason: neither the open, nor whoever lives next door to somebody protected."""
    shown = {row["foedselsnummer"]: row["adresse"] for row in made.found["mart_vaksinasjon__innbyggere"]}
    for household in made.households:
        next_door = (
            {"mother", "father", "self", "sibling"} if household.combination.path == "nobody" else set()
        )
        everybody = set(household.people) if household.combination.grade.lower() == "ugradert" else set()
        for name in next_door | everybody:
            assert shown[household.numbers[name]] is not None, household.combination


@settings(max_examples=3, phases=NO_SHRINKING)
@given(seed=st.integers(0, 2**32 - 1))
def test_marts_equal_the_plain_reading_of_five_thousand_families(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    home = tmp_path_factory.mktemp("families")
    town = Town.of(5000, seed=seed, today=TODAY)
    Landing(home / "landing").add_documents(town.rows())
    build(home, *LISTS_ONLY, today=TODAY)
    wanted = expected(town.answers(), TODAY, town.nobody())
    assert_all_same({mart: read(home, mart) for mart in wanted}, wanted)
