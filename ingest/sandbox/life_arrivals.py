"""Births and names, deaths and their annulment."""

from datetime import timedelta

from ingest.sandbox import changes
from ingest.sandbox.clerk import current
from ingest.sandbox.documents import write
from ingest.sandbox.kinship import familierelasjon, foreldreansvar
from ingest.sandbox.life import Life, age_of, status_of
from ingest.sandbox.names import Navn, temporary
from ingest.sandbox.people import Ansvar, Person


def birth(life: Life) -> None:
    """A child is born: created, then related to its parents, on its own document and on theirs."""
    found = life.find(
        lambda d: status_of(d) == "bosatt" and 20 <= age_of(d, life.today) <= 42 and _is_mother(d)
    )
    if not found:
        return
    mother, document = found
    day = life.lately(12)
    kjoenn = life.dice.pick(("kvinne", "mann"))
    name = current(document, "navn")
    child = Person(
        life.families.numbers.foedselsnummer(day, kjoenn),
        day,
        kjoenn,
        temporary(Navn(name["fornavn"], name["etternavn"]), kjoenn),
    )
    parents = [
        (mother, "mor"),
        *((father, "far") for father in life.related(document, "ektefelleEllerPartner")[:1]),
    ]
    newborn = write(child, life.clerk)
    if "strengtFortrolig" not in changes.grades(document):
        newborn["bostedsadresse"] = [
            dict(entry) for entry in document.get("bostedsadresse", []) if entry["erGjeldende"]
        ]
        for entry in newborn["bostedsadresse"]:
            entry["gyldighetstidspunkt"], entry["flyttedato"] = life.clerk.midnight(day), day.isoformat()
    life.people.append(child.identifikator)
    life.unnamed.append(child.identifikator)
    life.tell(child.identifikator, "personErOpprettet", newborn)
    newborn["familierelasjon"] = [
        familierelasjon(other, role, "barn", day, life.clerk) for other, role in parents
    ]
    life.tell(child.identifikator, "endringIFamilierelasjon", newborn)
    rows = []
    for other, role in parents:
        row = {
            "ansvar": "felles" if len(parents) > 1 else "mor",
            "ansvarssubjekt": child.identifikator,
            "ansvarlig": other,
        }
        rows.append(life.clerk.entry(day, "Fødsel", **row))
    newborn["foreldreansvar"] = rows
    life.tell(child.identifikator, "endringIForeldreansvar", newborn)
    for (other, role), row in zip(parents, rows, strict=True):
        parent = life.document(other)
        parent.setdefault("familierelasjon", []).insert(
            0, familierelasjon(child.identifikator, "barn", role, day, life.clerk)
        )
        life.tell(other, "endringIFamilierelasjon", parent)
        parent.setdefault("foreldreansvar", []).insert(0, dict(row))
        life.tell(other, "endringIForeldreansvar", parent)


def naming(life: Life) -> None:
    """The oldest unnamed child gets its name."""
    if not life.unnamed:
        return
    identifier = life.unnamed.pop(0)
    document = life.document(identifier)
    surname = current(document, "navn")["etternavn"]
    del document["navn"]
    changes.rename(
        document, life.clerk, life.lately(10), life.families.names.navn(surname), "Første gangs navnevalg"
    )
    life.tell(identifier, "endringINavn", document)


def death(life: Life) -> None:
    """Somebody dies; a spouse becomes a widow or widower."""
    found = life.find(lambda d: status_of(d) == "bosatt" and age_of(d, life.today) > 60)
    if not found:
        return
    identifier, document = found
    day = life.lately()
    changes.die(document, life.clerk, day)
    life.dead.append(identifier)
    life.tell(identifier, "personErDoed", document)


def annulled_death(life: Life) -> None:
    """A death was registered by mistake."""
    if not life.dead:
        return
    identifier = life.dead.pop()
    document = life.document(identifier)
    changes.revive(document, life.clerk)
    life.tell(identifier, "personErReaktivert", document)


def _is_mother(document: dict) -> bool:
    return current(document, "kjoenn")["kjoenn"] == "kvinne"
