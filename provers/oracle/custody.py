"""Who has foreldreansvar for a child, and what a list may say of them: fiks.md 4.3 and 5.5 R4, R7."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from provers.oracle.entries import calendar_date, current, fold, text
from provers.oracle.persons import FORTROLIG, Answer, Row, is_dead, names, person_grade, status_of
from provers.oracle.register import Register

PARENTS = ("mor", "far", "medmor")
LABELS = (*PARENTS, "foreldreansvarlig", "annen foreldreansvarlig")
SHOWN, NEUTRAL = "vist", "opplysninger_ikke_tilgjengelige"

Holder = tuple[str, str]  # person, organisasjon or uten, and by what it is told from others


@dataclass
class Custody:
    """The current foreldreansvar for one child, from the child's own document."""

    child: Answer
    register: Register
    today: date

    @cached_property
    def entries(self) -> list[dict]:
        """The entries about the child; those where it is itself responsible are about somebody else."""
        own = []
        for entry in current(self.child.document, "foreldreansvar"):
            subject = text(entry, "ansvarssubjekt")
            if subject:
                if self.register.resolve(subject) == self.child.person:
                    own.append(entry)
            elif (
                entry.get("ansvarssubjektUtenIdentifikator") is None
                and text(entry, "ansvarlig") != self.child.person
            ):
                own.append(entry)
        return own

    @cached_property
    def held(self) -> set[tuple[str, Holder]]:
        """Kind and holder, each pair once. `ukjent` has no holder."""
        pairs = {(fold(text(entry, "ansvar")), self.holder(entry)) for entry in self.entries}
        return {(kind, holder) for kind, holder in pairs if kind != "ukjent"}

    @property
    def numbers(self) -> set[str]:
        """The people who hold it, as far as they have a number."""
        return {number for _, (sort, number) in self.held if sort == "person"}

    @cached_property
    def kinds(self) -> set[str]:
        return {fold(text(entry, "ansvar")) for entry in self.entries}

    @cached_property
    def row(self) -> Row:
        """As a role sees it that also has familierelasjon."""
        return self.columns(self.shown)

    @cached_property
    def row_without_family(self) -> Row:
        """Mother and father only where the kind itself says it; and the order of the two tells nothing either."""
        told = next(iter(self.kinds), None) if len(self.kinds) == 1 else None
        shown = [
            adult
            | {"rolle": "foreldreansvarlig" if adult["rolle"] in set(PARENTS) - {told} else adult["rolle"]}
            for adult in self.shown
        ]
        return self.columns(sorted(shown, key=lambda adult: order(adult)[1:]))

    @cached_property
    def shown(self) -> list[Row]:
        """The holders, in the order of their labels; more than two cannot be right, and none is shown."""
        return [] if self.are_too_many else sorted(self.adults.values(), key=order)

    @property
    def are_too_many(self) -> bool:
        return len(self.held) > 2

    @cached_property
    def gone(self) -> set[Holder]:
        return {holder for _, holder in self.held if self.is_gone(holder)}

    def columns(self, shown: list[Row]) -> Row:
        kinds = self.kinds
        shared = {holder for kind, holder in self.held if kind == "felles"}
        half = "felles" in kinds and len(shared) < 2
        return {
            "foreldreansvarstype": next(iter(kinds)) or None if len(kinds) == 1 else None,
            "n_foreldreansvarlige": len(shown),
            **adult_row(1, shown[0] if shown else None),
            **adult_row(2, shown[1] if len(shown) > 1 else None),
            "mangler_en_part": bool(self.held) and not self.are_too_many and bool(self.gone or half),
            "manuell_oppfolging": not kinds or bool(kinds - {"felles", *PARENTS}),
            "datakvalitet": len(kinds) > 1 or self.are_too_many,
        }

    def holder(self, entry: dict) -> Holder:
        if number := text(entry, "ansvarlig"):
            return ("person", self.register.resolve(number))
        if number := text(entry, "ansvarligOrganisasjon"):
            return ("organisasjon", number)
        other = entry.get("ansvarligUtenIdentifikator") or {}
        parts = [text(other.get("navn"), part) for part in ("fornavn", "mellomnavn", "etternavn")]
        born = calendar_date(text(other, "foedselsdato"))
        return ("uten", " ".join([part for part in parts if part] + ([born.isoformat()] if born else [])))

    def known(self, holder: Holder) -> Answer | None:
        return self.register.people.get(holder[1]) if holder[0] == "person" else None

    def is_gone(self, holder: Holder) -> bool:
        known = self.known(holder)
        return known is not None and (is_dead(known.document) or status_of(known.document) == "opphoert")

    @cached_property
    def adults(self) -> dict[Holder, Row]:
        """Each holder once, with the first of the labels that its kinds give it."""
        adults: dict[Holder, Row] = {}
        for kind, holder in self.held:
            if holder in self.gone:
                continue
            labels = [self.label(kind, holder), *([adults[holder]["rolle"]] if holder in adults else [])]
            known = self.known(holder)
            visible = known is not None and person_grade(known) < FORTROLIG
            adults[holder] = {
                "rolle": min(labels, key=LABELS.index),
                "navn": names(known.document, self.today)["navn"] if visible else None,
                "foedselsnummer": holder[1] if visible else None,
                "tilstand": SHOWN if visible else NEUTRAL,
            }
        return adults

    def label(self, kind: str, holder: Holder) -> str:
        if kind in PARENTS:
            return kind
        if kind == "andre":
            return "annen foreldreansvarlig"
        roles = {
            fold(text(entry, "relatertPersonsRolle"))
            for entry in current(self.child.document, "familierelasjon")
            if holder == ("person", self.register.resolve(text(entry, "relatertPerson") or ""))
        }
        if kind != "felles":
            return "foreldreansvarlig"
        return next((role for role in PARENTS if role in roles), "foreldreansvarlig")


def order(adult: Row) -> tuple:
    return (LABELS.index(adult["rolle"]), adult["tilstand"] != SHOWN, adult["foedselsnummer"] or "")


def adult_row(number: int, adult: Row | None) -> Row:
    adult = adult or dict.fromkeys(("rolle", "navn", "foedselsnummer", "tilstand"))
    return {f"ansvarlig_{number}_{name}": value for name, value in adult.items()}
