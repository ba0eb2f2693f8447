"""After the documents: which denials they answer.

Tighten at once, loosen only with proof. A denial is *covered* when a document that is newer than its event protects the
person: then the lists hide what they must, and no more. It is *loosened* when three agree that the person is not
protected: the newest document, the archived document of the event itself (which cannot be stale), and a look-up made
afresh. Where FREG gives no archived document, the denial must be old enough for a stale answer to have passed.
Everything else keeps denying: a look-up that fails, an answer that cannot be understood, an older document. Whoever was
covered, and of whom a newer document says nothing of protection, is denied until that is proven, event or not.

Source: TTE-05 and T12 of security-reliability.md; freg.md 7.1.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

import duckdb
import msgspec

from ingest import fetch
from ingest.errors import FregError
from ingest.events import ADDRESSES, TYPES, Reason
from ingest.freg import BULK_LIMIT
from ingest.grading import rank
from ingest.landing import Landing
from ingest.lookups import Found, LookUp
from ingest.points import reach
from ingest.protection import ADDRESS_ONLY, Denial, DenyLedger, Entry, Kind, now
from ingest.results import Settled
from ingest.roles import gate_parts
from ingest.work import Work

log = logging.getLogger(__name__)
OWN_NUMBER = "identifikasjonsnummer"
EVENTS = """
select folkeregisteridentifikator, max(sekvensnummer), arg_max_null(persondokument, sekvensnummer)
from read_parquet($events)
where folkeregisteridentifikator is not null and hendelsetype in (select unnest($types))
group by folkeregisteridentifikator
"""
LATEST = """
select folkeregisteridentifikator, max(sekvensnummer), arg_max_null(persondokument, sekvensnummer)
from read_parquet($events)
where folkeregisteridentifikator in (select unnest($ids))
group by folkeregisteridentifikator
"""
ARRIVED = """
select distinct unnest([identifikator, person]) as id
from read_parquet($files)
where utfall in ('funnet', 'relasjon')
"""
NEWEST = """
with found as (
    select *, (sekvensnummer, filename, file_row_number) as place
    from read_parquet($documents, filename = true, file_row_number = true)
    where coalesce(identifikator, person) in (select unnest($ids)) or person in (select unnest($ids))
),
by_id as (
    select identifikator as id, * from found where identifikator is not null
    union all
    select person, * from found where person is distinct from identifikator and person is not null
)
select
    id,
    max(sekvensnummer) as sekvensnummer,
    arg_max(utfall, place) as utfall,
    arg_max_null(person, place) as person,
    arg_max_null(body, place) as body
from by_id
group by id
"""


class Shown(Enum):
    """What a document says of a denial."""

    PROTECTED = auto()
    NOT_PROTECTED = auto()
    NOTHING = auto()


class _Graded(msgspec.Struct):
    erGjeldende: bool | None = None
    graderingsnivaa: str | None = None
    adressegradering: str | None = None


class _Document(msgspec.Struct):
    adressebeskyttelse: list[_Graded] | None = None
    bostedsadresse: list[_Graded] | None = None
    deltBosted: list[_Graded] | None = None
    oppholdsadresse: list[_Graded] | None = None
    postadresse: list[_Graded] | None = None
    postadresseIUtlandet: list[_Graded] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The newest landed answer about a person."""

    sekvensnummer: int
    utfall: str
    person: str | None
    body: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A denial that a newer document does not bear out, and the archived documents that may tell why.

    `of_event`: of the event that the denial came from; `of_latest`: of the person's newest event.
    """

    denial: Denial
    of_event: str | None
    of_latest: str | None


class Landed:
    """Questions about a few people's landed rows."""

    def __init__(self, landing: Landing, memory_limit: str) -> None:
        self._landing = landing
        self._connection = duckdb.connect(config={"memory_limit": memory_limit, "threads": 2})

    def events(self) -> dict[str, tuple[int, str | None]]:
        """Who has urgent events, with the newest one's number and document."""
        urgent = [name for name, about in TYPES.items() if about.reason]
        values = {"events": self._landing.glob("hendelser"), "types": urgent}
        rows = self._connection.execute(EVENTS, values).fetchall()
        return {identifier: (number, document) for identifier, number, document in rows}

    def latest(self, ids: Sequence[str]) -> dict[str, tuple[int, str | None]]:
        """The newest event of each of some people, whatever its type: its number and document."""
        values = {"events": self._landing.glob("hendelser"), "ids": list(ids)}
        rows = self._connection.execute(LATEST, values).fetchall() if ids else []
        return {identifier: (number, document) for identifier, number, document in rows}

    def arrived(self, after: int) -> tuple[set[str], int]:
        """Whose documents lie in the segments after an ordinal, and the newest segment's."""
        segments = {int(path.stem): str(path) for path in self._landing.segments("persondokumenter")}
        new = [path for ordinal, path in segments.items() if ordinal > after]
        rows = self._connection.execute(ARRIVED, {"files": new}).fetchall() if new else []
        return {identifier for (identifier,) in rows if identifier}, max(segments, default=after)

    def newest(self, ids: Sequence[str]) -> dict[str, Answer]:
        """The newest answer about each of some people, under whatever number they go on."""
        own = self._newest(ids)
        others = [answer.person for answer in own.values() if answer.person and answer.person not in own]
        there = own | self._newest(others)
        found = {}
        for identifier in own.keys() & set(ids):
            answer = own[identifier]
            other = there.get(answer.person or identifier, answer)
            found[identifier] = max(answer, other, key=lambda one: one.sekvensnummer)
        return found

    def _newest(self, ids: Sequence[str]) -> dict[str, Answer]:
        values = {"documents": self._landing.glob("persondokumenter"), "ids": list(ids)}
        rows = self._connection.execute(NEWEST, values).fetchall() if ids else []
        return {identifier: Answer(*row) for identifier, *row in rows}


