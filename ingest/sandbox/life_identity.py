"""Identifiers: new numbers, newcomers, merges and splits, false identities, d-numbers that run out."""

from ingest.sandbox import changes, rare
from ingest.sandbox.clerk import Document, current, replace
from ingest.sandbox.documents import identifikasjonsnummer, write
from ingest.sandbox.lands import LAND
from ingest.sandbox.life import Life, born, is_woman, lives_here, status_of
from ingest.sandbox.visitors import on_d_nummer


def newcomer(life: Life) -> None:
    """Somebody from abroad gets a d-nummer."""
    years = life.dice.between(1, 60)
    birthday = life.today.replace(day=1, year=life.today.year - years)
    person = on_d_nummer(life.families, birthday, life.lately())
    life.people.append(person.identifikator)
    life.tell(person.identifikator, "personErOpprettet", write(person, life.clerk))


def settlement(life: Life) -> None:
    """Somebody on a d-nummer settles: a new number, told of on the old, then residence on the new."""
    found = life.find(lambda document: status_of(document) == "midlertidig" and born(document) is not None)
    if not found:
        return
    number, document = _renumber(life, *found)
    home = life.families.country.somewhere().dwelling()
    changes.come_home(document, life.clerk, life.lately(), life.dice.pick(LAND), home)
    changes.end(document, "oppholdsadresse", life.clerk.start_of(life.today))
    life.tell(number, "personErBosatt", document)


def new_number(life: Life) -> None:
    """A resident gets a new fødselsnummer, maybe a new kjoenn; some relatives' documents follow."""
    found = life.find(lambda document: lives_here(document) and born(document) is not None)
    if not found:
        return
    old, document = found
    if life.dice.chance(0.5):
        kjoenn = "mann" if is_woman(document) else "kvinne"
        replace(document, "kjoenn", life.clerk.entry(life.lately(), "Endret kjønn", kjoenn=kjoenn))
        life.tell(old, "endringIKjoenn", document)
    number, document = _renumber(life, old, document)
    life.tell(number, "personErBosatt", document)
    for relative in life.related(document, "mor", "far", "medmor", "barn", "ektefelleEllerPartner"):
        if life.dice.chance(0.5):
            _follow_number(life, relative, old, number)


def merge(life: Life) -> None:
    """Two ids turn out to be one person: the d-nummer ceases as a duplicate and leads to the other."""
    double = life.find(lambda document: status_of(document) in ("midlertidig", "inaktiv"))
    continuing = life.find(lambda document: lives_here(document) and life.age(document) >= 16)
    if not double or not continuing:
        return
    ceasing, its = double
    identifier, document = continuing
    entry = identifikasjonsnummer(ceasing, life.today, life.clerk, status="opphoert")
    document["identifikasjonsnummer"].append(entry | {"erGjeldende": False})
    life.merged.append((ceasing, its, identifier))
    life.tell(identifier, "personErViderefoertSomGjeldendeVedSammenslaaing", document)
    life.register.merge(ceasing, identifier, life.tick())


def split(life: Life) -> None:
    """The latest merge was wrong: the other person is restored under the id that had ceased."""
    if not life.merged:
        return
    restored, its, continuing = life.merged.pop()
    continuing = life.register.resolve(continuing)
    document = life.document(continuing)
    if not document:
        return
    identifiers = document["identifikasjonsnummer"]
    identifiers[:] = [entry for entry in identifiers if entry["foedselsEllerDNummer"] != restored]
    life.tell(continuing, "personErEndretVedSplitting", document)
    life.register.split(restored)
    life.tell(restored, "personErGjenopprettetVedSplitting", its)


def false_identity(life: Life) -> None:
    """An identity proves false: told at once, and then the person ceases."""
    found = life.find(lambda document: status_of(document) in ("midlertidig", "inaktiv"))
    if not found:
        return
    identifier, document = found
    rett = rare.opplysninger(life.dice.pick(LAND), life.clerk) if life.dice.chance(0.5) else None
    rare.falsk_identitet(document, life.clerk, life.today, rett)
    life.tell(identifier, "endringIFalskIdentitet", document)
    life.ceased.append((identifier, life.document(identifier)))
    changes.cease(document, life.clerk, life.today)
    life.register.ceased.add(identifier)
    life.tell(identifier, "personErOpphoert", document)


def restored(life: Life) -> None:
    """The latest false identity was true after all: the person is reactivated, as before."""
    if not life.ceased:
        return
    identifier, document = life.ceased.pop()
    del document["falskIdentitet"]
    life.register.ceased.discard(identifier)
    life.tell(identifier, "personErReaktivert", document)


def expiry(life: Life) -> None:
    """A d-nummer becomes inactive, by either of the two event types that FREG has named for it."""
    found = life.find(lambda document: status_of(document) == "midlertidig")
    if found:
        identifier, document = found
        changes.set_status(document, life.clerk, life.today, "inaktiv", "Inaktivering")
        life.tell(identifier, life.dice.pick(("endringIStatus", "personErInaktiv")), document)


def missing(life: Life) -> None:
    """Somebody is missing, or has turned up again."""
    found = life.find(
        lambda document: status_of(document) in ("forsvunnet", "bosatt") and life.age(document) > 20
    )
    if found:
        identifier, document = found
        status = "forsvunnet" if status_of(document) == "bosatt" else "bosatt"
        changes.set_status(document, life.clerk, life.lately(), status)
        life.tell(identifier, "endringIStatus", document)


def _renumber(life: Life, old: str, document: Document) -> tuple[str, Document]:
    """A new fødselsnummer: the event is about the old one, and the document shows both."""
    kjoenn = "kvinne" if is_woman(document) else "mann"
    number = life.families.numbers.foedselsnummer(born(document), kjoenn, from_2032=life.dice.chance(0.1))
    in_use = current(document, "identifikasjonsnummer")
    in_use |= {"status": "opphoert"}
    replace(document, "identifikasjonsnummer", identifikasjonsnummer(number, life.lately(), life.clerk))
    life.register.renumber(old, number)
    life.people.append(number)
    life.tell(number, "endringIIdentifikasjonsnummer", document, about=old)
    return number, document


def _follow_number(life: Life, relative: str, old: str, number: str) -> None:
    """Write the new number in a relative's relations."""
    document = life.document(relative)
    rows = (
        [row for row in document.get("familierelasjon", []) if row.get("relatertPerson") == old]
        if document
        else []
    )
    for row in rows:
        row["relatertPerson"] = number
    if rows:
        life.tell(relative, "endringIFamilierelasjon", document)
