"""Which children each role's rosters have, and which columns: fiks.md 3.4 and 4.2."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from provers.oracle.children import Child
from provers.oracle.persons import Row
from provers.oracle.residents import NAMES, Resident

IDENTITY = ("kommunenummer", "foedselsnummer", *NAMES, "foedselsdato", "foedselsaar")
ADDRESS = ("adresse", "postnummer", "poststed")
HOLDERS = tuple(
    f"ansvarlig_{number}_{name}"
    for number in (1, 2)
    for name in ("rolle", "navn", "foedselsnummer", "tilstand")
)
DELT = ("har_delt_bosted", "delt_adresse", "delt_postnummer", "delt_poststed")
POST = ("post_adresse", "post_postnummer", "post_poststed")
HOME = (*ADDRESS, "skolekrets", "grunnkrets", "adressetilstand", *DELT)
FOLLOW_UP = ("mangler_en_part", "manuell_oppfolging")
CUSTODY = ("foreldreansvarstype", "n_foreldreansvarlige", *HOLDERS, *FOLLOW_UP, "datakvalitet")


@dataclass(frozen=True)
class Roster:
    """What a role has of children: from and to which age by the end of the year, by which addresses, which columns."""

    ages: tuple[int, int]
    columns: tuple[str, ...]
    elements: tuple[str, ...] = ("bostedsadresse",)
    knows_family: bool = True

    def children(self, person: Resident) -> list[Row]:
        return self.narrowed(person, person.roster_rows(self.elements)) if self.is_on_it(person) else []

    def second_homes(self, person: Resident) -> list[Row]:
        return self.narrowed(person, person.second_home_rows()) if self.is_on_it(person) else []

    def is_on_it(self, person: Resident) -> bool:
        return isinstance(person, Child) and person.is_resident and person.is_of_age(*self.ages)

    def narrowed(self, child: Child, rows: list[Row]) -> list[Row]:
        unlabelled = {} if self.knows_family else child.custody.row_without_family
        return [{name: (row | unlabelled)[name] for name in self.columns} for row in rows]


OPPVEKST = Roster(
    (0, 16),
    (*IDENTITY, "kjoenn", "personstatus", "tilknytning", *HOME, *CUSTODY),
    ("bostedsadresse", "oppholdsadresse"),
)
BARNEVERN = replace(OPPVEKST, ages=(0, 17))
BARNEHAGE = Roster((0, 6), (*IDENTITY, "kjoenn", "personstatus", *HOME, *POST, *CUSTODY))
SFO = Roster((6, 9), (*IDENTITY, "trinn", *HOME, *CUSTODY), knows_family=False)
FOREIGN = ("statsborgerskap", "utenlandsk_personidentifikasjon")
SKOLE = Roster(
    (6, 15),
    (*IDENTITY, "trinn", "kjoenn", *FOREIGN, "tilknytning", *HOME, *POST, *CUSTODY),
    ("bostedsadresse", "oppholdsadresse"),
)
FOEDSLER = Roster(
    (0, 1),
    (
        *("kommunenummer", "foedselsnummer", *NAMES, "foedselsdato", "foedselsmaaned", "kjoenn"),
        *(*ADDRESS, "adressetilstand", *HOLDERS, *FOLLOW_UP),
    ),
)

ROSTERS: dict[str, Callable[[Resident], list[Row]]] = {
    "mart_oppvekst__barn": OPPVEKST.children,
    "mart_oppvekst__delt_bosted_fra_annen_kommune": OPPVEKST.second_homes,
    "mart_barnevern__barn": BARNEVERN.children,
    "mart_barnehage__barn": BARNEHAGE.children,
    "mart_barnehage__delt_bosted_fra_annen_kommune": BARNEHAGE.second_homes,
    "mart_sfo__barn": SFO.children,
    "mart_sfo__delt_bosted_fra_annen_kommune": SFO.second_homes,
    "mart_skole__barn": SKOLE.children,
    "mart_skole__delt_bosted_fra_annen_kommune": SKOLE.second_homes,
    "mart_helsestasjon__foedsler": FOEDSLER.children,
}
