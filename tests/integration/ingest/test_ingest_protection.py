"""From the header of an event to the deny ledger, and out of it again: what denies, what covers, what loosens."""

import httpx
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ingest import urgent
from ingest.errors import AlreadyRunningError, FregError
from ingest.events import TYPES, Reason, Urgency
from ingest.freg import Event, FeedEntry
from ingest.landing import Landing
from ingest.lock import exclusive
from ingest.protection import DenyLedger, Kind, LedgerError
from ingest.results import Settled
from ingest.urgent import Scan, enforce
from tests.integration.ingest.fake_freg import person_id

KARI, PER, OLA = (person_id(n) for n in range(3))
PROTECTION = "endringIAdressebeskyttelse"
FORTROLIG = [{"erGjeldende": True, "graderingsnivaa": "fortrolig"}]
STRENGT = [{"erGjeldende": True, "graderingsnivaa": "strengtFortrolig"}]
LIFTED = [{"erGjeldende": False, "graderingsnivaa": "fortrolig"}]


@pytest.fixture
def copy(freg, run):
    """A copy of three people, none of them protected, before any event."""
    for person in (KARI, PER, OLA):
        freg.add(person)
    run()
    return run


def sweep(settings, freg):
    return enforce(settings(), transport=freg.transport)


def is_denied(home, person):
    ledger = DenyLedger(home)
    return ledger.state().is_open(ledger.pseudonym(person))


# from the header alone


@pytest.mark.parametrize("hendelsetype", [name for name, about in TYPES.items() if about.reason])
def test_a_time_critical_header_denies_before_any_document_is_asked_for(
    copy, freg, home, settings, hendelsetype
):
    freg.change(PER, hendelsetype)
    freg.asked.clear()
    swept = sweep(settings, freg)
    assert (swept.headers, swept.denials) == (1, 1)
    assert is_denied(home, PER) and not is_denied(home, KARI)
    assert freg.asked == []


@pytest.mark.parametrize("hendelsetype", ["endringINavn", "personErOppdatert", "endringINoeHeltNytt"])
def test_other_headers_deny_nobody_and_a_type_that_nobody_knows_is_fetched(
    copy, freg, home, settings, hendelsetype
):
    freg.change(PER, hendelsetype)
    assert sweep(settings, freg).denials == 0
    freg.asked.clear()
    copy()
    assert freg.asked == [PER]


def test_the_urgent_lane_does_not_wait_for_the_other_ones_lock(copy, freg, home, settings):
    freg.change(PER, PROTECTION)
    with exclusive(home):
        sweep(settings, freg)
    assert is_denied(home, PER)


def test_two_sweeps_at_once_are_one_too_many(copy, freg, home, settings):
    with exclusive(home / "protection"), pytest.raises(AlreadyRunningError):
        sweep(settings, freg)


def test_a_second_sweep_writes_nothing_anew(copy, freg, home, settings):
    freg.change(PER, PROTECTION)
    sweep(settings, freg)
    before = (home / "protection" / "ledger.jsonl").read_bytes()
    assert sweep(settings, freg).denials == 0
    assert (home / "protection" / "ledger.jsonl").read_bytes() == before


def test_headers_of_all_pages_are_looked_at_before_the_first_document(copy, freg, home):
    freg.page = 2
    for _ in range(7):
        freg.change(OLA, "endringINavn")
    freg.change(PER, PROTECTION, adressebeskyttelse=FORTROLIG)
    denied_when_asked = []
    freg.on_request = lambda request: (
        denied_when_asked.append(is_denied(home, PER)) if "/personer/" in request.url.path else None
    )
    copy()
    assert denied_when_asked and denied_when_asked[0]


def test_the_mark_of_how_far_headers_were_read_is_never_ahead_of_the_denials(
    copy, freg, home, settings, monkeypatch
):
    """The first of the four mistakes of S19: a pointer that moved before the work was done."""
    freg.page = 1
    freg.change(KARI, "endringINavn")
    freg.change(PER, PROTECTION)
    append = DenyLedger.append

    def dies_on_denials(self, entries):
        entries = list(entries)
        if any(entry.kind == Kind.DENY for entry in entries):
            raise OSError
        append(self, entries)

    with monkeypatch.context() as broken:
        broken.setattr(DenyLedger, "append", dies_on_denials)
        with pytest.raises(OSError):
            sweep(settings, freg)
        with pytest.raises(OSError):
            copy()
    assert Landing(home / "landing").segments("hendelser") == [], "no event is landed before its denial"
    sweep(settings, freg)
    assert is_denied(home, PER)


def test_sparse_numbers_and_short_pages_hide_no_header(copy, freg, home, settings):
    """The second one: paging by arithmetic."""
    freg.page = 3
    people = [person_id(10 + n) for n in range(20)]
    for place, person in enumerate(people):
        freg.add(person)
        freg.latest += (place % 4) * 700
        freg.change(person, PROTECTION)
    assert sweep(settings, freg).denials == 20
    assert all(is_denied(home, person) for person in people)


