"""How far the service has come, worked out from the landed sources: one function a mart, which gives its rows."""

from collections import defaultdict
from datetime import date, timedelta
from math import ceil, floor

from tests.usage_oracle.world import (
    RUNGS,
    Row,
    World,
    in_force,
    month_of,
    months_between,
    months_later,
    share,
)

PRICES = {"under 10 000": 10_000, "10 000–49 999": 20_000, "50 000 og over": 30_000, "fylkeskommune": 30_000}
SIZES = {"under 10 000": "liten", "10 000–49 999": "mellomstor", "50 000 og over": "stor"}
METHOD = "gjennomsnittlig vekst de siste 12 månedene; intervallet er metodens største feil så langt fram"


def stadier(world: World) -> list[Row]:
    rows = []
    for number, days in world.rungs.items():
        told = world.kommuner[number]
        before: Row | None = None
        for day, rung in days.items():
            if before is None or before["rang"] != rung:
                if before:
                    before["til_dato"] = day - timedelta(days=1)
                before = {
                    **{
                        name: told[name]
                        for name in ("kommunenummer", "kommunenavn", "fylkesnummer", "fylkesnavn")
                    },
                    "fra_dato": day,
                    "til_dato": None,
                    "stadium": RUNGS[rung],
                    "rang": rung,
                    "per_dato": world.today,
                }
                rows.append(before)
    return rows


def band(inhabitants: int | None) -> str | None:
    if inhabitants is None:
        return None
    return (
        "under 10 000"
        if inhabitants < 10_000
        else "10 000–49 999"
        if inhabitants < 50_000
        else "50 000 og over"
    )


def kommuner(world: World) -> list[Row]:
    from tests.usage_oracle.systems import in_production
    from tests.usage_oracle.use import sums_of_use

    periods = defaultdict(list)
    for row in stadier(world):
        periods[row["kommunenummer"]].append(row)
    overview = defaultdict(list)
    for row in world.tables["systemoversikt"]:
        overview[world.today_of[row["kommunenummer"]]].append(row)
    use = sums_of_use(world)
    rows = []
    for month in world.months:
        day = world.last_day(month)
        produced = defaultdict(list)
        for system in in_production(world, day):
            produced[world.today_of[system["kommunenummer"]]].append(system)
        of_month = []
        for number in world.municipalities_on(day):
            told, days = world.kommuner[number], world.rungs[number]
            rung, inhabitants = days[day], world.inhabitants(number, month.year)
            signed = world.signed_since(number, day)
            used = [one for one, r in days.items() if r >= 4 and one <= day]
            looked_up = use.get((month, "kommune", number, "alle"), {}).get("oppslag", 0)
            since = signed
            if signed and used:
                since = max(signed, max(used) + timedelta(days=1))
            vendors = {row["leverandoer"] for row in overview[number] if row["leverandoer"]}
            of_month.append(
                {
                    **{
                        name: told[name]
                        for name in ("kommunenummer", "kommunenavn", "fylkesnummer", "fylkesnavn")
                    },
                    "breddegrad": float(told["breddegrad"]),
                    "lengdegrad": float(told["lengdegrad"]),
                    "maaned": month,
                    "per_dato": day,
                    "er_siste": world.is_newest(month),
                    "stadium": RUNGS[rung],
                    "rang": rung,
                    "stadium_siden": max(p["fra_dato"] for p in periods[number] if p["fra_dato"] <= day),
                    "rang_forrige": days.get(month - timedelta(days=1)),
                    "innbyggere": inhabitants,
                    "prisbaand": band(inhabitants),
                    "kommunestoerrelse": SIZES.get(band(inhabitants)),
                    "har_avtale": signed is not None,
                    "avtale_siden": signed,
                    "dager_siden_avtale": (day - signed).days if signed else None,
                    "er_pilot": any(row["er_pilot"] for row in world.agreements.get(number, [])),
                    "er_i_bruk": rung >= 4,
                    "falt_fra": rung < 4 and bool(used),
                    "ikke_i_bruk_siden": since if signed and rung < 4 else None,
                    "leverandoerer": ", ".join(sorted(vendors)) or None,
                    "systemer_i_oversikt": len(overview[number]),
                    "systemer": len(produced[number]),
                    "systemer_paa_hendelser": sum(one["er_paa_hendelser"] for one in produced[number]),
                    "aktive_roller": world.active_roles(number, day),
                    "oppslag": looked_up,
                    "oppslag_per_1000": looked_up * 1000 / inhabitants if inhabitants else None,
                }
            )
        users = [
            row["oppslag_per_1000"]
            for row in of_month
            if row["er_i_bruk"] and row["oppslag_per_1000"] is not None
        ]
        for row in of_month:
            n = row["oppslag_per_1000"] if row["er_i_bruk"] else None
            row["plassering"] = None if n is None else 1 + sum(other > n for other in users)
            row["plassering_nedenfra"] = None if n is None else 1 + sum(other < n for other in users)
        rows += of_month
    return rows


