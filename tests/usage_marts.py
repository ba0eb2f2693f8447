"""Made-up marts of usage in exactly the columns of dbt's contracts, for tests of pages and report; nothing is built.

Every figure follows from `rung_of`, so a test can count it by hand.
"""

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import polars as pl

from ingest.usage.tables import TEMAER
from tests import usage_adoption as adoption
from tests.usage_world import (
    AREAS,
    MONTHS,
    PER_DATO,
    VENDORS,
    Rows,
    frame,
    kommuner,
    of_month,
    rung_of,
    vendor_of,
)


@cache
def marts() -> dict[str, pl.DataFrame]:
    """Every mart that the pages or the report read."""
    made = {
        "stadier": adoption.stadier_rows(),
        "kommuner": adoption.kommuner_rows(),
        "fylkeskommuner": [],
        "trakt": adoption.trakt_rows(),
        "dekning": adoption.dekning_rows(),
        "noekkeltall": adoption.noekkeltall_rows(),
        "prognose": adoption.prognose_rows(),
        "kohorter": adoption.kohorter_rows(),
        "inntekt": adoption.inntekt_rows(),
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


def _areas() -> list[tuple[str, str, str, str | None]]:
    some = [("kommune", one["kommunenummer"], one["kommunenavn"], one["kommunenummer"]) for one in kommuner()]
    return [("land", "landet", "Hele landet", None), *some]


def _brukere() -> Rows:
    return [
        of_month(day)
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
        of_month(day)
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
        of_month(day)
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
        of_month(day)
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
