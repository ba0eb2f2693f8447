"""Systems, vendors, findings and the key figures, worked out from the landed sources: one function a mart."""

from collections import defaultdict
from datetime import date
from statistics import median

from ingest.usage.leverandoerer import LEVERANDOERER
from ingest.usage.tables import STATUS_0_16, TEMAER
from tests.usage_oracle.adoption import dekning
from tests.usage_oracle.use import brukere, sums_of_use
from tests.usage_oracle.world import Row, World, months_later, share

SUMS = {"personbrukere", "integrasjoner", "oppslag", "kall", "lister", "hendelseskall"}


def in_production(world: World, day: date) -> list[Row]:
    return [
        row | {"er_paa_hendelser": row["oppdatering"] == "hendelser" and (row["hendelser_fra"] or day) <= day}
        for row in world.tables["systemoversikt"]
        if row["status"] == "produksjon" and (row["produksjon_fra"] or day) <= day
    ]


def _six_months_before(day: date) -> date:
    month = months_later(day.replace(day=1), -6)
    for last in (day.day, 30, 29, 28):
        try:
            return month.replace(day=last)
        except ValueError:
            continue
    raise AssertionError


def _is_unconfirmed(world: World, row: Row) -> bool:
    return row["sist_bekreftet"] is None or row["sist_bekreftet"] < _six_months_before(world.today)


def systemer(world: World) -> list[Row]:
    rows = []
    for row in world.tables["systemoversikt"]:
        number = world.today_of[row["kommunenummer"]]
        rung = world.rungs[number][world.today]
        confirmed, produced = row["sist_bekreftet"], row["status"] == "produksjon"
        marks = {
            "aldri bekreftet": confirmed is None,
            "bekreftet for mer enn seks måneder siden": confirmed is not None and _is_unconfirmed(world, row),
            "i produksjon, men kommunen er ikke i bruk": produced and rung < 4,
            "planlagt eller i test, men kommunen er i bruk": not produced and rung >= 4,
            "på hendelser, men kommunen henter ingen": produced
            and row["oppdatering"] == "hendelser"
            and rung < 5,
            "uten leverandør": row["leverandoer"] is None,
        }
        same = (
            "rad_id",
            "fagsystem",
            "leverandoer",
            "tjenesteomraade",
            "status",
            "oppdatering",
            "produksjon_fra",
        )
        same += ("hendelser_fra", "status_0_16", "sist_bekreftet", "bekreftet_av")
        rows.append(
            {
                **{name: row[name] for name in same},
                "kommunenummer": number,
                "kommunenavn": world.kommuner[number]["kommunenavn"],
                "fylkesnummer": world.kommuner[number]["fylkesnummer"],
                "per_dato": world.today,
                "dager_siden_bekreftet": (world.today - confirmed).days if confirmed else None,
                "er_ubekreftet": _is_unconfirmed(world, row),
                "merknader": "; ".join(mark for mark, holds in marks.items() if holds) or None,
            }
        )
    return rows


def _held_up(world: World) -> dict[str, list[str]]:
    """Vendor to the names of the municipalities that wait for it."""
    per_vendor: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in world.tables["systemoversikt"]:
        if row["leverandoer"]:
            per_vendor[world.today_of[row["kommunenummer"]]][row["leverandoer"]] += 1
    waiting = defaultdict(list)
    for number, vendors in per_vendor.items():
        most = [vendor for vendor, n in vendors.items() if n == max(vendors.values())]
        signed = world.signed_since(number, world.today) is not None
        if signed and world.rungs[number][world.today] < 4 and len(most) == 1:
            waiting[most[0]].append(world.kommuner[number]["kommunenavn"])
    return waiting


def leverandoerer(world: World) -> list[Row]:
    invited = {vendor.navn: vendor for vendor in LEVERANDOERER}
    own = defaultdict(list)
    for row in world.tables["systemoversikt"]:
        if row["leverandoer"]:
            own[row["leverandoer"]].append(row)
    waiting = _held_up(world)
    produced = in_production(world, world.today)
    rows = []
    for vendor in invited.keys() | own.keys():
        found, told = own[vendor], invited.get(vendor)
        places = {world.today_of[row["kommunenummer"]] for row in found}
        in_prod = [row for row in produced if row["leverandoer"] == vendor]
        on_events = sum(row["er_paa_hendelser"] for row in in_prod)
        steps = [row["status_0_16"] for row in found if row["status_0_16"]]
        rows.append(
            {
                "leverandoer": vendor,
                "per_dato": world.today,
                "er_invitert": told is not None,
                "ny_siden_sist": bool(told and told.ny_siden_sist),
                "oppvekst_arbeidsgruppe": bool(told and told.oppvekst_arbeidsgruppe),
                "kommuner": len(places),
                "kommuner_i_bruk": sum(world.rungs[number][world.today] >= 4 for number in places),
                "holder_opp": len(waiting[vendor]),
                "holder_opp_kommuner": ", ".join(sorted(waiting[vendor])) or None,
                "systemer": len(found),
                "i_produksjon": len(in_prod),
                "paa_hendelser": on_events,
                "paa_batch": len(in_prod) - on_events,
                "andel_hendelser": share(on_events, len(in_prod)),
                "ubekreftede": sum(_is_unconfirmed(world, row) for row in found),
                "status_0_16": max(steps, key=STATUS_0_16.index, default=None),
                "oppvekst_ikke_startet": steps.count("ikke startet"),
                "oppvekst_under_arbeid": steps.count("under arbeid"),
                "oppvekst_i_test": steps.count("i test"),
                "oppvekst_i_produksjon": steps.count("i produksjon"),
            }
        )
    for row in rows:
        row["plassering"] = 1 + sum(other["holder_opp"] > row["holder_opp"] for other in rows)
    return rows


