"""Finding people: `soek`, `entydigsoek` and `uttrekk/tilpasset`, each a request that knows whom it matches.

Source: freg.md 3.4 and section 4; OpenAPI 1.5 descriptions. Criteria are ANDed. What is not said there is
read plainly: case does not matter, and the criteria of an address must all hold for one and the same address.
"""

import re
from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ingest.sandbox.parts import is_current

STATUSES_OF_AKTIV = frozenset({"midlertidig", "ikkeBosatt", "forsvunnet", "foedselsregistrert"})
MAXIMUM_HITS = 10_000

Kjoenn = Literal["kvinne", "mann"]
Sivilstand = Literal[
    "uoppgitt", "ugift", "gift", "enkeEllerEnkemann", "skilt", "separert", "registrertPartner",
    "separertPartner", "skiltPartner", "gjenlevendePartner",
]  # fmt: skip
FourDigits = Annotated[str, Meta(pattern="^[0-9]{4}$")]
DateText = Annotated[str, Meta(pattern="^[0-9]{8}$")]
StreetName = Annotated[str, Meta(min_length=3)]


class _Request(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of the requests: snake case here, FREG's names on the wire."""


class Kommunenummer(_Request, forbid_unknown_fields=True):
    """The municipality of an extract: where people are resident or where they stay, never both."""

    bostedskommunenummer: FourDigits | None = None
    oppholdskommunenummer: FourDigits | None = None

    def __post_init__(self) -> None:
        if self.bostedskommunenummer and self.oppholdskommunenummer:
            raise ValueError("bostedskommunenummer and oppholdskommunenummer exclude each other")


class TilpassetUttrekk(_Request, forbid_unknown_fields=True):
    """Body of `POST uttrekk/tilpasset`.

    An unknown field is refused: a misspelt criterion would widen the selection.
    """

    personstatustyper: Annotated[
        list[Literal["aktiv", "bosatt", "utflyttet", "doed", "inaktiv"]], Meta(min_length=1)
    ]
    kommunenummer: Kommunenummer = Kommunenummer()
    foedselsaar_fra_og_med: FourDigits | None = None
    foedselsaar_til_og_med: FourDigits | None = None
    doedsaar_fra_og_med: FourDigits | None = None
    doedsaar_til_og_med: FourDigits | None = None
    kjoenn: Kjoenn | None = None
    statsborgerskap: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | None = None
    sivilstandstype: Sivilstand | None = None

    def matches(self, document: dict) -> bool:
        """True when the person fulfils every criterion given.

        A criterion on the municipality misses people without an address there, such as `strengtFortrolig`.
        For the dead, who have no current residence, their last one counts: otherwise `doedsaar` could not be
        joined with a municipality.
        """
        return (
            self._has_status(document)
            and _is(document, "kjoenn", "kjoenn", self.kjoenn)
            and _is(document, "statsborgerskap", "statsborgerskap", self.statsborgerskap)
            and _is(document, "sivilstand", "sivilstand", self.sivilstandstype)
            and _between(_birth_years(document), self.foedselsaar_fra_og_med, self.foedselsaar_til_og_med)
            and _between(_death_years(document), self.doedsaar_fra_og_med, self.doedsaar_til_og_med)
            and self._is_in_kommune(document)
        )

    def _has_status(self, document: dict) -> bool:
        return any(
            status in self.personstatustyper
            or ("aktiv" in self.personstatustyper and status in STATUSES_OF_AKTIV)
            for status in _values(document, "status", "status")
        )

    def _is_in_kommune(self, document: dict) -> bool:
        bosted, opphold = self.kommunenummer.bostedskommunenummer, self.kommunenummer.oppholdskommunenummer
        residences = _current(document, "bostedsadresse") or _last_of_the_dead(document)
        return (not bosted or bosted in map(kommunenummer, residences)) and (
            not opphold or opphold in map(kommunenummer, _current(document, "oppholdsadresse"))
        )


class _Search(_Request):
    """What `soek` and `entydigsoek` have in common."""

    navn: str = ""
    foedselsdato: DateText | None = None
    adressenavn: StreetName | None = None
    husnummer: str | None = None
    postnummer: FourDigits | None = None
    soek_fonetisk: bool = False
    opplysningsgrunnlag: Literal["gjeldende", "historisk"] = "gjeldende"

    @property
    def words(self) -> list[str]:
        """The words of the name that is searched for, ready for comparison."""
        return self._fold(self.navn)

    def _fold(self, text: str) -> list[str]:
        words = text.casefold().split()
        return [_sound(word) for word in words] if self.soek_fonetisk else words

    def _entries(self, document: dict, element: str) -> list[dict]:
        """Current entries, or all of them in a search of history, which concerns names and addresses."""
        if self.opplysningsgrunnlag == "historisk":
            return document.get(element, [])
        return _current(document, element)

    def _is_at(self, address: dict) -> bool:
        street = address.get("vegadresse") or address.get("matrikkeladresse") or {}
        return (
            (
                not self.adressenavn
                or street.get("adressenavn", "").casefold().startswith(self.adressenavn.casefold())
            )
            and (not self.husnummer or _house(street) == self.husnummer.replace(" ", "").casefold())
            and (not self.postnummer or street.get("poststed", {}).get("postnummer") == self.postnummer)
        )


class Soek(_Search):
    """Query of `GET personer/soek`: any criteria, many hits."""

    kjoenn: Kjoenn | None = None
    foedselsaar_fra_og_med: FourDigits | None = None
    foedselsaar_til_og_med: FourDigits | None = None
    kommunenummer: FourDigits | None = None
    fylkesnummer: Annotated[str, Meta(pattern="^[0-9]{2}$")] | None = None
    inkluder_oppholdsadresse: bool = False
    inkluder_doede: bool = False
    maks_treff: Annotated[int, Meta(ge=1, le=MAXIMUM_HITS)] | None = None

    def matches(self, document: dict) -> bool:
        """True when the person fulfils every criterion given; the dead only on request."""
        return (
            (self.inkluder_doede or "doed" not in _values(document, "status", "status"))
            and _is(document, "kjoenn", "kjoenn", self.kjoenn)
            and (not self.foedselsdato or self.foedselsdato in _birth_dates(document))
            and _between(_birth_years(document), self.foedselsaar_fra_og_med, self.foedselsaar_til_og_med)
            and self._has_address(document)
            and self._has_name(document)
        )

    def _has_name(self, document: dict) -> bool:
        wanted = set(self.words)
        names = self._entries(document, "navn")
        return not wanted or any(wanted <= set(self._fold(" ".join(_name_parts(name)))) for name in names)

    def _has_address(self, document: dict) -> bool:
        if not (
            self.adressenavn or self.husnummer or self.postnummer or self.kommunenummer or self.fylkesnummer
        ):
            return True
        addresses = self._entries(document, "bostedsadresse")
        if self.inkluder_oppholdsadresse:
            addresses = [*addresses, *self._entries(document, "oppholdsadresse")]
        return any(self._is_at(address) and self._is_in_area(address) for address in addresses)

    def _is_in_area(self, address: dict) -> bool:
        number = kommunenummer(address) or ""
        return self.kommunenummer in (None, number) and number.startswith(self.fylkesnummer or "")


class EntydigSoek(_Search):
    """Query of `GET personer/entydigsoek`: enough criteria to point out one person."""

    identifikasjonsnummer: Annotated[str, Meta(pattern="^[0-9]{11}$")] | None = None
    utenlandskpersonidentifikasjon: str | None = None
    legitimasjonsdokument: str | None = None
    utlendingsmyndighetenesidentifikasjonsnummer: str | None = None

    def __post_init__(self) -> None:
        if not (self._is_right_to_hit_by_name or self._is_right_to_hit_by_birth):
            raise ValueError("not a combination that can point out one person")

    @property
    def _is_right_to_hit_by_name(self) -> bool:
        identifying = (
            self.identifikasjonsnummer,
            self.foedselsdato,
            self.adressenavn and (self.husnummer or self.postnummer),
            self.utenlandskpersonidentifikasjon,
            self.legitimasjonsdokument,
            self.utlendingsmyndighetenesidentifikasjonsnummer,
        )
        return len(self.words) >= 2 and any(identifying)

    @property
    def _is_right_to_hit_by_birth(self) -> bool:
        return bool(self.foedselsdato and (self.legitimasjonsdokument or self.utenlandskpersonidentifikasjon))

    def matches(self, document: dict) -> bool:
        """True when the person fulfils every criterion given; an identifier also when it is a former one."""
        identifiers = [entry["foedselsEllerDNummer"] for entry in document["identifikasjonsnummer"]]
        return (
            self.identifikasjonsnummer in (None, *identifiers)
            and (not self.foedselsdato or self.foedselsdato in _birth_dates(document))
            and self._has_foreign_numbers(document)
            and self._has_address(document)
            and self._has_name(document)
        )

    def _has_name(self, document: dict) -> bool:
        """First word in `fornavn`, last in `etternavn`, the ones between anywhere."""
        first, *between, last = self.words or ["", ""]
        return not first or any(
            first in self._fold(name.get("fornavn", ""))
            and last in self._fold(name.get("etternavn", ""))
            and set(between) <= set(self._fold(" ".join(_name_parts(name))))
            for name in self._entries(document, "navn")
        )

    def _has_address(self, document: dict) -> bool:
        if not (self.adressenavn or self.husnummer or self.postnummer):
            return True
        return any(self._is_at(address) for address in self._entries(document, "bostedsadresse"))

    def _has_foreign_numbers(self, document: dict) -> bool:
        foreign, paper = "utenlandskPersonidentifikasjon", "legitimasjonsdokument"
        duf = self.utlendingsmyndighetenesidentifikasjonsnummer
        return (
            self.utenlandskpersonidentifikasjon
            in (None, *_numbers_of_country(document, foreign, "identifikasjonsnummer"))
            and self.legitimasjonsdokument
            in (None, *_numbers_of_country(document, paper, "identifikasjonsdokumentnummer"))
            and _is(document, "utlendingsmyndighetenesIdentifikasjonsnummer", "identifikasjonsnummer", duf)
        )


def kommunenummer(address: dict) -> str | None:
    """The municipality of a residence or a stay, or None where the address tells none (freg.md 5.3)."""
    return (
        address.get("vegadresse", {}).get("kommunenummer")
        or address.get("matrikkeladresse", {}).get("matrikkelnummer", {}).get("kommunenummer")
        or address.get("ukjentBosted", {}).get("bostedskommune")
    )


def _current(document: dict, element: str) -> list[dict]:
    return [entry for entry in document.get(element, ()) if is_current(entry)]


def _values(document: dict, element: str, field: str) -> list[str]:
    return [entry[field] for entry in _current(document, element) if field in entry]


def _is(document: dict, element: str, field: str, wanted: str | None) -> bool:
    return wanted is None or wanted in _values(document, element, field)


def _between(years: Iterable[str], first: str | None, last: str | None) -> bool:
    return (first is None and last is None) or any(
        (first or "0000") <= year <= (last or "9999") for year in years
    )


def _birth_years(document: dict) -> list[str]:
    return _values(document, "foedsel", "foedselsaar")


def _birth_dates(document: dict) -> list[str]:
    return [date.replace("-", "") for date in _values(document, "foedsel", "foedselsdato")]


def _death_years(document: dict) -> list[str]:
    date = document.get("doedsfall", {}).get("doedsdato")
    return [date[:4]] if date else []


def _last_of_the_dead(document: dict) -> list[dict]:
    if "doed" not in _values(document, "status", "status"):
        return []
    homes = document.get("bostedsadresse", [])
    # newest first: of a renumbering's two entries with one gyldighetstidspunkt, the first has today's number
    return [max(homes, key=lambda entry: entry.get("gyldighetstidspunkt", ""))] if homes else []


def _numbers_of_country(document: dict, element: str, field: str) -> list[str]:
    """As a search writes them: `LAND-nummer`."""
    return [f"{entry['utstederland']}-{entry.get(field)}" for entry in _current(document, element)]


def _name_parts(name: dict) -> list[str]:
    return [name[part] for part in ("fornavn", "mellomnavn", "etternavn") if name.get(part)]


def _house(street: dict) -> str:
    number = street.get("adressenummer", {})
    return f"{number.get('husnummer', '')}{number.get('husbokstav', '')}".casefold()


def _sound(word: str) -> str:
    """A coarse likeness of how a name sounds: Christian and Kristian, Aase and Åse, Olsson and Olson."""
    for written, heard in (
        ("aa", "å"),
        ("ch", "k"),
        ("c", "k"),
        ("ph", "f"),
        ("th", "t"),
        ("w", "v"),
        ("z", "s"),
    ):
        word = word.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", word)
