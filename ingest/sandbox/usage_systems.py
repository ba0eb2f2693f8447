"""The systems of the sandbox's municipalities and what roles they and their people have.

Systems are named after vendor and use, not after products. Source: fiks.md 1.2, 1.9 and 3.4.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from ingest.sandbox.dice import Dice
from ingest.sandbox.numbers import Numbers
from ingest.sandbox.usage import NEVER, Ladder, Tenant, made_id
from ingest.usage.leverandoerer import LEVERANDOERER
from ingest.usage.tables import OPPLYSNINGER

AREAS = (
    ("OPPVEKST", "skole", (("Visma", 40), ("IST", 30), ("Vigilo", 18), ("Tieto Evry", 12)), 0.95),
    ("BARNEHAGE", "barnehage", (("Visma", 34), ("Vigilo", 30), ("IST", 24), ("Tieto Evry", 12)), 0.85),
    ("HELSE", "helsestasjon", (("Visma", 50), ("KnowIT", 25), ("Digitalmedarbeider", 25)), 0.55),
    ("INNBYGGERTJENESTER", "sak og arkiv", (("Acos", 45), ("Sikri", 40), ("Framweb", 15)), 0.6),
    ("TEKNISK", "eiendom og avgift", (("Volue", 45), ("Cowi", 30), ("Red Rock", 25)), 0.4),
    ("STOTTE", "varsling", (("Everbridge", 60), ("WebofficeOne", 40)), 0.3),
    ("SOSIAL", "sosialtjeneste", (("Tieto Evry", 60), ("Edge Consulting", 40)), 0.3),
    ("INNBYGGERTJENESTER", "bibliotek", (("Bibliofil", 100),), 0.2),
)
COUNTY_AREAS = (("OPPVEKST", "videregående skole", (("Vigo IKS", 60), ("Vigodrift", 40)), 1.0),)
OF_0_16 = {"Visma": "i produksjon", "IST": "i test", "Vigilo": "i test", "Tieto Evry": "under arbeid"}
# name, area, with legal basis, uses, numbers of the fields among the 23, may open graded addresses
CATALOGUE = (
    ("Skole 6-16", "OPPVEKST", True, "SIH", (1, 3, 6, 7, 8, 9, 11, 12, 13, 14, 16, 20, 21, 22), False),
    ("Barnehage 0-6", "BARNEHAGE", True, "SIH", (1, 3, 6, 8, 9, 11, 13, 14, 16, 21, 22), False),
    ("Vaksinasjon", "HELSE", True, "I", (1, 3, 6, 8, 9, 11, 16), False),
    ("Innbyggertjenester", "INNBYGGERTJENESTER", False, "S", (1, 3, 9, 11, 14), False),
    ("Eiendom og avgift", "TEKNISK", False, "SH", (1, 3, 4, 9, 11, 14, 15, 17), False),
    ("Fødsler til helsestasjon", "HELSE", True, "SH", (1, 3, 6, 8, 9, 11, 16, 21, 22), False),
    ("Sosialtjeneste", "SOSIAL", True, "S", (1, 3, 5, 6, 7, 9, 11, 12, 14, 16, 21, 22), True),
    ("Barnevern", "BARNEVERN", True, "S", tuple(n for n in range(1, 24) if n not in (10, 17, 19)), True),
    ("Dødsfall, alle systemer", "STOTTE", False, "H", (1, 3, 4), False),
    ("Test, begrenset parts", "STOTTE", False, "S", (1, 9), False),
)
NATIONAL = ("Fiks smittesporing", "HELSE", True, "S", (1, 6, 9, 11, 12), False)
USES = {"S": "SOK", "I": "INNBYGGERLISTER", "H": "HENDELSER"}


@dataclass(frozen=True, slots=True)
class Role:
    """A role of one tenant. `used` are the fields that its calls ask for: the others are over-collection."""

    rolle_id: str
    tenant: Tenant
    navn: str
    tjenesteomraade: str
    med_hjemmel: bool
    eier: str
    bruk: str
    felter: tuple[str, ...]
    used: tuple[str, ...]
    adresse: bool
    opprettet: date
    deaktivert: date


@dataclass(frozen=True, slots=True)
class System:
    """A system of one tenant, and the integration by which it may use the service."""

    integrasjon_id: str
    tenant: Tenant
    navn: str
    leverandoer: str
    tjenesteomraade: str
    integrert: date
    produksjon: date
    hendelser: date
    status_0_16: str | None
    sist_bekreftet: date | None
    bekreftet_av: str | None


def roles_of(tenant: Tenant, dice: Dice) -> list[Role]:
    """Two to ten roles, more in a larger municipality; one in eight asks for more than anybody uses."""
    if tenant.ladder.konfigurert == NEVER:
        return []
    count = min(2 + tenant.innbyggere // 9_000 + dice.below(3), len(CATALOGUE))
    templates = [*CATALOGUE[:count], *([NATIONAL] if tenant.is_large else [])]
    return [_role(tenant, dice, template) for template in templates]


def _role(tenant: Tenant, dice: Dice, template: tuple) -> Role:
    navn, area, has_basis, uses, numbers, opens = template
    fields = tuple(OPPLYSNINGER[number - 1] for number in numbers)
    extra = tuple(name for name in OPPLYSNINGER if name not in fields)
    wider = tuple(dice.pick(extra) for _ in range(dice.between(2, 5))) if dice.chance(0.12) else ()
    unused = {dice.pick(fields[2:]) for _ in range(dice.below(4))} if len(fields) > 3 else set()
    made = tenant.ladder.konfigurert + timedelta(days=dice.below(25))
    ended = made + timedelta(days=dice.between(200, 900)) if dice.chance(0.05) else NEVER
    return Role(
        rolle_id=made_id(tenant.fiks_org_id, "rolle", navn),
        tenant=tenant,
        navn=f"{navn} - {tenant.navn}" if navn == "Barnevern" else navn,
        tjenesteomraade=area,
        med_hjemmel=has_basis,
        eier="KS" if template is NATIONAL else "kommune",
        bruk=uses,
        felter=tuple(name for name in OPPLYSNINGER if name in {*fields, *wider}),
        used=tuple(name for name in fields if name not in unused),
        adresse=opens,
        opprettet=made,
        deaktivert=ended,
    )


def systems_of(tenant: Tenant, dice: Dice) -> list[System]:
    """The systems that one tenant has, whether or not they use the service yet."""
    if tenant.type == "demo":
        return []
    areas = COUNTY_AREAS if tenant.type == "fylkeskommune" else AREAS
    return [_system(tenant, dice, area) for area in areas if dice.chance(area[3])]


def _system(tenant: Tenant, dice: Dice, area: tuple) -> System:
    omraade, use, vendors, _ = area
    vendor = dice.weighted(vendors)
    ladder = tenant.ladder
    joins = dice.chance(0.85)
    production = (
        ladder.i_bruk + timedelta(days=dice.below(200)) if joins and ladder.i_bruk != NEVER else NEVER
    )
    on_events = (
        max(ladder.hendelser, production) if dice.chance(0.75) and ladder.hendelser != NEVER else NEVER
    )
    confirmed, by = None, None
    if dice.chance(0.78):
        confirmed = ladder.avtale if ladder.avtale != NEVER else date(2023, 6, 1)
        confirmed += timedelta(days=dice.between(20, 1500))
        by = dice.weighted((("kommunen", 60), ("leverandøren", 30), ("prosjektet", 10)))
    of_0_16 = None
    if omraade in ("OPPVEKST", "BARNEHAGE"):
        of_0_16 = OF_0_16.get(vendor, "ikke startet") if dice.chance(0.8) else "ikke startet"
    return System(
        integrasjon_id=made_id(tenant.fiks_org_id, "integrasjon", use),
        tenant=tenant,
        navn=f"{vendor} {use}",
        leverandoer=vendor,
        tjenesteomraade=omraade,
        integrert=_integrated(ladder, production),
        produksjon=production,
        hendelser=on_events if production != NEVER else NEVER,
        status_0_16=of_0_16,
        sist_bekreftet=confirmed,
        bekreftet_av=by,
    )


def _integrated(ladder: Ladder, production: date) -> date:
    """A system gets its integration some weeks before it is used; where nobody gets that far, for the test."""
    if production == NEVER:
        return ladder.test
    return max(production - timedelta(days=40), ladder.konfigurert)


@cache
def vendor_numbers() -> dict[str, str]:
    """Made-up organisation numbers of the vendors, the same in every world."""
    numbers = Numbers(Dice("usage/vendors"))
    return {vendor.navn: numbers.organisasjonsnummer() for vendor in LEVERANDOERER}