def test_nobody_stands_in_the_ledger_by_number(copy, freg, home, settings):
    freg.change(PER, PROTECTION)
    sweep(settings, freg)
    content = (home / "protection" / "ledger.jsonl").read_text()
    assert PER not in content and PER[:6] not in content


def test_events_that_freg_no_longer_keeps_hide_everybody(copy, freg, home, settings):
    freg.change(PER, PROTECTION)
    freg.oldest = freg.latest + 100
    freg.latest += 500
    sweep(settings, freg)
    assert [entry.kind for entry in DenyLedger(home).read()[0]][-2:] == [Kind.EVERYBODY, Kind.SCANNED]


def test_a_list_that_was_set_back_hides_everybody_once(copy, freg, home, settings, monkeypatch):
    monkeypatch.setattr(urgent, "LATEST_WAIT", 0)
    freg.latest -= 50
    sweep(settings, freg)
    sweep(settings, freg)
    kinds = [entry.kind for entry in DenyLedger(home).read()[0]]
    assert kinds.count(Kind.EVERYBODY) == 1


def test_a_ledger_that_is_gone_stops_the_urgent_lane_and_comes_back_from_what_was_landed(
    copy, freg, home, settings
):
    freg.change(PER, PROTECTION, adressebeskyttelse=FORTROLIG)
    freg.unreadable.add(PER)
    copy()
    before = DenyLedger(home).id
    (home / "protection" / "ledger.jsonl").unlink()
    with pytest.raises(LedgerError):
        sweep(settings, freg)
    copy()
    assert DenyLedger(home).id != before
    assert is_denied(home, PER)


# out of it again


def protect(freg, copy, level=FORTROLIG):
    freg.change(PER, PROTECTION, adressebeskyttelse=level)
    return copy()


def test_a_newer_document_that_protects_covers(copy, freg, home):
    assert protect(freg, copy).settled.covered == 1
    assert not is_denied(home, PER)


@pytest.mark.parametrize("fails", ["unreadable", "gone", "500"])
def test_a_look_up_that_fails_keeps_denying(copy, freg, home, fails):
    """Fail-open on a failed look-up (NAV's guardianship rule): the mistake this suite must notice."""
    if fails == "unreadable":
        freg.unreadable.add(PER)
    if fails == "gone":
        freg.change(PER, PROTECTION)
        del freg.persons[PER]
        copy()
    else:
        freg.on_request = lambda request: (
            freg.failures.append(httpx.Response(500))
            if fails == "500" and "/personer/" in request.url.path
            else None
        )
        try:
            protect(freg, copy)
        except FregError:
            assert fails == "500"
    assert is_denied(home, PER)


def test_a_document_older_than_the_event_keeps_denying(copy, freg, home, settings):
    """TTE-03: the header is there, the document is not yet."""
    freg.change(PER, PROTECTION)
    sweep(settings, freg)
    freg.events.pop()
    copy()
    assert is_denied(home, PER)


def test_a_lift_loosens_when_document_archive_and_a_fresh_look_up_agree(copy, freg, home):
    protect(freg, copy)
    freg.change(PER, PROTECTION, adressebeskyttelse=LIFTED)
    assert copy().settled.loosened == 1
    assert not is_denied(home, PER)


def test_a_stale_look_up_after_the_event_loosens_nothing(copy, freg, home):
    """The event says protection, the look-ups still answer as before it: the archived document tells."""
    stale = freg.persons[PER]
    freg.change(PER, PROTECTION, adressebeskyttelse=FORTROLIG)
    freg.persons[PER] = stale
    assert copy().settled == Settled(open=1)
    assert is_denied(home, PER)
    freg.persons[PER] = stale | {"adressebeskyttelse": FORTROLIG}
    assert copy().settled.covered == 1


def test_a_fresh_look_up_that_disagrees_is_believed(copy, freg, home):
    """The document landed says lifted, the archive as well; asked again, FREG says protected."""
    protect(freg, copy)
    freg.change(PER, PROTECTION, adressebeskyttelse=LIFTED)
    protected, asked = freg.persons[PER] | {"adressebeskyttelse": FORTROLIG}, []

    def change_in_between(request):
        if "/personer/" in request.url.path and PER.encode() in request.content:
            asked.append(request)
            if len(asked) == 2:
                freg.persons[PER] = protected

    freg.on_request = change_in_between
    settled = copy().settled
    assert (settled.covered, settled.loosened) == (1, 0)


def test_without_an_archived_document_a_lift_waits(copy, freg, home):
    protect(freg, copy)
    freg.change(PER, PROTECTION, adressebeskyttelse=LIFTED)
    del freg.events[-1]["hendelse"]["persondokument"]
    assert copy().settled.open == 1
    assert is_denied(home, PER)
    assert copy(loosen_after_hours=0.0).settled.loosened == 1


