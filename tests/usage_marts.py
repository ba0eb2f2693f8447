"""Made-up marts of usage in exactly the columns of dbt's contracts, for tests of pages and report; nothing is built.

Every figure follows from `rung_of`, so a test can count it by hand.
"""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import polars as pl
import yaml

from ingest.roles import DBT_PROJECT
from ingest.usage.tables import TEMAER

PER_DATO = date(2026, 5, 20)
MONTHS = [date(2025 + (3 + k) // 12, (3 + k) % 12 + 1, 1) for k in range(14)]  # April 2025 to May 2026
RUNGS = ("ingen", "avtale", "konfigurert", "test", "i bruk", "i bruk med hendelser")
VENDORS = ("Visma", "IST", "Vigilo", "Tieto Evry", "Acos", "Sikri")
AREAS = ("BARNEHAGE", "OPPVEKST", "HELSE")
TYPES = {
    "varchar": pl.String,
    "integer": pl.Int32,
    "bigint": pl.Int64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "double": pl.Float64,
}
Rows = list[dict[str, object]]


@cache
def contracts() -> dict[str, list[dict]]:
    """Columns of each mart of usage, as its contract states them."""
    files = sorted((DBT_PROJECT / "models" / "utbredelse" / "marts").glob("_*.yml"))
    models = [model for file in files for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]]
    return {model["name"].removeprefix("mart_utbredelse__"): model["columns"] for model in models}


def frame(what: str, rows: Rows) -> pl.DataFrame:
    """Rows of a mart: a column that may be missing is empty, one that may not must be given."""
    columns = contracts()[what]
    names = {column["name"] for column in columns}
    must = {column["name"] for column in columns if column.get("constraints")}
    for row in rows:
        assert must <= set(row) <= names, (what, must - set(row), set(row) - names)
    schema = {column["name"]: TYPES[column["data_type"]] for column in columns}
    return pl.DataFrame(rows, schema=schema)


@cache
def kommuner() -> list[dict[str, str]]:
    with (DBT_PROJECT / "seeds" / "kommuner.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rung_of(place: int, month: int) -> int:
    """How far municipality `place` (0 to 356) has come in month 0 to 13: each starts and climbs in its own time.

    Every seventh never signs; every eleventh falls back from use to an agreement in the last month.
    """
    if place % 7 == 0:
        return 0
    rung = min(5 if place % 3 == 0 else 4, max(1, (month + place % 19) // 3))
    return 2 if month == len(MONTHS) - 1 and place % 11 == 0 and rung >= 4 else rung


def last_day(month: date) -> date:
    following = (month + timedelta(days=32)).replace(day=1)
    return min(following - timedelta(days=1), PER_DATO)


def in_use(month: int) -> int:
    """Municipalities on rung 4 or 5."""
    return sum(rung_of(place, month) >= 4 for place in range(len(kommuner())))


def inhabitants(place: int) -> int:
    return 1000 * (1 + place % 90)


def vendor_of(place: int) -> str:
    return VENDORS[place % 13 % len(VENDORS)]


@cache
def marts() -> dict[str, pl.DataFrame]:
    """Every mart that the pages or the report read."""
    made = {
        "stadier": _stadier(),
        "kommuner": _kommuner(),
        "fylkeskommuner": [],
        "trakt": _trakt(),
        "dekning": _dekning(),
        "noekkeltall": _noekkeltall(),
        "prognose": _prognose(),
        "kohorter": _kohorter(),
        "inntekt": _inntekt(),
        "brukere": _brukere(),
        "bruk": _bruk(),
        "roller": _roller(),
        "systemer": _systemer(),
        "leverandoerer": _leverandoerer(),
        "oppdatering": _oppdatering(),
        "funn": _funn(),
        "tilganger": _tilganger(),
        "tilgangsutvikling": _tilgangsutvikling(),
    }
    return {what: frame(what, rows) for what, rows in made.items()}


def publish_usage(home: Path, changed: dict[str, pl.DataFrame] | None = None, number: int = 1) -> Path:
    """A published generation of figures in `home`; `changed` replaces some of the marts."""
    folder = home / "utbredelse" / "published" / f"{number:08}"
    folder.mkdir(parents=True)
    made = marts() | (changed or {})
    for what, rows in made.items():
        rows.write_parquet(folder / f"mart_utbredelse__{what}.parquet")
    status = {
        "published_at": datetime.now(UTC).isoformat(),
        "dato": PER_DATO.isoformat(),
        "rows": {f"mart_utbredelse__{what}": rows.height for what, rows in made.items()},
    }
    (folder / "status.json").write_text(json.dumps(status), encoding="utf-8")
    (folder.parent / "CURRENT").write_text(folder.name, encoding="ascii")
    return folder


def _month(month: date) -> dict:
    return {"maaned": month, "per_dato": last_day(month), "er_siste": month == MONTHS[-1]}


def _kommuner() -> Rows:
    return [
        _month(day) | _kommune(place, month, about)
        for month, day in enumerate(MONTHS)
        for place, about in enumerate(kommuner())
    ]


def _kommune(place: int, month: int, about: dict) -> dict:
    rung, has = rung_of(place, month), rung_of(place, month) > 0
    used = rung >= 4
    ranked = _ranked(month)
    position = ranked.index(place) + 1 if used else None
    fell = not used and any(rung_of(place, earlier) >= 4 for earlier in range(month))
    return {
        **{name: about[name] for name in ("kommunenummer", "kommunenavn", "fylkesnummer", "fylkesnavn")},
        "breddegrad": float(about["breddegrad"]),
        "lengdegrad": float(about["lengdegrad"]),
        "stadium": RUNGS[rung],
        "rang": rung,
        "stadium_siden": MONTHS[month],
        "rang_forrige": rung_of(place, month - 1) if month else None,
        "innbyggere": inhabitants(place),
        "prisbaand": "under 10 000" if inhabitants(place) < 10_000 else "10 000–49 999",
        "kommunestoerrelse": "liten" if inhabitants(place) < 10_000 else "mellomstor",
        "har_avtale": has,
        "avtale_siden": date(2025, 1, 1) + timedelta(days=place % 90) if has else None,
        "dager_siden_avtale": 480 - place % 90 if has else None,
        "er_pilot": place % 50 == 1,
        "er_i_bruk": used,
        "falt_fra": fell,
        "ikke_i_bruk_siden": date(2025, 1, 1) + timedelta(days=place % 90) if has and not used else None,
        "leverandoerer": vendor_of(place),
        "systemer_i_oversikt": 2,
        "systemer": 2 if used else 0,
        "systemer_paa_hendelser": 1 if rung == 5 else 0,
        "aktive_roller": 3 if rung >= 2 else 0,
        "oppslag": place % 50 * inhabitants(place) // 1000 if used else 0,
        "oppslag_per_1000": float(place % 50) if used else 0.0,
        "plassering": position,
        "plassering_nedenfra": len(ranked) + 1 - position if position else None,
    }


@cache
def _ranked(month: int) -> list[int]:
    """Those in use, most look-ups first."""
    used = [place for place in range(len(kommuner())) if rung_of(place, month) >= 4]
    return sorted(used, key=lambda place: (-(place % 50), place))


def _stadier() -> Rows:
    rows = []
    for place, about in enumerate(kommuner()):
        steps = [
            month
            for month in range(len(MONTHS))
            if month == 0 or rung_of(place, month) != rung_of(place, month - 1)
        ]
        for start, following in zip(steps, [*steps[1:], None], strict=True):
            rows.append(
                {
                    **{
                        name: about[name]
                        for name in ("kommunenummer", "kommunenavn", "fylkesnummer", "fylkesnavn")
                    },
                    "fra_dato": MONTHS[start],
                    "til_dato": None if following is None else MONTHS[following] - timedelta(days=1),
                    "stadium": RUNGS[rung_of(place, start)],
                    "rang": rung_of(place, start),
                    "per_dato": PER_DATO,
                }
            )
    return rows


def _trakt() -> Rows:
    places = range(len(kommuner()))
    return [
        _month(day)
        | {
            "rang": rung,
            "stadium": RUNGS[rung],
            "kommuner": sum(rung_of(place, month) >= rung for place in places),
            "kommuner_paa_trinnet": sum(rung_of(place, month) == rung for place in places),
            "andel_kommuner": sum(rung_of(place, month) >= rung for place in places) / len(places),
            "innbyggere": sum(inhabitants(place) for place in places if rung_of(place, month) >= rung),
        }
        for month, day in enumerate(MONTHS)
        for rung in range(6)
    ]


def _dekning() -> Rows:
    counties = {about["fylkesnummer"]: about["fylkesnavn"] for about in kommuner()}
    areas = {"landet": "Hele landet", **counties}
    return [
        _month(day) | _covered(month, area, name)
        for month, day in enumerate(MONTHS)
        for area, name in areas.items()
    ]


def _covered(month: int, area: str, name: str) -> dict:
    of_area = [place for place, about in enumerate(kommuner()) if area in ("landet", about["fylkesnummer"])]

    def used_in(when: int) -> list[int]:
        return [place for place in of_area if rung_of(place, when) >= 4]

    used = used_in(month)
    return {
        "omraade": area,
        "omraadenavn": name,
        "kommuner": len(of_area),
        "kommuner_med_avtale": sum(rung_of(place, month) > 0 for place in of_area),
        "kommuner_i_bruk": len(used),
        "kommuner_med_hendelser": sum(rung_of(place, month) == 5 for place in of_area),
        "andel_kommuner": len(used) / len(of_area),
        "innbyggere": sum(map(inhabitants, of_area)),
        "innbyggere_dekket": sum(map(inhabitants, used)),
        "andel_innbyggere": sum(map(inhabitants, used)) / sum(map(inhabitants, of_area)),
        "endring_maaned": len(used) - len(used_in(month - 1)) if month else None,
        "endring_kvartal": len(used) - len(used_in(month - 3)) if month >= 3 else None,
    }


def _noekkeltall() -> Rows:
    def row(month: int, measure: str, values: list[float | None], unit: str) -> dict:
        def less(back: int) -> float | None:
            known = month >= back and values[month] is not None and values[month - back] is not None
            return values[month] - values[month - back] if known else None

        return _month(MONTHS[month]) | {
            "er_hel_maaned": month < len(MONTHS) - 1,
            "maal": measure,
            "navn": measure,
            "definisjon": f"Hva {measure} teller.",
            "enhet": unit,
            "verdi": values[month],
            "endring_maaned": less(1),
            "endring_kvartal": less(3),
        }

    country = [_covered(month, "landet", "") for month in range(len(MONTHS))]
    series = {
        **{
            name: ([float(one[name]) for one in country], "antall")
            for name in ("kommuner_med_avtale", "kommuner_i_bruk", "kommuner_med_hendelser")
        },
        **{
            name: ([one[name] for one in country], "andel") for name in ("andel_kommuner", "andel_innbyggere")
        },
        "personbrukere": ([None if month < 2 else 100.0 + month for month in range(len(MONTHS))], "antall"),
        "integrasjoner": ([50.0 + 2 * month for month in range(len(MONTHS))], "antall"),
        "oppslag": ([1000.0 * (month + 1) for month in range(len(MONTHS))], "antall"),
        "kall": ([2000.0 * (month + 1) for month in range(len(MONTHS))], "antall"),
        "lister": ([10.0 + month for month in range(len(MONTHS))], "antall"),
        "hendelseskall": ([100.0 * month for month in range(len(MONTHS))], "antall"),
        "systemer": ([300.0 + month for month in range(len(MONTHS))], "antall"),
        "andel_hendelser": ([0.1 + month / 100 for month in range(len(MONTHS))], "andel"),
    }
    return [
        row(month, measure, values, unit)
        for measure, (values, unit) in series.items()
        for month in range(len(MONTHS))
    ]


def _prognose() -> Rows:
    whole = len(MONTHS) - 1  # May is not over
    known = [
        {
            "maaned": day,
            "per_dato": PER_DATO,
            "er_prognose": False,
            "kommuner_i_bruk": float(in_use(month)),
            "maaneder_fram": 0,
            "metode": "kjent",
            "etterproevinger": 0,
        }
        for month, day in enumerate(MONTHS[:whole])
    ]
    return known + [
        {
            "maaned": date(2026 + (4 + ahead) // 12, (4 + ahead) % 12 + 1, 1),
            "per_dato": PER_DATO,
            "er_prognose": True,
            "kommuner_i_bruk": min(357.0, in_use(whole - 1) + 3.0 * (ahead + 1)),
            "nedre": in_use(whole - 1) - ahead,
            "oevre": min(357, in_use(whole - 1) + 7 * (ahead + 1)),
            "maaneder_fram": ahead + 1,
            "metode": "gjennomsnittlig endring de siste tolv månedene",
            "feil": 4.0 + ahead,
            "middelfeil": 2.0,
            "etterproevinger": 12,
        }
        for ahead in range(12)
    ]


def _kohorter() -> Rows:
    return [
        {
            "kvartal": "2025-K1",
            "kvartal_fra": date(2025, 1, 1),
            "maaneder_siden": months,
            "per_dato": PER_DATO,
            "kommuner": 40,
            "fortsatt_i_bruk": min(36, 3 * months),
            "andel": min(36, 3 * months) / 40,
        }
        for months in range(13)
    ]


def _inntekt() -> Rows:
    return [
        {
            "aar": 2026,
            "kvartal": quarter,
            "kvartal_fra": date(2026, 3 * quarter - 2, 1),
            "per_dato": PER_DATO,
            "prisbaand": band,
            "kommuner": 30 * quarter,
            "aarspris": price,
            "beloep": 30 * quarter * price // 4,
            "er_forventet": quarter > 2,
        }
        for quarter in (1, 2, 3, 4)
        for band, price in (("under 10 000", 10_000), ("10 000–49 999", 20_000))
    ]


def _areas() -> list[tuple[str, str, str, str | None]]:
    some = [("kommune", one["kommunenummer"], one["kommunenavn"], one["kommunenummer"]) for one in kommuner()]
    return [("land", "landet", "Hele landet", None), *some]


def _brukere() -> Rows:
    return [
        _month(day)
        | {
            "nivaa": level,
            "omraade": area,
            "omraadenavn": name,
            "kommunenummer": number,
            "tjenesteomraade": of,
            "personbrukere": None if place % 5 == 4 else 5 + place % 20,
            "er_skjult": place % 5 == 4,
            "integrasjoner": 2,
            "scim_overganger": 40 if level == "land" and month == 6 else 0,
        }
        for month, day in enumerate(MONTHS)
        for place, (level, area, name, number) in enumerate(_areas())
        for of in ("alle", "OPPVEKST")
    ]


def _bruk() -> Rows:
    return [
        _month(day)
        | {
            "nivaa": level,
            "omraade": area,
            "omraadenavn": name,
            "kommunenummer": number,
            "tjenesteomraade": of,
            "oppslag": (month + 1) * 10 * share,
            "kall": (month + 1) * 12 * share,
            "lister": share,
            "hendelseskall": month * share,
            "feilede": 1,
        }
        for month, day in enumerate(MONTHS)
        for level, area, name, number in _areas()
        for share, of in enumerate(("alle", *AREAS), start=1)
        if level == "land" or number[-1] != "0"  # nobody of a municipality that ends in 0 ever called
    ]


def _roller() -> Rows:
    return [
        {
            "rolle_id": f"rolle-{place}-{area}",
            "kommunenummer": about["kommunenummer"],
            "kommunenavn": about["kommunenavn"],
            "per_dato": PER_DATO,
            "navn": f"{area.capitalize()} i {about['kommunenavn']}",
            "tjenesteomraade": area,
            "rettighetspakke": "OFFENTLIG_MED_HJEMMEL",
            "eier": "kommune",
            "aktiv": True,
            "opprettet": date(2025, 2, 1),
            "felter": 10,
            "felter_utenfor": 0,
            "bredde": 10 / 23,
            "felter_brukt": 8,
            "andel_brukt": 0.8,
            "felter_aldri_brukt": "KJONN, SIVILSTAND",
        }
        for place, about in enumerate(kommuner())
        for area in AREAS[: place % 4]
    ]


def _systemer() -> Rows:
    return [_system(place, area, about) for place, about in enumerate(kommuner()) for area in AREAS[:2]]


def _system(place: int, area: str, about: dict) -> dict:
    never, old = place % 5 == 0, place % 5 == 1
    return {
        "rad_id": f"rad-{about['kommunenummer']}-{area}",
        "kommunenummer": about["kommunenummer"],
        "kommunenavn": about["kommunenavn"],
        "fylkesnummer": about["fylkesnummer"],
        "per_dato": PER_DATO,
        "fagsystem": f"{vendor_of(place)} {area.capitalize()}",
        "leverandoer": vendor_of(place) if place % 60 else None,
        "tjenesteomraade": area,
        "status": "produksjon" if rung_of(place, len(MONTHS) - 1) >= 4 else "planlagt",
        "oppdatering": "hendelser" if place % 3 == 0 else "batch",
        "status_0_16": "i test",
        "sist_bekreftet": None if never else date(2025, 6, 1) if old else date(2026, 4, 1),
        "bekreftet_av": None if never else "kommunen",
        "dager_siden_bekreftet": None if never else (PER_DATO - date(2025, 6, 1)).days if old else 49,
        "er_ubekreftet": never or old,
        "merknader": "aldri bekreftet"
        if never
        else "bekreftet for mer enn seks måneder siden"
        if old
        else None,
    }


def _leverandoerer() -> Rows:
    month = len(MONTHS) - 1
    counted = []
    for vendor in VENDORS:
        theirs = [place for place in range(len(kommuner())) if vendor_of(place) == vendor]
        held = [place for place in theirs if 0 < rung_of(place, month) < 4]
        counted.append((len(held), vendor, theirs, held))
    ranked = sorted((count for count, *_ in counted), reverse=True)
    return [
        {
            "leverandoer": vendor,
            "per_dato": PER_DATO,
            "er_invitert": True,
            "ny_siden_sist": False,
            "oppvekst_arbeidsgruppe": vendor in VENDORS[:4],
            "kommuner": len(theirs),
            "kommuner_i_bruk": sum(rung_of(place, month) >= 4 for place in theirs),
            "holder_opp": count,
            "holder_opp_kommuner": ", ".join(kommuner()[place]["kommunenavn"] for place in held) or None,
            "plassering": ranked.index(count) + 1,
            "systemer": 2 * len(theirs),
            "i_produksjon": len(theirs),
            "paa_hendelser": len(theirs) // 3,
            "paa_batch": len(theirs) - len(theirs) // 3,
            "andel_hendelser": (len(theirs) // 3) / len(theirs),
            "ubekreftede": 2 * sum(place % 5 < 2 for place in theirs),
            "status_0_16": None if vendor == "Sikri" else "i test",
            "oppvekst_ikke_startet": 1,
            "oppvekst_under_arbeid": 2,
            "oppvekst_i_test": 3,
            "oppvekst_i_produksjon": 4,
        }
        for count, vendor, theirs, held in counted
    ]


def _oppdatering() -> Rows:
    return [
        _month(day)
        | {
            "leverandoer": vendor,
            "systemer": 100,
            "paa_hendelser": 10 + month,
            "paa_batch": 90 - month,
            "andel_hendelser": (10 + month) / 100,
        }
        for month, day in enumerate(MONTHS)
        for vendor in ("alle", *VENDORS)
    ]


def _funn() -> Rows:
    return [
        {
            "tema": theme,
            "per_dato": PER_DATO,
            "aapne": place,
            "aapne_alvorlige": place // 2,
            "lukkede": 10 - place,
            "median_dager_til_lukket": 7.5 + place,
            "eldste_aapne": date(2026, 1, 1) + timedelta(days=place) if place else None,
            "eldste_aapne_dager": 139 - place if place else None,
        }
        for place, theme in enumerate(TEMAER)
    ]


def _tilganger() -> Rows:
    return [
        {
            "nivaa": level,
            "omraade": area,
            "omraadenavn": name,
            "kommunenummer": number,
            "slag": kind,
            "per_dato": PER_DATO,
            "aktive": 20 + place % 7,
            "sovende": None if hidden else place % 7,
            "utloeper_30": None if hidden else place % 5,
            "utloeper_14": None if hidden else place % 2,
            "utloept": None if hidden else 0,
            "sluttede": None if hidden else place % 3,
            "er_skjult": hidden,
            "scim_overgang": date(2025, 10, 14) if level == "kommune" and place % 9 == 0 else None,
        }
        for place, (level, area, name, number) in enumerate(_areas())
        for kind in ("person", "integrasjon")
        for hidden in [kind == "person" and place % 4 == 1]
    ]


def _tilgangsutvikling() -> Rows:
    return [
        _month(day)
        | {
            "slag": kind,
            "aktive": 900 + 10 * month,
            "nye": 30,
            "avsluttede": 20,
            "avsluttet_av_scim": 200 if month == 6 and kind == "person" else 0,
            "scim_overganger": 40 if month == 6 else 0,
        }
        for month, day in enumerate(MONTHS)
        for kind in ("person", "integrasjon")
    ]
