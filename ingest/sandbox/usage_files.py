"""The files about usage that people keep: agreements, systems, findings, inhabitants, and our own access log.

Each has a few rows that no contract takes, as files have that people keep. The same world and day give the same bytes.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

import msgspec
import xlsxwriter

from ingest.sandbox.dice import Dice
from ingest.sandbox.usage import NEVER, Tenant, UsageWorld, inhabitants, made_id, old_number
from ingest.sandbox.usage_organisation import tenant_dice
from ingest.sandbox.usage_systems import System, systems_of
from ingest.usage.geography import kommuner, numbers_of_year
from ingest.usage.tables import ALVORLIGHETER, TEMAER

Cell = str | date | int | None
Row = Sequence[Cell]
AGREEMENT = (
    "Fiks organisasjon", "Organisasjonsnummer", "Type", "Kommunenummer", "Fylkesnummer", "Navn", "Signert",
    "Avsluttet", "Pilot",
)  # fmt: skip
SYSTEM = (
    "Kommunenummer", "Kommune", "Fagsystem", "Leverandør", "Tjenesteområde", "Status", "Oppdatering",
    "Produksjon fra", "Hendelser fra", "Status 0–16", "Sist bekreftet", "Bekreftet av",
)  # fmt: skip
FINDING = ("Funn", "Dato", "Kommunenummer", "Tema", "Alvorlighet", "Status", "Lukket", "Beskrivelse")
INHABITANTS = ("Kommunenummer", "År", "Innbyggere")
MADE = datetime(2021, 5, 31)  # the workbook's own date: the day of the seed


def files(world: UsageWorld, on: date) -> dict[str, Callable[[], bytes]]:
    """What makes each file, by its name."""
    return {
        "avtaler.xlsx": lambda: _workbook("Avtaler", AGREEMENT, agreements(world, on)),
        "systemoversikt.xlsx": lambda: _workbook("Systemoversikt", SYSTEM, systems(world, on)),
        "pilotfunn.csv": lambda: _csv(FINDING, findings(world, on)),
        "innbyggere.csv": lambda: _csv(INHABITANTS, population(world, on)),
        "egen_logg.jsonl": lambda: b"".join(
            msgspec.json.encode(entry) + b"\n" for entry in own_log(world, on)
        ),
    }


def agreements(world: UsageWorld, on: date) -> list[Row]:
    """One row for each agreement, under the number of the day of signing, and some that are wrong."""
    rows: list[Row] = [_agreement(tenant, on) for tenant in world.signed(on)]
    first = rows[0]
    wrong: list[Row] = [
        (*first[:1], "123456789", *first[2:]),
        (made_id("dirty", 1), first[1], "kommune", "301", None, "Oslo", date(2024, 3, 1), None, "nei"),
        (
            made_id("dirty", 2),
            first[1],
            "kommune",
            "1507",
            None,
            "Delt kommune",
            date(2023, 3, 1),
            None,
            "nei",
        ),
        (made_id("dirty", 3), first[1], "selskap", None, None, "Et selskap", date(2024, 3, 1), None, "nei"),
        (made_id("dirty", 4), first[1], "kommune", "4601", None, "Bergen", None, None, "kanskje"),
        first,
    ]
    return _mixed(rows, wrong)


def _agreement(tenant: Tenant, on: date) -> Row:
    ladder = tenant.ladder
    return (
        tenant.fiks_org_id,
        tenant.organisasjonsnummer,
        tenant.type,
        tenant.number_on(ladder.avtale) if tenant.type == "kommune" else None,
        tenant.nummer if tenant.type == "fylkeskommune" else None,
        tenant.navn,
        ladder.avtale,
        _past(ladder.avtale_slutt, on),
        "ja" if tenant.er_pilot else "nei",
    )


def systems(world: UsageWorld, on: date) -> list[Row]:
    """One row for each system, of municipalities without an agreement too, and some that are wrong."""
    rows = [
        _system(tenant, system, on)
        for tenant in world.tenants
        if tenant.type == "kommune"
        for system in systems_of(tenant, tenant_dice(tenant, "systems"))
    ]
    wrong: list[Row] = [
        (*rows[0][:3], None, *rows[0][4:]),
        (*rows[1][:4], "SKOLE", *rows[1][5:]),
        (*rows[2][:10], date(2099, 1, 1), "kommunen"),
        ("9999", "Ukjent kommune", *rows[3][2:]),
        (*rows[4][:6], "manuelt", *rows[4][7:]),
        (*rows[5][:11], "ola.nordmann@example.no"),
        rows[6],
    ]
    return _mixed(rows, wrong)


def _system(tenant: Tenant, system: System, on: date) -> Row:
    in_production = system.produksjon <= on
    in_test = tenant.ladder.test <= on and system.integrert <= on
    on_events = system.hendelser <= on and in_production
    # every ninth row still has the number from before 2024
    nummer = old_number(tenant.nummer) if int(tenant.fiks_org_id[:2], 16) % 9 == 0 else tenant.nummer
    confirmed = system.sist_bekreftet and _past(system.sist_bekreftet, on)
    return (
        nummer,
        tenant.navn,
        system.navn,
        system.leverandoer,
        system.tjenesteomraade,
        "produksjon" if in_production else "test" if in_test else "planlagt",
        "hendelser" if on_events else "batch",
        system.produksjon if in_production else None,
        system.hendelser if on_events else None,
        system.status_0_16,
        confirmed,
        system.bekreftet_av if confirmed else None,
    )


def findings(world: UsageWorld, on: date) -> list[Row]:
    """Findings of the pilot, most of them closed within weeks."""
    dice = Dice(f"usage/{world.seed}/findings")
    pilots = [tenant.nummer for tenant in world.tenants if tenant.er_pilot]
    rows: list[Row] = []
    for count in range(1, 141):
        day = world.since + timedelta(days=dice.below(1100))
        closed = day + timedelta(days=1 + dice.below(20) * dice.below(9)) if dice.chance(0.85) else NEVER
        theme, gravity, place = dice.pick(TEMAER), dice.pick(ALVORLIGHETER), dice.pick(pilots)
        if day <= on:
            is_closed = closed <= on
            rows.append((
                f"PF-{count:03}", day, place, theme, gravity, "lukket" if is_closed else "åpen",
                closed if is_closed else None, "Se sak",
            ))  # fmt: skip
    wrong: list[Row] = [
        ("PF-900", date(2024, 2, 2), pilots[0], "Annet", "lav", "åpen", None, ""),
        ("PF-901", date(2024, 2, 2), pilots[0], TEMAER[0], "lav", "lukket", None, ""),
        ("PF-902", date(2024, 2, 2), pilots[0], TEMAER[0], "lav", "lukket", date(2024, 1, 1), ""),
        ("PF-903", date(2024, 2, 2)),
    ]
    return _mixed(rows, wrong)


def population(world: UsageWorld, on: date) -> list[Row]:
    """Made-up inhabitants on 1 January of each year, under the numbers of that year."""
    sizes = inhabitants(world.seed)
    now = {old_number(nummer): nummer for nummer in kommuner()} | {nummer: nummer for nummer in kommuner()}
    rows: list[Row] = []
    for year in range(world.since.year, on.year + 1):
        for nummer in numbers_of_year(year):
            size = sizes[now[nummer]] + (sizes["1580"] if nummer == "1507" else 0)
            rows.append((nummer, year, round(size * (1 + 0.008 * (year - 2024)))))
    wrong: list[Row] = [("3001", 2025, 31_000), ("0301", 2024, "ca. 700 000"), ("0301", "20x4", 700_000)]
    return _mixed(rows, wrong)


def own_log(world: UsageWorld, on: date) -> list[dict]:
    """Who was shown what in our own pages during the last half year."""
    dice = Dice(f"usage/{world.seed}/own-log/{on}")
    views = (
        ("barn", "skole"),
        ("barn", "barnehage"),
        ("endringer", "oppvekst"),
        ("foedsler", "helsestasjon"),
    )
    entries: list[dict] = []
    for count in range(1, 1201):
        view, role = dice.pick(views)
        day = on - timedelta(days=dice.between(1, 180))
        happens = dice.weighted((("visning", 90), ("eksport", 6), ("oppslag", 3), ("avslag", 1)))
        entries.append({
            "logg_id": f"sandkasse-{count}",
            "tidspunkt": f"{day}T{dice.between(7, 14):02}:{dice.below(60):02}:00Z",
            "bruker": f"planlegger-{dice.below(24)}",
            "rolle": role,
            "kommunenummer": dice.pick(("0301", "3301", "1508", "5540", "1151")),
            "hendelse": happens,
            "visning": view,
            "antall": 0 if happens == "avslag" else 1 if happens == "oppslag" else dice.below(900),
        })  # fmt: skip
    entries[7] |= {"antall": "mange"}
    entries[8] |= {"tidspunkt": None}
    return entries


def _mixed(rows: list[Row], wrong: list[Row]) -> list[Row]:
    """The wrong rows spread among the others, each after what it may repeat."""
    step, mixed = max(len(rows) // (len(wrong) + 1), 1), list(rows)
    for place, row in enumerate(wrong, 1):
        mixed.insert(place * step + place - 1, row)
    return mixed


def _past(day: date, on: date) -> date | None:
    return day if day <= on else None


def _workbook(name: str, headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": MADE})
    days = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, headings)
    for at, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), days)
            elif cell is not None:
                sheet.write_string(at, column, str(cell))
    book.close()
    return buffer.getvalue()


def _csv(headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    lines = [headings, *rows]
    text = "".join(";".join("" if cell is None else str(cell) for cell in row) + "\r\n" for row in lines)
    return text.encode("utf-8-sig")
