"""An event list that was set back, begun anew or has lost events leads to new extracts by itself; a FREG that has
lost people changes nothing before somebody says so."""

import json

import httpx
import pytest

from ingest import approval
from ingest.errors import ShrunkenError
from ingest.landing import Landing
from tests.integration.ingest.fake_freg import BERGEN, OSLO, FakeFreg, person_id, reply
from tests.integration.ingest.landed import newest, rows

PEOPLE = [person_id(n) for n in range(12)]
A, B, C, *_ = PEOPLE
NAME = [{"erGjeldende": True, "fornavn": "BORTE", "etternavn": "Å"}]
SCOPES = pytest.mark.parametrize("kommuner", ["alle", OSLO])


@pytest.fixture(autouse=True)
def people(freg):
    """Twelve people of Oslo and some events about them."""
    for identifier in PEOPLE:
        freg.add(identifier)
    for identifier in PEOPLE[:4]:
        freg.change(identifier, "endringINavn", kjoenn=[])


def silently(freg: FakeFreg, identifier: str, **changes: object) -> None:
    """Change somebody without an event."""
    freg.change(identifier, "endringINavn", **changes)
    freg.events.pop()


def is_as_a_fresh_copy(run, home, tmp_path, **changes) -> bool:
    run(home=tmp_path / "fresh", **changes)
    return newest(home) == newest(tmp_path / "fresh")


@SCOPES
def test_events_older_than_freg_keeps_lead_to_a_full_extract(run, freg, home, tmp_path, kommuner):
    run(kommuner=kommuner)
    silently(freg, A, navn=NAME)
    freg.events.clear()
    freg.latest = freg.oldest = 5000
    run(kommuner=kommuner)
    assert newest(home)[A]["body"]["navn"][0]["fornavn"] == "BORTE"
    assert is_as_a_fresh_copy(run, home, tmp_path, kommuner=kommuner)
    freg.change(B, "endringINavn", kjoenn=[])
    assert run(kommuner=kommuner).follow.events == 1


@SCOPES
@pytest.mark.parametrize("begins_at", [0, 103])
def test_a_list_that_was_set_back_leads_to_a_full_extract(run, freg, tmp_path, kommuner, begins_at):
    home = tmp_path / "home"
    run(kommuner=kommuner)
    landed, before = Landing(home / "landing").landed_sekvensnummer(), rows(home)
    freg.latest = begins_at
    freg.events = [event for event in freg.events if event["sekvensnummer"] <= begins_at]
    silently(freg, A, navn=NAME)
    assert run(kommuner=kommuner).extract.extracts == 1
    assert rows(home)[: len(before)] == before, "what was landed stays"
    assert is_as_a_fresh_copy(run, home, tmp_path, kommuner=kommuner)
    freg.change(B, "endringINavn", navn=NAME)
    result = run(kommuner=kommuner)
    assert (result.extract.extracts, result.follow.events) == (0, 1)
    assert newest(home)[B]["body"]["navn"][0]["fornavn"] == "BORTE"
    assert landed < Landing(home / "landing").landed_sekvensnummer(), "numbers only rise: no fence is opened"


def test_a_list_that_was_set_back_and_has_grown_past_us_is_noticed(run, freg, home, tmp_path):
    run()
    freg.events, freg.latest = [], 100
    silently(freg, A, navn=NAME)
    for identifier in PEOPLE:
        freg.change(identifier, "endringISivilstand", kjoenn=[])
    assert run().extract.extracts == 1
    assert is_as_a_fresh_copy(run, home, tmp_path)
    assert run().extract.extracts == 0


@pytest.mark.parametrize("wrong", range(1, 6))
def test_one_wrong_answer_is_not_a_list_that_was_set_back(run, freg, home, wrong):
    run()
    freg.change(A, "endringINavn", navn=NAME)
    freg.calls.clear()
    right = freg.get_latest
    freg.get_latest = lambda request: reply(1) if freg.calls["get_latest"] == wrong else right(request)
    freg.get_latest.__name__ = "get_latest"
    run()
    assert newest(home)[A]["body"]["navn"][0]["fornavn"] == "BORTE"
    assert len(rows(home, "uttrekk")) == len(PEOPLE)
    assert Landing(home / "landing").epoch().base == 0


