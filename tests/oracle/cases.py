"""The people of fiks.md 5.7: small families with names, told of in the fewest words, for one landing log."""

import json
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from tests.oracle.families import Town
from tests.warehouse import answer

S, F, K = "strengtFortrolig", "fortrolig", "klientadresse"
HERE, THERE = "4601", "0301"
BOTH_AT_ONCE = (F, S)


def now(**fields: object) -> dict:
    return {"erGjeldende": True} | fields


@dataclass
class Cast:
    """People by name. Each has an address of their own unless told otherwise; numbers come from `town`."""

    town: Town
    first_number: int
    numbers: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    rows: list[dict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.streets = count(1)
        self.sequence = count(self.first_number)

    def home(self, kommune: str = HERE, grade: str | None = "ugradert", **fields: object) -> dict:
        """A home that nobody else has, in the sandbox either. `grade` None leaves the grading out."""
        street = next(self.streets)
        place = {
            "kommunenummer": kommune,
            "adressenavn": f"Fortellingsveien {street}",
            "adressenummer": {"husnummer": "1"},
            "bruksenhetsnummer": "H0101",
            "poststed": {"postnummer": "5003", "poststedsnavn": "BERGEN"},
        }
        known = {"adresseIdentifikatorFraMatrikkelen": f"8{street:08}", "skolekrets": "7"}
        graded = {"adressegradering": grade} if grade is not None else {}
        return now(vegadresse=place, **known, **graded) | fields

    def number(self, name: str, born: int = 1985) -> str:
        """The person's number, given the first time the name is spoken."""
        if name not in self.numbers:
            self.numbers[name] = self.town.identifier(date(born, 5, 17))
            self.names[self.numbers[name]] = name
        return self.numbers[name]

    def add(
        self,
        name: str,
        born: int = 1985,
        *,
        protection: str | tuple[str, ...] | None = None,
        home: dict | None = None,
        **elements: object,
    ) -> None:
        """Land a document. `protection` is the person's grading, or several at once; an element None is left out."""
        number = self.number(name, born)
        levels = (protection,) if isinstance(protection, str) else protection or ()
        whole = {
            "identifikasjonsnummer": [now(foedselsEllerDNummer=number, status="iBruk")],
            "status": [now(status="bosatt")],
            "foedsel": [now(foedselsdato=f"{born}-05-17", foedselsaar=str(born))],
            "navn": [now(fornavn=name.upper(), etternavn="FORTALT")],
            "bostedsadresse": [home or self.home()],
            "adressebeskyttelse": [now(graderingsnivaa=level) for level in levels] or None,
        } | elements
        body = json.dumps({element: value for element, value in whole.items() if value is not None})
        self.rows.append(answer(number, next(self.sequence), person=number, body=body))

    def family(self, **roles: str) -> list[dict]:
        """familierelasjon: the role of each to the one whose document it is, by name."""
        return [
            now(relatertPerson=self.number(name), relatertPersonsRolle=role) for name, role in roles.items()
        ]

    def held_by(self, *names: str, kind: str = "felles") -> list[dict]:
        return [now(ansvar=kind, ansvarlig=self.number(name)) for name in names]

    def child_of(self, *names: str) -> dict[str, list[dict]]:
        """Two people who share foreldreansvar, a mother and a father."""
        mother, father = names
        return {
            "familierelasjon": self.family(**{mother: "mor", father: "far"}),
            "foreldreansvar": self.held_by(mother, father),
        }


def tell(cast: Cast, year: int) -> None:
    """Every story but those of table 5.2. `year` is the list's."""
    born = year - 8  # in the lists of oppvekst, SFO, school and child welfare
    kari_and_per(cast, born)
    siblings(cast, born)
    homes(cast, born)
    holders(cast, born)
    for name, age in (("Sytten", 17), ("Atten", 18)):
        cast.add(name, year - age, **cast.child_of("Astrid", "Skjult"))
    changes(cast, born)
    cast.add("Nora", year, protection=F)
    cast.add("Nils", year, protection=S, bostedsadresse=None)


def kari_and_per(cast: Cast, born: int) -> None:
    """Kari is open, and her son Per is strengt fortrolig. Both their documents tell of the other."""
    her_child = {
        "relatertPerson": cast.number("Per", born),
        "relatertPersonsRolle": "barn",
        "minRolleForPerson": "mor",
    }
    cast.add(
        "Kari",
        familierelasjon=[now(**her_child)],
        foreldreansvar=[now(ansvar="mor", ansvarlig=cast.number("Kari"), ansvarssubjekt=cast.number("Per"))],
    )
    cast.add(
        "Per",
        born,
        protection=S,
        bostedsadresse=None,
        familierelasjon=cast.family(Kari="mor"),
        foreldreansvar=cast.held_by("Kari", kind="mor"),
    )


def siblings(cast: Cast, born: int) -> None:
    """Siri is open and Stian is strengt fortrolig; their mother and father are open."""
    cast.add("Solveig")
    cast.add("Sverre")
    cast.number("Siri", born)
    cast.number("Stian", born)
    parents = cast.child_of("Solveig", "Sverre")
    cast.add(
        "Siri",
        born,
        **parents | {"familierelasjon": parents["familierelasjon"] + cast.family(Stian="soesken")},
    )
    cast.add(
        "Stian",
        born,
        protection=S,
        bostedsadresse=None,
        **parents | {"familierelasjon": parents["familierelasjon"] + cast.family(Siri="soesken")},
    )


def homes(cast: Cast, born: int) -> None:
    """Whose home is whose: in one dwelling, next door, and in two places."""
    shared = cast.home()
    cast.add("Frida", home=shared | {"adressegradering": F}, protection=F)
    cast.add("Fredrik")
    cast.add("Filip", born, home=shared, **cast.child_of("Frida", "Fredrik"))
    cast.add("Leieboer", home=shared)
    cast.add("Nabo", home=shared | {"vegadresse": shared["vegadresse"] | {"bruksenhetsnummer": "H0102"}})

    cast.add("Dina")
    cast.add("Daniel", protection=F)
    second = cast.home(THERE, startdatoForKontrakt="2020-01-01")
    cast.add("David", born, deltBosted=[second], **cast.child_of("Dina", "Daniel"))

    cast.add("Klara", born, oppholdsadresse=[cast.home(THERE, K)], **cast.child_of("Dina", "Fredrik"))

    cast.add("Signe", protection=S, bostedsadresse=None, postadresse=[cast.home()])
    cast.add("Sture", protection=S)  # with a home that FREG should have taken away


def holders(cast: Cast, born: int) -> None:
    """Who has foreldreansvar but may not be named."""
    cast.add("Astrid")
    cast.add("Skjult", protection=S, bostedsadresse=None)
    cast.add("Anne", born, **cast.child_of("Astrid", "Skjult"))
    cast.add("Oda", born, foreldreansvar=[now(ansvar="andre", ansvarligOrganisasjon="312345678")])
    nobody = {"navn": {"fornavn": "UTEN", "etternavn": "NUMMER"}}
    cast.add("Ulla", born, foreldreansvar=[now(ansvar="andre", ansvarligUtenIdentifikator=nobody)])


def changes(cast: Cast, born: int) -> None:
    """A grading that comes, and one that falls: between two loads, the newer document says so."""
    cast.add("Vera", born)
    cast.add("Vera", born, protection=S, bostedsadresse=None)
    cast.add("Lars", born, protection=F)
    cast.add("Lars", born)


# Table 5.2: by its row number, the person's grading, that of bostedsadresse, and what is seen of that address and of an
# ungraded oppholdsadresse elsewhere: the address, a row without one, or no row.
SHOWN, HIDDEN, NO_ROW, NO_ADDRESS = "vist", "krever eget oppslag", "no row", "no address"
NO_GRADE, NEW_CODE = None, "nyKode"
TABLE_5_2: dict[str, tuple[object, object, str, str]] = {
    "1": (None, "ugradert", SHOWN, SHOWN),
    "1, told": ("ugradert", "ugradert", SHOWN, SHOWN),
    "2": (None, K, HIDDEN, SHOWN),
    "3": (None, F, HIDDEN, HIDDEN),
    "4": (None, S, NO_ROW, NO_ROW),
    "5": (None, NO_ADDRESS, NO_ROW, SHOWN),
    "6": (None, NO_GRADE, NO_ROW, NO_ROW),
    "6, new": (None, NEW_CODE, NO_ROW, NO_ROW),
    "7": (K, "ugradert", HIDDEN, HIDDEN),
    "7, none": (K, NO_ADDRESS, NO_ROW, HIDDEN),
    "8": (K, F, HIDDEN, HIDDEN),
    "9": (K, S, NO_ROW, NO_ROW),
    "10": (K, NO_GRADE, NO_ROW, NO_ROW),
    "11": (F, "ugradert", HIDDEN, HIDDEN),
    "12": (F, K, HIDDEN, HIDDEN),
    "13": (F, F, HIDDEN, HIDDEN),
    "14": (F, S, NO_ROW, NO_ROW),
    "15": (F, NO_ADDRESS, NO_ROW, HIDDEN),
    "16": (F, NO_GRADE, NO_ROW, NO_ROW),
    "17": (S, NO_ADDRESS, NO_ROW, NO_ROW),
    "19": (S, "ugradert", NO_ROW, NO_ROW),
    "20": (S, K, NO_ROW, NO_ROW),
    "20, fortrolig": (S, F, NO_ROW, NO_ROW),
    "21": (S, S, NO_ROW, NO_ROW),
    "22": (S, NO_GRADE, NO_ROW, NO_ROW),
    "22, new": (S, NEW_CODE, NO_ROW, NO_ROW),
    "23": (NEW_CODE, "ugradert", NO_ROW, NO_ROW),
    "23, none": (NEW_CODE, NO_ADDRESS, NO_ROW, NO_ROW),
    "24": (BOTH_AT_ONCE, "ugradert", NO_ROW, NO_ROW),
    "24, weaker": (("ugradert", F), "ugradert", HIDDEN, HIDDEN),
}


def tell_table(cast: Cast, born: int) -> None:
    """A child for each row of table 5.2; row 18, on postadresse, is Signe."""
    for name, (person_grade, address_grade, _, _) in TABLE_5_2.items():
        home = None if address_grade == NO_ADDRESS else [cast.home(HERE, address_grade)]
        cast.add(name, born, protection=person_grade, bostedsadresse=home, oppholdsadresse=[cast.home(THERE)])
