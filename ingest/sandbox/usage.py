"""Who uses the sandbox's Fiks: made-up tenants for every municipality and county, and how far each comes, day by day.

Adoption goes avtale, konfigurert, test, i bruk, i bruk med hendelser. Large municipalities begin first, some stop on
the way, some fall out again. Nothing here depends on today: a world is drawn for as long as anybody may look at it,
and what lies ahead of the day that is asked about is not told. Sizes are made up, of about the right order.
Source: fiks.md 1.2, 6.2 and 8.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import blake2b

from ingest.sandbox.dice import Dice
from ingest.sandbox.numbers import Numbers
from ingest.sandbox.places import RENUMBERED
from ingest.usage.geography import kommuner, old_numbers

MONTHS = 36
HARAM = "1580"  # new in 2024
DEMO = "Storevik kommune"
NEVER = date(9999, 1, 1)
FIRST = date(2021, 1, 15)  # the service began
LARGE = {
    "0301": 710_000, "4601": 290_000, "5001": 213_000, "1103": 148_000, "3201": 130_000, "4204": 116_000,
    "3301": 104_000, "3203": 98_000, "3205": 91_000, "3107": 84_000, "1108": 83_000, "5501": 78_000,
    "3907": 66_000, "3207": 62_000, "3105": 59_000, "3905": 58_000, "1508": 57_000, "4003": 56_000,
    "1804": 53_000, "3103": 51_000, "3209": 43_000, "1106": 38_000,
}  # fmt: skip
PILOTS = ("4627", "5035", "0301", "1103", "3403", "4204", "5501", "3301")


@dataclass(frozen=True, slots=True)
class Ladder:
    """The days on which one tenant came further; NEVER where it does not."""

    avtale: date
    konfigurert: date
    test: date
    i_bruk: date
    hendelser: date
    ut_av_bruk: date
    avtale_slutt: date
    scim: date


@dataclass(frozen=True, slots=True)
class Tenant:
    """One organisation that has, or could have, the service."""

    fiks_org_id: str
    organisasjonsnummer: str
    type: str
    nummer: str  # of the municipality or the county today, empty for the demo tenant
    navn: str
    innbyggere: int
    er_pilot: bool
    ladder: Ladder

    def number_on(self, day: date) -> str:
        """The municipality's number on a day."""
        return old_number(self.nummer) if day < RENUMBERED and self.type == "kommune" else self.nummer

    @property
    def is_large(self) -> bool:
        return self.innbyggere >= 50_000


@dataclass(frozen=True)
class UsageWorld:
    """All tenants of one seed; `since` is the first day of the three years that are shown."""

    seed: int
    since: date
    tenants: list[Tenant]

    @classmethod
    def create(cls, seed: int, since: date) -> "UsageWorld":
        """The same world for the same arguments, whenever it is made."""
        draw = _Draw(seed, since, Dice(f"usage/{seed}"), Numbers(Dice(f"usage/{seed}/numbers")))
        sizes = inhabitants(seed)
        ranked = sorted(sizes, key=lambda nummer: -sizes[nummer])
        tenants = [
            draw.tenant("kommune", nummer, kommuner()[nummer].navn, sizes[nummer], place / len(ranked))
            for place, nummer in enumerate(ranked)
        ]
        counties = {kommune.fylkesnummer: kommune.fylkesnavn for kommune in kommuner().values()}
        tenants += [
            draw.tenant("fylkeskommune", number, f"{name} fylkeskommune", place=0.4)
            for number, name in sorted(counties.items())
            if number != "03"  # Oslo is a municipality and a county in one
        ]
        return cls(seed, since, [*tenants, draw.tenant("demo", "", DEMO)])

    def signed(self, on: date) -> list[Tenant]:
        """The tenants whose agreement was signed by then."""
        return [tenant for tenant in self.tenants if tenant.ladder.avtale <= on]


@dataclass
class _Draw:
    """Draws tenants from one source of chance."""

    seed: int
    since: date
    dice: Dice
    numbers: Numbers

    def tenant(self, kind: str, nummer: str, navn: str, size: int = 0, place: float = 0.0) -> Tenant:
        is_pilot = kind == "kommune" and nummer in PILOTS
        first = RENUMBERED + timedelta(days=20) if nummer == HARAM else FIRST
        return Tenant(
            fiks_org_id=made_id(self.seed, "tenant", kind, nummer),
            organisasjonsnummer=self.numbers.organisasjonsnummer(),
            type=kind,
            nummer=nummer,
            navn=navn,
            innbyggere=size,
            er_pilot=is_pilot,
            ladder=_ladder(self.dice, self.since, first, -1.0 if is_pilot else place),
        )


def inhabitants(seed: int) -> dict[str, int]:
    """Made-up inhabitants of today's municipalities."""
    dice = Dice(f"usage/{seed}/inhabitants")
    return {
        nummer: round(LARGE.get(nummer, 0) * (0.97 + dice.below(60) / 1000)) or _small(dice)
        for nummer in sorted(kommuner())
    }


def _small(dice: Dice) -> int:
    """Most have a few thousand: three dice multiplied lean to the left, as the real ones do."""
    return 300 + int(36_000 * (dice.below(1000) / 1000) * (dice.below(1000) / 1000) ** 0.9)


def old_number(nummer: str) -> str:
    """The number until 2023 of a municipality of today."""
    return _old().get(nummer, nummer)


@cache
def _old() -> dict[str, str]:
    return {new: old for old, names in old_numbers().items() for new in names.values() if new != HARAM} | {
        HARAM: HARAM
    }


def made_id(*parts: object) -> str:
    """An id that has the form of Fiks' and follows from its parts."""
    digits = blake2b("/".join(map(str, parts)).encode(), digest_size=16).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _ladder(dice: Dice, since: date, first: date, place: float) -> Ladder:
    """Draws every step, whether it is reached or not, so that one tenant's fate moves no other's."""
    at = max(0.62 * place + 0.38 * dice.below(1000) / 1000, 0.0)
    signs = not dice.chance(0.07) or place <= 0.0
    avtale = max(since + timedelta(days=round(-430 + 1420 * at)), first) if signs else NEVER
    konfigurert = _later(dice, avtale, 15, 150, 0.93)
    test = _later(dice, konfigurert, 5, 45, 0.95)
    i_bruk = _later(dice, test, 14, 110, 0.95)
    hendelser = _later(dice, i_bruk, 90, 700, 0.6)
    out = _later(dice, i_bruk, 150, 620, 0.07)
    ends = _later(dice, out, 30, 90, 0.5)
    scim = _later(dice, i_bruk, 200, 800, 0.4)
    return Ladder(
        avtale, konfigurert, test, i_bruk, hendelser if hendelser < out else NEVER, out, ends,
        scim if scim < out else NEVER,
    )  # fmt: skip


def _later(dice: Dice, day: date, least: int, most: int, chance: float) -> date:
    days, comes = dice.between(least, most), dice.chance(chance)
    return day + timedelta(days=days) if comes and day != NEVER else NEVER
