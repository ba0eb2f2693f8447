"""`manntall explain`: why a person, or a field, is shown to a role or hidden from it, by the number of the rule.

For operators. It says nothing that a register holds: no number, no name, no address. That it was asked is on disk
before the answer is shown. Rules are those of fiks.md: 5.2 (rows of gradings), 5.3 (classes), 5.5 (R1 to R15), and
PRV-06 of security-reliability.md.
"""

import hashlib
import hmac
import json
import os
import pwd
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from ingest import catalogue
from ingest.catalogue import Model
from ingest.errors import ConfigurationError, ManntallError
from ingest.grading import RANK, rank
from ingest.identifiers import has_eleven_digits
from ingest.landing import sync_folder
from ingest.role_facts import known_role, reasons_not_in_force
from ingest.roles import Role
from ingest.settings import Settings
from orchestration.files import private_folder
from orchestration.policy import neutral_texts
from orchestration.warehouse import Warehouse

UGRADERT, KLIENTADRESSE, FORTROLIG, STRENGT = RANK.values()
UNKNOWN = max(RANK.values()) + 1
NUMBER = "identifikasjonsnummer"
CLASSES = {UGRADERT: "U", KLIENTADRESSE: "K", FORTROLIG: "F", STRENGT: "S", UNKNOWN: "X"}
# fiks.md 5.2: by the person's grading, the rows for an address that is U, K, F, S or X, and for no address
ROWS = {
    UGRADERT: (1, 2, 3, 4, 6, 5),
    KLIENTADRESSE: (7, 7, 8, 9, 10, 7),
    FORTROLIG: (11, 12, 13, 14, 16, 15),
    STRENGT: (19, 20, 20, 21, 22, 17),
    UNKNOWN: (23, 23, 23, 23, 23, 23),
}
OPEN_POST_ROW = 18


@dataclass(frozen=True, slots=True)
class Finding:
    """What holds for one thing, the rule that decides it, and the rule in words. Holds no data."""

    gjelder: str
    utfall: str
    regel: str
    forklaring: str


# the same for somebody unknown and somebody outside
UNKNOWN_PERSON = Finding(
    "person", "ikke i noen liste", "omfang", "personen er ikke i kopien, eller er utenfor det kopien gjelder"
)


def explain(settings: Settings, number: str, role_key: str) -> list[Finding]:
    """Why somebody is as they are in a role's lists. The question and the rules are logged before it returns.

    Args:
        settings: whose home has the warehouse and the log.
        number: any fødselsnummer or d-nummer that leads to the person.
        role_key: a role's key.

    Raises:
        ConfigurationError: no such role, or not eleven digits.
        ManntallError: there is no whole warehouse to read.
    """
    role = known_role(role_key)
    if not has_eleven_digits(number):
        raise ConfigurationError("A fødselsnummer or d-nummer has eleven digits; nothing was looked up.")
    counts = Warehouse(settings).counts()
    if counts is None or counts.persons is None:
        raise ManntallError("There is no whole warehouse to explain from; run `manntall refresh` first.")
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        person = _resolve(connection, number)
        about = Copy(connection, role).findings(person) if person else [UNKNOWN_PERSON]
        findings = [*_of_role(role, settings), *about]
    _log(settings.home, person or number, role_key, findings)
    return findings


def _resolve(connection: duckdb.DuckDBPyConnection, number: str) -> str | None:
    """The identifier in use of somebody whom the copy is about; None for anybody else."""
    query = """
        select persons.person
        from intermediate.int_persons__identifiers as identifiers
        inner join intermediate.int_persons__current as persons on identifiers.person = persons.person
        where identifiers.identifikator = $1 and persons.is_in_scope
    """
    found = connection.execute(query, [number]).fetchall()
    return found[0][0] if found else None


def row_of_gradings(person: int, address: int | None, adressetype: str = "bosted") -> int:
    """The row of fiks.md 5.2 for a person's and an address's grading (ranks; None: there is no address)."""
    if person == STRENGT and address == UGRADERT and adressetype == "post":
        return OPEN_POST_ROW
    place = len(RANK) + 1 if address is None else min(address, UNKNOWN)
    return ROWS[min(person, UNKNOWN)][place]


