"""The address elements of a person document. Source: freg.md 5.2 and 5.3."""

from datetime import date

from ingest.sandbox.clerk import Clerk, Document, Entry
from ingest.sandbox.lands import LAND, Land
from ingest.sandbox.people import DeltBosted, Person
from ingest.sandbox.places import RENUMBERED, Dwelling

SHARE_POST = 0.07
SHARE_POST_ABROAD = 0.012
SHARE_OPPHOLD = 0.015
SHARE_CO = 0.012
OPPHOLD_ELSEWHERE = ("militaer", "utenriks", "paaSvalbard", "pendler")


def write_homes(document: Document, person: Person, clerk: Clerk) -> None:
    """`bostedsadresse` with history, `deltBosted`, and for a few people the other kinds of address."""
    document["bostedsadresse"] = bostedsadresser(person, clerk)
    if person.delt_bosted:
        document["deltBosted"] = [entry for row in person.delt_bosted for entry in delt_bosted(row, clerk)]
    dice = clerk.dice
    if dice.chance(SHARE_OPPHOLD):
        document["oppholdsadresse"] = [
            oppholdsadresse(person.home, dice.day(person.since, clerk.today), clerk)
        ]
    if dice.chance(SHARE_POST):
        document["postadresse"] = [postadresse(person.home, dice.day(person.since, clerk.today), clerk)]
    if dice.chance(SHARE_POST_ABROAD):
        land = person.land or dice.pick(LAND)
        document["postadresseIUtlandet"] = [postadresse_i_utlandet(land, person.since, clerk)]


def bostedsadresser(person: Person, clerk: Clerk) -> list[Entry]:
    """Where the person lives and has lived, newest first."""
    entries: list[Entry] = []
    until: date | None = None
    for home, since in [(person.home, person.since), *person.earlier_homes]:
        aarsak = _reason(since, person, clerk)
        entries.extend(periods(home, since, until, aarsak, clerk, **at_home(home, since, clerk)))
        until = since
    return entries


def at_home(home: Dwelling, flyttedato: date, clerk: Clerk) -> dict:
    """The fields of `bostedsadresse` beside the address itself."""
    near = {"naerAdresseIdentifikatorFraMatrikkelen": home.identifikator} if clerk.dice.chance(0.01) else {}
    return {**near, "adressegradering": "ugradert", "flyttedato": flyttedato.isoformat(), **home.kretser}


def bostedsadresse(home: Dwelling, since: date, clerk: Clerk, aarsak: str = "Flytting innenlands") -> Entry:
    """One current `bostedsadresse`."""
    return periods(home, since, None, aarsak, clerk, **at_home(home, since, clerk))[0]


def periods(
    home: Dwelling, since: date, until: date | None, aarsak: str, clerk: Clerk, **fields: object
) -> list[Entry]:
    """The entries of one stay: two of the same gyldighetstidspunkt when the kommune was renumbered."""
    co = _co(clerk)
    numbers = [home.kommune.number_on(since)]
    if home.kommune.was_renumbered and since < RENUMBERED and (until is None or until > RENUMBERED):
        numbers.insert(0, home.kommune.nummer)
    entries = []
    for position, number in enumerate(numbers):
        reason = "Kommuneregulering" if number != numbers[-1] else aarsak
        entry = clerk.entry(since, reason, **_with_co(home.address(number), home.kind, co), **fields)
        entry["erGjeldende"] = until is None and position == 0
        if reason == "Kommuneregulering":
            entry["ajourholdstidspunkt"] = clerk.registered(RENUMBERED)
        elif entries:
            entry["gyldighetstidspunkt"] = entries[0].get("gyldighetstidspunkt", clerk.start_of(since))
        entries.append(entry)
    return entries


def delt_bosted(row: DeltBosted, clerk: Clerk) -> list[Entry]:
    """A child's other home. It stays current until somebody ends it, which is not always done."""
    fields = {"adressegradering": "ugradert", "startdatoForKontrakt": row.start.isoformat()}
    if row.slutt:
        fields["sluttdatoForKontrakt"] = row.slutt.isoformat()
    ended = row.slutt if clerk.dice.chance(0.6) else None
    entries = periods(row.home, row.start, ended, "Delt bosted", clerk, **fields)
    if ended:
        entries[0]["opphoerstidspunkt"] = clerk.start_of(ended)
    return entries


