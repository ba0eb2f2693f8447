"""The countries people come from and go to: alpha-3, and alpha-2 for foreign addresses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Land:
    """A country by both codes; `fri` where no residence permit is needed."""

    alpha3: str
    alpha2: str
    by: str
    fri: bool = False


LAND = (
    Land("SWE", "SE", "Fiktivköping", fri=True),
    Land("DNK", "DK", "Opdigterup", fri=True),
    Land("POL", "PL", "Zmyślonowo", fri=True),
    Land("LTU", "LT", "Pramanai", fri=True),
    Land("DEU", "DE", "Erfundenburg", fri=True),
    Land("GBR", "GB", "Inventham"),
    Land("UKR", "UA", "Vyhadane"),
    Land("SYR", "SY", "Khayaliya"),
    Land("SOM", "SO", "Khiyaali"),
    Land("ERI", "ER", "Hisabawi"),
    Land("PHL", "PH", "Kathang Isip"),
    Land("IND", "IN", "Kalpanapur"),
    Land("USA", "US", "Madeupville"),
    Land("ETH", "ET", "Yetefetere"),
    Land("XXK", "XK", "Shpikur"),
)
STATSLOES = Land("XXX", "YY", "Ukjent sted")
UKJENT = Land("XUK", "YY", "Ukjent sted")
