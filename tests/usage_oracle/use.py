"""Who uses the service and who may, worked out from the landed sources: one function a mart."""

from collections import defaultdict
from datetime import date
from statistics import median
from zoneinfo import ZoneInfo

from ingest.usage.tables import OPPLYSNINGER
from tests.usage_oracle.access import switched
from tests.usage_oracle.world import FEW, Row, World, hidden_parts, month_of, share

MEASURES = ("oppslag", "kall", "lister", "hendelseskall", "feilede")


def _places(world: World, number: str, *, by_area_in_county: bool) -> list[tuple[str, str, bool]]:
    """(level, area, whether its service areas are told apart) that a municipality's figures go into."""
    county = world.kommuner[number]["fylkesnummer"]
    return [("land", "landet", True), ("fylke", county, by_area_in_county), ("kommune", number, True)]


def _head(world: World, month: date, level: str, area: str, service: str) -> Row:
    names = {"landet": "Hele landet"}
    names |= {row["fylkesnummer"]: row["fylkesnavn"] for row in world.kommuner.values()}
    names |= {number: row["kommunenavn"] for number, row in world.kommuner.items()}
    return {
        "maaned": month,
        "per_dato": world.last_day(month),
        "er_siste": world.is_newest(month),
        "nivaa": level,
        "omraade": area,
        "omraadenavn": names[area],
        "kommunenummer": area if level == "kommune" else None,
        "tjenesteomraade": service,
    }


