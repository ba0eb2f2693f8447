"""A published generation of made-up people, in exactly the columns of the marts, for the tests of the pages.

Identity numbers are of the synthetic series (month + 80), names and addresses are made up, and the same seed
gives the same rows. Nobody here comes from the sandbox, so the pages are tested without the pipeline.
"""

import json
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from ingest.identifiers import check_digits
from ingest.protection import DenyLedger

DATO = date(2026, 5, 20)
KOMMUNER = {
    "0301": "Oslo",
    "4601": "Bergen",
    "1875": "Hábmer",
    "3238": "Ås",
    "1811": "Øksby",
    "5599": "Tomvik",
}
GIVEN = [
    "Aurora",
    "Birk",
    "Celine",
    "Dag",
    "Edda",
    "Fillip",
    "Gro",
    "Håkon",
    "Ine",
    "Jostein",
    "Øyvor",
    "Åsne",
]
FAMILY = [
    "Fjellrev",
    "Nordlys",
    "Aamot",
    "Østbø",
    "Ådal",
    "Tyttebær",
    "Skogtroll",
    "Elvebakk",
    "Zahl",
    "Ærfugl",
]
STREETS = ["Blåklokkeveien", "Trollstien", "Måkesvingen", "Kongleveien", "Ørnebakken"]
DISTRICTS = ["Åsen", "Bakken", "Elvebredden", "Østmarka"]

ADULT = {
    f"ansvarlig_{n}_{part}": pl.String
    for n in (1, 2)
    for part in ("rolle", "navn", "foedselsnummer", "tilstand")
}
PERSON = {
    "kommunenummer": pl.String,
    "foedselsnummer": pl.String,
    "navn": pl.String,
    "fornavn": pl.String,
    "mellomnavn": pl.String,
    "etternavn": pl.String,
}
ADDRESS = {"adresse": pl.String, "postnummer": pl.String, "poststed": pl.String}
CHILD = {
    **PERSON,
    "foedselsdato": pl.Date,
    "foedselsaar": pl.Int32,
    "kjoenn": pl.String,
    "personstatus": pl.String,
    "tilknytning": pl.String,
    **ADDRESS,
    "skolekrets": pl.String,
    "grunnkrets": pl.String,
    "adressetilstand": pl.String,
    "har_delt_bosted": pl.Boolean,
    "delt_adresse": pl.String,
    "delt_postnummer": pl.String,
    "delt_poststed": pl.String,
    "foreldreansvarstype": pl.String,
    "n_foreldreansvarlige": pl.Int32,
    **ADULT,
    "mangler_en_part": pl.Boolean,
    "manuell_oppfolging": pl.Boolean,
    "datakvalitet": pl.Boolean,
}
BIRTH = {
    **PERSON,
    "foedselsdato": pl.Date,
    "foedselsmaaned": pl.Date,
    "kjoenn": pl.String,
    **ADDRESS,
    "adressetilstand": pl.String,
    **ADULT,
    "mangler_en_part": pl.Boolean,
    "manuell_oppfolging": pl.Boolean,
}
ESTATE = {
    f"doedsbo_{part}": pl.String
    for part in ("skifteform", "tilstand", "kontakt", "adresse", "postnummer", "poststed")
}
DEATH = {**PERSON, "doedsdato": pl.Date, "doedsmaaned": pl.Date, **ESTATE}

SCHEMAS = {
    "mart_oppvekst__barn": CHILD,
    "mart_oppvekst__delt_bosted_fra_annen_kommune": CHILD,
    "mart_helsestasjon__foedsler": BIRTH,
    "mart_doedsfall__doede": DEATH,
}
GRADED = (
    *ADDRESS,
    "skolekrets",
    "grunnkrets",
    "adressetilstand",
    "delt_adresse",
    "delt_postnummer",
    "delt_poststed",
)

ROLES = {
    "oppvekst": {
        "navn": "Oppvekst (barnehage, SFO og skole)",
        "marts": ["mart_oppvekst__barn", "mart_oppvekst__delt_bosted_fra_annen_kommune"],
    },
    "helsestasjon": {"navn": "Fødsler til helsestasjon", "marts": ["mart_helsestasjon__foedsler"]},
    "doedsfall": {"navn": "Dødsfall", "marts": ["mart_doedsfall__doede"]},
}


