"""A copy of all of Norway: extract, events, documents, and the readings of unclear documentation."""

import logging
from dataclasses import replace

import pytest

from ingest.errors import FregAnswerError
from ingest.refresh import feed_state, ingest
from ingest.roles import load_roles
from ingest.settings import Settings
from tests.integration.ingest.fake_freg import OSLO, FakeFreg, person_id, reply, responsible
from tests.integration.ingest.landed import newest, rows

A, B, C, D, E = (person_id(n) for n in range(5))


@pytest.fixture(autouse=True)
def people(freg):
    """Four adults and a child."""
    populate(freg)


def populate(freg):
    for adult in (A, B, C, D):
        freg.add(adult)
    freg.add(E, born=2020, foreldreansvar=[responsible(E, A)])


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The landing of the documented answers."""
    freg, home = FakeFreg(), tmp_path_factory.mktemp("plain")
    populate(freg)
    ingest(Settings(home=home, kommuner="alle", retry_seconds=0), transport=freg.transport)
    return newest(home)


def test_an_empty_log_becomes_a_copy_of_everybody(run, home):
    result = run()
    assert (result.extract.extracts, result.extract.ids, result.fetch.funnet) == (1, 5, 5)
    assert {row["utfall"] for row in newest(home).values()} == {"funnet"}
    assert set(newest(home)) == {A, B, C, D, E}


def test_a_second_run_asks_for_no_document(run, freg, home):
    run()
    before, freg.asked = rows(home), []
    result = run()
    assert (result.extract.extracts, result.follow.events, result.fetch.documents) == (0, 0, 0)
    assert freg.asked == []
    assert rows(home) == before


def test_an_event_brings_the_newest_document(run, freg, home):
    run()
    number = freg.change(
        A, "endringINavn", navn=[{"erGjeldende": True, "fornavn": "GIFT", "etternavn": "BERG"}]
    )
    result = run()
    assert (result.follow.events, result.follow.sekvensnummer, result.fetch.funnet) == (1, number, 1)
    assert newest(home)[A]["body"]["navn"][0]["fornavn"] == "GIFT"
    assert rows(home)[-1]["sekvensnummer"] >= number


def test_many_events_of_a_person_cost_one_look_up(run, freg):
    run()
    for _ in range(7):
        freg.change(A, "personErOppdatert", kjoenn=[])
    freg.asked = []
    run()
    assert freg.asked == [A]


def test_the_state_after_events_is_that_of_a_fresh_copy(run, freg, home, tmp_path):
    run()
    freg.change(A, "endringINavn", navn=[{"erGjeldende": True, "fornavn": "NY", "etternavn": "BERG"}])
    freg.change(person_id(9), "personErOpprettet", born=2026)
    run()
    run(home=tmp_path / "fresh")
    assert newest(home) == newest(tmp_path / "fresh")


def test_pages_follow_the_numbers_and_not_arithmetic(run, freg):
    run()
    for n in range(20):
        freg.change((A, B, C)[n % 3], "endringINavn", kjoenn=[])
    freg.page = 3
    assert run().follow.events == 20


def test_the_end_of_the_list_is_asked_for_with_its_etag(run, freg):
    freg.change(A, "endringINavn", kjoenn=[])
    run()
    assert freg.calls["unchanged"] >= 1


SHAPES = (
    "oppslag",
    "another wrapper",
    "wrapped persons",
    "entries",
    "entries out of order",
    "persons",
    "keyed by id",
    "keyed persons",
    "single",
    "404",
    "400",
    "405",
)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_reading_of_the_bulk_archive_answer_gives_the_same_landing(run, freg, home, plain, shape):
    freg.archive_bulk = shape
    result = run()
    assert newest(home) == plain
    assert {row["dokumentidentifikator"] for row in rows(home)} == set(freg.newest.values())
    assert any("bulk" in reading for reading in result.readings) or shape == "400"


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape not in ("404", "405")])
def test_every_shape_of_a_bulk_answer_gives_the_same_landing(run, freg, home, plain, shape):
    freg.complete, freg.bulk = 404, shape
    run()
    assert newest(home) == plain


def test_an_id_left_out_of_a_bulk_answer_is_asked_for_singly(run, freg, home):
    run()
    freg.change(A, "endringINavn", kjoenn=[])
    freg.change(B, "endringINavn", kjoenn=[])
    freg.left_out = {B}
    assert run().fetch.funnet == 2
    assert freg.calls["get_person"] == 1


def test_a_person_that_does_not_exist_is_accounted_for(run, freg, home):
    run()
    freg.change(A, "personErOpphoertSomDublett", about=person_id(50))
    assert run().fetch.finnes_ikke == 1
    assert newest(home)[person_id(50)]["body"] is None
    assert run().fetch.documents == 0


def test_an_archived_document_that_is_gone_is_accounted_for(run, freg, home):
    freg.not_ready = 0
    gone = freg.newest[E]
    del freg.archive[gone]
    result = run()
    assert (result.fetch.funnet, result.fetch.finnes_ikke) == (4, 1)
    assert run().fetch.documents == 0


def test_a_person_with_a_gone_archived_document_comes_with_their_event(run, freg, home):
    freg.latest = 10
    freg.events.append(
        {
            "sekvensnummer": 10,
            "hendelse": {
                "folkeregisteridentifikator": E,
                "hendelsetype": "endringINavn",
                "persondokument": freg.newest[E],
            },
        }
    )
    del freg.archive[freg.newest[E]]
    run()
    assert newest(home)[E]["utfall"] == "funnet"


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_a_refused_komplett_is_ordered_as_tilpasset(run, freg, home, status):
    freg.complete = status
    result = run()
    assert any("uttrekk/tilpasset is ordered instead" in reading for reading in result.readings)
    assert set(newest(home)) == {A, B, C, D, E}


def test_komplett_is_not_used_where_the_archive_answers_nothing(run, freg, home):
    freg.archive.clear()
    result = run()
    assert any("cannot be fetched" in reading for reading in result.readings)
    assert set(newest(home)) == {A, B, C, D, E}


def test_an_empty_extract_of_everybody_is_refused(run, freg, home):
    freg.persons.clear()
    freg.newest.clear()
    with pytest.raises(FregAnswerError, match="empty"):
        run()
    assert rows(home, "uttrekk") == []


@pytest.mark.parametrize(
    ("includes_later", "said"), [(True, "with later"), (False, "without later"), (None, "not told")]
)
def test_the_meaning_of_the_extracts_number_is_told(run, freg, includes_later, said):
    """Documents count as current to the number before the order, whichever reading holds."""
    ordered = []

    def later(request):
        if request.url.path.endswith("komplett") and not ordered and includes_later is not None:
            ordered.append(True)
            old = dict(freg.newest)
            freg.change(A, "endringINavn", kjoenn=[])
            if not includes_later:
                freg.newest = old

    freg.on_request = later
    assert any(said in reading for reading in run().readings)


def test_a_change_during_the_extract_is_not_lost(run, freg, home):
    new_name = [{"erGjeldende": True, "fornavn": "UNDERVEIS", "etternavn": "BERG"}]

    def while_reading(request):
        if request.url.path.endswith("batch/1") and not freg.events:
            freg.change(A, "endringINavn", navn=new_name)

    freg.on_request = while_reading
    run()
    assert newest(home)[A]["body"]["navn"] == new_name


def test_duplicates_in_an_extract_count_once(run, freg, home):
    freg.newest[person_id(30)] = freg.newest[A]
    freg.newest[person_id(31)] = freg.newest[B]
    result = run()
    assert result.extract.ids == 5
    assert len(rows(home)) == 5


def test_a_job_that_is_gone_is_ordered_again(run, freg):
    freg.gone = 1
    assert run().fetch.funnet == 5
    assert freg.calls["get_complete"] == 2


def test_full_fetches_everybody_anew(run, freg, home):
    run()
    freg.latest += 1000
    silent_correction = freg.persons[B] | {
        "navn": [{"erGjeldende": True, "fornavn": "RETTET", "etternavn": "ÅS"}]
    }
    freg._store(B, silent_correction)
    result = run(full=True)
    assert (result.extract.extracts, result.fetch.funnet) == (1, 5)
    assert newest(home)[B]["body"]["navn"][0]["fornavn"] == "RETTET"
    assert run().fetch.documents == 0


def test_a_new_part_of_a_role_is_fetched_for_everybody(run, home, monkeypatch):
    run()
    wider = replace(load_roles()["oppvekst"], key="ny", parts=("sivilstand",))
    roles = load_roles() | {"ny": wider}
    monkeypatch.setattr("ingest.roles.load_roles", lambda: roles)
    assert run().fetch.funnet == 5
    assert newest(home)[A]["body"]["sivilstand"][0]["sivilstand"] == "gift"
    assert run().fetch.documents == 0


def test_an_answer_that_is_not_understood_spoils_no_other_and_is_tried_again(run, freg, home, caplog):
    freg.complete = 404
    freg.unreadable = {B}
    with caplog.at_level(logging.WARNING):
        result = run()
    assert (result.fetch.funnet, result.fetch.uforstaatt) == (4, 1)
    assert newest(home)[B] == newest(home)[B] | {"utfall": "uforstaatt", "body": None}
    assert B not in caplog.text
    tries = [run().fetch.uforstaatt for _ in range(6)]
    assert tries == [1, 1, 1, 1, 0, 0]
    freg.unreadable = set()
    freg.change(B, "endringINavn", kjoenn=[])
    run()
    assert newest(home)[B]["utfall"] == "funnet"


def test_a_look_up_that_makes_no_sense_for_anybody_stops_the_run(run, freg, home):
    freg.complete = 404
    for n in range(40):
        freg.add(person_id(100 + n))
    freg.unreadable = set(freg.persons)
    with pytest.raises(FregAnswerError, match="none of 45"):
        run()
    assert rows(home) == []


def test_the_state_of_the_log_is_told_without_the_network(run, freg, settings):
    nothing = feed_state(settings())
    assert (nothing.sequence_landed, nothing.feed_latest, nothing.documents_missing) == (None, None, 0)
    number = freg.change(A, "endringINavn", kjoenn=[])
    run()
    state = feed_state(settings())
    assert (state.sequence_landed, state.feed_latest, state.lag_events) == (number, None, None)
    assert state.newest_ajourholdstidspunkt == "2026-03-02T09:14:07.123456+01:00"


def test_kommune_is_of_no_matter_when_everybody_is_kept(run, freg, home):
    freg.add(person_id(40), kommune=None)
    assert OSLO not in str(freg.persons[person_id(40)])
    run()
    assert newest(home)[person_id(40)]["utfall"] == "funnet"


def test_an_unread_page_is_no_reason_to_lose_the_next(run, freg):
    run()
    freg.change(A, "endringINavn", kjoenn=[])
    freg.failures.append(None)  # latest
    freg.failures.append(reply(b'[{"sekvensnummer": 102, "hendel'))
    with pytest.raises(FregAnswerError):
        run()
    assert run().follow.events == 1
