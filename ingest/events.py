"""FREG's event types, each in one row: may it bring a stranger into scope, how urgent is it, what may it change, and
what is fetched for it.

The event list is national. An event about somebody we know is always followed; one about a stranger only when its
type may mean that they now belong to a municipality of the copy. For every other event of a stranger the row is kept
without its identifier ("seen, not ours").

A type that is not listed counts as "anything may have changed": new types come without a new version of the interface,
and types have been renamed before they were used (freg.md 8, rows 14 and 15).

Source: Skatteetaten, "Hendelsesliste" and "Hendelser fra Folkeregisteret" v1.8; see freg.md 2.5 and 7.1.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Urgency(IntEnum):
    """In which order people are looked up; the lowest comes first."""

    AT_ONCE = 0  # acted on from the header alone, before any document
    SOON = 1  # may be a change of protection, which only the document can tell
    IN_TURN = 2


class Fetch(StrEnum):
    """What is looked up. Always the person, once for all of their events; an event's own document never says more."""

    PERSON = "person"
    PERSON_AND_PROOF = "person og persondokument"  # before anything is shown again: see ingest.settle


class Reason(StrEnum):
    """Why somebody is denied from the header of an event."""

    ADRESSEBESKYTTELSE = "adressebeskyttelse"
    FALSK_IDENTITET = "falskIdentitet"
    DOEDSFALL = "doedsfall"  # may be its annulment: no list may call somebody dead who is not


@dataclass(frozen=True, slots=True)
class EventType:
    """One row. `changes`: parts of the person document; empty means any."""

    can_bring_into_scope: bool
    changes: tuple[str, ...] = ()
    urgency: Urgency = Urgency.IN_TURN
    reason: Reason | None = None

    @property
    def fetch(self) -> Fetch:
        return Fetch.PERSON_AND_PROOF if self.reason else Fetch.PERSON


ADDRESSES = (
    "bostedsadresse",
    "deltBosted",
    "oppholdsadresse",
    "postadresse",
    "postadresseIUtlandet",
)
UNKNOWN = EventType(can_bring_into_scope=True, urgency=Urgency.SOON)
PROTECTION = EventType(True, ("adressebeskyttelse", *ADDRESSES), Urgency.AT_ONCE, Reason.ADRESSEBESKYTTELSE)
FALSE_IDENTITY = EventType(True, ("falskIdentitet", "status"), Urgency.AT_ONCE, Reason.FALSK_IDENTITET)
IDENTITY = ("identifikasjonsnummer", "status")

TYPES = {
    # time-critical (freg.md 2.5); an annulled death has no type of its own, and may come as either of two
    "endringIAdressebeskyttelse": PROTECTION,  # since 2023 it also carries changes of every address
    "endringIFalskIdentitet": FALSE_IDENTITY,  # or its annulment
    "personErReaktivert": EventType(True, ("status", "doedsfall"), Urgency.AT_ONCE, Reason.DOEDSFALL),
    "endringIDoedsfall": EventType(True, ("status", "doedsfall"), Urgency.AT_ONCE, Reason.DOEDSFALL),
    # the person as a whole
    "personErOpprettet": EventType(True, (), Urgency.SOON),
    "personErOppdatert": UNKNOWN,  # "anything may have changed"
    "endringIPerson": UNKNOWN,  # packages with generalised types
    "personErBosatt": EventType(True, ("status", "bostedsadresse", "innflytting")),
    # the last residence may be here, though they had emigrated since
    "personErDoed": EventType(True, ("status", "doedsfall", *ADDRESSES)),
    "personErUtflyttet": EventType(False, ("status", "utflytting", "bostedsadresse")),
    "personErInaktiv": EventType(False, ("status",)),
    "endringIStatus": EventType(True, ("status",)),
    # which number leads to whom (freg.md 6.5)
    "endringIIdentifikasjonsnummer": EventType(True, IDENTITY, Urgency.SOON),
    "personErOpphoert": EventType(False, IDENTITY),
    # the continuing person gets an event of their own, and this number leads to them from then on
    "personErOpphoertSomDublett": EventType(False, IDENTITY),
    "personErViderefoertSomGjeldendeVedSammenslaaing": EventType(True, (), Urgency.SOON),
    "personErEndretVedSplitting": EventType(True, (), Urgency.SOON),
    "personErGjenopprettetVedSplitting": EventType(True, (), Urgency.SOON),
    # where they live
    "endringIBostedsadresse": EventType(True, ("bostedsadresse",)),
    "endringIBostedsadresseUtenFlytting": EventType(True, ("bostedsadresse",)),
    "endringIBostedsadresseVedKommuneregulering": EventType(True, ("bostedsadresse",)),
    "endringIDeltBosted": EventType(True, ("deltBosted",)),
    "endringIOppholdsadresse": EventType(True, ("oppholdsadresse",)),
    "endringIInnflytting": EventType(True, ("innflytting",)),
    "endringIUtflytting": EventType(True, ("utflytting", "status")),  # may be its annulment
    # what they are called and belong to: no residence follows from it
    "endringIKontaktinformasjon": EventType(False, ("postadresse", "postadresseIUtlandet")),
    "endringINavn": EventType(False, ("navn",)),
    "endringIKjoenn": EventType(False, ("kjoenn",)),
    "endringIFoedsel": EventType(False, ("foedsel",)),
    "endringIFoedselINorge": EventType(False, ("foedselINorge",)),
    "endringIStatsborgerskap": EventType(False, ("statsborgerskap", "bibehold")),
    "endringISivilstand": EventType(False, ("sivilstand",)),
    "endringIFamilierelasjon": EventType(False, ("familierelasjon",)),
    "endringIForeldreansvar": EventType(False, ("foreldreansvar",)),
    "endringIKontaktopplysningerForDoedsbo": EventType(False, ("kontaktinformasjonForDoedsbo",)),
    "endringIIdentitetsgrunnlag": EventType(False, ("identitetsgrunnlag",)),
    "endringIUtenlandskPersonidentifikasjon": EventType(False, ("utenlandskPersonidentifikasjon",)),
    "endringIUtlendingsmyndighetenesIdentifikasjonsnummer": EventType(
        False, ("utlendingsmyndighetenesIdentifikasjonsnummer",)
    ),
    "endringILegitimasjonsdokument": EventType(False, ("legitimasjonsdokument",)),
    "endringIOpphold": EventType(False, ("opphold",)),
    "endringIOppholdPaaSvalbard": EventType(False, ("oppholdPaaSvalbard",)),
    "endringIVergemaal": EventType(False, ("vergemaalEllerFremtidsfullmakt",)),
    "endringIRettsligHandleevne": EventType(False, ("rettsligHandleevne",)),
    "endringIFratattRettsligHandleevne": EventType(False, ("rettsligHandleevne",)),
    "endringIBrukAvSamiskSpraak": EventType(False, ("brukAvSamiskSpraak",)),
    "endringISametingetsValgmanntall": EventType(False),
}


def type_of(hendelsetype: str | None) -> EventType:
    """The row of a type; of one that is not known, that anything may have changed."""
    return TYPES.get(hendelsetype or "", UNKNOWN)


def can_bring_into_scope(hendelsetype: str | None) -> bool:
    """True unless the type is known to leave residence, stay and status as they are."""
    return type_of(hendelsetype).can_bring_into_scope
