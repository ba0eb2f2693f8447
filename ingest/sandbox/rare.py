"""Elements that few people have. Source: freg.md 5.2 and 5.4."""

from datetime import date

from ingest.sandbox.clerk import Clerk, Document, add, replace
from ingest.sandbox.custody import outsider
from ingest.sandbox.lands import LAND, Land
from ingest.sandbox.names import NameGiver

NEW_VERGEMAAL = date(2023, 11, 1)
EMBETER = (
    "statsforvalterenIOsloOgViken",
    "statsforvalterenIAgder",
    "statsforvaltarenIVestland",
    "statsforvalterenINordland",
)
VERGEMAALTYPER = (
    "voksen",
    "midlertidigForVoksen",
    "forvaltningUtenforVergemaal",
    "stadfestetFremtidsfullmakt",
)
VERGEMAALTYPER_FOR_BARN = (
    "mindreaarig",
    "midlertidigForMindreaarig",
    "ensligMindreaarigAsylsoeker",
    "ensligMindreaarigFlyktning",
)
OMFANG = (
    "personligeOgOekonomiskeInteresser",
    "oekonomiskeInteresser",
    "personligeInteresser",
    "utlendingssakerPersonligeOgOekonomiskeInteresser",
)
TJENESTER = (
    ("bank", "representasjonDagligbank"),
    ("bank", "taOppLaanKreditter"),
    ("helfo", "fastlege"),
    ("husbanken", "bostoette"),
    ("kartverket", "kjoepAvEiendom"),
    ("kommune", "helseOgOmsorg"),
    ("kommune", "skoleOgUtdanning"),
    ("kommune", "sosialeTjenester"),
    ("nav", "arbeid"),
    ("nav", "pensjon"),
    ("oevrige", "avtalerOgRettigheter"),
    ("skatteetaten", "endrePostadresse"),
    ("skatteetaten", "innkrevingOgTvangsfullbyrdelse"),
    ("tingretten", "begjaereUskifte"),
)
SAMISKE_SPRAAK = ("nordsamisk", "lulesamisk", "soersamisk")
BIBEHOLD = ("harBibehold", "harIkkeLengerBibehold", "norskStatsborgerTrengerIkkeBibehold")
VARIGHETER = ("underSeksMaaneder", "overSeksMaaneder", "overTolvMaaneder", "ukjent")


def vergemaal(document: Document, clerk: Clerk, day: date, kind: str = "", verge: str | None = None) -> None:
    """Guardianship: in the format of its time, and kept in both where it began before the new one came."""
    dice = clerk.dice
    common = {"vergemaaltype": kind or dice.pick(VERGEMAALTYPER), "embete": dice.pick(EMBETER)}
    if day < NEW_VERGEMAAL:
        add(
            document,
            "vergemaalEllerFremtidsfullmakt",
            clerk.entry(day, "Vergemål", **common, verge=_old_verge(verge, clerk)),
        )
    entry = clerk.entry(day, "Vergemål", **common, verge=_new_verge(verge, clerk))
    replace(document, "vergemaalEllerFremtidsfullmakt", entry)


def rettslig_handleevne(document: Document, clerk: Clerk, day: date) -> None:
    """Limited legal capacity. The codes are nowhere documented: this one is made up."""
    omfang = clerk.dice.pick(("oekonomiskeForhold", "personligeForhold"))
    replace(document, "rettsligHandleevne", clerk.entry(day, "Vedtak", rettsligHandleevneomfang=omfang))


def bibehold(document: Document, clerk: Clerk, day: date, status: str = "") -> None:
    """Whether Norwegian citizenship is kept by somebody who grew up abroad."""
    fields = {"bibeholdstatus": status or clerk.dice.pick(BIBEHOLD), "datoForBibehold": day.isoformat()}
    replace(document, "bibehold", clerk.entry(day, "Vedtak", **fields))


def samisk_spraak(document: Document, clerk: Clerk, day: date, antall: int = 0) -> None:
    """One to three Sami languages in use."""
    antall = antall or clerk.dice.weighted(((1, 90), (2, 8), (3, 2)))
    replace(document, "brukAvSamiskSpraak", clerk.entry(day, "Melding", spraak=list(SAMISKE_SPRAAK[:antall])))


