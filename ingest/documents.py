"""The door of the landing log: what is kept of a person document, and whose.

A document is cut down before it reaches the disk: to the parts that roles and the gate need, history to the
parts of roles that have it, addresses that no role has to their gradings. Of somebody outside the copy's
municipalities, only what another person's relation needs is kept, or nothing. The rest of the document
stays as FREG sent it.

Sources: freg.md 5 (documents), 7.1 (gradings); fiks.md 4.2 (who is on a list), 5.5 (relations).
"""

from dataclasses import dataclass
from functools import cache, cached_property

import msgspec

from ingest.identifiers import has_eleven_digits
from ingest.invariants import (
    Grunn,
    SetAsideError,
    refuse_impossible_dates,
    refuse_impossible_life,
    refuse_unknown_codes,
    refuse_unknown_municipality,
    refuse_unreadable,
)
from ingest.municipalities import todays
from ingest.roles import Role

HISTORY = "historikk"
ADULT_FROM = 18
OFF_THE_LISTS = {
    "utflyttet",
    "inaktiv",
    "opphoert",
}  # no list has them; a former address does not make them ours

ABSENT = msgspec.Raw(b"")
Number = str | int | None  # some senders drop the quotes, and with them leading zeros


class Identity(msgspec.Struct):
    foedselsEllerDNummer: str | None = None
    status: str | None = None
    identifikatortype: str | None = None
    erGjeldende: bool | None = None


class Status(msgspec.Struct):
    status: str | None = None
    erGjeldende: bool | None = None


class Birth(msgspec.Struct):
    foedselsaar: Number = None
    foedselsdato: str | None = None
    erGjeldende: bool | None = None


class Death(msgspec.Struct):
    doedsdato: str | None = None


class StreetAddress(msgspec.Struct):
    kommunenummer: Number = None


class CadastralAddress(msgspec.Struct):
    matrikkelnummer: StreetAddress | None = None


class UnknownHome(msgspec.Struct):
    bostedskommune: Number = None


class Address(msgspec.Struct):
    erGjeldende: bool | None = None
    gyldighetstidspunkt: str | None = None
    vegadresse: StreetAddress | None = None
    matrikkeladresse: CadastralAddress | None = None
    ukjentBosted: UnknownHome | None = None

    @property
    def kommuner(self) -> frozenset[str]:
        """Today's numbers of the municipality; none abroad and where it is not told."""
        numbers = (
            self.vegadresse and self.vegadresse.kommunenummer,
            self.matrikkeladresse
            and self.matrikkeladresse.matrikkelnummer
            and self.matrikkeladresse.matrikkelnummer.kommunenummer,
            self.ukjentBosted and self.ukjentBosted.bostedskommune,
        )
        number = next((number for number in numbers if number), None)
        return todays(str(number).zfill(4)) if number else frozenset()


class Relation(msgspec.Struct):
    relatertPerson: str | None = None
    erGjeldende: bool | None = None


class Responsibility(msgspec.Struct):
    ansvarlig: str | None = None
    ansvarssubjekt: str | None = None
    erGjeldende: bool | None = None


