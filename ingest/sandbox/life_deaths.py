"""Deaths: of the person and for the spouse and children, their annulment and correction, and the estate."""

from datetime import date

from ingest.sandbox import changes, rare
from ingest.sandbox.clerk import Document, current_entries
from ingest.sandbox.life import Life, status_of


def death(life: Life) -> None:
    """Somebody dies; a spouse is widowed, and parental responsibility is left to the other parent."""
    least = 65 if life.dice.chance(0.85) else 1
    statuses = ("bosatt", "utflyttet") if life.dice.chance(0.1) else ("bosatt",)
    found = life.find(lambda document: status_of(document) in statuses and life.age(document) > least)
    if not found:
        return
    identifier, document = found
    day = life.lately()
    spouses = life.related(document, "ektefelleEllerPartner")
    changes.die(document, life.clerk, day)
    life.dead.append(identifier)
    life.tell(identifier, "personErDoed", document)
    for spouse in spouses:
        _widow(life, spouse, identifier, day)
    for child in life.related(document, "barn"):
        _end_ansvar(life, child, identifier, day)


def annulled_death(life: Life) -> None:
    """A death registered by mistake is annulled; there is no event type of its own for that."""
    identifier, document = _one_of_the_dead(life)
    if document:
        life.dead.remove(identifier)
        changes.revive(document, life.clerk)
        life.tell(identifier, life.dice.pick(("personErReaktivert", "endringIDoedsfall")), document)
        for spouse in life.related(document, "ektefelleEllerPartner"):
            _unwidow(life, spouse)


def corrected_death(life: Life) -> None:
    """The day of death is corrected: annulled first, then registered anew."""
    identifier, document = _one_of_the_dead(life)
    if document:
        changes.revive(document, life.clerk)
        life.tell(identifier, "personErReaktivert", document)
        changes.die(document, life.clerk, life.lately())
        life.tell(identifier, "personErDoed", document)


def estate(life: Life) -> None:
    """A contact for the estate of somebody who has died."""
    identifier, document = _one_of_the_dead(life)
    if document:
        heirs = life.related(document, "barn", "ektefelleEllerPartner")
        arving = life.dice.pick(heirs) if heirs and life.dice.chance(0.5) else None
        rare.doedsbo(document, life.clerk, life.today, arving=arving)
        life.tell(identifier, "endringIKontaktopplysningerForDoedsbo", document)


def _one_of_the_dead(life: Life) -> tuple[str, Document | None]:
    """Somebody who died in this world and is still dead."""
    for identifier in life.dead[-5:]:
        document = life.document(identifier)
        if identifier in life.register.newest and status_of(document) == "doed":
            return identifier, document
    return "", None


def _widow(life: Life, spouse: str, dead: str, day: date) -> None:
    document = life.document(spouse)
    if not document or status_of(document) == "doed" or life.dice.chance(0.03):
        return
    changes.become(document, life.clerk, day, "enkeEllerEnkemann", dead)
    life.tell(spouse, "endringISivilstand", document)
    changes.end_relations(document, life.clerk, day, "ektefelleEllerPartner", life.same_person(dead))
    life.tell(spouse, "endringIFamilierelasjon", document)


def _unwidow(life: Life, spouse: str) -> None:
    document = life.document(spouse)
    rows = document.get("sivilstand", []) if document else []
    if len(rows) > 1 and rows[0]["sivilstand"] == "enkeEllerEnkemann":
        del rows[0]
        rows[0]["erGjeldende"] = True
        life.tell(spouse, "endringISivilstand", document)


def _end_ansvar(life: Life, child: str, dead: str, day: date) -> None:
    """The dead holder's row ends on the child's document; for some it is forgotten."""
    document = life.document(child)
    if not document or life.age(document) >= 18 or life.dice.chance(0.3):
        return
    rows = [row for row in current_entries(document, "foreldreansvar") if row.get("ansvarlig") == dead]
    for row in rows:
        row["erGjeldende"] = False
        row["opphoerstidspunkt"] = life.clerk.start_of(day)
    if rows:
        life.tell(child, "endringIForeldreansvar", document)
