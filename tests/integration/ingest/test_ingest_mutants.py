"""The mistakes that others made with this event list (S19 of the reference), put into our own code one at a time.

Each mutant is a change of the source. What it breaks is told by a property that holds of the code as it is: a mutant
that leaves its property true has not been noticed.
"""

import inspect
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FunctionType, ModuleType

import httpx
import pytest

from ingest import events, follow, guard, protection, settle, urgent
from ingest.errors import FregError
from ingest.protection import DenyLedger, Kind, LedgerError
from ingest.refresh import ingest
from ingest.settings import Settings
from ingest.urgent import enforce
from tests.integration.ingest.fake_freg import FakeFreg, person_id
from tests.integration.ingest.landed import rows

KARI, PER, OLA = (person_id(n) for n in range(3))
PROTECTION = "endringIAdressebeskyttelse"
FORTROLIG = [{"erGjeldende": True, "graderingsnivaa": "fortrolig"}]
LIFTED = [{"erGjeldende": False, "graderingsnivaa": "fortrolig"}]


@dataclass
class Copy:
    """A copy of three people, at its FREG."""

    settings: Settings
    freg: FakeFreg

    def run(self) -> None:
        ingest(self.settings, transport=self.freg.transport)

    def sweep(self) -> None:
        enforce(self.settings, transport=self.freg.transport)

    def is_denied(self, person: str) -> bool:
        ledger = DenyLedger(self.settings.home)
        return ledger.state().is_open(ledger.pseudonym(person))


@pytest.fixture
def copy(freg, settings):
    for person in (KARI, PER, OLA):
        freg.add(person)
    copy = Copy(settings(), freg)
    copy.run()
    return copy


# properties


def a_crash_on_the_way_loses_no_denial(copy: Copy) -> bool:
    copy.freg.change(PER, PROTECTION)
    append = DenyLedger.append

    def dies(self, entries):
        entries = list(entries)
        if any(entry.kind == Kind.DENY for entry in entries):
            raise OSError
        append(self, entries)

    DenyLedger.append = dies
    try:
        with pytest.raises(OSError):
            copy.sweep()
    finally:
        DenyLedger.append = append
    copy.sweep()
    return copy.is_denied(PER)


def an_event_is_landed_after_its_denial(copy: Copy) -> bool:
    copy.freg.change(PER, PROTECTION)
    append = DenyLedger.append
    DenyLedger.append = lambda *_: (_ for _ in ()).throw(OSError)
    try:
        with pytest.raises(OSError):
            copy.run()
    finally:
        DenyLedger.append = append
    return not rows(copy.settings.home, "hendelser")


def every_header_is_looked_at(copy: Copy) -> bool:
    copy.freg.page = 2
    people = [person_id(10 + n) for n in range(8)]
    for place, person in enumerate(people):
        copy.freg.add(person)
        copy.freg.latest += place * 300
        copy.freg.change(person, PROTECTION)
    copy.sweep()
    return all(copy.is_denied(person) for person in people)


def an_unknown_type_is_fetched(copy: Copy) -> bool:
    copy.freg.change(PER, "endringINoeHeltNytt", kjoenn=[])
    copy.freg.asked.clear()
    copy.run()
    return PER in copy.freg.asked


def a_failed_look_up_keeps_denying(copy: Copy) -> bool:
    copy.freg.change(PER, PROTECTION, adressebeskyttelse=FORTROLIG)
    copy.freg.unreadable.add(PER)
    copy.run()
    unreadable = copy.is_denied(PER)
    copy.freg.unreadable.clear()
    copy.freg.change(KARI, PROTECTION)
    del copy.freg.persons[KARI]
    copy.run()
    return unreadable and copy.is_denied(KARI)


def a_proof_that_fails_keeps_denying(copy: Copy) -> bool:
    copy.freg.change(PER, PROTECTION, adressebeskyttelse=FORTROLIG)
    copy.run()
    copy.freg.change(PER, PROTECTION, adressebeskyttelse=LIFTED)
    copy.freg.on_request = lambda request: (
        copy.freg.failures.append(httpx.Response(500)) if "arkiv" in request.url.path else None
    )
    with suppress(FregError):
        copy.run()
    return copy.is_denied(PER)


def a_stale_answer_loosens_nothing(copy: Copy) -> bool:
    stale = copy.freg.persons[PER]
    copy.freg.change(PER, PROTECTION, adressebeskyttelse=FORTROLIG)
    copy.freg.persons[PER] = stale
    copy.run()
    return copy.is_denied(PER)


def an_unknown_grade_protects(copy: Copy) -> bool:
    copy.freg.change(PER, PROTECTION, adressebeskyttelse=[{"erGjeldende": True, "graderingsnivaa": "nykode"}])
    copy.run()
    ledger = DenyLedger(copy.settings.home)
    return ledger.pseudonym(PER) in ledger.state().covered


def no_log_names_anybody(copy: Copy, caplog) -> bool:
    caplog.set_level(logging.DEBUG)
    copy.freg.change(PER, PROTECTION, adressebeskyttelse=FORTROLIG)
    copy.freg.change(KARI, "endringINoeHeltNytt", kjoenn=[])
    copy.sweep()
    copy.run()
    return not any(person in caplog.text for person in (PER, KARI))