@pytest.mark.parametrize(
    "hendelsetype", ["personErReaktivert", "endringIDoedsfall", "endringIFalskIdentitet"]
)
def test_a_death_and_an_identity_are_settled_by_any_newer_document(copy, freg, home, hendelsetype):
    freg.change(PER, hendelsetype, status=[{"erGjeldende": True, "status": "bosatt"}])
    copy()
    assert not is_denied(home, PER)


def test_protection_that_vanishes_without_an_event_of_its_own_is_not_believed_at_once(copy, freg, home):
    protect(freg, copy)
    freg.change(PER, "personErOppdatert", adressebeskyttelse=[])
    copy()
    assert is_denied(home, PER)
    copy(loosen_after_hours=0.0)
    assert not is_denied(home, PER)


def test_a_klientadresse_that_somebody_moves_from_is_nothing_to_prove(copy, freg, home):
    graded = [dict(freg.persons[PER]["bostedsadresse"][0], adressegradering="klientadresse")]
    freg.change(PER, PROTECTION, bostedsadresse=graded)
    assert copy().settled.covered == 1
    freg.change(PER, "endringIBostedsadresse", bostedsadresse=freg.persons[OLA]["bostedsadresse"])
    copy()
    assert not is_denied(home, PER)


def test_a_klientadresse_that_somebody_moved_from_before_anybody_looked_is_proven_by_the_move(
    copy, freg, home
):
    graded = [dict(freg.persons[PER]["bostedsadresse"][0], adressegradering="klientadresse")]
    freg.change(PER, PROTECTION, bostedsadresse=graded)
    freg.change(PER, "endringIBostedsadresse", bostedsadresse=freg.persons[OLA]["bostedsadresse"])
    assert copy().settled.loosened == 1
    assert not is_denied(home, PER)


def test_a_later_event_that_is_no_move_proves_nothing_of_a_klientadresse(copy, freg, home):
    """The look-ups answer as before the protection; both archived documents tell the graded address."""
    stale = freg.persons[PER]
    graded = [dict(freg.persons[PER]["bostedsadresse"][0], adressegradering="klientadresse")]
    freg.change(PER, PROTECTION, bostedsadresse=graded)
    freg.change(PER, "endringINavn", bostedsadresse=graded)
    freg.persons[PER] = stale
    assert copy().settled == Settled(open=1)
    assert is_denied(home, PER)


def test_a_lift_under_a_new_number_proves_it_for_the_old_one_too(copy, freg, home):
    protect(freg, copy)
    new = person_id(7)
    numbers = [
        {"erGjeldende": True, "status": "iBruk", "foedselsEllerDNummer": new},
        {"erGjeldende": False, "status": "opphoert", "foedselsEllerDNummer": PER},
    ]
    freg.aliases[PER] = new
    freg.change(PER, "endringIIdentifikasjonsnummer", identifikasjonsnummer=numbers)
    freg._store(new, freg.persons.pop(PER) | {"adressebeskyttelse": LIFTED})
    freg.change(new, PROTECTION)
    copy()
    assert not is_denied(home, PER) and not is_denied(home, new)


# in any order, any number of times


def entry(number, person, hendelsetype):
    return FeedEntry(number, Event(folkeregisteridentifikator=person, hendelsetype=hendelsetype))


HEADERS = [
    entry(number, person, hendelsetype)
    for number, (person, hendelsetype) in enumerate(
        [
            (PER, PROTECTION),
            (KARI, "endringINavn"),
            (OLA, "personErReaktivert"),
            (PER, "endringINavn"),
            (KARI, "endringIFalskIdentitet"),
            (PER, PROTECTION),
        ],
        start=101,
    )
]


@examples(max_examples=60)
@given(st.lists(st.permutations(HEADERS), min_size=1, max_size=3), st.integers(1, 6))
def test_headers_in_any_order_any_number_of_times_deny_the_same(tmp_path_factory, orders, size):
    home = tmp_path_factory.mktemp("home")
    ledger = DenyLedger.begin(home)
    for order in orders:
        scan = Scan(ledger)
        scan.scanned = None
        for start in range(0, len(order), size):
            page = order[start : start + size]
            scan.take(page)
            scan.scanned = None  # as after a kill: what was looked at is looked at again
    state = ledger.state()
    assert {ledger.pseudonym(person) for person in (PER, OLA, KARI)} == set(state.open)
    assert state.denied[ledger.pseudonym(PER)].sekvensnummer == 106


def test_every_reason_has_a_type_and_every_such_type_is_urgent():
    assert {about.reason for about in TYPES.values()} - {None} == set(Reason)
    assert all((about.urgency == Urgency.AT_ONCE) == (about.reason is not None) for about in TYPES.values())
