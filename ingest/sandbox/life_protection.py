"""Protection given and lifted: the time-critical events."""

from ingest.sandbox import changes
from ingest.sandbox.clerk import Document, current
from ingest.sandbox.life import Life, has_home, status_of


def protect(life: Life) -> None:
    """Somebody gets protection, alone or with the household; of strengt fortrolig people all addresses go."""
    found = life.find(
        lambda document: has_home(document) and "strengtFortrolig" not in changes.grades(document)
    )
    if not found:
        return
    level = life.dice.pick(("fortrolig", "strengtFortrolig"))
    chosen = life.household(*found) if life.dice.chance(0.4) else [found]
    for identifier, document in chosen:
        if level not in changes.grades(document):
            changes.protect(document, life.clerk, life.lately(3), level)
            life.tell(identifier, "endringIAdressebeskyttelse", document)


def lift(life: Life) -> None:
    """Protection ends. Who had no address gets a new one."""
    found = life.find(lambda document: bool(changes.grades(document)) and status_of(document) == "bosatt")
    if found:
        identifier, document = found
        home = life.families.country.somewhere().dwelling()
        changes.lift_protection(document, life.clerk, life.lately(3), home)
        life.tell(identifier, "endringIAdressebeskyttelse", document)


def grade_one_address(life: Life) -> None:
    """One address becomes a klientadresse, or ceases to be one; the person is not protected."""
    found = life.find(lambda document: has_home(document) and not changes.grades(document))
    if not found:
        return
    identifier, document = found
    element = _address_to_grade(document)
    entry = current(document, element)
    graded = entry["adressegradering"] == "klientadresse"
    entry["adressegradering"] = "ugradert" if graded else "klientadresse"
    entry["ajourholdstidspunkt"] = life.clerk.registered(None)
    own_type = "endringIBostedsadresse" if element == "bostedsadresse" else "endringIOppholdsadresse"
    life.tell(identifier, life.dice.pick(("endringIAdressebeskyttelse", own_type)), document)


def _address_to_grade(document: Document) -> str:
    return "oppholdsadresse" if current(document, "oppholdsadresse") else "bostedsadresse"
