"""Landed sources of usage as nobody would like them: random, with every oddity that the definitions speak of.

Few municipalities and short time, so that small numbers, ties and edges of the windows come often.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.usage.tables import (
    AVSLUTNINGSGRUNNER,
    KS_ORGNR,
    LISTESTATUS,
    OPPLYSNINGER,
    SLAG,
    STATUS_0_16,
    SYSTEMSTATUS,
    TABLES,
    TEMAER,
)

TODAY = date(2025, 9, 18)
# today's, renumbered, divided with both its parts, one county with several, Oslo
KOMMUNER = ("0301", "3301", "1508", "1580", "1507", "4601", "4602", "4611", "4612", "5601", "3005")
VENDORS = ("Visma", "IST", "Vigilo", "Acos", "Ukjent AS", None)
AREAS = ("OPPVEKST", "HELSE", "BARNEHAGE")
Rows = dict[str, list[dict]]


@dataclass
class Dice:
    """Chance, with the days that are interesting."""

    random: Random
    today: date = TODAY
    start: date = field(init=False)

    def __post_init__(self) -> None:
        self.start = self.today - timedelta(days=820)

    def day(self, first: date | None = None, last: date | None = None) -> date:
        first, last = first or self.start, last or self.today + timedelta(days=20)
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def maybe(self, share: float, value: object) -> object:
        return value if self.random.random() < share else None

    def one(self, values: object) -> object:
        return self.random.choice(list(values))


def landed(seed: int) -> Rows:
    """One row a dictionary, for every table; columns that no measure reads are left out."""
    dice = Dice(Random(seed))  # noqa: S311 - chance, not secrecy
    rows: Rows = {name: [] for name in TABLES}
    tenants = _tenants(dice, rows)
    _roles(dice, rows, tenants)
    _calls(dice, rows, tenants)
    _systems(dice, rows)
    _rest(dice, rows, tenants)
    return rows


def write(rows: Rows, home: Path) -> Path:
    """The tables as Parquet below the landing of `home`; every one of them, also without rows."""
    for name, schema in TABLES.items():
        folder = home / "utbredelse" / "landing" / name
        folder.mkdir(parents=True, exist_ok=True)
        table = [{column: row.get(column) for column in schema.names} for row in rows.get(name, [])]
        pq.write_table(pa.Table.from_pylist(table, schema), folder / "1.parquet")
    return home


def moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 30), UTC)


def _tenants(dice: Dice, rows: Rows) -> list[str]:
    tenants = []
    for number in KOMMUNER:
        for place in range(2 if number == "4611" else 1):
            tenant = f"org-{number}-{place}"
            tenants.append(tenant)
            signed = dice.day(dice.start - timedelta(days=90))
            rows["avtaler"].append(
                {
                    "fiks_org_id": tenant,
                    "virksomhet_type": "kommune",
                    "kommunenummer": number,
                    "navn": f"Kommune {number}",
                    "er_pilot": dice.one((True, False, None)),
                    "signert": signed,
                    "avsluttet": dice.maybe(0.15, dice.day(signed)),
                }
            )
    for number, kind in (("46", "fylkeskommune"), ("03", "fylkeskommune"), (None, "demo")):
        tenants.append(f"org-{kind}-{number}")
        rows["avtaler"].append(
            {
                "fiks_org_id": tenants[-1],
                "virksomhet_type": kind,
                "fylkesnummer": number,
                "navn": f"Fylke {number}",
                "signert": dice.day(),
                "avsluttet": dice.maybe(0.2, dice.day()),
            }
        )
    for number in {*KOMMUNER, "1101"} - {"4612"}:
        for year in dice.random.sample(range(2021, 2027), 3):
            rows["innbyggere"].append(
                {
                    "kommunenummer": number,
                    "aar": year,
                    "innbyggere": dice.one((400, 9999, 10000, 49999, 50000, 700000)),
                }
            )
    return [*tenants, "org-without-agreement"]


def _roles(dice: Dice, rows: Rows, tenants: list[str]) -> None:
    for tenant in tenants:
        for place in range(dice.random.randint(0, 3)):
            created = dice.day()
            active = dice.random.random() < 0.8
            rows["roller"].append(
                {
                    "rolle_id": f"rolle-{tenant}-{place}",
                    "fiks_org_id": tenant,
                    "navn": f"Rolle {place}",
                    "tjenesteomraade": dice.one((*AREAS, None)),
                    "rettighetspakke": dice.one(("OFFENTLIG_MED_HJEMMEL", "OFFENTLIG_UTEN_HJEMMEL")),
                    "eier": dice.one(("kommune", "kommune", "KS")),
                    "opplysninger": dice.random.sample(
                        [*OPPLYSNINGER, "HISTORIKK", "OPPHOLD"], dice.random.randint(0, 9)
                    ),
                    "aktiv": active,
                    "opprettet": created,
                    "deaktivert": None if active else dice.maybe(0.7, dice.day(created)),
                }
            )


def _calls(dice: Dice, rows: Rows, tenants: list[str]) -> None:
    roles: dict[str, list[str]] = {}
    for role in rows["roller"]:
        roles.setdefault(role["fiks_org_id"], []).append(role["rolle_id"])
    for tenant in tenants:
        busy = dice.one((0, 12, 60, 900))
        habits = {"prod": dice.random.random(), "hendelse": dice.random.random()}
        first = dice.day()
        for number in range(busy):
            day = dice.day(first)
            handling = "HENDELSER" if dice.random.random() < 0.4 * habits["hendelse"] else dice.one(SLAG)
            is_person = dice.random.random() < 0.6
            # two dozen people, some of whom work for two tenants
            actor = f"p{dice.random.randint(1, 24)}-{tenant if dice.random.random() < 0.9 else 'felles'}"
            rows["kall"].append(
                {
                    "request_id": f"{tenant}-{number}",
                    "fiks_org_id": tenant,
                    "organisasjonsnummer": KS_ORGNR
                    if dice.random.random() < 0.05
                    else dice.one(("999", None)),
                    "aktoer": actor if is_person else f"i{dice.random.randint(1, 3)}-{tenant}",
                    "aktoer_type": "person" if is_person else "integrasjon",
                    "handling": handling,
                    "slag": SLAG[handling],
                    "rolle_id": dice.one([*roles.get(tenant, []), *roles.get(tenant, []), None, "borte"]),
                    "opplysninger": dice.random.sample(OPPLYSNINGER, dice.random.randint(0, 6)),
                    "antall": dice.one((0, 1, 1, 3, 1000)),
                    "status": dice.one((200, 200, 200, 200, 299, 300, 403, 500)),
                    "miljoe": "prod" if dice.random.random() < habits["prod"] else "test",
                    "dato": day,
                    "tidspunkt": moment(day, 9),
                }
            )


def _systems(dice: Dice, rows: Rows) -> None:
    for number in range(40):
        status, way = dice.one(SYSTEMSTATUS), dice.one(("batch", "hendelser"))
        since = dice.maybe(0.9, dice.day()) if status == "produksjon" else None
        rows["systemoversikt"].append(
            {
                "rad_id": f"rad-{number}",
                "kommunenummer": dice.one(KOMMUNER),
                "fagsystem": f"System {number % 7}",
                "leverandoer": dice.one(VENDORS),
                "tjenesteomraade": dice.one(AREAS),
                "status": status,
                "oppdatering": way,
                "produksjon_fra": since,
                "hendelser_fra": dice.maybe(0.9, dice.day()) if way == "hendelser" and since else None,
                "status_0_16": dice.maybe(0.6, dice.one(STATUS_0_16)),
                "sist_bekreftet": dice.maybe(
                    0.8, dice.one((dice.day(), date(2025, 3, 18), date(2025, 3, 17)))
                ),
                "bekreftet_av": dice.one(("kommunen", "leverandøren", None)),
            }
        )


def _rest(dice: Dice, rows: Rows, tenants: list[str]) -> None:
    for number in range(400):
        role = dice.one(rows["roller"] or [{"rolle_id": None, "fiks_org_id": tenants[0]}])
        kind = dice.one(("person", "person", "person", "integrasjon", "ekstern_bruker", "ekstern_gruppe"))
        start = dice.day()
        ended = dice.maybe(0.4, dice.day(start))
        rows["tilganger"].append(
            {
                "tilgang_id": f"tilgang-{number}",
                "rolle_id": role["rolle_id"],
                "fiks_org_id": role["fiks_org_id"],
                "slag": kind,
                "aktoer": (
                    f"i{dice.random.randint(1, 3)}"
                    if kind == "integrasjon"
                    else f"p{dice.random.randint(1, 12)}"
                )
                + f"-{role['fiks_org_id']}",
                "kilde": "MANUELL",
                "gyldig_fra": start,
                "gyldig_til": dice.maybe(
                    0.9, dice.one((dice.day(start), TODAY + timedelta(days=dice.one((0, 14, 15, 30, 31)))))
                ),
                "avsluttet": ended,
                "avslutningsgrunn": dice.one(AVSLUTNINGSGRUNNER) if ended else None,
            }
        )
    for number in range(80):
        day, status = dice.day(), dice.one(LISTESTATUS)
        ordered = moment(day, dice.one((9, 22, 23)))
        rows["listeordrer"].append(
            {
                "uttrekk_id": f"liste-{number}",
                "fiks_org_id": dice.one(tenants),
                "status": status,
                "eksportformat": dice.one(("EGENDEFINERT", "VAKSINE")),
                "opprettet": ordered,
                "ferdig": ordered + timedelta(seconds=dice.random.randint(1, 9000))
                if status == "FERDIG"
                else None,
                "antall_personer": dice.one((0, 1, 4, 5, 300)) if status == "FERDIG" else None,
            }
        )
    for number in range(30):
        day, closed = dice.day(), dice.random.random() < 0.6
        rows["pilotfunn"].append(
            {
                "funn_id": f"funn-{number}",
                "tema": dice.one(TEMAER[:5]),
                "alvorlighet": dice.one(("lav", "middels", "høy")),
                "status": "lukket" if closed else "åpen",
                "dato": day,
                "lukket": dice.day(day) if closed else None,
            }
        )
    for number in range(200):
        rows["egen_logg"].append(
            {
                "logg_id": f"logg-{number}",
                "bruker": f"u{dice.random.randint(1, 8)}",
                "rolle": dice.one(("oppvekst", "skole")),
                "hendelse": dice.one(("visning", "eksport", "oppslag", "avslag")),
                "dato": dice.day(),
            }
        )
