"""What can happen to a person's document. The makers of the population and life use the same.

Every function changes `document` in place and writes its entries by the clerk.
"""

from collections.abc import Callable
from datetime import date

from ingest.sandbox.abroad import innflytting, utflytting
from ingest.sandbox.clerk import Clerk, Document, add, current, current_entries, end, replace
from ingest.sandbox.documents import navn
from ingest.sandbox.homes import bostedsadresse, postadresse_i_utlandet
from ingest.sandbox.kinship import sivilstand
from ingest.sandbox.lands import Land
from ingest.sandbox.names import Navn
from ingest.sandbox.places import Dwelling

ADDRESSES = ("bostedsadresse", "deltBosted", "oppholdsadresse", "postadresse", "postadresseIUtlandet")
IN_NORWAY = ("bostedsadresse", "deltBosted", "oppholdsadresse")
CEASED_KEEPS = ("identifikasjonsnummer", "status", "sivilstand", "falskIdentitet")
METADATA = (
    "ajourholdstidspunkt",
    "erGjeldende",
    "kilde",
    "aarsak",
    "gyldighetstidspunkt",
    "opphoerstidspunkt",
)


def set_status(document: Document, clerk: Clerk, day: date, status: str, aarsak: str = "") -> None:
    """A new personstatus."""
    replace(document, "status", clerk.entry(day, aarsak, status=status))


def die(document: Document, clerk: Clerk, day: date, *, day_known: bool = True) -> None:
    """The person dies: status, doedsfall, and no current address in Norway."""
    set_status(document, clerk, day, "doed", "Dødsfall")
    fields = {"doedsdato": day.isoformat()} if day_known else {}
    document["doedsfall"] = clerk.entry(day, "Dødsfall", **fields)
    for element in IN_NORWAY:
        end(document, element, clerk.start_of(day))


def revive(document: Document, clerk: Clerk) -> None:
    """The death is annulled: the home it ended is current again, and no trace of it is left."""
    del document["doedsfall"]
    document.pop("kontaktinformasjonForDoedsbo", None)
    status = document["status"]
    status[:] = [entry for entry in status if entry["status"] != "doed"] or [
        clerk.entry(None, status="bosatt")
    ]
    status[0]["erGjeldende"] = True
    if status[0]["status"] == "bosatt":
        reopen_home(document)


def reopen_home(document: Document) -> None:
    """Make the newest bostedsadresse current again."""
    for entry in document.get("bostedsadresse", ())[:1]:
        entry["erGjeldende"] = True
        entry.pop("opphoerstidspunkt", None)


def emigrate(document: Document, clerk: Clerk, day: date, land: Land) -> None:
    """The person moves abroad; for most, a postal address there is known."""
    set_status(document, clerk, day, "utflyttet", "Utflytting")
    add(document, "utflytting", utflytting(land, day, clerk))
    for element in IN_NORWAY:
        end(document, element, clerk.start_of(day))
    if "strengtFortrolig" not in grades(document) and clerk.dice.chance(0.8):
        replace(document, "postadresseIUtlandet", postadresse_i_utlandet(land, day, clerk))
        grade_addresses(document)


def come_home(document: Document, clerk: Clerk, day: date, land: Land, home: Dwelling) -> None:
    """The person moves to Norway, again or for the first time."""
    set_status(document, clerk, day, "bosatt", "Innflytting")
    add(document, "innflytting", innflytting(land, day, clerk))
    end(document, "postadresseIUtlandet", clerk.start_of(day))
    move(document, clerk, day, home, "Innflytting")


def move(
    document: Document, clerk: Clerk, day: date, home: Dwelling, aarsak: str = "Flytting innenlands"
) -> None:
    """A new bostedsadresse, graded as the person is; of a strengt fortrolig person nothing is written."""
    if "strengtFortrolig" in grades(document):
        return
    replace(document, "bostedsadresse", bostedsadresse(home, day, clerk, aarsak))
    grade_addresses(document)


def grades(document: Document) -> list[str]:
    """The person's current grades."""
    return [entry["graderingsnivaa"] for entry in current_entries(document, "adressebeskyttelse")]