class Facts(msgspec.Struct):
    """What the door has to know of a document."""

    identifikasjonsnummer: list[Identity] | None = None
    status: list[Status] | None = None
    foedsel: list[Birth] | None = None
    doedsfall: Death | list | None = None
    bostedsadresse: list[Address] | None = None
    oppholdsadresse: list[Address] | None = None
    deltBosted: list[Address] | None = None
    familierelasjon: list[Relation] | None = None
    foreldreansvar: list[Responsibility] | None = None
    adressebeskyttelse: msgspec.Raw = ABSENT

    def identifier(self) -> str | None:
        """The id in use inside the document, or else the one that counts."""
        current = [entry for entry in self.identifikasjonsnummer or [] if entry.erGjeldende]
        in_use = (entry for entry in current if entry.status == "iBruk")
        counting = next(in_use, current[0] if current else None)
        return counting and counting.foedselsEllerDNummer

    def kommuner(self) -> frozenset[str]:
        """The municipalities somebody belongs to: by home, stay and shared home, or by their last home."""
        if any(entry.status in OFF_THE_LISTS for entry in _current(self.status)):
            return frozenset()
        homes = _current(self.bostedsadresse)
        if not homes and self.bostedsadresse:  # the dead have no current home
            homes = [max(self.bostedsadresse, key=lambda entry: entry.gyldighetstidspunkt or "")]
        elsewhere = _current(self.oppholdsadresse) + _current(self.deltBosted)
        return frozenset().union(*(address.kommuner for address in homes + elsewhere))

    def is_strictly_protected(self) -> bool:
        """True when any grading of the person is, or was, the strictest: then no address is told."""
        return b"strengtfortrolig" in bytes(self.adressebeskyttelse).replace(b"_", b"").lower()

    def refuse_impossible(self) -> None:
        """Refuse what cannot be, or is in codes that nobody knows.

        Raises:
            SetAsideError: says which.
        """
        refuse_unknown_codes(
            [entry.status for entry in _current(self.status)],
            [(entry.identifikatortype, entry.status) for entry in self.identifikasjonsnummer or []],
        )
        born = [str(birth.foedselsdato or birth.foedselsaar or "") for birth in _current(self.foedsel)]
        refuse_impossible_life(born, self.doedsfall.doedsdato if isinstance(self.doedsfall, Death) else None)
        addresses = (
            *_current(self.bostedsadresse),
            *_current(self.oppholdsadresse),
            *_current(self.deltBosted),
        )
        refuse_unknown_municipality(frozenset().union(*(address.kommuner for address in addresses)))

    def relations(self, year: int) -> set[str]:
        """The people whom roles need beside this one.

        Of a child: its family and those who are responsible for it, because their gradings decide what its
        row may show. Of an adult: the children they are responsible for, because one of them may share its
        home between two places.
        """
        is_minor, related = self._is_minor(year), set()
        for entry in _current(self.foreldreansvar):
            related.add(entry.ansvarssubjekt)
            if is_minor:
                related.add(entry.ansvarlig)
        if is_minor:
            related.update(entry.relatertPerson for entry in _current(self.familierelasjon))
        return {other for other in related if has_eleven_digits(other)} - {self.identifier()}

    def _is_minor(self, year: int) -> bool:
        told = [str(birth.foedselsaar or (birth.foedselsdato or "")[:4]) for birth in _current(self.foedsel)]
        return not any(born.isdigit() and int(born) < year - ADULT_FROM for born in told)


FACTS = msgspec.json.Decoder(Facts)


class Kept(msgspec.Struct, frozen=True):
    """What passes the door: columns of a landed row. `grunn`: why an `uforstaatt` one was set aside."""

    utfall: str
    person: str | None = None
    parts: tuple[str, ...] = ()
    relaterte: tuple[str, ...] = ()
    body: str | None = None
    grunn: Grunn | None = None


NOT_OURS = Kept("utenfor")


def set_aside(grunn: Grunn) -> Kept:
    """What is kept of a document that cannot be believed: why."""
    return Kept("uforstaatt", grunn=grunn)


@dataclass(frozen=True)
class Door:
    """Decides what is kept.

    Args:
        roles: what they need is kept.
        gate_parts: what the gate must know of everybody; of those that no role has, gradings alone are kept.
        relation_parts: what is kept of somebody whom only a relation needs.
        scope: today's numbers of the copy's municipalities; empty means all of Norway.
        year: the year the lists are made for.
    """

    roles: tuple[Role, ...]
    gate_parts: tuple[str, ...]
    relation_parts: tuple[str, ...]
    scope: frozenset[str]
    year: int

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """All that roles and the gate need, sorted: what is asked for, and kept of people in scope."""
        return tuple(sorted({*self.gate_parts, *self._of_roles}))

    @cached_property
    def _of_roles(self) -> frozenset[str]:
        return frozenset(part for role in self.roles for part in role.parts)

    @cached_property
    def _gradings_only(self) -> frozenset[str]:
        return frozenset(self.gate_parts) - self._of_roles

    @cached_property
    def _with_history(self) -> frozenset[str]:
        return frozenset(part for role in self.roles if HISTORY in role.parts for part in role.parts)

    def admit(
        self, document: bytes, asked: str | None, parts: tuple[str, ...], *, is_needed: bool, is_known: bool
    ) -> Kept:
        """What is kept of `document`.

        Args:
            document: a person document as FREG sent it.
            asked: the id it was asked for by, if one.
            parts: what was asked for.
            is_needed: somebody else's relation needs this person.
            is_known: the newest document of this person was kept as somebody in scope.
        """
        try:
            refuse_unreadable(document)
            return self._admit(document, asked, parts, is_needed=is_needed, is_known=is_known)
        except SetAsideError as refused:
            return set_aside(refused.grunn)
        except RecursionError:
            return set_aside(Grunn.FOR_DYPT)
        except ValueError:  # msgspec's errors are ValueErrors
            return set_aside(Grunn.FEIL_FORM)

    def _admit(
        self, document: bytes, asked: str | None, parts: tuple[str, ...], *, is_needed: bool, is_known: bool
    ) -> Kept:
        facts = FACTS.decode(document)
        person = facts.identifier() or asked
        if person is None:
            return set_aside(Grunn.UTEN_IDENTITET)
        is_ours = not self.scope or bool(facts.kommuner() & self.scope)
        if not (is_ours or is_needed or is_known):
            return NOT_OURS
        # before a known person is let go of: a number of the future is no municipality to have moved to
        facts.refuse_impossible()
        if is_ours:
            body = _kept(document, cut(parts, self._with_history, self._gradings_only))
            return Kept("funnet", person, parts, tuple(sorted(facts.relations(self.year))), body)
        narrow = tuple(sorted(set(parts) & set(self.relation_parts)))
        if is_needed:
            return Kept("relasjon", person, narrow, (), _kept(document, self._narrowly(narrow)))
        if facts.is_strictly_protected():
            # FREG tells no address: whose this person is now cannot be known, only that it must hide
            return Kept("funnet", person, parts, (), _kept(document, self._narrowly(narrow)))
        return NOT_OURS

    def _narrowly(self, parts: tuple[str, ...]) -> "Cut":
        return cut(parts, frozenset(), self._gradings_only)


