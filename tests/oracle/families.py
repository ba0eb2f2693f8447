"""Families at random, made to be hard to read.

Every grading, every kind of foreldreansvar, shared and half-known addresses, entries out of order or without
what they ought to have.

Source of what occurs: freg.md 5 and 8, fiks.md 4.3 and 5.2.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from random import Random

from provers.oracle.persons import Answer
from tests.oracle.houses import ABROAD, GRADES, Houses
from tests.warehouse import answer

STATUSES = ("utflyttet", "doed", "opphoert", "foedselsregistrert", "midlertidig", "BOSATT", None)
NOT_LANDED = ("not fetched", "finnesIkke", "utenfor", "uforstaatt")
ODD_NAMES = (
    {"fornavn": "KARI*PIKE", "etternavn": "DAL"},
    {"fornavn": "", "mellomnavn": " ", "etternavn": "DAL"},
    {"fornavn": "ÁILU", "mellomnavn": "ČÁHPPES", "etternavn": "DAL-ÅS"},
    {"fornavn": "OLA"},
    {},
)


@dataclass
class Member:
    """Somebody in a family: the document is filled in element by element, and landed or not."""

    person: str
    former: str | None
    document: dict = field(default_factory=dict)
    landed: str = "landed"
    in_scope: bool = True
    grading_asked: bool = True

    def number(self, random: Random) -> str:
        """A number that leads to this person."""
        return self.former if self.former and random.random() < 0.5 else self.person


@dataclass
class Town(Houses):
    """Makes families, and remembers who landed how."""

    members: list[Member] = field(default_factory=list)

    @classmethod
    def of(cls, families: int, *, seed: int, today: date) -> "Town":
        town = cls(seed, today)
        for _ in range(families):
            town.add_family()
        return town

    # --- what becomes of it

    def answers(self) -> list[Answer]:
        """The documents that count, in the order of their sequence numbers."""
        return [
            Answer(member.person, member.document, member.in_scope, member.grading_asked)
            for member in self.members
            if member.landed == "landed"
        ]

    def nobody(self) -> set[str]:
        return {member.person for member in self.members if member.landed == "finnesIkke"}

    def rows(self) -> list[dict]:
        """The same as rows for the landing log."""
        rows = []
        for number, member in enumerate(self.members, start=1):
            if member.landed in ("utenfor", "uforstaatt", "finnesIkke"):
                rows.append(answer(member.person, number, utfall=member.landed))
            if member.landed != "landed":
                continue
            row = answer(member.person, number, person=member.person, body=json.dumps(member.document))
            if not member.grading_asked:
                row["parts"] = row["parts"].replace("adressebeskyttelse,", "")
            rows.append(row | {"utfall": "funnet" if member.in_scope else "relasjon"})
        return rows

    # --- a family

    def add_family(self) -> None:
        homes = [self.home() for _ in range(3)]
        parents = [self.adult(homes) for _ in range(2)]
        other = self.adult(homes)
        children = [self.child(homes) for _ in range(self.pick((1, 1, 2, 3)))]
        for child in children:
            self.give_ansvar(child, parents, other)
            self.relate(child, parents, other, children)
        members = [*parents, other, *children, *self.others_in_the_house(homes[0])]
        for member in members:
            if "doedsfall" in member.document and self.chance(0.6):
                member.document["kontaktinformasjonForDoedsbo"] = [self.estate(members)]
        self.members += members

    def others_in_the_house(self, home: dict) -> list[Member]:
        """Now and then somebody who is no family: in the same dwelling, or in the one next door."""
        next_door = json.loads(json.dumps(home).replace("H0101", "H0102"))
        return [self.adult([place]) for place in (home, next_door) if self.chance(0.3)]

    def adult(self, homes: list[dict]) -> Member:
        member = self.member(date(self.today.year - self.between(20, 60), 5, 17))
        if self.chance(0.15):
            member.landed = self.pick(NOT_LANDED)
        member.in_scope = self.chance(0.7)
        self.write(member, homes, oddity=0.25)
        return member

    def child(self, homes: list[dict]) -> Member:
        born = date(self.today.year - self.between(-1, 18), self.between(1, 12), self.between(1, 28))
        member = self.member(born)
        member.in_scope = self.chance(0.95)
        self.write(member, homes, oddity=0.15)
        if self.chance(0.3):
            member.document["deltBosted"] = self.list_of(lambda: self.delt_bosted(self.pick(homes)), often=1)
        return member

    def member(self, born: date) -> Member:
        in_use = self.identifier(born, d_number=self.chance(0.05))
        member = Member(in_use, self.identifier(born, d_number=True) if self.chance(0.1) else None)
        member.document["foedsel"] = [self.entry(foedselsaar=str(born.year), foedselsdato=born.isoformat())]
        if self.chance(0.05):
            member.document["foedsel"] = [self.entry(foedselsaar=str(born.year))]
        return member

    def write(self, member: Member, homes: list[dict], *, oddity: float) -> None:
        """Everything but relations. `oddity` is how often an element is not the usual."""
        document = member.document
        kind = "dNummer" if member.person[0] in "4567" else "foedselsnummer"
        document["identifikasjonsnummer"] = [
            self.entry(foedselsEllerDNummer=member.person, status="iBruk", identifikatortype=kind)
        ]
        if member.former:
            document["identifikasjonsnummer"].append(
                self.entry(current=False, foedselsEllerDNummer=member.former, status="opphoert")
            )
        self.write_other_numbers(document)
        status = self.pick(STATUSES) if self.chance(oddity / 2) else "bosatt"
        document["status"] = self.list_of(lambda: self.entry(status=status), often=1)
        document["kjoenn"] = [self.entry(kjoenn=self.pick(("kvinne", "mann", "KVINNE")))]
        document["navn"] = self.list_of(self.name, often=1)
        if self.chance(oddity / 2):
            document["doedsfall"] = self.pick(
                (
                    self.entry(doedsdato=self.day().isoformat()),
                    self.entry(),
                    self.entry(current=False, doedsdato=self.day().isoformat()),
                    {},
                )
            )
        document["bostedsadresse"] = (
            self.moves(homes, oddity / 3)
            if self.chance(0.3)
            else self.list_of(
                lambda: self.graded(self.pick((homes[0], homes[0], *homes)), oddity / 3), often=1
            )
        )
        if self.chance(0.01):
            document["bostedsadresse"] = (
                document["bostedsadresse"][0] if document["bostedsadresse"] else "ukjent"
            )
        if self.chance(oddity):
            document["oppholdsadresse"] = self.list_of(lambda: self.graded(self.stay(homes), oddity), often=1)
        if self.chance(oddity):
            document["postadresse"] = self.list_of(lambda: self.graded(self.post(homes), oddity), often=1)
        if self.chance(oddity / 4):
            document["postadresseIUtlandet"] = [self.graded(ABROAD, oddity)]
        if self.chance(oddity):
            document["adressebeskyttelse"] = self.protection()
        member.grading_asked = self.chance(0.99)

    def write_other_numbers(self, document: dict) -> None:
        """Citizenships, numbers of other authorities, and the contact for an estate: repeated now and then."""
        document["statsborgerskap"] = [
            self.entry(
                current=self.chance(0.8), statsborgerskap=self.pick(("NOR", "NOR", "SWE", "SYR", None))
            )
            for _ in range(self.pick((0, 1, 1, 2, 3)))
        ]
        for element, kind in (
            ("utenlandskPersonidentifikasjon", {"utstederland": self.pick(("SWE", "POL", None))}),
            ("utlendingsmyndighetenesIdentifikasjonsnummer", {}),
        ):
            numbers = [str(self.between(10**11, 10**11 + 5)) for _ in range(self.pick((0, 0, 0, 0, 1, 2)))]
            document[element] = [self.entry(identifikasjonsnummer=number, **kind) for number in numbers]

    def estate(self, contacts: list["Member"]) -> dict:
        """Who has to do with what somebody left: a firm, a lawyer, or one of the family."""
        person = self.pick(contacts)
        kind = self.pick(
            (
                {
                    "organisasjon": {
                        "organisasjonsnavn": "TESTBANKEN",
                        "kontaktpersonnavn": {"fornavn": "UTEN"},
                    }
                },
                {"advokat": {"personnavn": {"fornavn": "LAV", "etternavn": "ADVOKAT"}}},
                {"advokat": {"organisasjonsnavn": "ADVOKATENE", "personnavn": {"fornavn": "LAV"}}},
                {"person": {"foedselsEllerDNummer": person.number(self.random)}},
                {"person": {"foedselsEllerDNummer": person.number(self.random)}},
                {
                    "person": {
                        "foedselsdato": "1970-01-01",
                        "personnavn": {"fornavn": "UTEN", "etternavn": "NUMMER"},
                    }
                },
            )
        )
        lines = self.pick((["Bogata 2"], ["Bogata 2", "Oppgang B"], ["c/o UTEN NUMMER", "Bogata 2"], []))
        place = {"adresselinje": lines, "postnummer": "0150", "poststedsnavn": "OSLO"}
        return self.entry(skifteform=self.pick(("offentlig", "annet")), adresse=place, **kind)

    def protection(self) -> object:
        if self.chance(0.1):
            return self.pick(({}, "fortrolig", [None], ["fortrolig"], [[]], 6, []))
        entries = [
            self.entry(current=self.chance(0.7), graderingsnivaa=self.pick(("ugradert", *GRADES)))
            for _ in range(self.pick((1, 1, 1, 2)))
        ]
        for entry in entries:
            if entry["graderingsnivaa"] is None:
                del entry["graderingsnivaa"]
            if self.chance(0.1):
                entry.pop("erGjeldende", None)
        return entries

    def name(self) -> dict:
        if self.chance(0.08):
            return self.entry(**self.pick(ODD_NAMES))
        return self.entry(fornavn=f"FORNAVN{self.between(1, 999)}", etternavn="ETTERNAVN")

    # --- relations

    def give_ansvar(self, child: Member, parents: list[Member], other: Member) -> None:
        mother, second = parents
        kinds = {
            "felles": [("felles", mother), ("felles", second)],
            "one of two": [("felles", self.pick(parents))],
            "mor": [("mor", mother)],
            "far": [("far", second)],
            "medmor": [("medmor", second)],
            "andre": [("andre", other)],
            "organisation": [("andre", "organisasjon")],
            "no number": [("andre", "uten"), ("felles", mother)],
            "ukjent": [("ukjent", None)],
            "none": [],
            "three": [("felles", mother), ("felles", second), ("andre", other)],
            "disagreeing": [("felles", mother), ("mor", mother)],
            "new kind": [("nyKode", second)],
        }
        kind = "felles" if self.chance(0.5) else self.pick(tuple(kinds))
        entries = [self.ansvar(code, holder, child) for code, holder in kinds[kind]]
        if entries and self.chance(0.1):
            entries.append(dict(entries[0]))
        if self.chance(0.1):
            entries.append(self.ansvar("mor", other, child) | {"erGjeldende": False})
        if self.chance(0.05):  # the child is itself responsible for somebody
            entries.append(self.entry(ansvar="mor", ansvarlig=child.person, ansvarssubjekt=other.person))
        self.random.shuffle(entries)
        child.document["foreldreansvar"] = entries
        for code, holder in kinds[kind]:  # the same in the document of whoever has it, mostly
            if isinstance(holder, Member) and self.chance(0.8):
                told = holder.document.setdefault("foreldreansvar", [])
                told.append(self.ansvar(code, holder, child) | {"ansvarssubjekt": child.number(self.random)})

    def ansvar(self, code: str, holder: Member | str | None, child: Member) -> dict:
        entry = self.entry(ansvar=code.upper() if self.chance(0.05) else code)
        if self.chance(0.9):
            entry["ansvarssubjekt"] = child.number(self.random)
        if isinstance(holder, Member):
            entry["ansvarlig"] = holder.number(self.random)
        elif holder == "organisasjon":
            entry["ansvarligOrganisasjon"] = "312345678"
        elif holder == "uten":
            entry["ansvarligUtenIdentifikator"] = {
                "navn": {"fornavn": "UTEN", "etternavn": "NUMMER"},
                "foedselsdato": "1980-02-03",
            }
        return entry

    def relate(self, child: Member, parents: list[Member], other: Member, siblings: list[Member]) -> None:
        roles = [(parents[0], "mor"), (parents[1], self.pick(("far", "far", "medmor", "FAR")))]
        roles += [(sibling, "soesken") for sibling in siblings if sibling is not child]
        if self.chance(0.2):
            roles.append((other, self.pick(("far", "soesken", "ektefelleEllerPartner", None))))
        child.document["familierelasjon"] = [
            self.relation(member, role, "soesken" if role == "soesken" else "barn")
            for member, role in roles
            if self.chance(0.9)
        ]
        for member, role in roles:
            if role != "soesken" and self.chance(0.8):
                told = member.document.setdefault("familierelasjon", [])
                told.append(self.relation(child, "barn", self.pick((role, role, role, "doedfoedtBarn"))))

    def relation(self, other: Member, their_role: str | None, own_role: str | None) -> dict:
        relation = {"relatertPerson": other.number(self.random), "relatertPersonsRolle": their_role}
        return self.entry(current=self.chance(0.9), minRolleForPerson=own_role, **relation)
