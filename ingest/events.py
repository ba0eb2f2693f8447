"""FREG's event types: which of them can bring somebody we do not know into a copy's scope.

The event list is national. An event about somebody we know is always followed; one about a stranger only when
its type may mean that they now belong to a municipality of the copy. For every other event of a stranger the
row is kept without its identifier ("seen, not ours").

Source: Skatteetaten, "Hendelsesliste" and "Hendelser fra Folkeregisteret" v1.8; see freg.md 2.5.
"""

# True: a person's residence, stay or status may have become one of ours. Types that are not listed count as
# True, because new types come without a new version of the interface.
CAN_BRING_INTO_SCOPE = {
    # the person as a whole
    "personErOpprettet": True,
    "personErOppdatert": True,  # "anything may have changed"
    "personErBosatt": True,
    "personErReaktivert": True,
    "personErDoed": True,  # the last residence may be here, though they had emigrated since
    "personErUtflyttet": False,
    "personErInaktiv": False,
    "personErOpphoert": False,
    "personErOpphoertSomDublett": False,  # the continuing person gets an event of their own
    "personErViderefoertSomGjeldendeVedSammenslaaing": True,
    "personErEndretVedSplitting": True,
    "personErGjenopprettetVedSplitting": True,
    "endringIPerson": True,  # packages with generalised types
    "endringIStatus": True,
    "endringIIdentifikasjonsnummer": True,
    "endringIFalskIdentitet": True,  # may be its annulment
    # where they live
    "endringIBostedsadresse": True,
    "endringIBostedsadresseUtenFlytting": True,
    "endringIBostedsadresseVedKommuneregulering": True,
    "endringIDeltBosted": True,
    "endringIOppholdsadresse": True,
    "endringIAdressebeskyttelse": True,  # since 2023 it also carries changes of every address
    "endringIInnflytting": True,
    "endringIUtflytting": True,  # may be its annulment
    "endringIDoedsfall": True,  # may be its annulment
    # what they are called and belong to: no residence follows from it
    "endringINavn": False,
    "endringIKjoenn": False,
    "endringIFoedsel": False,
    "endringIFoedselINorge": False,
    "endringIStatsborgerskap": False,
    "endringISivilstand": False,
    "endringIFamilierelasjon": False,
    "endringIForeldreansvar": False,
    "endringIKontaktinformasjon": False,
    "endringIKontaktopplysningerForDoedsbo": False,
    "endringIIdentitetsgrunnlag": False,
    "endringIUtenlandskPersonidentifikasjon": False,
    "endringIUtlendingsmyndighetenesIdentifikasjonsnummer": False,
    "endringILegitimasjonsdokument": False,
    "endringIOpphold": False,
    "endringIOppholdPaaSvalbard": False,
    "endringIVergemaal": False,
    "endringIRettsligHandleevne": False,
    "endringIFratattRettsligHandleevne": False,
    "endringIBrukAvSamiskSpraak": False,
    "endringISametingetsValgmanntall": False,
}


def can_bring_into_scope(hendelsetype: str | None) -> bool:
    """True unless the type is known to leave residence, stay and status as they are."""
    return CAN_BRING_INTO_SCOPE.get(hendelsetype or "", True)