def oppdatering(world: World) -> list[Row]:
    rows = []
    for month in world.months:
        day = world.last_day(month)
        groups = defaultdict(list)
        for row in in_production(world, day):
            groups["alle"].append(row)
            groups[row["leverandoer"] or "ukjent"].append(row)
        for vendor, found in groups.items():
            on_events = sum(row["er_paa_hendelser"] for row in found)
            rows.append(
                {
                    "maaned": month,
                    "per_dato": day,
                    "er_siste": world.is_newest(month),
                    "leverandoer": vendor,
                    "systemer": len(found),
                    "paa_hendelser": on_events,
                    "paa_batch": len(found) - on_events,
                    "andel_hendelser": share(on_events, len(found)),
                }
            )
    return rows


def funn(world: World) -> list[Row]:
    rows = []
    for theme in TEMAER:
        found = [
            row for row in world.tables["pilotfunn"] if row["tema"] == theme and row["dato"] <= world.today
        ]
        closed = [
            row
            for row in found
            if row["status"] == "lukket" and (row["lukket"] is None or row["lukket"] <= world.today)
        ]
        still = [row for row in found if row not in closed]
        days = [(row["lukket"] - row["dato"]).days for row in closed if row["lukket"]]
        oldest = min((row["dato"] for row in still), default=None)
        rows.append(
            {
                "tema": theme,
                "per_dato": world.today,
                "aapne": len(still),
                "aapne_alvorlige": sum(row["alvorlighet"] == "høy" for row in still),
                "lukkede": len(closed),
                "median_dager_til_lukket": median(days) if days else None,
                "eldste_aapne": oldest,
                "eldste_aapne_dager": (world.today - oldest).days if oldest else None,
            }
        )
    return rows


def noekkeltall(world: World) -> list[Row]:
    """Without the words: those are the page's, and tested there."""
    coverage = {row["maaned"]: row for row in dekning(world) if row["omraade"] == "landet"}
    everywhere = {
        row["maaned"]: row
        for row in brukere(world)
        if row["nivaa"] == "land" and row["tjenesteomraade"] == "alle"
    }
    use, systems = (
        sums_of_use(world),
        {r["maaned"]: r for r in oppdatering(world) if r["leverandoer"] == "alle"},
    )
    values: dict[tuple[str, date], float | None] = {}
    for month in world.months:
        known = {
            **{
                name: coverage[month][name]
                for name in (
                    "kommuner_med_avtale",
                    "kommuner_i_bruk",
                    "kommuner_med_hendelser",
                    "andel_kommuner",
                    "andel_innbyggere",
                )
            },
            "personbrukere": everywhere.get(month, {}).get("personbrukere"),
            "integrasjoner": everywhere.get(month, {}).get("integrasjoner", 0),
            **{
                name: use.get((month, "land", "landet", "alle"), {}).get(name, 0)
                for name in ("oppslag", "kall", "lister", "hendelseskall")
            },
            "systemer": systems.get(month, {}).get("systemer", 0),
            "andel_hendelser": systems.get(month, {}).get("andel_hendelser"),
        }
        values |= {(name, month): value for name, value in known.items()}

    def change(name: str, month: date, months: int) -> float | None:
        now, before = values[name, month], values.get((name, months_later(month, -months)))
        if name in SUMS and not world.is_whole(month):
            return None
        return None if now is None or before is None else now - before

    return [
        {
            "maaned": month,
            "per_dato": world.last_day(month),
            "er_siste": world.is_newest(month),
            "er_hel_maaned": world.is_whole(month),
            "maal": name,
            "enhet": "andel" if name.startswith("andel") else "antall",
            "verdi": value,
            "endring_maaned": change(name, month, 1),
            "endring_kvartal": change(name, month, 3),
        }
        for (name, month), value in values.items()
    ]