def publish(
    home: Path,
    *,
    generation: int = 1,
    children: int = 60,
    age: timedelta = timedelta(minutes=3),
    **status: object,
) -> Path:
    """Write a generation under `home/published`, move the pointer to it, and return its folder.

    Args:
        children: in the first municipality; the others have fewer, and the last has nobody at all.
        age: how long ago it says it was published.
        status: values of `status.json` to replace.
    """
    folder = home / "published" / f"{generation:08}"
    rows: dict[str, int] = {}
    taken: set[str] = set()
    for place, kommune in enumerate(KOMMUNER):
        people = MadeUp(
            kommune, seed=place, taken=taken, n=0 if kommune == "5599" else children // (place + 1)
        )
        for mart, frame in people.marts().items():
            role = next(role for role, about in ROLES.items() if mart in about["marts"])
            file = folder / kommune / role / f"{mart}.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(file, compression="zstd")
            rows[mart] = rows.get(mart, 0) + frame.height
    ledger = DenyLedger.begin(home)
    facts = {
        "ledger": ledger.id,
        "ledger_position": ledger.read()[1],
        "syntetisk": True,
        "lists": {mart: rules(schema) for mart, schema in SCHEMAS.items()},
        "generation": folder.name,
        "published_at": (datetime.now(UTC) - age).isoformat(),
        "dato": DATO.isoformat(),
        "sequence_landed": 5000,
        "feed_latest": 5000,
        "newest_ajourholdstidspunkt": "2026-05-20T09:14:07.123456789+02:00",
        "documents_missing": 0,
        "kommuner": KOMMUNER,
        "roles": ROLES,
        "rows": rows,
    }
    (folder / "status.json").write_text(json.dumps(facts | status), encoding="utf-8")
    (home / "published" / "CURRENT").write_text(folder.name, encoding="ascii")
    return folder


def rules(schema: dict) -> dict:
    """Which columns name somebody, and which tell where somebody lives."""
    return {
        "identifiers": [name for name in schema if "foedselsnummer" in name],
        "graded": [name for name in schema if name in GRADED],
    }


def mart_file(folder: Path, mart: str, kommune: str = "0301") -> Path:
    role = next(role for role, about in ROLES.items() if mart in about["marts"])
    return folder / kommune / role / f"{mart}.parquet"


