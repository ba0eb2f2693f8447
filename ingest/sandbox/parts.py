"""`part`: which elements of a person document are answered, and whether history comes along.

Source: freg.md 3.2, for the package *offentlig med hjemmel*.
"""

from collections.abc import Iterable

PERSON_BASIS = frozenset({
    "identifikasjonsnummer", "identitetsgrunnlag", "status", "doedsfall", "sivilstand", "foedsel", "kjoenn",
    "statsborgerskap", "navn", "bostedsadresse", "oppholdsadresse", "deltBosted", "postadresse",
    "postadresseIUtlandet", "adressebeskyttelse", "kontaktinformasjonForDoedsbo",
})  # fmt: skip
GROUPS = {
    "person-basis": PERSON_BASIS,
    "identitetsgrunnlag-utvidet": frozenset({
        "falskIdentitet", "legitimasjonsdokument", "utenlandskPersonidentifikasjon",
    }),
    "relasjon-utvidet": frozenset({"familierelasjon", "foreldreansvar", "vergemaalEllerFremtidsfullmakt"}),
}  # fmt: skip
ONLY_BY_NAME = frozenset({
    "utlendingsmyndighetenesIdentifikasjonsnummer", "innflytting", "utflytting", "foedselINorge", "opphold",
    "oppholdPaaSvalbard", "rettsligHandleevne", "bibehold", "brukAvSamiskSpraak", "preferertKontaktadresse",
})  # fmt: skip
ODD_SPELLINGS = {
    "RettsligHandleevne": "rettsligHandleevne"
}  # the documentation writes it so, and consumers send it so
HISTORY = "historikk"
ELEMENTS = ONLY_BY_NAME.union(*GROUPS.values())
ALWAYS = frozenset({"identifikasjonsnummer"})


class UnknownPartError(ValueError):
    """A `part` that FREG does not know, or no longer gives out (`forholdTilSametingetsValgmanntall`)."""


class Selection:
    """What one request asks for.

    Args:
        parts: the values of `part`, in any order; none, or `historikk` alone, means person-basis.

    Raises:
        UnknownPartError: one of them is not a part.
    """

    def __init__(self, parts: Iterable[str]) -> None:
        asked = {ODD_SPELLINGS.get(part, part) for part in parts}
        self.with_history = HISTORY in asked
        names = [self._elements(part) for part in asked - {HISTORY}] or [PERSON_BASIS]
        self.elements = ALWAYS.union(*names)

    @staticmethod
    def _elements(part: str) -> frozenset[str]:
        if part not in GROUPS and part not in ELEMENTS:
            raise UnknownPartError("unknown part")
        return GROUPS.get(part) or frozenset({part})

    def of(self, document: dict) -> dict:
        """The chosen elements of a whole document; one without a value left is left out, never null."""
        chosen = {name: self._values(value) for name, value in document.items() if name in self.elements}
        return {name: value for name, value in chosen.items() if value}

    def _values(self, value: dict | list) -> dict | list:
        if self.with_history or isinstance(
            value, dict
        ):  # doedsfall and falskIdentitet are objects without history
            return value
        return [entry for entry in value if is_current(entry)]


def is_current(entry: dict) -> bool:
    """An entry without `erGjeldende` is answered as a current one."""
    return entry.get("erGjeldende") is not False