def _kept(document: bytes, cut_down: "Cut") -> str:
    body = cut_down(document)
    refuse_impossible_dates(body)
    return body


class Cut:
    """Cuts documents down to some parts, some of these to current entries, and some to their gradings."""

    def __init__(
        self, parts: tuple[str, ...], with_history: frozenset[str], gradings_only: frozenset[str]
    ) -> None:
        names = [part for part in parts if part.isidentifier() and part != HISTORY]
        fields = [(name, msgspec.Raw, ABSENT) for name in names]
        self._decoder = msgspec.json.Decoder(msgspec.defstruct("Document", fields, omit_defaults=True))
        self._without_history = [name for name in names if name not in with_history]
        self._gradings_only = [name for name in names if name in gradings_only]

    def __call__(self, document: bytes) -> str:
        """The document as text.

        Raises:
            ValueError: it is not a JSON object, or not UTF-8.
        """
        kept = self._decoder.decode(document)
        for name in self._without_history:
            setattr(kept, name, _current_entries(getattr(kept, name)))
        for name in self._gradings_only:
            setattr(kept, name, _gradings(getattr(kept, name)))
        return msgspec.json.encode(kept).decode()


@cache
def cut(parts: tuple[str, ...], with_history: frozenset[str], gradings_only: frozenset[str]) -> Cut:
    """The one `Cut` for its arguments: making one costs more than using it."""
    return Cut(parts, with_history, gradings_only)


class _Entry(msgspec.Struct):
    erGjeldende: bool | None = None


class _Graded(msgspec.Struct, omit_defaults=True):
    erGjeldende: bool | None = None
    adressegradering: str | None = None


def _current_entries(element: msgspec.Raw) -> msgspec.Raw:
    """A list without the entries that say they are not current; anything else unchanged."""
    raw = bytes(element)
    if raw[:1] != b"[" or b"false" not in raw:
        return element
    entries = msgspec.json.decode(raw, type=list[msgspec.Raw])
    current = [entry for entry in entries if msgspec.json.decode(entry, type=_Entry).erGjeldende is not False]
    return msgspec.Raw(msgspec.json.encode(current)) if current else ABSENT  # as FREG leaves it out


def _gradings(element: msgspec.Raw) -> msgspec.Raw:
    """An address part's gradings. What is not understood is an entry without one: the strictest."""
    if not bytes(element):
        return element
    try:
        return msgspec.Raw(msgspec.json.encode(msgspec.json.decode(element, type=list[_Graded] | None)))
    except msgspec.ValidationError:
        return msgspec.Raw(msgspec.json.encode([_Graded()]))


def _current(entries: list | None) -> list:
    """Entries that do not say they are past; one that says nothing counts as current."""
    return [entry for entry in entries or [] if entry.erGjeldende is not False]