def fylkeskommuner(world: World) -> list[Row]:
    rows = []
    for place, agreements in world.agreements.items():
        begun = [row for row in agreements if row["signert"] <= world.today]
        if place in world.kommuner or not begun:
            continue
        rung, signed = world.rung(place, world.today), world.signed_since(place, world.today)
        rows.append(
            {
                "fylkesnummer": place.removeprefix("fylke "),
                "navn": min(row["navn"] for row in begun),
                "per_dato": world.today,
                "har_avtale": signed is not None,
                "avtale_siden": signed,
                "aktive_roller": world.active_roles(place, world.today),
                "er_i_bruk": rung >= 4,
                "stadium": RUNGS[rung],
                "rang": rung,
            }
        )
    return rows


def trakt(world: World) -> list[Row]:
    rows = []
    for month in world.months:
        day = world.last_day(month)
        there = world.municipalities_on(day)
        for rung, word in enumerate(RUNGS):
            past = [number for number in there if world.rungs[number][day] >= rung]
            rows.append(
                {
                    "maaned": month,
                    "per_dato": day,
                    "er_siste": world.is_newest(month),
                    "rang": rung,
                    "stadium": word,
                    "kommuner": len(past),
                    "kommuner_paa_trinnet": sum(world.rungs[number][day] == rung for number in there),
                    "andel_kommuner": len(past) / len(there),
                    "innbyggere": sum(world.inhabitants(number, month.year) or 0 for number in past),
                }
            )
    return rows


def dekning(world: World) -> list[Row]:
    counties = {row["fylkesnummer"]: row["fylkesnavn"] for row in world.kommuner.values()}
    in_use: dict[tuple[str, date], int] = {}
    rows = []
    for month in world.months:
        day = world.last_day(month)
        for area, name in {"landet": "Hele landet", **counties}.items():
            there = [
                n
                for n in world.municipalities_on(day)
                if area in ("landet", world.kommuner[n]["fylkesnummer"])
            ]
            using = [number for number in there if world.rungs[number][day] >= 4]
            people = sum(world.inhabitants(number, month.year) or 0 for number in there)
            covered = sum(world.inhabitants(number, month.year) or 0 for number in using)
            in_use[area, month] = len(using)
            before = in_use.get((area, months_later(month, -1)))
            quarter = in_use.get((area, months_later(month, -3)))
            rows.append(
                {
                    "maaned": month,
                    "per_dato": day,
                    "er_siste": world.is_newest(month),
                    "omraade": area,
                    "omraadenavn": name,
                    "kommuner": len(there),
                    "kommuner_med_avtale": sum(
                        world.signed_since(number, day) is not None for number in there
                    ),
                    "kommuner_i_bruk": len(using),
                    "kommuner_med_hendelser": sum(world.rungs[number][day] == 5 for number in there),
                    "andel_kommuner": share(len(using), len(there)),
                    "innbyggere": people,
                    "innbyggere_dekket": covered,
                    "andel_innbyggere": share(covered, people),
                    "endring_maaned": None if before is None else len(using) - before,
                    "endring_kvartal": None if quarter is None else len(using) - quarter,
                }
            )
    return rows


