"""Moves within Norway and protection."""

from ingest.sandbox import changes
from ingest.sandbox.life import Life, dwelling_of, status_of


def move_within(life: Life) -> None:
    """A household moves."""
    found = life.find(lambda d: status_of(d) == "bosatt" and dwelling_of(d) is not None)
    if not found:
        return
    home = life.families.country.somewhere().dwelling()
    day = life.lately()
    for identifier, document in life.household(*found):
        changes.move(document, life.clerk, day, home)
        life.tell(identifier, "endringIBostedsadresse", document)


move_between = move_within


def protect(life: Life) -> None:
    """Somebody gets protection."""
    found = life.find(lambda d: status_of(d) == "bosatt" and not changes.grades(d))
    if found:
        identifier, document = found
        changes.protect(
            document, life.clerk, life.lately(), life.dice.pick(("fortrolig", "strengtFortrolig"))
        )
        life.tell(identifier, "endringIAdressebeskyttelse", document)