def grade_addresses(document: Document) -> None:
    """Give every address of a fortrolig person that grade."""
    if "fortrolig" in grades(document):
        for element in ADDRESSES:
            for entry in document.get(element, ()):
                entry["adressegradering"] = "fortrolig"


def protect(document: Document, clerk: Clerk, day: date, level: str) -> None:
    """Address protection. `strengtFortrolig` leaves no address but an open postal one."""
    fields = {"graderingsnivaa": level}
    replace(document, "adressebeskyttelse", clerk.entry(day, "Adressebeskyttelse", **fields))
    if level == "strengtFortrolig":
        for element in ADDRESSES:
            document.pop(element, None)
        document["postadresse"] = [open_postadresse(day, clerk)]
    grade_addresses(document)


def lift_protection(document: Document, clerk: Clerk, day: date, home: Dwelling) -> None:
    """Protection ends; its entry becomes history. Addresses lose their grade; who had none gets a new one."""
    strengt = "strengtFortrolig" in grades(document)
    end(document, "adressebeskyttelse", clerk.start_of(day))
    for element in ADDRESSES:
        for entry in document.get(element, ()):
            entry["adressegradering"] = "ugradert"
    if strengt:
        end(document, "postadresse", clerk.start_of(day))
        move(document, clerk, day, home)


def open_postadresse(day: date, clerk: Clerk) -> dict:
    """The open postal address of a strengt fortrolig person."""
    box = {"postboks": "Postboks 8000", "poststed": {"poststedsnavn": "OPPDIKTET", "postnummer": "0031"}}
    return clerk.entry(day, "Adressebeskyttelse", postboksadresse=box, adressegradering="ugradert")


def rename(document: Document, clerk: Clerk, day: date, name: Navn, aarsak: str = "Navneendring") -> None:
    """A new name; the one before is history."""
    replace(document, "navn", navn(name, day, clerk, aarsak))


def become(
    document: Document, clerk: Clerk, day: date, kind: str, other: str | None = None, **fields: object
) -> None:
    """A new sivilstand."""
    replace(document, "sivilstand", sivilstand(kind, day, clerk, other, **fields))


def end_relations(
    document: Document, clerk: Clerk, day: date, rolle: str, is_other: Callable[[str], bool]
) -> None:
    """The relation to somebody in a role ends."""
    for entry in current_entries(document, "familierelasjon"):
        if entry["relatertPersonsRolle"] == rolle and is_other(entry.get("relatertPerson", "")):
            entry["erGjeldende"] = False
            entry["opphoerstidspunkt"] = clerk.start_of(day)


def live_with(
    document: Document, clerk: Clerk, day: date, host: Document, aarsak: str = "Flytting innenlands"
) -> bool:
    """Move in where `host` lives, with the grade of that address; False when that cannot be."""
    home = current(host, "bostedsadresse")
    if home is None or "strengtFortrolig" in grades(document):
        return False
    fields = {name: value for name, value in home.items() if name not in METADATA}
    entry = clerk.entry(day, aarsak, **{**fields, "flyttedato": day.isoformat()})
    replace(document, "bostedsadresse", entry)
    grade_addresses(document)
    return True


def live_by_turns(document: Document, clerk: Clerk, day: date, host: Document) -> None:
    """A second home where `host` lives, with the grade of that address."""
    home = current(host, "bostedsadresse")
    kept = ("vegadresse", "matrikkeladresse", "adresseIdentifikatorFraMatrikkelen", "adressegradering")
    fields = {name: home[name] for name in kept if name in home}
    entry = clerk.entry(day, "Delt bosted", **fields, startdatoForKontrakt=day.isoformat())
    replace(document, "deltBosted", entry)
    grade_addresses(document)


def cease(document: Document, clerk: Clerk, day: date) -> None:
    """The identity is no longer valid: the document is nearly empty, its identifier `opphoert`."""
    set_status(document, clerk, day, "opphoert", "Opphøre person")
    in_use = current(document, "identifikasjonsnummer")
    if in_use:
        in_use["status"] = "opphoert"
    for element in [element for element in document if element not in CEASED_KEEPS]:
        del document[element]