def kohorter(world: World) -> list[Row]:
    cohorts = defaultdict(dict)
    for number in world.kommuner:
        signed = min((row["signert"] for row in world.agreements.get(number, [])), default=None)
        if signed and signed <= world.today:
            cohorts[signed.year, (signed.month - 1) // 3][number] = month_of(signed)
    rows = []
    for (year, quarter), members in cohorts.items():
        for since in range(200):
            states = []
            for number, signed in members.items():
                month = months_later(signed, since)
                if world.is_whole(month):
                    states.append(world.rungs[number].get(world.last_day(month)))
            if len(states) == len(members) and None not in states:
                using = sum(rung >= 4 for rung in states)
                rows.append(
                    {
                        "kvartal": f"{year}-K{quarter + 1}",
                        "kvartal_fra": date(year, quarter * 3 + 1, 1),
                        "maaneder_siden": since,
                        "per_dato": world.today,
                        "kommuner": len(members),
                        "fortsatt_i_bruk": using,
                        "andel": using / len(members),
                    }
                )
    return rows


def inntekt(world: World) -> list[Row]:
    rows = []
    horizon = months_between(world.start, world.today) + 12
    for first in (months_later(world.start, n) for n in range(horizon + 1)):
        if first.month not in (1, 4, 7, 10):
            continue
        paying: dict[str, set[str]] = defaultdict(set)
        for place, agreements in world.agreements.items():
            if any(
                row["signert"] <= world.today and in_force(row["signert"], row["avsluttet"], first)
                for row in agreements
            ):
                is_county = place not in world.kommuner
                own = "fylkeskommune" if is_county else band(world.inhabitants(place, first.year)) or "ukjent"
                paying[own].add(place)
        for own, payers in paying.items():
            price = PRICES.get(own)
            part = 8 if first < date(2021, 7, 1) and first.year == 2021 else 4
            rows.append(
                {
                    "aar": first.year,
                    "kvartal": (first.month + 2) // 3,
                    "kvartal_fra": first,
                    "per_dato": world.today,
                    "prisbaand": own,
                    "kommuner": len(payers),
                    "aarspris": price,
                    "beloep": None if price is None else len(payers) * price // part,
                    "er_forventet": first > world.today,
                }
            )
    return rows


def prognose(world: World) -> list[Row]:
    whole = [month for month in world.months if world.is_whole(month)]
    counts, sizes = [], []
    for month in whole:
        there = world.municipalities_on(world.last_day(month))
        sizes.append(len(there))
        counts.append(sum(world.rungs[number][world.last_day(month)] >= 4 for number in there))

    def expected(origin: int, ahead: int, size: int) -> float:
        change = counts[origin] - counts[origin - 12]
        return min(size, max(0, counts[origin] + change * ahead / 12))

    rows = [_forecast(world, month, n) for month, n in zip(whole, counts, strict=True)]
    if not whole:
        return rows
    newest = len(whole) - 1
    for ahead in range(1, 13):
        misses = [
            abs(expected(origin, ahead, sizes[origin + ahead]) - counts[origin + ahead])
            for origin in range(12, len(whole) - ahead)
        ]
        row = _forecast(world, months_later(whole[-1], ahead), None)
        row |= {"er_prognose": True, "maaneder_fram": ahead, "metode": METHOD, "etterproevinger": len(misses)}
        if newest >= 12:
            value = expected(newest, ahead, sizes[-1])
            row["kommuner_i_bruk"] = value
            if misses:
                row |= {"feil": max(misses), "middelfeil": sum(misses) / len(misses)}
            if len(misses) >= 6:
                row["nedre"] = floor(round(max(0, value - max(misses)), 6))
                row["oevre"] = ceil(round(min(sizes[-1], value + max(misses)), 6))
        rows.append(row)
    return rows


def _forecast(world: World, month: date, n: float | None) -> Row:
    return {
        "maaned": month,
        "per_dato": world.today,
        "er_prognose": False,
        "kommuner_i_bruk": n,
        **dict.fromkeys(("nedre", "oevre", "feil", "middelfeil")),
        "maaneder_fram": 0,
        "metode": "kjent",
        "etterproevinger": 0,
    }