def _of_role(role: Role, settings: Settings) -> Iterator[Finding]:
    for reason in reasons_not_in_force(role, settings.list_date):
        yield Finding("rolle", "ikke publisert", "status", f"{reason}; ingen liste av rollen publiseres")
    if len(neutral_texts(role)) == 1:
        told = "rollen får samme tekst for en skjult og en manglende adresse"
        yield Finding("rolle", "nøytral tekst", "5.3", told)


@dataclass(frozen=True, slots=True)
class Copy:
    """Asks the warehouse about one person for a role; every answer is a grading, a yes or no, or a count."""

    connection: duckdb.DuckDBPyConnection
    role: Role

    def findings(self, person: str) -> Iterator[Finding]:
        """All there is to tell of somebody in scope."""
        query = "select is_resident or is_doed, gradering from intermediate.int_persons__current where person = $1"
        is_listed, own = self._rows(query, person)[0]
        query = "select gradering from intermediate.int_persons__graded where person = $1"
        whole = _rank(self._rows(query, person)[0][0])
        addresses = self._addresses(person)
        pairs = addresses or [("bosted", None)]
        rows = sorted({row_of_gradings(_rank(own), grade, kind) for kind, grade in pairs})
        rule = f"5.2 rad {', '.join(map(str, rows))}"
        told = "personens og adressenes graderinger sett sammen; den strengeste gjelder"
        yield Finding("person", f"klasse {CLASSES[whole]}", rule, told)
        yield from self._lists(person, whole, is_listed)
        if whole < STRENGT:
            yield from self._homes(person)
            yield from self._relations(person)
            yield from self._moves(person, whole, addresses)

    def _addresses(self, person: str) -> list[tuple[str, int]]:
        """Every current address: its kind and its own grading."""
        rows = self._rows(
            "select adressetype, gradering from intermediate.int_addresses__current"
            " where person = $1 and adressetype <> 'siste_bosted'",
            person,
        )
        return [(kind, _rank(code)) for kind, code in rows]

    def _lists(self, person: str, whole: int, is_listed: bool) -> Iterator[Finding]:
        """Of every list of the role: is the person in it, and if not, what keeps it out."""
        for mart in catalogue.marts().values():
            column = _number_of(mart)
            if mart.role != self.role.key or column is None:
                continue
            query = f'select count(*) from mart_{mart.role}.{mart.name} where "{column}" = $1'  # noqa: S608
            known = self._rows(query, person)
            if known[0][0]:
                yield Finding(mart.name, "står i listen", "5.3", f"klasse {CLASSES[whole]} kan stå i lister")
            elif whole >= STRENGT:
                told = "klassen står i ingen liste, telling eller relasjon, og setter ikke spor"
                yield Finding(mart.name, "står ikke i listen", f"5.3 klasse {CLASSES[whole]}", told)
            elif not is_listed:
                yield Finding(
                    mart.name, "står ikke i listen", "status", "verken bosatt eller død i registeret"
                )
            else:
                told = "listens eget utvalg (alder, kommune, adressetype) tar ikke personen med"
                yield Finding(mart.name, "står ikke i listen", "utvalg", told)

    def _homes(self, person: str) -> Iterator[Finding]:
        """Of every address in the gate: may the role see it, and which rule says so."""
        query = "select adressetype, gradering from intermediate.{} where person = $1 order by all"
        own = dict(self._rows(query.format("int_addresses__graded"), person))
        for kind, code in self._rows(query.format("int_gate__adresser"), person):
            letter = CLASSES[_rank(code)]
            if _rank(code) <= rank(self.role.ceiling):
                yield Finding(kind, "vises", "5.3", f"klasse {letter} vises, der rollen har adressen")
            elif _rank(own[kind]) < _rank(code):
                for rule, told in self._household(person, kind):
                    yield Finding(kind, "skjules", rule, told)
            else:
                yield Finding(
                    kind, "skjules", f"5.3 klasse {letter}", "adressens egen klasse er over rollens tak"
                )

    def _household(self, person: str, kind: str) -> Iterator[tuple[str, str]]:
        """Why an address hides that is not hidden for the person's own sake."""
        hidden = "select is_parent, gradering from intermediate.int_children__related where child = $1"
        related = [(is_parent, _rank(code)) for is_parent, code in self._rows(hidden, person)]
        protected = [(is_parent, grade) for is_parent, grade in related if grade >= FORTROLIG]
        if kind == "delt_bosted" and any(is_parent for is_parent, _ in protected):
            yield "R6", "en av de voksne rundt delt bosted er skjermet eller ukjent"
        elif protected:
            yield "R3", "adressen er, eller kan være, den til en skjermet eller ukjent i familien"
        if not protected:
            yield "PRV-06", "noen i samme bolig er skjermet"

    def _relations(self, person: str) -> Iterator[Finding]:
        """Of the holders of foreldreansvar: shown or neutral. Of others, whether relations were left out."""
        if "foreldreansvar" not in self.role.parts:
            return
        query = """
            select ansvarlig_1_tilstand, ansvarlig_2_tilstand
            from intermediate.int_gate__foreldreansvar where child = $1
        """
        states = self._rows(query, person)
        for place, state in enumerate((state for row in states for state in row if state), start=1):
            if state == "vist":
                yield Finding(f"ansvarlig_{place}", "vises", "5.3", "klasse U eller K vises som relasjon")
            else:
                told = "skjermet, ukjent, organisasjon og uten nummer ser like ut"
                yield Finding(f"ansvarlig_{place}", "nøytral tilstand", "R4, R7", told)

    def _moves(self, person: str, whole: int, addresses: list[tuple[str, int]]) -> Iterator[Finding]:
        if "historikk" not in self.role.parts:
            return
        query = "select count(*) from intermediate.int_persons__protected_homes where person = $1"
        hides = self._rows(query, person)[0][0] or any(grade > UGRADERT for _, grade in addresses)
        if whole > UGRADERT or hides:
            told = "noe er skjermet nå; da vises ingen flytting, heller ikke fra før"
            yield Finding("flyttinger", "skjules", "R9", told)

    def _rows(self, query: str, value: str) -> list[tuple]:
        return self.connection.execute(query, [value]).fetchall()


