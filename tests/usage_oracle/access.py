"""Who may use the service: accesses, dormant, expiring and ended, and the SCIM switch-over."""

from collections import defaultdict
from datetime import date, timedelta

from tests.usage_oracle.world import FEW, Row, World, in_force, month_of

NAMES = {"aktiv": "aktive", "sluttet": "sluttede"}
FIGURES = ("aktiv", "sovende", "utloeper_30", "utloeper_14", "utloept", "sluttet")
WHOLE_OF = {"sovende": "aktiv", "utloeper_30": "aktiv", "utloeper_14": "utloeper_30"}


def switched(world: World) -> dict[str, date]:
    """Municipalities that have gone over to SCIM, and when."""
    days: dict[str, date] = {}
    for row in _accesses(world):
        if (
            row["avslutningsgrunn"] == "SCIM_OVERGANG"
            and row["avsluttet"]
            and row["avsluttet"] <= world.today
        ):
            days[row["sted"]] = min(row["avsluttet"], days.get(row["sted"], row["avsluttet"]))
    return days


def _accesses(world: World) -> list[Row]:
    """Accesses to roles of municipalities, with their place, kind and the first day on which they are over."""
    rows = []
    for row in world.tables["tilganger"]:
        place = world.place_of.get(row["fiks_org_id"])
        if place in world.kommuner:
            ends = [row["avsluttet"]] if row["avsluttet"] else []
            ends += [row["gyldig_til"] + timedelta(days=1)] if row["gyldig_til"] else []
            kind = "integrasjon" if row["slag"] == "integrasjon" else "person"
            rows.append(row | {"sted": place, "slag": kind, "over": min(ends, default=None)})
    return rows


def _last_used(world: World) -> dict[tuple, date]:
    """Role and holder to the day of the last call in production that went well."""
    days: dict[tuple, date] = {}
    for call in world.calls:
        if call["er_prod"] and call["lyktes"]:
            key = call["rolle_id"], call["aktoer"]
            days[key] = max(call["dato"], days.get(key, call["dato"]))
    return days


def _judged(world: World) -> dict[tuple[str, str], dict[str, list[str]]]:
    """Municipality and kind: for each figure the holders of its accesses, one for each access."""
    today, last_used = world.today, _last_used(world)
    accesses = [row for row in _accesses(world) if row["gyldig_fra"] <= today]
    current = {
        (row["rolle_id"], row["aktoer"]) for row in accesses if row["over"] is None or row["over"] > today
    }
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in accesses:
        key = row["rolle_id"], row["aktoer"]
        holds = _figures_of(row, today, last_used.get(key))
        if "utloept" in holds and key in current:
            holds.remove("utloept")
        for figure in holds:
            found[row["sted"], row["slag"]][figure].append(row["aktoer"])
        for part, whole in WHOLE_OF.items():
            if whole in holds and part not in holds:
                found[row["sted"], row["slag"]][f"uten {part}"].append(row["aktoer"])
        found[row["sted"], row["slag"]]["alle"].append(row["aktoer"])
    return found


def _figures_of(row: Row, today: date, used: date | None) -> set[str]:
    """The figures that an access counts in."""
    figures = set()
    days_over = (today - row["over"]).days if row["over"] else -1
    if days_over < 0:
        left = (row["gyldig_til"] - today).days if row["gyldig_til"] else 9999
        figures = {"aktiv"} | {f"utloeper_{limit}" for limit in (30, 14) if left <= limit}
        if (today - row["gyldig_fra"]).days >= 90 and (used is None or (today - used).days >= 90):
            figures.add("sovende")
    elif days_over < 90 and row["avslutningsgrunn"] in (None, "UTLOEPT"):
        figures.add("utloept")
    if row["avsluttet"] and 0 <= (today - row["avsluttet"]).days < 90:
        figures |= {"sluttet"} if row["avslutningsgrunn"] in ("SLUTTET", "ENDRET_OPPGAVE") else set()
    return figures


def _may_be_shown(kind: str, told: dict[str, list[str]], figure: str) -> bool:
    if kind == "integrasjon":
        return True
    others = set(told[f"uten {figure}"]) if figure in WHOLE_OF else None
    return len(set(told[figure])) >= FEW and (others is None or len(others) >= FEW)


def tilganger(world: World) -> list[Row]:
    judged, steps = _judged(world), switched(world)
    rows = []
    for kind in {kind for _, kind in judged}:
        own = {place: told for (place, one), told in judged.items() if one == kind}
        shown = {(place, f) for place, told in own.items() for f in FIGURES if _may_be_shown(kind, told, f)}
        country: dict[str, int | None] = {}
        for figure in FIGURES:
            total = sum(len(told[figure]) for told in own.values())
            secret = [
                len(told[figure])
                for place, told in own.items()
                if (place, figure) not in shown and told[figure]
            ]
            is_safe = not secret or (len(secret) >= 2 and sum(secret) >= FEW)
            country[figure] = total if kind == "integrasjon" or (total >= FEW and is_safe) else None
        rows.append(_access_row(world, "landet", kind, country, None))
        for place, told in own.items():
            figures = {f: len(told[f]) if (place, f) in shown else None for f in FIGURES}
            rows.append(_access_row(world, place, kind, figures, steps.get(place)))
    return rows


def _access_row(world: World, area: str, kind: str, figures: dict, switched_on: date | None) -> Row:
    is_country = area == "landet"
    return {
        "nivaa": "land" if is_country else "kommune",
        "omraade": area,
        "omraadenavn": "Hele landet" if is_country else world.kommuner[area]["kommunenavn"],
        "kommunenummer": None if is_country else area,
        "slag": kind,
        "per_dato": world.today,
        **{NAMES.get(figure, figure): n for figure, n in figures.items()},
        "er_skjult": None in figures.values(),
        "scim_overgang": switched_on,
    }


def tilgangsutvikling(world: World) -> list[Row]:
    accesses, steps = _accesses(world), switched(world)
    rows = []
    for month in world.months:
        day = world.last_day(month)
        for kind in ("person", "integrasjon"):
            own = [row for row in accesses if row["slag"] == kind]

            def figure(found: list[Row], kind: str = kind) -> int | None:
                enough = kind == "integrasjon" or len({row["aktoer"] for row in found}) >= FEW
                return len(found) if enough else None

            active = [row for row in own if in_force(row["gyldig_fra"], row["over"], day)]
            by_place = defaultdict(list)
            for row in active:
                by_place[row["sted"]].append(row["aktoer"])
            secret = [len(found) for found in by_place.values() if len(set(found)) < FEW]
            is_safe = not secret or (len(secret) >= 2 and sum(secret) >= FEW)
            holders = sum(len(set(found)) for found in by_place.values())
            is_shown = active and (kind == "integrasjon" or (holders >= FEW and is_safe))
            over = [
                row for row in own if row["over"] and month_of(row["over"]) == month and row["over"] <= day
            ]
            rows.append(
                {
                    "maaned": month,
                    "per_dato": day,
                    "er_siste": world.is_newest(month),
                    "slag": kind,
                    "aktive": len(active) if is_shown else None,
                    "nye": figure(
                        [r for r in own if month_of(r["gyldig_fra"]) == month and r["gyldig_fra"] <= day]
                    ),
                    "avsluttede": figure([row for row in over if row["avslutningsgrunn"] != "SCIM_OVERGANG"]),
                    "avsluttet_av_scim": figure(
                        [row for row in over if row["avslutningsgrunn"] == "SCIM_OVERGANG"]
                    ),
                    "scim_overganger": sum(month_of(one) == month for one in steps.values()),
                }
            )
    return rows
