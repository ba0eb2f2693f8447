"""Marriages and partings, parental responsibility, and children's second homes."""

from datetime import date

from ingest.sandbox import changes
from ingest.sandbox.clerk import Document, add, current, current_entries
from ingest.sandbox.custody import outsider
from ingest.sandbox.kinship import familierelasjon, vigsel
from ingest.sandbox.life import Life, dwelling_of, has_home, lives_here
from ingest.sandbox.names import Navn

FREE_TO_MARRY = ("ugift", "skilt", "enkeEllerEnkemann", "uoppgitt", "gjenlevendePartner")


def wedding(life: Life) -> None:
    """Two people marry: sivilstand and relation on both documents, for some also name and home."""
    one, other = (
        life.find(lambda document: _free(life, document)),
        life.find(lambda document: _free(life, document)),
    )
    if not one or not other or life.are_kin(one, other):
        return
    day = life.lately()
    details = vigsel(life.clerk, life.dice.weighted((("0301", 2), ("3301", 1))))
    for (identifier, document), (spouse, _) in ((one, other), (other, one)):
        changes.become(document, life.clerk, day, "gift", spouse, **details)
        life.tell(identifier, "endringISivilstand", document)
        relation = familierelasjon(spouse, "ektefelleEllerPartner", "ektefelleEllerPartner", day, life.clerk)
        add(document, "familierelasjon", relation)
        life.tell(identifier, "endringIFamilierelasjon", document)
    if life.dice.chance(0.4):
        _take_name(life, *other, one[1], day)
    if life.dice.chance(0.7) and changes.live_with(other[1], life.clerk, day, one[1]):
        life.tell(other[0], "endringIBostedsadresse", other[1])


def separation(life: Life) -> None:
    """A married couple separates."""
    _part(life, "gift", "separert")


def divorce(life: Life) -> None:
    """A separated couple is divorced; now and then one of the two documents is forgotten."""
    _part(life, "separert", "skilt")


def rename(life: Life) -> None:
    """A grown person takes another surname."""
    found = life.find(lambda document: lives_here(document) and life.age(document) >= 18)
    if found:
        identifier, document = found
        name = _name(document).called(life.families.names.etternavn())
        changes.rename(document, life.clerk, life.lately(), name)
        life.tell(identifier, "endringINavn", document)


def new_ansvar(life: Life) -> None:
    """Parental responsibility for a child is settled anew, on the documents of all concerned."""
    found = life.find(lambda document: lives_here(document) and 0 <= life.age(document) < 17)
    if not found:
        return
    child, document = found
    parents = {role: parent for role in ("mor", "far", "medmor") for parent in life.related(document, role)}
    options = (
        ("felles", 40),
        ("mor", 25),
        ("far", 10),
        ("medmor", 2),
        ("andre", 8),
        ("ukjent", 5),
        ("none", 10),
    )
    ansvar = life.dice.weighted(options)
    holders = [
        parent for role, parent in parents.items() if ansvar in ("felles", role) and life.is_alive(parent)
    ]
    if ansvar in ("felles", "mor", "far", "medmor") and not holders:
        return
    day = life.lately()
    before = [row["ansvarlig"] for row in current_entries(document, "foreldreansvar") if "ansvarlig" in row]
    rows = _rows(life, ansvar, child, holders, day)
    _settle_ansvar(life, child, document, child=child, rows=rows, day=day)
    for holder in dict.fromkeys([*map(life.register.resolve, before), *holders]):
        its = life.document(holder)
        if its:
            own = [row for row in rows if row.get("ansvarlig") == holder]
            _settle_ansvar(life, holder, its, child=child, rows=own, day=day)


def second_home(life: Life) -> None:
    """A child gets a second home with the parent it does not live with, or the agreement ends."""
    found = life.find(lambda document: 1 <= life.age(document) < 18 and _may_live_by_turns(document))
    if not found:
        return
    child, document = found
    entry = current(document, "deltBosted")
    if entry:
        entry["sluttdatoForKontrakt"] = life.today.isoformat()
        changes.end(document, "deltBosted", life.clerk.start_of(life.today))
        life.tell(child, "endringIDeltBosted", document)
        return
    for parent in life.related(document, "mor", "far", "medmor"):
        host = life.document(parent)
        if host and has_home(host) and dwelling_of(host) != dwelling_of(document):
            changes.live_by_turns(document, life.clerk, life.lately(), host)
            life.tell(child, "endringIDeltBosted", document)
            return


def _may_live_by_turns(document: Document) -> bool:
    return has_home(document) and "strengtFortrolig" not in changes.grades(document)


def _part(life: Life, before: str, after: str) -> None:
    found = life.find(lambda document: _sivilstand(document) == before and lives_here(document))
    spouses = life.related(found[1], "ektefelleEllerPartner") if found else []
    spouse = life.document(spouses[0]) if spouses else None
    if not spouse or _sivilstand(spouse) != before:
        return
    day = life.lately()
    pair = [(found[0], found[1], spouses[0]), (spouses[0], spouse, found[0])]
    for identifier, document, other in pair if life.dice.chance(0.95) else pair[:1]:
        changes.become(document, life.clerk, day, after, other, myndighet="STATSFORVALTEREN")
        life.tell(identifier, "endringISivilstand", document)
        if after == "skilt":
            changes.end_relations(document, life.clerk, day, "ektefelleEllerPartner", life.same_person(other))
            life.tell(identifier, "endringIFamilierelasjon", document)


def _rows(life: Life, ansvar: str, child: str, holders: list[str], day: date) -> list[Document]:
    fields = {"ansvar": ansvar, "ansvarssubjekt": child}
    if ansvar == "none":
        return []
    if ansvar == "ukjent":
        return [life.clerk.entry(day, "Foreldreansvar", **fields)]
    if ansvar == "andre":
        organisation = {"ansvarligOrganisasjon": life.families.numbers.organisasjonsnummer()}
        other = organisation if life.dice.chance(0.5) else {"ansvarligUtenIdentifikator": outsider(life.dice)}
        return [life.clerk.entry(day, "Foreldreansvar", **fields, **other)]
    return [life.clerk.entry(day, "Foreldreansvar", **fields, ansvarlig=holder) for holder in holders]


def _settle_ansvar(
    life: Life, identifier: str, document: Document, *, child: str, rows: list[Document], day: date
) -> None:
    """End the current rows about the child and write the new ones; nothing is told when nothing changes."""
    ended = [
        row
        for row in current_entries(document, "foreldreansvar")
        if life.register.resolve(row.get("ansvarssubjekt", "")) == child
    ]
    for row in ended:
        row["erGjeldende"] = False
        row["opphoerstidspunkt"] = life.clerk.start_of(day)
    for row in rows:
        add(document, "foreldreansvar", row)
    if ended or rows:
        life.tell(identifier, "endringIForeldreansvar", document)


def _take_name(life: Life, identifier: str, document: Document, spouse: Document, day: date) -> None:
    name = _name(document).called(current(spouse, "navn")["etternavn"])
    changes.rename(document, life.clerk, day, name)
    life.tell(identifier, "endringINavn", document)


def _free(life: Life, document: Document) -> bool:
    return lives_here(document) and 20 <= life.age(document) < 75 and _sivilstand(document) in FREE_TO_MARRY


def _sivilstand(document: Document) -> str:
    entry = current(document, "sivilstand")
    return entry["sivilstand"] if entry else ""


def _name(document: Document) -> Navn:
    entry = current(document, "navn")
    return Navn(entry["fornavn"], entry["etternavn"], entry.get("mellomnavn"))