def _rank(code: str | None) -> int:
    """A code's rank; the unknown as one above the known."""
    return min(rank(code), UNKNOWN)


def _number_of(mart: Model) -> str | None:
    """The column of a mart that says whom a row is about."""
    return next(
        (
            column.name
            for column in mart.columns
            if column.freg_felt == NUMBER and column.sensitivity == "intern"
        ),
        None,
    )


def _log(home: Path, number: str, role: str, findings: list[Finding]) -> None:
    """One line on disk: who asked about whom (a keyed pseudonym), for which role, and the rules that came of it."""
    folder = private_folder(home / "logs")
    entry = {
        "tid": datetime.now(UTC).isoformat(timespec="seconds"),
        "bruker": _operator(),
        "rolle": role,
        "person": hmac.new(_key(folder / "explain.key"), number.encode(), hashlib.sha256).hexdigest(),
        "regler": [finding.regel for finding in findings],
    }
    _append_synced(folder / "explain.jsonl", (json.dumps(entry, ensure_ascii=False) + "\n").encode())


def _operator() -> str:
    """The user of the system, from the system: variables can say anything."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a user without a name, as in some containers
        return str(os.getuid())


def _key(path: Path) -> bytes:
    """The key of the pseudonyms of this home, made at the first use."""
    if not path.exists():
        _append_synced(path, secrets.token_bytes(32))
    return path.read_bytes()


def _append_synced(path: Path, content: bytes) -> None:
    """Add to a file that only its owner may read; content and name are durable when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


def as_facts(role_key: str, findings: list[Finding]) -> dict:
    """The findings as JSON can hold them."""
    return {"rolle": role_key, "funn": [asdict(finding) for finding in findings]}
