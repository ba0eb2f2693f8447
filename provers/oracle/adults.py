"""The lists of everybody, children with them: fiks.md 1.5, 3.4 and 5.3."""

from provers.oracle.entries import newest, text
from provers.oracle.estates import day_of_death, estate, last_grade, last_home
from provers.oracle.persons import STRENGT, Row, birth_year, status_of
from provers.oracle.places import geo, kommune
from provers.oracle.residents import HIDDEN, MISSING, NAMES, Resident, codes, numbers, place, post

ADDRESS = ("adresse", "postnummer", "poststed")
STAYS_WITHOUT_LIVING_HERE = ("midlertidig", "ikkebosatt")


def vaccination_rows(person: Resident) -> list[Row]:
    birth = ("foedselsdato", "foedselsaar")
    return resident_rows(person, *birth, "kjoenn", "personstatus", shown=(*ADDRESS, "adressetilstand"))


def voter_rows(person: Resident) -> list[Row]:
    """Who is 18 before the year ends. The role may not know of protection: what is hidden is as what is missing."""
    born = birth_year(person.document)
    if born is None or born > person.today.year - 18:
        return []
    shown = (*ADDRESS, "stemmekrets", "adressetilstand")
    rows = resident_rows(person, "foedselsdato", "foedselsaar", shown=shown, told=MISSING)
    return [row | {"statsborgerskap": codes(person.document, "statsborgerskap")} for row in rows]


def name_rows(person: Resident) -> list[Row]:
    return resident_rows(person)


def resident_rows(
    person: Resident, *identity: str, shown: tuple[str, ...] = (), told: str = HIDDEN
) -> list[Row]:
    """A row where the person lives: its number and name, more of who it is, and some of where."""
    if not person.is_resident or not person.home:
        return []
    here = place(person.home, hidden=person.is_hidden("bostedsadresse"), krets=True, told=told)
    return [
        {"kommunenummer": kommune(person.home)}
        | {name: person.identity[name] for name in ("foedselsnummer", *NAMES, *identity)}
        | {name: here[name] for name in shown}
    ]


def claim_rows(person: Resident) -> list[Row]:
    """Residents, and the dead where they lived last. What only this role may have is not fetched, and is empty."""
    if person.is_dead:
        last = last_home(person)
        known = last is not None and last_grade(person) < STRENGT
        where, shown = last if known else None, dict.fromkeys(ADDRESS) | {"adressetilstand": MISSING}
        mail = {f"post_{name}": None for name in ADDRESS}
    else:
        where = person.home if person.is_resident else None
        hidden = person.is_hidden("bostedsadresse")
        shown = place(where, hidden=hidden, krets=False, told=MISSING) if where else {}
        mail = post(person)
    if not where:
        return []
    return [
        {"kommunenummer": kommune(where)}
        | {name: person.identity[name] for name in ("foedselsnummer", *NAMES, "personstatus")}
        | {"doedsdato": day_of_death(person), "sivilstand": None}
        | {name: shown[name] for name in (*ADDRESS, "adressetilstand")}
        | mail
        | estate(person)
    ]


def contact_tracing_rows(person: Resident) -> list[Row]:
    """The profile of Fiks smittesporing: where somebody is, and the registered address when it is elsewhere."""
    stays = person.is_resident or (
        status_of(person.document) in STAYS_WITHOUT_LIVING_HERE and not person.is_dead
    )
    where: dict[str, str] = {}
    for element in ("oppholdsadresse", "bostedsadresse") if person.is_resident else ("oppholdsadresse",):
        if stays and (entry := person.addresses.get(element)):
            where.setdefault(kommune(entry), element)
    return [profile(person, kommunenummer, element) for kommunenummer, element in where.items()]


def profile(person: Resident, kommunenummer: str, element: str) -> Row:
    found = place(person.addresses.get(element), hidden=person.is_hidden(element), krets=False)
    elsewhere = person.is_resident and person.home and kommune(person.home) != kommunenummer
    registered = geo(person.home) if elsewhere and not person.is_hidden("bostedsadresse") else {}
    return {
        "kommunenummer": kommunenummer,
        "identifikator": person.person,
        "identifikatortype": text(newest(person.document, "identifikasjonsnummer"), "identifikatortype"),
        "duf_nummer": numbers(person, "utlendingsmyndighetenesIdentifikasjonsnummer", with_country=False),
        **{name: person.identity[name] for name in ("fornavn", "etternavn", "foedselsdato")},
        "oppholds_eller_bostedsadresse": one_line(found),
        "adressetilstand": found["adressetilstand"],
        "folkeregistrert_adresse": one_line(registered),
    }


def one_line(address: Row) -> str | None:
    office = " ".join(told for name in ("postnummer", "poststed") if (told := address.get(name)))
    line = address.get("adresse")
    return (f"{line}, {office}" if office else line) if line else None