def opphold_paa_svalbard(
    document: Document, clerk: Clerk, day: date, slutt: date | None = None, fra: str = "0301"
) -> None:
    """A stay on Svalbard, from a municipality or a country."""
    dice = clerk.dice
    origin = (
        {"fraflyttingskommunenummer": fra}
        if dice.chance(0.7)
        else {"fraflyttingsland": dice.pick(LAND).alpha3}
    )
    entry = clerk.entry(
        day,
        "Opphold",
        ended=slutt,
        startdato=day.isoformat(),
        sluttdato=slutt.isoformat() if slutt else None,
        antattOppholdsvarighet=dice.pick(VARIGHETER),
        antallTidligereOpphold=dice.below(3) if dice.chance(0.5) else None,
        **origin,
    )
    add(document, "oppholdPaaSvalbard", entry)


def doedsbo(document: Document, clerk: Clerk, day: date, kind: str = "", arving: str | None = None) -> None:
    """Whom to contact about the estate: a person (by id, or by name and birth), a lawyer, an organisation."""
    dice = clerk.dice
    kind = kind or dice.weighted((("person", 70), ("advokat", 20), ("organisasjon", 10)))
    name = NameGiver(dice).navn().fields()
    if kind == "person":
        born = dice.day(date(1950, 1, 1), date(1995, 12, 31)).isoformat()
        contact = {"foedselsEllerDNummer": arving} if arving else {"foedselsdato": born, "personnavn": name}
    elif kind == "advokat":
        contact = {"personnavn": name, "organisasjonsnavn": "Lanterne Advokater AS"}
        contact["organisasjonsnummer"] = clerk.numbers.organisasjonsnummer()
    else:
        contact = {"organisasjonsnavn": "Kompass Boforvaltning", "kontaktpersonnavn": name}
        contact["organisasjonsnummer"] = clerk.numbers.organisasjonsnummer()
    entry = clerk.entry(
        day,
        "Melding om doedsbo",
        **{kind: contact},
        skifteform=dice.pick(("offentlig", "annet")),
        attestutstedelsesdato=day.isoformat(),
        adresse=doedsbo_adresse(clerk),
    )
    replace(document, "kontaktinformasjonForDoedsbo", entry)


def doedsbo_adresse(clerk: Clerk) -> dict:
    """The address of an estate's contact."""
    dice = clerk.dice
    lines = [f"Oppdiktet gate {dice.between(1, 99)}", "Bakgården"][: dice.between(1, 2)]
    country = {"landkode": "NOR"} if dice.chance(0.7) else {}
    return {
        "adresselinje": lines,
        "poststedsnavn": "OPPDIKTET",
        "postnummer": f"{dice.between(1, 9999):04}",
        **country,
    }


def falsk_identitet(document: Document, clerk: Clerk, day: date, rett: str | dict | None = None) -> None:
    """The identity is false; the right one is unknown, or known by its id or by particulars."""
    fields: dict = {"erFalsk": True}
    if rett is None:
        fields["rettIdentitetErUkjent"] = True
    elif isinstance(rett, str):
        fields["rettIdentitetVedIdentifikasjonsnummer"] = rett
    else:
        fields["rettIdentitetVedOpplysninger"] = rett
    document["falskIdentitet"] = clerk.entry(day, "Falsk identitet", **fields)


def opplysninger(land: Land, clerk: Clerk) -> dict:
    """Somebody's right identity by particulars."""
    someone = outsider(clerk.dice)
    return {
        "personnavn": someone["navn"],
        "foedselsdato": someone["foedselsdato"],
        "statsborgerskap": [land.alpha3],
        "kjoenn": someone["kjoenn"],
    }


def _old_verge(verge: str | None, clerk: Clerk) -> dict:
    dice = clerk.dice
    who = {"foedselsEllerDNummer": verge} if verge else {"navn": NameGiver(dice).navn().fields()}
    within = {"omfangetErInnenPersonligOmraade": dice.chance(0.5)} if dice.chance(0.6) else {}
    return {**who, "omfang": dice.pick(OMFANG), **within}


def _new_verge(verge: str | None, clerk: Clerk) -> dict:
    dice = clerk.dice
    if verge:
        who: dict = {"foedselsEllerDNummer": verge}
    else:
        someone = outsider(dice)
        who = {"navnFoedselsdato": {"personnavn": someone["navn"], "foedselsdato": someone["foedselsdato"]}}
        who["navnFoedselsdato"] |= {
            "kjoenn": someone["kjoenn"],
            "statsborgerskap": [someone["statsborgerskap"]],
        }
    first = dice.below(len(TJENESTER))
    chosen = TJENESTER[first : first + dice.between(1, 6)]
    tasks = [{"vergeTjenestevirksomhet": where, "vergeTjenesteoppgave": what} for where, what in chosen]
    return {**who, "tjenesteomraade": tasks}