def settle(work: Work) -> Settled:
    """Write into the deny ledger which denials the landed documents answer.

    Raises:
        LedgerError: the ledger is missing or unreadable.
    """
    ledger = DenyLedger(work.settings.home)
    landed = Landed(work.landing, work.settings.memory_limit)
    _deny_fallen(ledger, landed)
    state = ledger.state()
    if not state.open:
        return Settled()
    events = landed.events()
    people = {*events, *landed.arrived(0)[0]} if state.open.keys() - _names(ledger, events) else {*events}
    names = {name: key for key, name in _names(ledger, people).items() if state.is_open(key)}
    denied = {name: state.denied[key] for name, key in names.items()}
    newest = landed.newest(list(denied))
    covered, doubtful = _judge_all(denied, newest)
    since = landed.latest([one for name in doubtful for one in (name, newest[name].person) if one])
    loosened, stale = _prove(
        work,
        {
            name: Doubt(
                denied[name],
                _document(_event(events, name, newest[name]), denied[name]),
                _event(since, name, newest[name])[1],
            )
            for name in doubtful
        },
    )
    if stale:
        fetch.look_up_again(work, stale)
        newest |= landed.newest(stale)
        again, _ = _judge_all({name: denied[name] for name in stale}, newest)
        covered |= again
    reach("protection.before_settling")
    ledger.append(
        [
            *(
                Entry(Kind.COVERED, now(), n, (names[name],), _covers(newest.get(name), denied[name]))
                for name, n in covered.items()
            ),
            *(Entry(Kind.LOOSENED, now(), denied[name].sekvensnummer, (names[name],)) for name in loosened),
        ]
    )
    reach("protection.after_settling")
    return Settled(len(covered), len(loosened), len(state.open) - len(covered) - len(loosened))


def _deny_fallen(ledger: DenyLedger, landed: Landed) -> None:
    """Deny whom documents protected until now, and the newest one does not."""
    state = ledger.state()
    arrived, ordinal = landed.arrived(state.judged)
    if ordinal == state.judged:
        return
    keys = {name: key for key, name in _names(ledger, arrived).items() if key in state.covered}
    newest = landed.newest([name for name, key in keys.items() if not state.is_open(key)])
    fallen = {
        name: answer
        for name, answer in newest.items()
        if answer.body and not is_person_protected(answer.body)
    }
    events = landed.events() if fallen else {}
    entries = []
    for name, answer in fallen.items():
        # an event under a number that the person got since tells why, and its document may prove it
        number, _ = _event(events, name, answer)
        known = number > state.settled.get(keys[name], -1)
        number = number if known else answer.sekvensnummer
        entries.append(Entry(Kind.DENY, now(), number, (keys[name],), Reason.ADRESSEBESKYTTELSE))
    ledger.append([*entries, Entry(Kind.JUDGED, now(), ordinal)])


def _names(ledger: DenyLedger, people: Iterable[str]) -> dict[str, str]:
    """Pseudonym to identifier."""
    return {ledger.pseudonym(name): name for name in people}


def _event(events: Mapping[str, tuple[int, str | None]], name: str, answer: Answer) -> tuple[int, str | None]:
    """The newest urgent event of a person, by the number asked for and by the one in use: its number and document."""
    found = [events[one] for one in (name, answer.person) if one in events]
    return max(found, key=lambda event: event[0], default=(-1, None))


def _document(event: tuple[int, str | None], denial: Denial) -> str | None:
    """The archived document of the event that a denial came from, where it came from one that has one."""
    number, document = event
    return document if number == denial.sekvensnummer else None


