"""Writes the whole person document of somebody whom the makers of the population have made up.

Source: freg.md 5 and Skatteetaten's OpenAPI (`Folkeregisterperson`).
"""

from datetime import date, timedelta

from ingest.identifiers import PersonId
from ingest.sandbox.abroad import write_abroad
from ingest.sandbox.clerk import Clerk, Document, Entry
from ingest.sandbox.homes import write_homes
from ingest.sandbox.kinship import write_kinship
from ingest.sandbox.names import Navn
from ingest.sandbox.people import Person

IDENTITY_STATUS = (("kontrollert", 50), ("ikkeKontrollert", 40), ("ingenStatus", 10))
SHARE_IDENTITY_STATUS = 0.6
SHARE_ID_WITHOUT_GYLDIGHET = 0.6


def write(person: Person, clerk: Clerk) -> Document:
    """The document after everything that has happened to the person, with history."""
    clerk.open_record()
    document: Document = {
        "identifikasjonsnummer": identifikasjonsnumre(person, clerk),
        "status": statuses(person, clerk),
        "foedsel": [foedsel(person, clerk)],
        "kjoenn": [clerk.entry(person.born, "Fødsel", kjoenn=person.kjoenn)],
        "navn": [navn(person.navn, _named(person, clerk), clerk)],
    }
    if not person.born_abroad:
        document["foedselINorge"] = [foedsel_i_norge(person.born, clerk)]
    if clerk.dice.chance(SHARE_IDENTITY_STATUS):
        document["identitetsgrunnlag"] = [identitetsgrunnlag(person, clerk)]
    write_kinship(document, person, clerk)
    if person.home:
        write_homes(document, person, clerk)
    write_abroad(document, person, clerk)
    for change in person.changes:
        change(document, clerk)
    return document


def identifikasjonsnumre(person: Person, clerk: Clerk) -> list[Entry]:
    """The number in use, and those that were before it or came by a merge."""
    since = person.immigrated or person.born
    entries = [identifikasjonsnummer(person.identifikator, since, clerk)]
    for number, day in [*person.former_identifiers, *((number, person.born) for number in person.merged)]:
        entries.append(identifikasjonsnummer(number, day, clerk, status="opphoert") | {"erGjeldende": False})
    return entries


def identifikasjonsnummer(number: str, since: date, clerk: Clerk, status: str = "iBruk") -> Entry:
    """One identifier; most lack gyldighetstidspunkt, as those migrated from the old register do."""
    gyldig = None if not clerk.now and clerk.dice.chance(SHARE_ID_WITHOUT_GYLDIGHET) else since
    kind = kind_of(number)
    fields = {"status": status, "foedselsEllerDNummer": number, "identifikatortype": kind}
    return clerk.entry(gyldig, "Tildele d-nummer" if kind == "dNummer" else "Grunnbefolkning", **fields)


def kind_of(number: str) -> str:
    """FREG's `identifikatortype` of a number."""
    return PersonId(number).kind


def statuses(person: Person, clerk: Clerk) -> list[Entry]:
    """As a rule resident; before that, for some, on a d-nummer."""
    entries = [clerk.entry(person.immigrated or person.born, "Grunnbefolkning", status=person.status)]
    for number, day in person.former_identifiers:
        if kind_of(number) == "dNummer":
            earlier = clerk.entry(day, "Tildele d-nummer", status="midlertidig")
            entries.append(earlier | {"erGjeldende": False})
    return entries


def foedsel(person: Person, clerk: Clerk) -> Entry:
    """The birth; of some grown immigrants only the year is known."""
    dice = clerk.dice
    abroad = person.born_abroad
    day_unknown = abroad and person.age(clerk.today) > 30 and dice.chance(0.05)
    home = (person.earlier_homes[-1][0] if person.earlier_homes else person.home) if person.home else None
    fields = {
        "foedselsdato": None if day_unknown else person.born.isoformat(),
        "foedselsaar": str(person.born.year),
        "foedested": dice.weighted(((None, 80), ("Oppdiktet fødested", 15), ("", 5))),
        "foedekommuneINorge": None if abroad or not home else home.kommune.number_on(person.born),
        "foedeland": person.land.alpha3 if abroad and person.land else "NOR",
    }
    return clerk.entry(person.born, "Fødsel", **fields)


def foedsel_i_norge(born: date, clerk: Clerk) -> Entry:
    """The birth in a Norwegian institution; `rekkefoelgenummer` 11 is a single child, 12 and 22 are twins."""
    order = clerk.dice.weighted(((11, 95), (None, 2), (12, 2), (22, 1)))
    fields = {"foedselsinstitusjonsnavn": "Oppdiktet fødestue", "rekkefoelgenummer": order}
    return clerk.entry(born, "Fødsel", **fields)


def navn(name: Navn, since: date, clerk: Clerk, aarsak: str = "Første gangs navnevalg") -> Entry:
    """A name, with a short form where there is a middle name, and now and then the original spelling."""
    fields = name.fields()
    if name.mellomnavn:
        fields["forkortetNavn"] = f"{name.fornavn[0]}. {name.mellomnavn} {name.etternavn}"[:40]
    original = name.fields() if clerk.dice.chance(0.02) else None
    return clerk.entry(since, aarsak, **fields, originaltNavn=original)


def identitetsgrunnlag(person: Person, clerk: Clerk) -> Entry:
    """How well the identity has been controlled."""
    status = clerk.dice.weighted(IDENTITY_STATUS)
    return clerk.entry(
        person.immigrated or person.born, "Identitetskontroll", identitetsgrunnlagstatus=status
    )


def _named(person: Person, clerk: Clerk) -> date:
    """A name is chosen within half a year of the birth."""
    return min(person.born + timedelta(days=clerk.dice.between(1, 180)), clerk.today)
