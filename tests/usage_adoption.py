"""Made-up marts of adoption: stages, coverage, key figures, forecast, cohorts and income."""

from datetime import date, timedelta
from functools import cache

from tests.usage_world import (
    MONTHS,
    PER_DATO,
    RUNGS,
    Rows,
    in_use,
    inhabitants,
    kommuner,
    of_month,
    rung_of,
    vendor_of,
)


def kommuner_rows() -> Rows:
    return [
        of_month(day) | _kommune(place, month, about)
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


def stadier_rows() -> Rows:
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


def trakt_rows() -> Rows:
    places = range(len(kommuner()))
    return [
        of_month(day)
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


def dekning_rows() -> Rows:
    counties = {about["fylkesnummer"]: about["fylkesnavn"] for about in kommuner()}
    areas = {"landet": "Hele landet", **counties}
    return [
        of_month(day) | _covered(month, area, name)
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


def noekkeltall_rows() -> Rows:
    def row(month: int, measure: str, values: list[float | None], unit: str) -> dict:
        def less(back: int) -> float | None:
            known = month >= back and values[month] is not None and values[month - back] is not None
            return values[month] - values[month - back] if known else None

        return of_month(MONTHS[month]) | {
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


def prognose_rows() -> Rows:
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


def kohorter_rows() -> Rows:
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


def inntekt_rows() -> Rows:
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