def oppholdsadresse(home: Dwelling, since: date, clerk: Clerk, kind: str = "") -> Entry:
    """A stay elsewhere: at an address in Norway or abroad, at a kind of place, or unknown."""
    dice = clerk.dice
    fields: dict = {"adressegradering": "ugradert", "oppholdsadressedato": since.isoformat()}
    kind = kind or dice.weighted((("norsk", 50), ("annet", 25), ("utland", 15), ("ukjent", 10)))
    if kind == "norsk":
        fields = {**home.address(home.kommune.nummer), **fields}
    if kind == "annet":
        fields["oppholdAnnetSted"] = dice.pick(OPPHOLD_ELSEWHERE)
    if kind == "utland":
        fields["utenlandskAdresse"] = foreign_address(dice.pick(LAND), clerk)
    if kind == "ukjent":
        fields["adressenErUkjent"] = True
    return clerk.entry(since, "Opphold", **fields)


def postadresse(home: Dwelling, since: date, clerk: Clerk, kind: str = "") -> Entry:
    """A postal address: a box, a street address, free form, or two of them at once."""
    dice = clerk.dice
    kind = kind or dice.weighted((("boks", 40), ("veg", 30), ("fri", 20), ("begge", 10)))
    poststed = home.body["poststed"]
    fields: dict = {}
    if kind in ("boks", "begge"):
        fields["postboksadresse"] = {"postboks": f"Postboks {dice.between(1, 999)}", "poststed": poststed}
        if dice.chance(0.3):
            fields["postboksadresse"]["postbokseier"] = dice.pick(("Lanterne AS", "Kompass forvaltning", ""))
    if kind == "veg":
        parts = ("adressenavn", "adressenummer", "adressekode", "bruksenhetsnummer", "adressetilleggsnavn")
        fields["vegadresse"] = {
            **{part: home.body[part] for part in parts if part in home.body},
            "poststed": poststed,
        }
        fields["adresseIdentifikatorFraMatrikkelen"] = home.identifikator
    if kind in ("fri", "begge"):
        lines = ["c/o Spilledåsen", f"Etasje {dice.between(1, 9)}", "Bakgården"][: dice.between(1, 3)]
        fields["postadresseIFrittFormat"] = {"adresselinje": lines, "poststed": poststed}
    return clerk.entry(since, "Kontaktadresse", **fields, adressegradering="ugradert")


def postadresse_i_utlandet(land: Land, since: date, clerk: Clerk) -> Entry:
    """A postal address abroad, structured or in free form; the country is given by two letters."""
    if clerk.dice.chance(0.5):
        address = {"utenlandskAdresse": foreign_address(land, clerk)}
    else:
        lines = [f"Oppdiktet linje {number}" for number in range(1, clerk.dice.between(1, 3) + 1)]
        free = {
            "adresselinje": lines,
            "postkode": _postkode(clerk),
            "byEllerStedsnavn": land.by,
            "landkode": land.alpha2,
        }
        address = {"utenlandskAdresseIFrittFormat": free}
    return clerk.entry(since, "Kontaktadresse", adressegradering="ugradert", **address)


def foreign_address(land: Land, clerk: Clerk) -> dict:
    """An *InternasjonalAdresse*, with some of the fields that few have."""
    dice = clerk.dice
    address = {"adressenavn": f"Oppdiktet gate {dice.between(1, 200)}", "postkode": _postkode(clerk)}
    address |= {"byEllerStedsnavn": land.by, "landkode": land.alpha2}
    rare = {
        "coAdressenavn": "",
        "bygning": "B",
        "etasjenummer": str(dice.between(1, 20)),
        "boenhet": str(dice.between(1, 90)),
        "postboks": str(dice.between(1, 900)),
        "distriktsnavn": "Oppdiktet distrikt",
        "region": "Oppdiktet region",
    }
    return address | {name: value for name, value in rare.items() if dice.chance(0.2)}


def ukjent_bosted(bostedskommune: str | None, since: date, clerk: Clerk) -> Entry:
    """Somebody who lives in Norway, at no known address, in a known municipality or in none."""
    place = {"bostedskommune": bostedskommune} if bostedskommune else {}
    fields = {"adressegradering": "ugradert", "flyttedato": since.isoformat()}
    return clerk.entry(since, "Ukjent bosted", ukjentBosted=place, **fields)


def _reason(since: date, person: Person, clerk: Clerk) -> str:
    if since == person.born:
        return clerk.dice.pick(("Fødsel", "Grunnbefolkning", "Årsakskode fra DSF: "))
    return "Innflytting" if since == person.immigrated else "Flytting innenlands"


def _co(clerk: Clerk) -> str | None:
    if not clerk.dice.chance(SHARE_CO):
        return None
    return clerk.dice.pick(("", "Lanterne Kompass", "Hybel hos Mosegård"))


def _with_co(address: dict, kind: str, co: str | None) -> dict:
    return address if co is None else {**address, kind: {**address[kind], "coAdressenavn": co}}


def _postkode(clerk: Clerk) -> str:
    return f"X-{clerk.dice.between(1000, 99999)}"
