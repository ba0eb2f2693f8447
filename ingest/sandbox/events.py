"""Events, and the thick ones (`DokumentForHendelse`): what an event changed, by comparing documents.

Source: freg.md 2.3 and Skatteetaten's OpenAPI 1.5. Its traps: other names for two addresses and
for identity control, payloads without `erGjeldende`, and annulments without payload.
"""

from dataclasses import dataclass

from ingest.sandbox.clerk import Document, Entry

SKJEMAVERSJON = "1.0"
# Types with a thick event. `personErOppdatert` has none; types newer than OpenAPI 1.5 are not in its enum.
_HENDELSESTYPER = """
personErOpprettet personErReaktivert personErOpphoert personErViderefoertSomGjeldendeVedSammenslaaing
personErOpphoertSomDublett personErEndretVedSplitting personErGjenopprettetVedSplitting personErDoed
personErBosatt personErUtflyttet endringIStatus endringIIdentitetsgrunnlag
endringIUtenlandskPersonidentifikasjon endringIUtlendingsmyndighetenesIdentifikasjonsnummer
endringILegitimasjonsdokument endringIIdentifikasjonsnummer endringIFalskIdentitet
endringIKontaktopplysningerForDoedsbo endringIDeltBosted endringIFoedsel endringIFoedselINorge
endringIKjoenn endringIFamilierelasjon endringISivilstand endringIDoedsfall endringINavn
endringIAdressebeskyttelse endringIBostedsadresse endringIBostedsadresseUtenFlytting endringIOppholdsadresse
endringIInnflytting endringIUtflytting endringIBrukAvSamiskSpraak endringIKontaktinformasjon
endringIForeldreansvar endringIStatsborgerskap endringIOpphold endringIOppholdPaaSvalbard endringIVergemaal
"""
HENDELSESTYPER = frozenset(_HENDELSESTYPER.split())
ENTITET = {"postadresse": "kontaktadresse", "postadresseIUtlandet": "kontaktadresseIUtlandet"}
WITHOUT_ENTITET = frozenset({"oppholdPaaSvalbard", "rettsligHandleevne"})


@dataclass(frozen=True, slots=True)
class Event:
    """One item of the feed. `persondokument` is None for `personErOpphoertSomDublett`, as in FREG."""

    sekvensnummer: int
    identifikator: str
    hendelsetype: str
    hendelsesdokument: str
    persondokument: str | None
    ajourholdstidspunkt: str


def thick_event(event: Event, before: Document, after: Document) -> Document:
    """The event document. The feed says `hendelsetype` where it says `hendelsestype`."""
    hendelse = {
        "folkeregisteridentifikator": event.identifikator,
        "hendelsestype": event.hendelsetype,
        "ajourholdstidspunkt": event.ajourholdstidspunkt,
    }
    changes = [change for element in _elements(before, after) for change in _changes(element, before, after)]
    if changes:
        hendelse["egenskapshendelse"] = changes
    document = {"dokumentidentifikator": event.hendelsesdokument, "skjemaversjon": SKJEMAVERSJON}
    return {**document, "hendelse": hendelse}


def _elements(before: Document, after: Document) -> list[str]:
    changed = [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]
    return [element for element in changed if element not in WITHOUT_ENTITET]


def _changes(element: str, before: Document, after: Document) -> list[dict]:
    old, new = _entries(before, element), _entries(after, element)
    entitet = ENTITET.get(element, element)
    if len(new) < len(old):
        return [{"entitet": entitet, "entitetsendring": "annullere"}]
    kind = "registrereNy" if len(new) > len(old) else "korrigere"
    return [
        {element: entry, "entitet": entitet, "entitetsendring": kind} for entry in new if entry not in old
    ]


def _entries(document: Document, element: str) -> list[Entry]:
    value = document.get(element, [])
    return [_payload(element, entry) for entry in (value if isinstance(value, list) else [value])]


def _payload(element: str, entry: Entry) -> Entry:
    payload = {name: value for name, value in entry.items() if name != "erGjeldende"}
    if element == "identitetsgrunnlag":
        payload["legitimasjonskontroll"] = payload.pop("identitetsgrunnlagstatus")
    return payload
