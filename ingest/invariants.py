"""What a document must be before anything of it is believed: readable in one way only, and possible.

A document that is not is set aside (`ingest.quarantine`): the person hides until there is one that is. Engines
disagree about the same bytes (which of two equal keys counts, what NaN is, where a text with NUL ends), so what can
be read in two ways is not read at all.

Sources: freg.md 5.1 (dates are the first ten characters), 5.4 (codes), 8 row 5 (1,750 people with a municipality number
of the future); security-reliability.md ING-09.
"""

import csv
import json
import re
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, lru_cache

import msgspec

from ingest.roles import DBT_PROJECT

LARGEST_DOCUMENT = (
    2 * 1024 * 1024
)  # the largest ones seen have 0.2 MB; as Python objects 2 MB are at most 70 MB
OLDEST_YEAR = 1850
# `...dato` and `...tidspunkt`; each begins with a literal, which `re` finds ten times as fast
DATES = tuple(re.compile(name + rb'"\s*:\s*"([^"]{0,10})') for name in (rb"ato", rb"idspunkt"))
NUL = b"\\u0000"  # as JSON writes it; engines take it for the end of a text

PERSON_STATUSES = {
    "bosatt",
    "utflyttet",
    "doed",
    "opphoert",
    "inaktiv",
    "midlertidig",
    "ikkebosatt",
    "foedselsregistrert",
    "forsvunnet",
    "aktiv",  # what packages without authority get in place of the four confidential ones
}
IDENTITY_STATUSES = {"ibruk", "opphoert"}
IDENTITY_TYPES = {"foedselsnummer", "dnummer"}


class Grunn(StrEnum):
    """Why a document or an event was set aside; a code, never a value."""

    INTET_SVAR = "intet_svar"  # no look-up got an answer that makes sense
    FOR_STORT = "for_stort"
    FOR_DYPT = "for_dypt"
    IKKE_JSON = "ikke_json"
    DOBBELT_FELT = "dobbelt_felt"
    NUL_TEGN = "nul_tegn"
    FEIL_FORM = "feil_form"
    UTEN_IDENTITET = "uten_identitet"
    UMULIG_DATO = "umulig_dato"
    UKJENT_KOMMUNENUMMER = "ukjent_kommunenummer"
    UKJENT_KODE = "ukjent_kode"
    UKJENT = "ukjent"  # set aside by a run that was killed before it could say why


class SetAsideError(ValueError):
    """The document must be set aside."""

    def __init__(self, grunn: Grunn) -> None:
        super().__init__(grunn.value)
        self.grunn = grunn


def refuse_unreadable(document: bytes) -> None:
    """Refuse bytes that can be read in no way, or in several.

    Raises:
        SetAsideError: too large or deep, no JSON (NaN and lone surrogates are none), a field twice in one object,
            or a NUL character.
    """
    if len(document) > LARGEST_DOCUMENT:
        raise SetAsideError(Grunn.FOR_STORT)
    try:
        whole = msgspec.json.decode(document)
    except RecursionError:
        raise SetAsideError(Grunn.FOR_DYPT) from None
    except ValueError:
        raise SetAsideError(Grunn.IKKE_JSON) from None
    if NUL in document:
        raise SetAsideError(Grunn.NUL_TEGN)
    if _has_a_field_twice(document, whole):
        raise SetAsideError(Grunn.DOBBELT_FELT)


def refuse_impossible_dates(body: str) -> None:
    """Refuse a date in what is kept that no calendar has; an empty one is none (freg.md 8 row 22).

    Raises:
        SetAsideError: see above.
    """
    written = body.encode()
    if not all(map(_is_date, {text for pattern in DATES for text in pattern.findall(written)})):
        raise SetAsideError(Grunn.UMULIG_DATO)


def refuse_impossible_life(born: list[str], died: str | None) -> None:
    """Refuse a birth or a death in a year that cannot be, and a death before the birth.

    Raises:
        SetAsideError: see above.
    """
    for moment in filter(None, [*born, died]):
        year = moment[:4]
        if year.isdigit() and not OLDEST_YEAR <= int(year) <= datetime.now(UTC).year + 1:
            raise SetAsideError(Grunn.UMULIG_DATO)
    if died and any(len(moment) >= len("2000-01-01") and died[:10] < moment[:10] for moment in born):
        raise SetAsideError(Grunn.UMULIG_DATO)


def refuse_unknown_codes(statuses: list[str | None], identities: list[tuple[str | None, str | None]]) -> None:
    """Refuse a status, a kind of identifier or its status that nobody knows the meaning of.

    Of gradings the gate hides what it does not know, and a missing one as well.

    Raises:
        SetAsideError: see above.
    """
    known = all(_plain(status) in PERSON_STATUSES for status in statuses)
    for kind, status in identities:
        known &= (kind is None or _plain(kind) in IDENTITY_TYPES) and (
            status is None or _plain(status) in IDENTITY_STATUSES
        )
    if not known:
        raise SetAsideError(Grunn.UKJENT_KODE)


def refuse_unknown_municipality(numbers: frozenset[str]) -> None:
    """Refuse a current address in a municipality that neither exists nor has existed since 2020.

    Raises:
        SetAsideError: see above; most often it is a number of the future.
    """
    if not numbers <= known_numbers():
        raise SetAsideError(Grunn.UKJENT_KOMMUNENUMMER)


@cache
def known_numbers() -> frozenset[str]:
    """Every municipality number of today, and those that were replaced."""
    return frozenset(
        row[column]
        for seed, column in (("kommuner", "kommunenummer"), ("kommuneendringer", "gammelt_kommunenummer"))
        for row in _seed(seed)
    )


def _seed(name: str) -> list[dict[str, str]]:
    with (DBT_PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _has_a_field_twice(document: bytes, whole: object) -> bool:
    """Whether decoding lost a field, because an object had two of the same name.

    Written out again, a document has as many colons as before, but for those of fields that were lost. Escapes may
    hide a colon, so a document with any is read in the slow and certain way.
    """
    if b"\\u" not in document:
        return document.count(b":") != msgspec.json.encode(whole).count(b":")

    def refuse(pairs: list[tuple[str, object]]) -> dict:
        if len(pairs) != len({name for name, _ in pairs}):
            raise SetAsideError(Grunn.DOBBELT_FELT)
        return dict(pairs)

    try:
        json.loads(document, object_pairs_hook=refuse)
    except SetAsideError:
        return True
    return False


@lru_cache(maxsize=4096)
def _is_date(text: bytes) -> bool:
    if not text:
        return True
    try:
        date.fromisoformat(text.decode("ascii"))
    except ValueError:
        return False
    return True


def _plain(code: str | None) -> str:
    """Older answers have codes in capitals with underscores (freg.md 5.4)."""
    return (code or "").replace("_", "").lower()
