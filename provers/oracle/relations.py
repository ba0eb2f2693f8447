"""A child's relations as the child welfare service sees them, in both directions: fiks.md 5.5 R1, R4, R5 and R7."""

from collections.abc import Iterator
from dataclasses import dataclass

from provers.oracle.children import Child
from provers.oracle.custody import NEUTRAL, PARENTS, SHOWN
from provers.oracle.entries import current, fold, text
from provers.oracle.persons import FORTROLIG, Row, is_dead, names, status_of
from provers.oracle.places import kommune
from provers.oracle.residents import Resident

KNOWN = {
    "familierelasjon": (*PARENTS, "soesken", "barn", "ektefelleellerpartner"),
    "foreldreansvar": (*PARENTS, "felles", "andre"),
}


@dataclass(frozen=True)
class Relation:
    """That somebody's document tells of a relation of a child's. `other` is None for whoever has no number."""

    direction: str
    source: str
    kind: str
    other: str | None

    @property
    def is_of_a_parent(self) -> bool:
        return self.source == "foreldreansvar" or self.kind in PARENTS

    @property
    def label(self) -> str:
        if self.kind not in KNOWN[self.source]:
            return "annen"
        return "ektefelle_eller_partner" if self.kind == "ektefelleellerpartner" else self.kind


def relation_rows(person: Resident) -> list[Row]:
    """A row for each municipality of the child's and each relation that may be told of."""
    if not isinstance(person, Child) or not person.is_of_age(0, 17) or not person.is_resident:
        return []
    told = {tuple(row.items()): row for relation in relations(person) if (row := shown(relation, person))}
    here = {
        kommune(entry): None
        for element in ("bostedsadresse", "oppholdsadresse")
        if (entry := person.addresses.get(element))
    }
    return [
        {"kommunenummer": kommunenummer, "foedselsnummer": person.person, "navn": person.identity["navn"]}
        | row
        for kommunenummer in here
        for row in told.values()
    ]


def shown(relation: Relation, child: Child) -> Row | None:
    """Both ends must be visible; only a holder of foreldreansvar in the child's own document is neutral otherwise."""
    other = child.register.find(relation.other) if relation.other else None
    if other and (is_dead(other.document) or status_of(other.document) == "opphoert"):
        return None
    may_be_named = other is not None and child.register.grade(other.person) < FORTROLIG
    # an open child's row does not name one that is fortrolig, and so not the other way either
    is_visible = may_be_named and (child.grade < FORTROLIG or relation.is_of_a_parent)
    if not is_visible and (relation.direction, relation.source) != ("ut", "foreldreansvar"):
        return None
    return {
        "retning": relation.direction,
        "grunnlag": relation.source,
        "relasjon": relation.label,
        "relatert_foedselsnummer": other.person if is_visible else None,
        "relatert_navn": names(other.document, child.today)["navn"] if is_visible else None,
        "tilstand": SHOWN if is_visible else NEUTRAL,
    }


def relations(child: Child) -> Iterator[Relation]:
    """What the child's own document tells (`ut`), and what those of others tell (`inn`)."""
    for kind, holder in child.custody.held:
        if holder != ("person", child.person):
            yield Relation("ut", "foreldreansvar", kind, holder[1] if holder[0] == "person" else None)
    for entry in current(child.document, "familierelasjon"):
        number = text(entry, "relatertPerson")
        kind = fold(text(entry, "relatertPersonsRolle"))
        if number and kind != "doedfoedtbarn" and child.register.resolve(number) != child.person:
            yield Relation("ut", "familierelasjon", kind, child.register.resolve(number))
    yield from told_by_others(child)


def told_by_others(child: Child) -> Iterator[Relation]:
    for element, entry, teller in child.register.named_by[child.person]:
        # minRolleForPerson is what the one whose document it is, is to the other
        kind = fold(text(entry, "ansvar" if element == "foreldreansvar" else "minRolleForPerson"))
        holder = text(entry, "ansvarlig") if element == "foreldreansvar" else teller
        if holder and child.register.resolve(holder) == teller and kind != "doedfoedtbarn":
            yield Relation("inn", element, kind, teller)
