"""Moves: within and between municipalities, abroad and back; and changes of address without a move."""

from ingest.sandbox import changes
from ingest.sandbox.clerk import Document, current, replace
from ingest.sandbox.homes import oppholdsadresse, postadresse, postadresse_i_utlandet, ukjent_bosted
from ingest.sandbox.lands import LAND
from ingest.sandbox.life import Life, has_home, kommune_of, status_of
from ingest.sandbox.places import Town


def move_within(life: Life) -> None:
    """A household moves within its municipality."""
    found = life.find(has_home)
    if found:
        _move(life, *found, life.families.country.town(kommune_of(found[1])))


def move_between(life: Life) -> None:
    """A household moves to another municipality, mostly one of the populated ones."""
    country = life.families.country
    found = life.find(has_home)
    if found:
        _move(life, *found, country.somewhere() if life.dice.chance(0.9) else country.elsewhere())


def corrected_address(life: Life) -> None:
    """The address is rewritten, and nobody moves: a new bruksenhetsnummer for the whole household."""
    found = life.find(
        lambda document: has_home(document) and "vegadresse" in current(document, "bostedsadresse")
    )
    if not found:
        return
    for identifier, document in life.household(*found):
        entry = current(document, "bostedsadresse")
        unit = entry.get("vegadresse") or entry["matrikkeladresse"]
        unit["bruksenhetsnummer"] = f"H0{1 + int(unit['bruksenhetsnummer'][2]) % 9}01"
        entry["aarsak"] = "Adresseoppdatering"
        entry["ajourholdstidspunkt"] = life.clerk.registered(None)
        life.tell(identifier, "endringIBostedsadresseUtenFlytting", document)


def lost_home(life: Life) -> None:
    """Nobody knows any longer where a person lives, only in which municipality, or not even that."""
    found = life.find(has_home)
    if found:
        identifier, document = found
        kommune = kommune_of(document) if life.dice.chance(0.5) else None
        replace(document, "bostedsadresse", ukjent_bosted(kommune, life.lately(), life.clerk))
        changes.grade_addresses(document)
        life.tell(identifier, "endringIBostedsadresse", document)


def emigration(life: Life) -> None:
    """A household emigrates."""
    found = life.find(has_home)
    if not found:
        return
    day, land = life.lately(), life.dice.pick(LAND)
    for identifier, document in life.household(*found):
        changes.emigrate(document, life.clerk, day, land)
        life.tell(identifier, "personErUtflyttet", document)


def return_home(life: Life) -> None:
    """Somebody who had emigrated comes back."""
    found = life.find(lambda document: status_of(document) == "utflyttet")
    if found:
        identifier, document = found
        home = life.families.country.somewhere().dwelling()
        changes.come_home(document, life.clerk, life.lately(), life.dice.pick(LAND), home)
        life.tell(identifier, "personErBosatt", document)


def stay(life: Life) -> None:
    """An oppholdsadresse begins, or the one there was ends."""
    found = life.find(
        lambda document: status_of(document) in ("bosatt", "midlertidig") and not _hidden(document)
    )
    if not found:
        return
    identifier, document = found
    if current(document, "oppholdsadresse"):
        changes.end(document, "oppholdsadresse", life.clerk.start_of(life.today))
    else:
        home = life.families.country.somewhere().dwelling()
        replace(document, "oppholdsadresse", oppholdsadresse(home, life.lately(), life.clerk))
        changes.grade_addresses(document)
    life.tell(identifier, "endringIOppholdsadresse", document)


def post(life: Life) -> None:
    """A new postal address, in Norway or abroad."""
    found = life.find(lambda document: status_of(document) == "bosatt" and not _hidden(document))
    if not found:
        return
    identifier, document = found
    home = life.families.country.somewhere().dwelling()
    if life.dice.chance(0.8):
        replace(document, "postadresse", postadresse(home, life.lately(), life.clerk))
    else:
        entry = postadresse_i_utlandet(life.dice.pick(LAND), life.lately(), life.clerk)
        replace(document, "postadresseIUtlandet", entry)
    changes.grade_addresses(document)
    life.tell(identifier, "endringIKontaktinformasjon", document)


def _move(life: Life, identifier: str, document: Document, town: Town) -> None:
    home, day = town.dwelling(), life.lately()
    together = life.household(identifier, document) if life.dice.chance(0.7) else [(identifier, document)]
    for member, its in together:
        changes.move(its, life.clerk, day, home)
        life.tell(member, "endringIBostedsadresse", its)


def _hidden(document: Document) -> bool:
    return "strengtFortrolig" in changes.grades(document)