def sums_of_use(world: World) -> dict[tuple, dict[str, int]]:
    sums: dict[tuple, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    for call in world.municipal_calls:
        for level, area, apart in _places(world, call["sted"], by_area_in_county=True):
            for service in ("alle", *([call["omraade"]] if apart else [])):
                told = sums[month_of(call["dato"]), level, area, service]
                told["feilede"] += not call["lyktes"]
                if call["lyktes"]:
                    told["kall"] += 1
                    told["oppslag"] += call["antall"] if call["slag"] == "oppslag" else 0
                    told["lister"] += call["slag"] == "liste"
                    told["hendelseskall"] += call["slag"] == "hendelse"
    return dict(sums)


def bruk(world: World) -> list[Row]:
    return [_head(world, *key) | sums for key, sums in sums_of_use(world).items()]


def users(world: World) -> tuple[dict[tuple, set[str]], dict[tuple, set[str]]]:
    """Persons and integrations by month, level, area and service area."""
    persons: dict[tuple, set[str]] = defaultdict(set)
    machines: dict[tuple, set[str]] = defaultdict(set)
    for call in world.municipal_calls:
        if not call["lyktes"]:
            continue
        for level, area, apart in _places(world, call["sted"], by_area_in_county=False):
            for service in ("alle", *([call["omraade"]] if apart else [])):
                key = month_of(call["dato"]), level, area, service
                persons[key] |= set()
                if call["aktoer_type"] == "person" and call["handling"] in ("SOK", "PROFIL"):
                    persons[key].add(call["aktoer"])
                if call["aktoer_type"] == "integrasjon":
                    machines[key].add(call["aktoer"])
    return persons, machines


def _hidden_keys(world: World, counts: dict[tuple, int]) -> set[tuple]:
    """Keys whose number is not shown: the country's tree from the top, then the country by service area."""
    hidden: set[tuple] = set()
    for month in {key[0] for key in counts}:
        of_month = {key[1:]: n for key, n in counts.items() if key[0] == month}
        below = _hidden_below(world, of_month)
        hidden |= {(month, *key) for key in below | _hidden_wholes(of_month, below)}
    return hidden


def _hidden_below(world: World, counts: dict[tuple, int]) -> set[tuple]:
    """Of one month: counties, municipalities and their service areas that hide, and the country where it is small."""
    hidden = {key for key, n in counts.items() if n < FEW}

    def hide(whole: tuple, parts: list[tuple]) -> None:
        names = hidden_parts({"/".join(key): counts[key] for key in parts})
        hidden.update(key for key in parts if whole in hidden or "/".join(key) in names)

    county_of = {number: row["fylkesnummer"] for number, row in world.kommuner.items()}
    counties = [key for key in counts if key[0] == "fylke"]
    hide(("land", "landet", "alle"), counties)
    whole_municipalities = [key for key in counts if key[0] == "kommune" and key[2] == "alle"]
    for county in counties:
        hide(county, [key for key in whole_municipalities if county_of[key[1]] == county[1]])
    for whole in whole_municipalities:
        hide(whole, [key for key in counts if key[:2] == whole[:2] and key != whole])
    return hidden


def _hidden_wholes(counts: dict[tuple, int], hidden: set[tuple]) -> set[tuple]:
    """The country's service areas from which hidden municipalities could be worked out, and what hides with them."""
    wholes = {}
    for key, n in counts.items():
        if key[0] == "land" and key[2] != "alle" and n:
            secret = [
                counts[one] for one in hidden if one[0] == "kommune" and one[2] == key[2] and counts[one]
            ]
            is_safe = not secret or (len(secret) >= 2 and sum(secret) >= FEW)
            wholes[key] = n if is_safe else 0
    if not wholes or min(wholes.values()) >= FEW:
        return set()
    with_them, total = set(), 0
    for n, key in sorted((n, key) for key, n in wholes.items()):
        if n >= FEW and total >= FEW:
            break
        with_them.add(key)
        total += n
    return with_them


def brukere(world: World) -> list[Row]:
    persons, machines = users(world)
    counts = {key: len(found) for key, found in persons.items()}
    hidden = _hidden_keys(world, counts)
    steps = switched(world)
    rows = []
    for key, n in counts.items():
        month, _, area, _ = key
        gone_over = [
            number
            for number, day in steps.items()
            if month_of(day) == month and area in ("landet", number, world.kommuner[number]["fylkesnummer"])
        ]
        rows.append(
            _head(world, *key)
            | {
                "personbrukere": None if key in hidden else n,
                "er_skjult": key in hidden,
                "integrasjoner": len(machines.get(key, ())),
                "scim_overganger": len(gone_over),
            }
        )
    return rows


def egen_bruk(world: World) -> list[Row]:
    entries = defaultdict(list)
    for row in world.tables["egen_logg"]:
        if world.start <= row["dato"] <= world.today:
            entries[month_of(row["dato"]), row["rolle"]].append(row)
    rows = []
    for (month, role), found in entries.items():
        kinds = [row["hendelse"] for row in found]
        people = len({row["bruker"] for row in found})
        rows.append(
            {
                "maaned": month,
                "per_dato": world.last_day(month),
                "rolle": role,
                "visninger": kinds.count("visning"),
                "eksporter": kinds.count("eksport"),
                "egne_oppslag": kinds.count("oppslag"),
                "avslag": kinds.count("avslag"),
                "brukere": people if people >= FEW else None,
                "er_skjult": people < FEW,
            }
        )
    return rows


def lister(world: World) -> list[Row]:
    orders = defaultdict(list)
    for row in world.tables["listeordrer"]:
        day = row["opprettet"].astimezone(ZoneInfo("Europe/Oslo")).date()
        if world.start <= day <= world.today and world.place_of.get(row["fiks_org_id"]) in world.kommuner:
            orders[month_of(day), "alle"].append(row)
            orders[month_of(day), row["status"]].append(row)
    rows = []
    for (month, status), found in orders.items():
        every = orders[month, "alle"]
        done = [row for row in found if row["status"] == "FERDIG"]
        minutes = [(row["ferdig"] - row["opprettet"]).total_seconds() / 60 for row in done if row["ferdig"]]
        people = [row["antall_personer"] for row in done if row["antall_personer"] is not None]
        few = sum(people) < FEW
        rows.append(
            {
                "maaned": month,
                "per_dato": world.last_day(month),
                "er_siste": world.is_newest(month),
                "status": status,
                "antall": len(found),
                "median_minutter": median(minutes) if minutes else None,
                "andel_feilet": sum(row["status"] == "FEILET" for row in every) / len(every),
                "personer": None if few else sum(people),
                "personer_per_liste": None if few else sum(people) / len(people),
                "vaksinemaler": sum(row["eksportformat"] == "VAKSINE" for row in found),
            }
        )
    return rows


def roller(world: World) -> list[Row]:
    asked = defaultdict(set)
    for call in world.tables["kall"]:
        if 200 <= call["status"] <= 299 and call["miljoe"] == "prod" and call["dato"] <= world.today:
            asked[call["rolle_id"]].update(call["opplysninger"] or ())
    rows = []
    for number in world.kommuner:
        for role in world.roles.get(number, []):
            if role["opprettet"] > world.today:
                continue
            chosen = set(role["opplysninger"] or ())
            counted = chosen & set(OPPLYSNINGER)
            used = counted & asked[role["rolle_id"]]
            rows.append(
                {
                    "rolle_id": role["rolle_id"],
                    "kommunenummer": number,
                    "kommunenavn": world.kommuner[number]["kommunenavn"],
                    "per_dato": world.today,
                    "navn": role["navn"],
                    "tjenesteomraade": role["tjenesteomraade"] or "ukjent",
                    "rettighetspakke": role["rettighetspakke"],
                    "eier": role["eier"],
                    "aktiv": world.role_is_active(role, world.today),
                    "opprettet": role["opprettet"],
                    "felter": len(counted),
                    "felter_utenfor": len(chosen - counted),
                    "bredde": len(counted) / 23,
                    "felter_brukt": len(used),
                    "andel_brukt": share(len(used), len(counted)),
                    "felter_aldri_brukt": ", ".join(sorted(counted - used)) or None,
                }
            )
    return rows


def rolletall(world: World) -> list[Row]:
    groups = defaultdict(list)
    for role in roller(world):
        if role["aktiv"]:
            groups[role["tjenesteomraade"], role["rettighetspakke"], role["eier"]].append(role)
    return [
        {
            **dict(zip(("tjenesteomraade", "rettighetspakke", "eier"), key, strict=True)),
            "per_dato": world.today,
            "roller": len(found),
            "kommuner": len({role["kommunenummer"] for role in found}),
            "median_bredde": median(role["bredde"] for role in found),
            "bredere_enn_bruk": sum(role["felter_brukt"] < role["felter"] for role in found),
        }
        for key, found in groups.items()
    ]
