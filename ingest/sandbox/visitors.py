"""People without a home in Norway: those on a d-nummer, and the few other kinds of personstatus."""

from datetime import date, timedelta
from functools import partial

from ingest.sandbox.clerk import Clerk, Document, add
from ingest.sandbox.families import Families
from ingest.sandbox.homes import oppholdsadresse, postadresse_i_utlandet
from ingest.sandbox.lands import LAND, Land
from ingest.sandbox.people import Person
from ingest.sandbox.places import Dwelling

D_NUMMER_VALID = timedelta(days=5 * 365)
SHARE_OF_D_NUMMER = 0.92
OTHERS = ("ikkeBosatt", "foedselsregistrert", "forsvunnet")


def visitor(families: Families) -> Person:
    """Somebody on a d-nummer, or now and then a fødselsnummer without residence."""
    dice, today = families.dice, families.today
    born = dice.day(date(1950, 1, 1), date(2012, 12, 31))
    if dice.chance(SHARE_OF_D_NUMMER):
        return on_d_nummer(families, born, dice.day(today - timedelta(days=3000), today))
    return never_resident(families, born, dice.pick(OTHERS))


def on_d_nummer(families: Families, born: date, came: date, land: Land | None = None) -> Person:
    """Active for five years, then inactive; no bostedsadresse, maybe another address."""
    dice = families.dice
    kjoenn = dice.pick(("kvinne", "mann"))
    person = Person(families.numbers.d_nummer(born, kjoenn), born, kjoenn, families.names.navn(), since=came)
    person.land, person.born_abroad = land or dice.pick(LAND), True
    person.status = "midlertidig" if came + D_NUMMER_VALID > families.today else "inaktiv"
    if dice.chance(0.6):
        home = families.country.somewhere().dwelling()
        person.changes.append(partial(stay, home=home, day=came))
    if dice.chance(0.5):
        person.changes.append(partial(post_abroad, land=person.land, day=came))
    return person


def never_resident(families: Families, born: date, status: str) -> Person:
    """A fødselsnummer without residence: born here and not to stay, born abroad of Norwegians, or missing."""
    kjoenn = families.dice.pick(("kvinne", "mann"))
    number = families.numbers.foedselsnummer(born, kjoenn)
    person = Person(number, born, kjoenn, families.names.navn(), since=born, status=status)
    person.born_abroad = status == "ikkeBosatt"
    person.land = families.dice.pick(LAND) if status != "forsvunnet" else None
    return person


def stay(document: Document, clerk: Clerk, home: Dwelling, day: date) -> None:
    """An oppholdsadresse in Norway."""
    add(document, "oppholdsadresse", oppholdsadresse(home, day, clerk, "norsk"))


def post_abroad(document: Document, clerk: Clerk, land: Land, day: date) -> None:
    """A postal address abroad."""
    add(document, "postadresseIUtlandet", postadresse_i_utlandet(land, day, clerk))