def test_another_freg_is_refused_and_nothing_is_changed(run, freg, home):
    run()
    before = rows(home)
    freg.persons = {person_id(100 + n): whole for n, whole in enumerate(freg.persons.values())}
    freg.latest, freg.events = 50, []
    for full in (False, True):
        with pytest.raises(ShrunkenError, match="MANNTALL_HOME") as caught:
            run(full=full)
        assert caught.value.exit_code == 2
    assert rows(home) == before
    assert Landing(home / "landing").epoch().base == 0


def hole(freg: FakeFreg, after: int, newest_only: int) -> None:
    """From `after` on the list gives nothing, though its newest event can be had."""
    whole = freg.get_feed

    def get_feed(request: httpx.Request) -> httpx.Response:
        first = int(request.url.params["seq"])
        return reply([]) if after < first < newest_only else whole(request)

    freg.get_feed = get_feed


def test_a_gap_that_does_not_heal_leads_to_a_full_extract_once_it_has_had_its_time(run, freg, home, tmp_path):
    run()
    after = freg.latest
    silently(freg, A, navn=NAME)
    freg.change(B, "endringINavn", navn=NAME)
    last = freg.change(C, "endringINavn", navn=NAME)
    hole(freg, after, last)
    assert run(gap_patience_seconds=3600).extract.extracts == 0
    assert list((home / "landing").glob("gap-*"))
    assert run(gap_patience_seconds=0).extract.extracts == 1
    assert not list((home / "landing").glob("gap-*"))
    assert is_as_a_fresh_copy(run, home, tmp_path)


def test_a_gap_that_heals_needs_no_extract(run, freg, home):
    run()
    after, whole = freg.latest, freg.get_feed
    freg.change(B, "endringINavn", navn=NAME)
    last = freg.change(C, "endringINavn", navn=NAME)
    hole(freg, after, last)
    run(gap_patience_seconds=3600)
    freg.get_feed = whole
    result = run(gap_patience_seconds=0)
    assert (result.extract.extracts, result.follow.events) == (0, 2)


def test_an_end_that_nobody_can_read_is_no_gap(run, freg):
    run()
    freg.latest += 100  # numbers may be shared with others
    assert run(gap_patience_seconds=0).extract.extracts == 0


def empty_extracts(freg: FakeFreg, left: int) -> None:
    freg._job = lambda kind, ids, make=freg._job: make(kind, ids[:left])


@SCOPES
@pytest.mark.parametrize("left", [1, 8])
def test_a_shrunken_extract_changes_nothing_until_an_operator_says_so(run, freg, home, kommuner, left):
    run(kommuner=kommuner)
    before, extracts = rows(home), rows(home, "uttrekk")
    empty_extracts(freg, left)
    with pytest.raises(ShrunkenError, match="reconcile --approve") as caught:
        run(kommuner=kommuner, full=True)
    assert caught.value.exit_code == 2
    assert (rows(home), rows(home, "uttrekk")) == (before, extracts)
    approval.give(home)
    run(kommuner=kommuner, full=True)
    assert all(newest(home)[person]["utfall"] == "funnet" for person in PEOPLE), "each of them was looked up"
    with pytest.raises(ShrunkenError):
        run(kommuner=kommuner, full=True)
    assert not approval.is_given(home), "a word counts once"


def test_people_who_moved_away_do_not_stop_an_extract(run, freg, home):
    run(kommuner=OSLO)
    freg.oldest = 5000
    for identifier in PEOPLE[:6]:
        silently(freg, identifier, kommune=BERGEN)
    freg.events.clear()
    freg.latest = 5000
    assert run(kommuner=OSLO).fetch.utenfor == 6


def test_a_freg_that_has_lost_its_people_removes_nobody(run, freg, home):
    run()
    for identifier in PEOPLE:
        freg.change(identifier, "personErOppdatert")
    freg.persons.clear()
    with pytest.raises(ShrunkenError, match="do not exist"):
        run()
    assert all(newest(home)[person]["utfall"] == "funnet" for person in PEOPLE)
    approval.give(home)
    run()
    assert {newest(home)[person]["utfall"] for person in PEOPLE} == {"finnesIkke"}


def test_the_refusals_show_nobody(run, freg, home):
    run()
    freg.persons.clear()
    freg.latest, freg.events = 50, []
    with pytest.raises(ShrunkenError) as caught:
        run()
    assert not any(identifier in json.dumps(str(caught.value)) for identifier in PEOPLE)
