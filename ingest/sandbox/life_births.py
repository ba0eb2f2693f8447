"""Births: the child, its relations and responsibility on every document concerned, and later its name."""

from datetime import date

from ingest.sandbox import changes, fates
from ingest.sandbox.clerk import Document, add, current
from ingest.sandbox.documents import write
from ingest.sandbox.kinship import familierelasjon
from ingest.sandbox.life import Life, is_woman, lives_here
from ingest.sandbox.names import Navn, temporary
from ingest.sandbox.people import Person

Parents = list[tuple[str, str]]  # id and role


def birth(life: Life) -> None:
    """A child is born, or two: created, then related to its parents, on every document concerned."""
    found = life.find(
        lambda document: lives_here(document) and is_woman(document) and 19 <= life.age(document) <= 43
    )
    if not found:
        return
    parents = [(found[0], "mor"), *_second_parent(life, found)]
    day = life.lately(12)
    for _ in range(2 if life.dice.chance(0.03) else 1):
        _be_born(life, parents, day)


def naming(life: Life) -> None:
    """The child that has waited longest gets its name; the temporary one is annulled or, by mistake, kept."""
    if not life.unnamed:
        return
    identifier = life.register.resolve(life.unnamed.pop(0))
    document = life.document(identifier)
    if not document or "navn" not in document:
        return
    name = life.families.names.navn(current(document, "navn")["etternavn"])
    if life.dice.chance(0.8):
        del document["navn"]
    changes.rename(document, life.clerk, life.lately(10), name, "Første gangs navnevalg")
    life.tell(identifier, "endringINavn", document)


def stillbirth(life: Life) -> None:
    """A stillborn child: a relation on the mother's document, and nobody new."""
    found = life.find(
        lambda document: lives_here(document) and is_woman(document) and 20 <= life.age(document) <= 43
    )
    if found:
        identifier, document = found
        fates.stillborn(document, life.clerk, life.lately(), None)
        life.tell(identifier, "endringIFamilierelasjon", document)


def _second_parent(life: Life, mother: tuple[str, Document]) -> Parents:
    """The spouse, else somebody she has a child with, else now and then a man unknown until now."""
    spouse = life.related(mother[1], "ektefelleEllerPartner")
    others = [parent for child in life.related(mother[1], "barn") for parent in _other_parents(life, child)]
    for candidate in (*spouse, *others):
        document = life.document(candidate)
        if document and lives_here(document):
            return [(candidate, "medmor" if is_woman(document) else "far")]
    if life.dice.chance(0.3):
        return []
    man = life.find(
        lambda document: lives_here(document) and not is_woman(document) and 20 <= life.age(document) <= 50
    )
    return [] if man is None or life.are_kin(mother, man) else [(man[0], "far")]


def _other_parents(life: Life, child: str) -> list[str]:
    document = life.document(child)
    return life.related(document, "far", "medmor") if document else []


def _be_born(life: Life, parents: Parents, day: date) -> None:
    mother = life.document(parents[0][0])
    child, document = _newborn(life, mother, day)
    life.people.append(child)
    life.unnamed.append(child)
    life.tell(child, "personErOpprettet", document)
    document["familierelasjon"] = [
        familierelasjon(parent, role, "barn", day, life.clerk) for parent, role in parents
    ]
    life.tell(child, "endringIFamilierelasjon", document)
    rows = _rows(life, child, parents, day)
    if rows:
        document["foreldreansvar"] = list(rows.values())
        life.tell(child, "endringIForeldreansvar", document)
    for parent, role in parents:
        document = life.document(parent)
        add(document, "familierelasjon", familierelasjon(child, "barn", role, day, life.clerk))
        life.tell(parent, "endringIFamilierelasjon", document)
        if parent in rows:
            add(document, "foreldreansvar", rows[parent])
            life.tell(parent, "endringIForeldreansvar", document)


def _newborn(life: Life, mother: Document, day: date) -> tuple[str, Document]:
    """The child's first document: it lives where its mother does, and is protected as she is."""
    kjoenn = life.dice.pick(("kvinne", "mann"))
    name = current(mother, "navn")
    temporary_name = temporary(Navn(name["fornavn"], name["etternavn"]), kjoenn)
    child = Person(life.families.numbers.foedselsnummer(day, kjoenn), day, kjoenn, temporary_name)
    document = write(child, life.clerk)
    changes.live_with(document, life.clerk, day, mother, "Fødsel")
    for level in changes.grades(mother):
        changes.protect(document, life.clerk, day, level)
    return child.identifikator, document


def _rows(life: Life, child: str, parents: Parents, day: date) -> dict[str, Document]:
    """Responsibility by holder: shared, the mother's alone, or none registered."""
    kind = life.dice.weighted((("felles", 85), ("mor", 12), ("none", 3))) if len(parents) == 2 else "mor"
    holders = [] if kind == "none" else [parent for parent, role in parents if kind in ("felles", role)]
    fields = {"ansvar": kind, "ansvarssubjekt": child}
    return {holder: life.clerk.entry(day, "Fødsel", **fields, ansvarlig=holder) for holder in holders}