def a_changed_ledger_shows_nothing(copy: Copy) -> bool:
    copy.freg.change(PER, PROTECTION)
    copy.sweep()
    path = copy.settings.home / "protection" / "ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"deny"', b'"bent"'))
    try:
        known = guard.Guarded(DenyLedger(copy.settings.home).id, 0)
        guard.guard_of(copy.settings.home, known, copy.settings.home)
    except LedgerError:
        return True
    return False


# mutants: module, what is written there, what is put in its place, and the property that must fall

Property = Callable[..., bool]
MUTANTS: list[tuple[str, ModuleType, str, str, Property]] = [
    (
        "pointer moved before the denials are written",
        urgent,
        "        self._ledger.append(denials)\n",
        "        self.mark(max(e.sekvensnummer for e in new))\n        self._ledger.append(denials)\n",
        a_crash_on_the_way_loses_no_denial,
    ),
    (
        "event landed before its denial",
        follow,
        "        scan.take(entries)\n        scan.mark()\n",
        "        work.landing.add_events(position, rows)\n        scan.take(entries)\n",
        an_event_is_landed_after_its_denial,
    ),
    (
        "arithmetic paging",
        urgent,
        "position = max(position, *(entry.sekvensnummer for entry in page)) + 1",
        "position += 1000",
        every_header_is_looked_at,
    ),
    (
        "unknown type skipped",
        follow,
        "    return [entries[number] for number in sorted(entries)]",
        "    from ingest.events import TYPES\n"
        "    return [entries[n] for n in sorted(entries) if entries[n].hendelse.hendelsetype in TYPES]",
        an_unknown_type_is_fetched,
    ),
    (
        "fail-open on a failed look-up",
        settle,
        'elif answer.utfall in ("funnet", "relasjon"):',
        'elif answer.utfall in ("finnesIkke", "uforstaatt"):\n            covered[name] = answer.sekvensnummer\n'
        '        elif answer.utfall in ("funnet", "relasjon"):',
        a_failed_look_up_keeps_denying,
    ),
    (
        "fail-open on a failed proof",
        settle,
        "        return [], []\n",
        "        return list(doubtful), []\n",
        a_proof_that_fails_keeps_denying,
    ),
    (
        "a look-up after the event is believed",
        settle,
        "and _is_proven(work, doubt, archived)",
        "",
        a_stale_answer_loosens_nothing,
    ),
    (
        "else 'ugradert'",
        settle,
        "is_hidden = any(rank(entry.graderingsnivaa) for entry in own)",
        "is_hidden = any(rank(entry.graderingsnivaa) in (1, 2, 3) for entry in own)",
        an_unknown_grade_protects,
    ),
    (
        "persons in the log",
        urgent,
        "        person = self._ledger.pseudonym(identifier)\n",
        "        import logging\n        logging.getLogger(__name__).info('denied %s', identifier)\n"
        "        person = self._ledger.pseudonym(identifier)\n",
        no_log_names_anybody,
    ),
    (
        "a line that is not as it was written is passed over",
        protection,
        "return [_entry(line) for line in lines[:stop_after]], start + whole",
        "return [_entry(line) for line in lines[:stop_after] if b'bent' not in line], start + whole",
        a_changed_ledger_shows_nothing,
    ),
    (
        "address protection is not urgent",
        events,
        '    return TYPES.get(hendelsetype or "", UNKNOWN)',
        "    return UNKNOWN",
        every_header_is_looked_at,
    ),
]


@contextmanager
def mutated(module: ModuleType, was: str, becomes: str) -> Iterator[None]:
    """The functions and methods of a module, from a source in which one place reads otherwise."""
    source = inspect.getsource(module)
    assert source.count(was) == 1, "the place that the mutant changes"
    changed: dict = {"__name__": module.__name__, "__file__": module.__file__}
    exec(compile(source.replace(was, becomes), module.__file__, "exec"), changed)  # noqa: S102
    others = dict(_functions(module.__name__, changed))
    before = {own: own.__code__ for _, own in _functions(module.__name__, vars(module))}
    for name, own in _functions(module.__name__, vars(module)):
        own.__code__ = others[name].__code__
    try:
        yield
    finally:
        for own, code in before.items():
            own.__code__ = code


def _functions(module: str, names: dict) -> list[tuple[str, FunctionType]]:
    found = []
    for name, value in names.items():
        if getattr(value, "__module__", None) != module:
            continue
        if inspect.isfunction(value):
            found.append((name, value))
        elif inspect.isclass(value):
            methods = inspect.getmembers(value, inspect.isfunction)
            found += [
                (f"{name}.{key}", one) for key, one in methods if one.__code__.co_filename.endswith(".py")
            ]
    return found


def holds(property_: Property, copy: Copy, caplog) -> bool:
    wanted = inspect.signature(property_).parameters
    return property_(copy, caplog) if "caplog" in wanted else property_(copy)


@pytest.mark.parametrize(
    "property_", dict.fromkeys(mutant[4] for mutant in MUTANTS), ids=lambda p: p.__name__
)
def test_the_property_holds_of_the_code_as_it_is(copy, caplog, property_):
    assert holds(property_, copy, caplog)


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant[0] for mutant in MUTANTS])
def test_the_mutant_is_noticed(copy, caplog, mutant):
    _, module, was, becomes, property_ = mutant
    # one that stumbles over itself is noticed as well
    with mutated(module, was, becomes), suppress(pytest.fail.Exception, LedgerError):
        assert not holds(property_, copy, caplog)