class MadeUp:
    """The people of one municipality."""

    def __init__(self, kommune: str, *, seed: int, taken: set[str], n: int) -> None:
        self.kommune, self.n, self.random = kommune, n, random.Random(seed)  # noqa: S311
        self.serial, self.taken = seed * 10_000, taken

    def marts(self) -> dict[str, pl.DataFrame]:
        few = min(self.n, 4)
        return {
            "mart_oppvekst__barn": pl.DataFrame([self.child(i) for i in range(self.n)], schema=CHILD),
            "mart_oppvekst__delt_bosted_fra_annen_kommune": pl.DataFrame(
                [self.child(i) | self.shared() for i in range(few)], schema=CHILD
            ),
            "mart_helsestasjon__foedsler": pl.DataFrame(
                [self.birth(i) for i in range(self.n // 2)], schema=BIRTH
            ),
            "mart_doedsfall__doede": pl.DataFrame([self.death(i) for i in range(self.n // 3)], schema=DEATH),
        }

    def child(self, i: int) -> dict:
        born = DATO.replace(year=DATO.year - i % 17, month=1 + i % 5, day=1 + i % 28)
        child = self.person(born) | {
            "foedselsdato": born,
            "foedselsaar": born.year,
            "kjoenn": self.random.choice(["kvinne", "mann"]),
            "personstatus": "bosatt",
            "tilknytning": "opphold" if i % 19 == 5 else "bosted",
            "har_delt_bosted": False,
            "foreldreansvarstype": "felles",
            **self.address(),
            **self.adult(1, "mor"),
            **self.adult(2, "far"),
            "mangler_en_part": False,
            "manuell_oppfolging": False,
            "datakvalitet": False,
        }
        return child | self.oddity(i)

    def oddity(self, i: int) -> dict:
        """Every kind of row that is not plain, at fixed places: about three in ten."""
        hidden = dict.fromkeys(("adresse", "postnummer", "poststed", "skolekrets", "grunnkrets"))
        no_second = {f"ansvarlig_2_{part}": None for part in ("rolle", "navn", "foedselsnummer", "tilstand")}
        nobody = no_second | {
            f"ansvarlig_1_{part}": None for part in ("rolle", "navn", "foedselsnummer", "tilstand")
        }
        return {
            1: hidden | {"adressetilstand": "krever eget oppslag"},
            4: hidden | {"adressetilstand": "adresse ikke tilgjengelig"},
            7: self.shared(),
            9: {
                "ansvarlig_2_navn": None,
                "ansvarlig_2_foedselsnummer": None,
                "ansvarlig_2_tilstand": "opplysninger_ikke_tilgjengelige",
            },
            12: no_second | {"foreldreansvarstype": "mor"},
            14: nobody | {"foreldreansvarstype": "ukjent", "manuell_oppfolging": True},
            16: no_second | {"mangler_en_part": True},
            18: nobody | {"foreldreansvarstype": None, "datakvalitet": True},
        }.get(i % 20, {})

    def birth(self, i: int) -> dict:
        born = DATO - timedelta(days=(i * 17) % 500)
        child = self.child(i)
        named = {} if i % 10 else {"navn": "Nyfødt", "fornavn": None, "mellomnavn": None, "etternavn": None}
        return (
            {key: child[key] for key in BIRTH if key in child}
            | named
            | {
                "foedselsnummer": self.number(born),
                "foedselsdato": born,
                "foedselsmaaned": born.replace(day=1),
            }
        )

    def death(self, i: int) -> dict:
        died = None if i % 15 == 3 else DATO - timedelta(days=(i * 23) % 900)
        return self.person(date(1940 + i % 40, 3, 1 + i % 28)) | {
            "doedsdato": died,
            "doedsmaaned": died.replace(day=1) if died else None,
            **dict.fromkeys(ESTATE),
        }

    def person(self, born: date) -> dict:
        given, family = self.random.choice(GIVEN), self.random.choice(FAMILY)
        return {
            "kommunenummer": self.kommune,
            "foedselsnummer": self.number(born),
            "navn": f"{family}, {given}",
            "fornavn": given,
            "mellomnavn": None,
            "etternavn": family,
        }

    def address(self) -> dict:
        return {
            "adresse": f"{self.random.choice(STREETS)} {self.random.randint(1, 99)}",
            "postnummer": f"{self.random.randint(1, 999):04}",
            "poststed": KOMMUNER[self.kommune].upper(),
            "skolekrets": self.random.choice(DISTRICTS),
            "grunnkrets": f"{self.kommune}{self.random.randint(101, 120):04}",
            "adressetilstand": "vist",
        }

    def shared(self) -> dict:
        return {
            "har_delt_bosted": True,
            "delt_adresse": f"{self.random.choice(STREETS)} {self.random.randint(100, 199)}",
            "delt_postnummer": "0150",
            "delt_poststed": "DELTSTAD",
        }

    def adult(self, place: int, role: str) -> dict:
        person = self.person(date(1985, 1 + self.random.randrange(12), 1 + self.random.randrange(28)))
        return {
            f"ansvarlig_{place}_rolle": role,
            f"ansvarlig_{place}_navn": person["navn"],
            f"ansvarlig_{place}_foedselsnummer": person["foedselsnummer"],
            f"ansvarlig_{place}_tilstand": "vist",
        }

    def number(self, born: date) -> str:
        """The next synthetic identity number that nobody here has."""
        while True:
            self.serial += 1
            first = f"{born.day:02}{born.month + 80}{born.year % 100:02}{self.serial % 1000:03}"
            digits = check_digits(first)
            if digits and first not in self.taken:
                self.taken.add(first)
                return first + digits
