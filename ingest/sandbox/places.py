"""Real municipalities with made-up streets: where the population lives, has lived, and may move.

Numbers, names and the renumbering of 2024-01-01 come from the seeds of the dbt project, so that both agree.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from ingest.sandbox.dice import Dice

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
RENUMBERED = date(2024, 1, 1)
# Where people live, and their share: a city, a renumbered town, one that was split, a Sami one, an island.
POPULATED = (("0301", 52), ("3301", 26), ("1508", 12), ("5540", 7), ("1151", 3))
SAMI = {"5540": 0.25}
HOUSEHOLDS_PER_STREET = 12
STREETS_PER_DISTRICT = 6
FIRST_PARTS = (
    "Rev", "Ugle", "Ulve", "Tyttebær", "Mose", "Kantarell", "Lanterne", "Kaffe", "Fløyte", "Paraply",
    "Lenestol", "Hubro", "Sommerfugl", "Lyng", "Sukkertøy", "Vaffel", "Kompass", "Spilledåse", "Hvitveis",
    "Isbjørn", "Tåke", "Morgen", "Måne", "Kveld", "Stjerne", "Regnbue", "Vinter", "Trekkspill", "Gresshoppe",
)  # fmt: skip
UNIT_TYPES = (
    ("bolig", 97.5), ("annetEnnBolig", 1), ("ikkeGodkjentBolig", 0.5), ("unummerertBruksenhet", 0.5),
    ("fritidsbolig", 0.5),
)  # fmt: skip
LAST_PARTS = (
    "veien",
    "vegen",
    "gata",
    "gate",
    "stien",
    "bakken",
    "svingen",
    "lia",
    "toppen",
    "kroken",
    "tunet",
    "åsen",
)
SAMI_STREETS = ("Čáhcegeaidnu", "Guovžabálggis", "Njukčaluodda", "Boazogeaidnu", "Šearrábálggis")


@dataclass(frozen=True, slots=True)
class Kommune:
    """One municipality: today's number, its number in 2020-2023, its name."""

    nummer: str
    gammelt_nummer: str
    navn: str

    @property
    def was_renumbered(self) -> bool:
        return self.nummer != self.gammelt_nummer

    def number_on(self, day: date) -> str:
        """The number in force on a day. Before 2020 it is that of 2020, as in migrated records."""
        return self.nummer if day >= RENUMBERED else self.gammelt_nummer

    @property
    def poststed(self) -> str:
        return self.navn.split(" - ")[0].upper()


@dataclass(frozen=True, slots=True)
class Dwelling:
    """One bruksenhet. Those of one building share `identifikator`, those of one household the number too."""

    kommune: Kommune
    kind: str  # 'vegadresse' or 'matrikkeladresse'
    body: dict
    identifikator: str
    kretser: dict[str, int]

    def address(self, kommunenummer: str) -> dict:
        """The address as FREG writes it, under the municipality number of a given time."""
        if self.kind == "vegadresse":
            address = {"kommunenummer": kommunenummer, **self.body}
        else:
            address = {
                **self.body,
                "matrikkelnummer": {"kommunenummer": kommunenummer, **self.body["matrikkelnummer"]},
            }
        return {self.kind: address, "adresseIdentifikatorFraMatrikkelen": self.identifikator}


@dataclass(slots=True)
class Street:
    """A street, with the next house number to build on and the floors left in the last building."""

    navn: str
    kode: str
    postnummer: str
    kretser: dict[str, int]
    adressenummer: dict = field(default_factory=dict)
    husnummer: int = 0
    identifikator: str = ""
    units_left: int = 0
    floor: int = 1
    unit: int = 0


