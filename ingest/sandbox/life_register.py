"""What the register does by itself: corrections, waves of updates, and repairs that send no event."""

from collections.abc import Callable

from ingest.sandbox import rare
from ingest.sandbox.abroad import (
    ID_TYPES,
    duf_nummer,
    legitimasjonsdokument,
    oppholdstillatelser,
    statsborgerskap,
    utenlandsk_identifikasjon,
)
from ingest.sandbox.changes import grades
from ingest.sandbox.clerk import Document, add, current, replace
from ingest.sandbox.lands import LAND
from ingest.sandbox.life import Life, lives_here

Correction = Callable[[Life, Document], None]
WAVES = ((8, 70), (30, 25), (150, 5))


def correction(life: Life) -> None:
    """One element of somebody's document is changed or corrected."""
    hendelsetype, element, change = life.dice.pick(CORRECTIONS)
    found = life.find(lambda document: lives_here(document) and (not element or bool(document.get(element))))
    if found:
        change(life, found[1])
        life.tell(found[0], hendelsetype, found[1])


def wave(life: Life) -> None:
    """`personErOppdatert` for many people at once: for some a missing time is filled in, for most nothing."""
    for _ in range(min(life.dice.weighted(WAVES), len(life.people))):
        identifier = life.dice.pick(life.people)
        if identifier not in life.register.newest:
            continue
        document = life.document(identifier)
        if life.dice.chance(0.3) and _fill_in(life, document):
            life.tell(identifier, "personErOppdatert", document)
        else:
            life.register.update(identifier, life.tick())


def silent_correction(life: Life) -> None:
    """A repair without an event (freg.md 8, #1): only of something that no list shows."""
    found = life.find(lambda document: any(fits(document) for fits, _ in SILENT))
    if found:
        identifier, document = found
        repair = life.dice.pick([repair for fits, repair in SILENT if fits(document)])
        repair(life, document)
        life.register.enter(identifier, document)


def _fill_in(life: Life, document: Document) -> bool:
    entry = next(
        (entry for entry in document["identifikasjonsnummer"] if "gyldighetstidspunkt" not in entry), None
    )
    if entry:
        entry["gyldighetstidspunkt"] = life.clerk.start_of(life.today.replace(year=2023, day=1))
    return entry is not None


def _foedsel(life: Life, document: Document) -> None:
    entry = document["foedsel"][0]
    day = life.dice.between(1, 28)
    if life.dice.chance(0.3) and "foedselsdato" in entry:
        entry["foedselsdato"] = f"{entry['foedselsdato'][:8]}{day:02}"
    else:
        entry["foedested"] = f"Oppdiktet fødested {day}"
    entry["ajourholdstidspunkt"] = life.clerk.registered(None)


def _foedsel_i_norge(life: Life, document: Document) -> None:
    number = life.dice.between(1, 99)
    document["foedselINorge"][0]["foedselsinstitusjonsnavn"] = f"Oppdiktet fødestue {number}"


def _citizenship(life: Life, document: Document) -> None:
    """Naturalisation; or, of a Norwegian, a decision on bibehold, which has the same event type."""
    known = {entry["statsborgerskap"] for entry in document.get("statsborgerskap", ())}
    if "NOR" in known:
        rare.bibehold(document, life.clerk, life.lately())
    else:
        add(document, "statsborgerskap", statsborgerskap("NOR", life.lately(), life.clerk))


def _opphold(life: Life, document: Document) -> None:
    replace(document, "opphold", oppholdstillatelser(life.lately(), life.clerk)[0])


def _place(element: str, field: str) -> Correction:
    """The place abroad of the newest in- or outmigration becomes known."""

    def change(life: Life, document: Document) -> None:
        document[element][0][field] = f"{life.dice.pick(LAND).by} {life.dice.between(1, 9)}"

    return change


def _identity_control(life: Life, document: Document) -> None:
    entry = life.clerk.entry(life.lately(), "Identitetskontroll", identitetsgrunnlagstatus="kontrollert")
    replace(document, "identitetsgrunnlag", entry)


def _legitimasjon(life: Life, document: Document) -> None:
    entry = legitimasjonsdokument(life.dice.pick(LAND), life.lately(), life.clerk)
    add(document, "legitimasjonsdokument", entry)


def _foreign_id(life: Life, document: Document) -> None:
    land, kind = life.dice.pick(LAND), life.dice.pick(ID_TYPES)
    entry = utenlandsk_identifikasjon(land, life.lately(), kind, life.clerk)
    add(document, "utenlandskPersonidentifikasjon", entry)


def _duf(life: Life, document: Document) -> None:
    document["utlendingsmyndighetenesIdentifikasjonsnummer"] = [duf_nummer(life.lately(), life.clerk)]


def _rarely(change: Callable[..., None]) -> Correction:
    """A change of `rare`, dated some days ago."""
    return lambda life, document: change(document, life.clerk, life.lately())


# Event type, the element that must be there, and what changes.
CORRECTIONS: tuple[tuple[str, str, Correction], ...] = (
    ("endringIFoedsel", "foedsel", _foedsel),
    ("endringIFoedselINorge", "foedselINorge", _foedsel_i_norge),
    ("endringIStatsborgerskap", "", _citizenship),
    ("endringIOpphold", "opphold", _opphold),
    ("endringIInnflytting", "innflytting", _place("innflytting", "fraflyttingsstedIUtlandet")),
    ("endringIUtflytting", "utflytting", _place("utflytting", "tilflyttingsstedIUtlandet")),
    ("endringIIdentitetsgrunnlag", "", _identity_control),
    ("endringILegitimasjonsdokument", "", _legitimasjon),
    ("endringIUtenlandskPersonidentifikasjon", "", _foreign_id),
    ("endringIUtlendingsmyndighetenesIdentifikasjonsnummer", "", _duf),
    ("endringIVergemaal", "", _rarely(rare.vergemaal)),
    ("endringIBrukAvSamiskSpraak", "", _rarely(rare.samisk_spraak)),
    ("endringIRettsligHandleevne", "", _rarely(rare.rettslig_handleevne)),
    ("endringIOppholdPaaSvalbard", "", _rarely(rare.opphold_paa_svalbard)),
)


def _has_street(document: Document) -> bool:
    return "vegadresse" in (current(document, "bostedsadresse") or {}) and not grades(document)


def _name_the_house(life: Life, document: Document) -> None:
    street = current(document, "bostedsadresse")["vegadresse"]
    street["adressetilleggsnavn"] = f"Oppdiktet gård {life.dice.between(1, 999)}"


def _has_estate(document: Document) -> bool:
    return bool(document.get("kontaktinformasjonForDoedsbo"))


def _move_the_estate(life: Life, document: Document) -> None:
    document["kontaktinformasjonForDoedsbo"][0]["adresse"] = rare.doedsbo_adresse(life.clerk)


def _has_verge(document: Document) -> bool:
    return any(
        "foedselsEllerDNummer" in entry["verge"]
        for entry in document.get("vergemaalEllerFremtidsfullmakt", ())
    )


def _new_verge(life: Life, document: Document) -> None:
    for entry in document["vergemaalEllerFremtidsfullmakt"]:
        if "foedselsEllerDNummer" in entry["verge"]:
            entry["verge"]["foedselsEllerDNummer"] = life.dice.pick(life.people)


SILENT = ((_has_street, _name_the_house), (_has_estate, _move_the_estate), (_has_verge, _new_verge))
