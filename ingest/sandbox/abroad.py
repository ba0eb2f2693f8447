"""What a document says of those who have come from abroad. Source: freg.md 5.2 and 5.4."""

from datetime import date, timedelta

from ingest.sandbox.clerk import Clerk, Document, Entry
from ingest.sandbox.lands import STATSLOES, UKJENT, Land
from ingest.sandbox.people import Person

ID_TYPES = ("taxIdentificationNumber", "socialSecurityNumber", "utenlandskIdentifikasjonsnummer")
DOCUMENT_TYPES = (
    "pass",
    "utlendingspass",
    "nasjonaltIdentitetskort",
    "reisebevisForFlyktninger",
    "foererkort",
)
SHARE_REPEATED_DUF = 0.05
SHARE_NATURALISED = 0.35


def write_abroad(document: Document, person: Person, clerk: Clerk) -> None:
    """`statsborgerskap` for all; for immigrants also how they came, and who they were before."""
    document["statsborgerskap"] = _statsborgerskap(person, clerk)
    if not (person.land and person.born_abroad):
        return
    dice, came = clerk.dice, person.immigrated or person.since
    if person.immigrated:
        document["innflytting"] = [innflytting(person.land, came, clerk)]
    if dice.chance(0.5):
        document["legitimasjonsdokument"] = [legitimasjonsdokument(person.land, came, clerk)]
    if dice.chance(0.35):
        document["utenlandskPersonidentifikasjon"] = [
            utenlandsk_identifikasjon(person.land, came, kind, clerk)
            for kind in ID_TYPES[: dice.between(1, len(ID_TYPES))]
        ]
    if not person.land.fri:
        document["opphold"] = oppholdstillatelser(came, clerk)
        if dice.chance(0.7):
            numbers = [duf_nummer(came, clerk)]
            numbers += [dict(numbers[0])] if dice.chance(SHARE_REPEATED_DUF) else []
            document["utlendingsmyndighetenesIdentifikasjonsnummer"] = numbers


def innflytting(land: Land, day: date, clerk: Clerk) -> Entry:
    """An immigration; for some the place abroad is known."""
    place = land.by if clerk.dice.chance(0.4) else None
    return clerk.entry(day, "Innflytting", fraflyttingsland=land.alpha3, fraflyttingsstedIUtlandet=place)


def utflytting(land: Land, day: date, clerk: Clerk) -> Entry:
    """An emigration; its own date came in 2021 and is missing on some of the older ones."""
    dated = day.isoformat() if day.year >= 2021 or clerk.dice.chance(0.5) else None
    place = land.by if clerk.dice.chance(0.4) else None
    fields = {"tilflyttingsland": land.alpha3, "tilflyttingsstedIUtlandet": place, "utflyttingsdato": dated}
    return clerk.entry(day, "Utflytting", **fields)


def oppholdstillatelser(came: date, clerk: Clerk) -> list[Entry]:
    """A permit for three years, and after that a permanent one; for a few nothing is known."""
    if clerk.dice.chance(0.05):
        return [clerk.entry(came, "Opphold", oppholdstillatelse="opplysningMangler")]
    until = came + timedelta(days=3 * 365)
    first = {"oppholdFra": came.isoformat(), "oppholdTil": until.isoformat()}
    if until > clerk.today:
        return [clerk.entry(came, "Opphold", oppholdstillatelse="midlertidig", **first)]
    return [
        clerk.entry(until, "Opphold", oppholdstillatelse="permanent", oppholdFra=until.isoformat()),
        clerk.entry(came, "Opphold", ended=until, oppholdstillatelse="midlertidig", **first),
    ]


def duf_nummer(came: date, clerk: Clerk) -> Entry:
    """A DUF number from the year of coming."""
    fields = {
        "identifikasjonsnummer": clerk.numbers.duf(came.year),
        "identifikasjonsnummertype": "utlendingsmyndighetenesIdentifikasjonsnummer",
        "utstederland": "NOR",
    }
    return clerk.entry(came, "Opphold", **fields)


def utenlandsk_identifikasjon(land: Land, day: date, kind: str, clerk: Clerk) -> Entry:
    """An identifier of another country."""
    number = f"{clerk.dice.below(10**9):09}-{clerk.dice.between(1, 9)}"
    fields = {"identifikasjonsnummer": number, "identifikasjonsnummertype": kind, "utstederland": land.alpha3}
    return clerk.entry(day, "Tildele d-nummer", **fields)


def legitimasjonsdokument(land: Land, day: date, clerk: Clerk) -> Entry:
    """An identity document that was shown, and whether anybody checked it."""
    dice = clerk.dice
    checked = dice.chance(0.7)
    control = {
        "dokumentkontrollstatus": f"{'kontrollert' if checked else 'ikkeKontrollert'}Identifikasjonsdokument"
    }
    if checked:
        control["dokumentkontrolltidspunkt"] = clerk.registered(day)
    issued = day - timedelta(days=dice.between(30, 2000))
    return clerk.entry(
        day,
        "Legitimasjon",
        identifikasjonsdokumentnummer=f"X{dice.below(10**8):08}",
        identifikasjonsdokumenttype=dice.pick(DOCUMENT_TYPES),
        utstederland=land.alpha3,
        utstedernavn="Oppdiktet myndighet" if dice.chance(0.5) else None,
        gyldigFra=issued.isoformat(),
        gyldigTil=(issued + timedelta(days=3652)).isoformat(),
        dokumentkontroll=control,
    )


def _statsborgerskap(person: Person, clerk: Clerk) -> list[Entry]:
    dice, land = clerk.dice, person.land
    if not land:
        return [statsborgerskap("NOR", person.born, clerk)]
    if not land.fri and dice.chance(0.02):
        land = dice.pick((STATSLOES, UKJENT))
    entries = [statsborgerskap(land.alpha3, person.born, clerk)]
    naturalised = (person.immigrated or person.born) + timedelta(days=8 * 365)
    if naturalised < clerk.today and dice.chance(SHARE_NATURALISED):
        keeps_both = dice.chance(0.4)
        entries[0]["erGjeldende"] = keeps_both
        entries.insert(0, statsborgerskap("NOR", naturalised, clerk))
    return entries


def statsborgerskap(alpha3: str, since: date, clerk: Clerk) -> Entry:
    """One citizenship."""
    return clerk.entry(since, "Fødsel", statsborgerskap=alpha3, ervervsdato=since.isoformat())
