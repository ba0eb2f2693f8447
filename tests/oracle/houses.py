"""Addresses at random: homes, stays, second homes, postal addresses, and histories of moves."""

import json
from datetime import date, timedelta

from tests.oracle.chance import Chance

KOMMUNER = ("0301", "0301", "4601", "4601", "3301", "3005", "1507", "1508", "1580", "5601")
NEW_NUMBER = {"3005": ("3301",), "1507": ("1508", "1580")}  # from 2024; the second was divided
GRADES = ("klientadresse", "fortrolig", "strengtFortrolig", "FORTROLIG", "STRENGT_FORTROLIG", "nyKode", None)
RENUMBERING = date(2024, 1, 1)
ABROAD = {"utenlandskAdresse": {"adressenavn": "Testgatan 1", "landkode": "SE"}}


class Houses(Chance):
    """Makes addresses, of which units, identifiers and grades get lost on the way."""

    def home(self) -> dict:
        """A place to live: a street, a farm, or a municipality and nothing more."""
        kommune = self.pick(KOMMUNER)
        kind = self.pick(("veg", "veg", "veg", "matrikkel", "ukjent"))
        post = {"postnummer": f"{self.between(1, 9999):04}", "poststedsnavn": "STEDET"}
        unit = {"bruksenhetsnummer": "H0101"} if self.chance(0.8) else {}
        home: dict = {"skolekrets": self.between(1, 30), "grunnkrets": self.between(101, 999)}
        if self.chance(0.8) and kind != "ukjent":
            home["adresseIdentifikatorFraMatrikkelen"] = str(self.between(100_000_000, 400_000_000))
        if kind == "veg":
            number = {"husnummer": str(self.between(1, 99))} | (
                {"husbokstav": "B"} if self.chance(0.2) else {}
            )
            street = {"kommunenummer": kommune, "adressenavn": f"Testveien {self.between(1, 10**6)}"}
            home["vegadresse"] = street | {"adressenummer": number, "poststed": post} | unit
        elif kind == "matrikkel":
            numbers = {
                "gaardsnummer": self.between(0, 300),
                "bruksnummer": 4,
                "festenummer": self.pick((0, 2)),
            }
            home["matrikkeladresse"] = unit | {
                "matrikkelnummer": {"kommunenummer": kommune} | numbers,
                "undernummer": self.pick((0, 3)),
                "poststed": post,
            }
            if self.chance(0.3):
                home["matrikkeladresse"]["adressetilleggsnavn"] = "NORDRE TEST"
        else:
            home["ukjentBosted"] = {"bostedskommune": kommune} if self.chance(0.8) else {}
        return home

    def stay(self, homes: list[dict]) -> dict:
        if self.chance(0.2):
            return ABROAD
        return {name: value for name, value in self.pick(homes).items() if name != "ukjentBosted"}

    def post(self, homes: list[dict]) -> dict:
        office = {"postnummer": f"{self.between(1, 9999):04}", "poststedsnavn": "POSTSTEDET"}
        street = self.pick(homes).get("vegadresse")
        if street and self.chance(0.4):
            return {"vegadresse": street}
        if self.chance(0.4):
            return {"postboksadresse": {"postboks": str(self.between(1, 99)), "poststed": office}}
        lines = self.pick((["Linje 1", "Linje 2"], ["C/O UTEN NUMMER", "Linje 2"], []))
        return {"postadresseIFrittFormat": {"adresselinje": lines, "poststed": office}}

    def moves(self, homes: list[dict], oddity: float) -> list[dict]:
        """A history in order, with what looks like moves: a new number of the municipality, a correction of no days."""
        days = sorted(self.day_of_move() for _ in range(self.between(1, 4)))
        entries = []
        for began, ends in zip(days, [*days[1:], None], strict=True):
            here = self.pick(homes)
            if began == RENUMBERING and entries and self.chance(0.7):
                here = self.renumbered(here)
            entry = self.graded(here, oddity)
            entry["gyldighetstidspunkt"] = f"{began}T00:00:00+01:00"
            entry["erGjeldende"] = ends is None
            if self.chance(0.5):
                entry["flyttedato"] = str(began)
            if ends and self.chance(0.7):
                told = ends - timedelta(days=self.pick((0, 0, 0, 30)))
                entry["opphoerstidspunkt"] = f"{told}T00:00:00+01:00"
            entries.append(entry)
        if self.chance(0.1):
            entries[-1] |= {"erGjeldende": False, "opphoerstidspunkt": f"{self.today}T00:00:00+01:00"}
        return entries[::-1] if self.chance(0.9) else entries

    def day_of_move(self) -> date:
        """Often this year or last, and often the day on which municipalities got new numbers."""
        if self.chance(0.2):
            return RENUMBERING
        return self.today - timedelta(days=self.between(-20, 900))

    def renumbered(self, home: dict) -> dict:
        """The same home, by a number that its municipality has today."""
        whole = json.dumps(home)
        for old, new in NEW_NUMBER.items():
            whole = whole.replace(f'"{old}"', f'"{self.pick(new)}"')
        return json.loads(whole)

    def graded(self, home: dict, oddity: float) -> dict:
        """An entry of an address. Now and then the unit, the identifier or the grade is lost on the way."""
        home = json.loads(json.dumps(home))
        grade = self.pick(GRADES) if self.chance(oddity) else "ugradert"
        if self.chance(0.1):
            home.pop("adresseIdentifikatorFraMatrikkelen", None)
        if self.chance(0.1):
            for kind in ("vegadresse", "matrikkeladresse"):
                home.get(kind, {}).pop("bruksenhetsnummer", None)
        return self.entry(**home) | ({"adressegradering": grade} if grade else {})

    def delt_bosted(self, home: dict) -> dict:
        entry = self.graded(home, 0.15)
        starts = self.today + timedelta(days=self.pick((-400, -400, -1, 0, 1)))
        entry["startdatoForKontrakt"] = starts.isoformat()
        if self.chance(0.3):
            entry["sluttdatoForKontrakt"] = (self.today + timedelta(days=self.pick((-1, 0, 1)))).isoformat()
        return entry