class Town:
    """Builds dwellings in one municipality: blocks of flats, houses and a few farms."""

    def __init__(
        self, kommune: Kommune, dice: Dice, identifiers: Callable[[], str], *, households: int
    ) -> None:
        self.kommune = kommune
        self._dice = dice
        self._identifiers = identifiers
        count = min(max(STREETS_PER_DISTRICT * 2, households // HOUSEHOLDS_PER_STREET), 3000)
        self._streets = [self._street(ordinal) for ordinal in range(count)]

    def dwelling(self) -> Dwelling:
        """A dwelling that nobody has lived in."""
        dice = self._dice
        street = dice.pick(self._streets)
        if dice.chance(0.06):
            return self._farm(street)
        if not street.units_left:
            self._build(street)
        return self._unit(street)

    def _street(self, ordinal: int) -> Street:
        dice = self._dice
        district = ordinal // STREETS_PER_DISTRICT + 1
        name = (dice.pick(FIRST_PARTS) + dice.pick(LAST_PARTS)).replace("sss", "ss")
        if dice.chance(SAMI.get(self.kommune.nummer, 0)):
            name = dice.pick(SAMI_STREETS)
        kretser = {
            "grunnkrets": district * 100 + ordinal % STREETS_PER_DISTRICT + 1,
            "stemmekrets": (district + 1) // 2,
            "skolekrets": district,
            "kirkekrets": (district + 3) // 4,
        }
        return Street(name, f"{1000 + ordinal}", self._postnummer(district), kretser)

    def _postnummer(self, district: int) -> str:
        # Made up: the real ones belong to real places.
        return f"{self.kommune.nummer[:2]}{(int(self.kommune.nummer[2:]) + district) % 100:02}"

    def _build(self, street: Street) -> None:
        street.husnummer += 1 + self._dice.below(2)
        letter = {"husbokstav": self._dice.pick("ABC")} if self._dice.chance(0.08) else {}
        street.adressenummer = {"husnummer": str(street.husnummer), **letter}
        street.identifikator = self._identifiers()
        street.units_left = self._dice.weighted(((1, 60), (4, 15), (6, 15), (8, 10)))
        street.floor, street.unit = 1, 0

    def _unit(self, street: Street) -> Dwelling:
        dice = self._dice
        street.units_left -= 1
        street.unit += 1
        if street.unit > 2:
            street.floor, street.unit = street.floor + 1, 1
        body = {
            "bruksenhetsnummer": f"H{street.floor:02}{street.unit:02}",
            "bruksenhetstype": dice.weighted(UNIT_TYPES),
            "adressenavn": street.navn,
            "adressenummer": street.adressenummer,
            "adressekode": f"0{street.kode}" if dice.chance(0.1) else street.kode,
            "poststed": {"poststedsnavn": self.kommune.poststed, "postnummer": street.postnummer},
        }
        if dice.chance(0.03):
            body["adressetilleggsnavn"] = f"{dice.pick(FIRST_PARTS)}bo"
        if dice.chance(0.01):
            del body["adressenummer"]
        return Dwelling(self.kommune, "vegadresse", body, street.identifikator, street.kretser)

    def _farm(self, street: Street) -> Dwelling:
        dice = self._dice
        body = {
            "bruksenhetsnummer": "H0101",
            "bruksenhetstype": dice.weighted(
                (("bolig", 90), ("fritidsbolig", 6), ("unummerertBruksenhet", 4))
            ),
            "matrikkelnummer": {
                "gaardsnummer": dice.between(1, 199),
                "bruksnummer": dice.between(1, 60),
                "festenummer": dice.weighted(((0, 9), (dice.between(1, 9), 1))),
            },
            "undernummer": dice.below(3),
            "adressetilleggsnavn": f"{dice.pick(FIRST_PARTS)}tun",
            "poststed": {"poststedsnavn": self.kommune.poststed, "postnummer": street.postnummer},
        }
        return Dwelling(self.kommune, "matrikkeladresse", body, self._identifiers(), street.kretser)


class Country:
    """Every municipality; the populated ones, and the rest as places to have come from."""

    def __init__(self, dice: Dice, *, households: int) -> None:
        self._dice = dice
        self._towns: dict[str, Town] = {}
        self._next_building = 900_000_000
        total = sum(share for _, share in POPULATED)
        self.households = {number: households * share // total for number, share in POPULATED}

    def town(self, nummer: str) -> Town:
        """The town of a municipality, laid out when it is first needed."""
        if nummer not in self._towns:
            self._towns[nummer] = Town(
                kommuner()[nummer], self._dice, self._building, households=self.households.get(nummer, 0)
            )
        return self._towns[nummer]

    def somewhere(self) -> Town:
        """One of the populated towns, by its share of the people."""
        return self.town(self._dice.weighted(POPULATED))

    def elsewhere(self) -> Town:
        """Any town of Norway."""
        return self.town(self._dice.pick(tuple(kommuner())))

    def _building(self) -> str:
        self._next_building += self._dice.between(1, 9)
        return str(self._next_building)


@cache
def kommuner() -> dict[str, Kommune]:
    """Every municipality by today's number."""
    old = {row["nytt_kommunenummer"]: row["gammelt_kommunenummer"] for row in _seed("kommuneendringer")}
    return {
        row["kommunenummer"]: Kommune(
            row["kommunenummer"], old.get(row["kommunenummer"], row["kommunenummer"]), row["kommunenavn"]
        )
        for row in _seed("kommuner")
    }


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