def judge(body: str | bytes | None) -> Shown:
    """Whether a document protects the person or an address; a document that cannot be read says nothing."""
    try:
        document = msgspec.json.decode(body or b"", type=_Document)
    except (ValueError, RecursionError):
        return Shown.NOTHING
    own = _current(document.adressebeskyttelse)
    addresses = [entry for element in ADDRESSES for entry in _current(getattr(document, element))]
    is_hidden = any(rank(entry.graderingsnivaa) for entry in own) or any(
        rank(entry.adressegradering) for entry in addresses
    )
    return Shown.PROTECTED if is_hidden else Shown.NOT_PROTECTED


def is_person_protected(body: str | bytes) -> bool:
    """Whether a document protects the person, and not an address alone; one that cannot be read does."""
    try:
        own = _current(msgspec.json.decode(body, type=_Document).adressebeskyttelse)
    except (ValueError, RecursionError):
        return True
    return any(rank(entry.graderingsnivaa) for entry in own)


def _covers(answer: Answer | None, denial: Denial) -> str:
    """Why a denial is covered. An address's own grade goes with the address, and is no protection to hold on to."""
    of_person = answer is not None and answer.body is not None and is_person_protected(answer.body)
    return denial.reason if of_person or denial.reason != Reason.ADRESSEBESKYTTELSE else ADDRESS_ONLY


def _judge_all(
    denied: Mapping[str, Denial], newest: Mapping[str, Answer]
) -> tuple[dict[str, int], list[str]]:
    """Who is covered, up to which number; and whom a newer document shows unprotected, which wants proof."""
    covered, doubtful = {}, []
    for name, denial in denied.items():
        answer = newest.get(name)
        if answer is None or answer.sekvensnummer < denial.sekvensnummer:
            continue
        if answer.utfall == "utenfor":  # no list has them
            covered[name] = answer.sekvensnummer
        elif answer.utfall in ("funnet", "relasjon"):
            shown = judge(answer.body)
            # of a death and of an identity the lists tell what the document tells, as after a first extract
            is_told = denial.reason != Reason.ADRESSEBESKYTTELSE and shown != Shown.NOTHING
            if is_told or shown == Shown.PROTECTED:
                covered[name] = answer.sekvensnummer
            elif shown == Shown.NOT_PROTECTED:
                doubtful.append(name)
    return covered, doubtful


def _prove(work: Work, doubtful: Mapping[str, Doubt]) -> tuple[list[str], list[str]]:
    """Of people whom a landed document shows unprotected: who is so, and whose document is stale."""
    documents = {one for doubt in doubtful.values() for one in (doubt.of_event, doubt.of_latest) if one}
    try:
        archived = _look_up(work, sorted(documents), is_archive=True)
        fresh = _look_up(work, doubtful, is_archive=False)
    except FregError:
        log.warning("FREG could not be asked again about %d denied people: they stay denied", len(doubtful))
        return [], []
    loosened, stale = [], []
    for name, doubt in doubtful.items():
        now_shown = _shown(fresh.get(name))
        if now_shown == Shown.PROTECTED:
            stale.append(name)
        elif now_shown == Shown.NOT_PROTECTED and _is_proven(work, doubt, archived):
            loosened.append(name)
    return loosened, stale


def _is_proven(work: Work, doubt: Doubt, archived: Mapping[str, Found]) -> bool:
    of_event = archived.get(doubt.of_event or "")
    if of_event is not None and of_event.document is not None:
        if judge(of_event.document) == Shown.NOT_PROTECTED:
            return True
        # an address's own grade goes with the address: whoever moved since has an event that says so
        was_address_alone = not is_person_protected(of_event.document)
        return was_address_alone and _shown(archived.get(doubt.of_latest or "")) == Shown.NOT_PROTECTED
    age = datetime.now(UTC) - datetime.fromisoformat(doubt.denial.at)
    return age >= timedelta(hours=work.settings.loosen_after_hours)


def _shown(found: Found | None) -> Shown:
    return judge(found.document) if found is not None else Shown.NOTHING


def _look_up(work: Work, ids: Iterable[str], *, is_archive: bool) -> dict[str, Found]:
    """Look-ups for the proof alone: nothing of them is landed."""
    parts = tuple(sorted({OWN_NUMBER, *gate_parts()}))
    look_up, wanted, found = LookUp(work.freg, parts, is_archive=is_archive), list(ids), {}
    for start in range(0, len(wanted), BULK_LIMIT):
        found |= look_up.fetch(wanted[start : start + BULK_LIMIT])
    return found


def _current(entries: list[_Graded] | None) -> list[_Graded]:
    return [entry for entry in entries or [] if entry.erGjeldende is not False]
