"""`familierelasjon`, `foreldreansvar` and `sivilstand` of a person document. Source: freg.md 5.2 and 5.4."""

from datetime import date

from ingest.sandbox.clerk import Clerk, Document, Entry
from ingest.sandbox.people import Ansvar, Person, Sivilstand

MYNDIGHET = (
    "DEN_NORSKE_KIRKE",
    "ANSATT_I_KOMMUNE",
    "TROS_ELLER_LIVSSYNSSAMFUNN_MED_VIGSELSRETT",
    "borgerlig",
)
ENDINGS = {"separert": "Separasjon", "skilt": "Skilsmisse", "enkeEllerEnkemann": "Dødsfall"}


def write_kinship(document: Document, person: Person, clerk: Clerk) -> None:
    """The three elements, each from newest to oldest."""
    relations = sorted(person.relations, key=lambda row: row.since, reverse=True)
    if relations:
        document["familierelasjon"] = [
            familierelasjon(
                row.other.identifikator, row.rolle, row.min_rolle, row.since, clerk, ended=row.ended
            )
            for row in relations
        ]
    if person.ansvar:
        rows = sorted(person.ansvar, key=lambda row: row.since, reverse=True)
        document["foreldreansvar"] = [foreldreansvar(row, clerk) for row in rows]
    document["sivilstand"] = _sivilstand(person, clerk)


def familierelasjon(
    other: str, rolle: str, min_rolle: str | None, since: date, clerk: Clerk, *, ended: date | None = None
) -> Entry:
    """One relation: `other` is `rolle` to the person of the document, who is `min_rolle` to `other`."""
    aarsak = clerk.dice.pick(("Patch", "Fødsel", "Grunnbefolkning"))
    fields = {"relatertPerson": other, "relatertPersonsRolle": rolle, "minRolleForPerson": min_rolle}
    return clerk.entry(since, aarsak, ended=ended, **fields)


def relasjon_uten_identifikator(someone: dict, rolle: str, since: date, clerk: Clerk) -> Entry:
    """A relation to somebody without a Norwegian identifier."""
    fields = {"relatertPersonUtenFolkeregisteridentifikator": someone, "relatertPersonsRolle": rolle}
    return clerk.entry(since, "Patch", **fields, minRolleForPerson="barn")


def foreldreansvar(row: Ansvar, clerk: Clerk) -> Entry:
    """One row of responsibility; the same row stands in the child's document and in the holder's."""
    return clerk.entry(
        row.since,
        "Fødsel" if row.since == row.child.born else "Foreldreansvar",
        ended=row.ended,
        ansvar=row.ansvar,
        ansvarssubjekt=row.child.identifikator,
        ansvarlig=row.holder.identifikator if row.holder else None,
        ansvarligOrganisasjon=row.organisasjon,
        ansvarligUtenIdentifikator=row.uten_identifikator,
    )


def sivilstand(kind: str, since: date, clerk: Clerk, other: str | None = None, **fields: object) -> Entry:
    """One marital status."""
    aarsak = ENDINGS.get(kind, "Vigsel" if kind in ("gift", "registrertPartner") else "Fødsel")
    fields = {
        "sivilstand": kind,
        "sivilstandsdato": since.isoformat(),
        **fields,
        "relatertVedSivilstand": other,
    }
    return clerk.entry(since, aarsak, **fields)


def vigsel(clerk: Clerk, kommune: str, utland: str | None = None) -> dict:
    """Who married a couple, and where: in a municipality, or abroad."""
    if utland:
        return {"myndighet": "UTENLANDSK_MYNDIGHET", "utland": utland}
    return {"myndighet": clerk.dice.pick(MYNDIGHET), "kommune": kommune, "sted": "Oppdiktet sted"}


def _sivilstand(person: Person, clerk: Clerk) -> list[Entry]:
    entries = [_row(row, person, clerk) for row in person.sivilstand]
    first = "uoppgitt" if person.land and clerk.dice.chance(0.3) else "ugift"
    entries.append(sivilstand(first, person.born, clerk))
    for entry in entries[1:]:
        entry["erGjeldende"] = False
    return entries


def _row(row: Sivilstand, person: Person, clerk: Clerk) -> Entry:
    fields = {}
    if row.sivilstand in ("gift", "registrertPartner"):
        abroad = person.land.alpha3 if person.immigrated and row.since < person.immigrated else None
        fields = vigsel(clerk, person.home.kommune.number_on(row.since), abroad)
    elif row.sivilstand in ("separert", "skilt"):
        fields = {"myndighet": "STATSFORVALTEREN"}
    return sivilstand(
        row.sivilstand, row.since, clerk, row.other.identifikator if row.other else None, **fields
    )
