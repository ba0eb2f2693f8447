"""Poison: who cannot be understood is set aside with a reason and hides; everybody else goes on."""

import json
import subprocess
import sys

import pytest

from ingest.landing import Landing
from ingest.missing import TRIES
from ingest.quarantine import HENDELSE, PERSON, set_aside
from ingest.refresh import retry_set_aside
from tests.integration.ingest.fake_freg import person_id, reply
from tests.integration.ingest.landed import newest, rows

PEOPLE = [person_id(n) for n in range(40)]
A, B, C = PEOPLE[:3]


@pytest.fixture(autouse=True)
def people(freg):
    for identifier in PEOPLE:
        freg.add(identifier)


def reasons(home) -> dict[str, str]:
    return {entry.navn: entry.grunn for entry in set_aside(home).entries}


def poison(freg, identifier: str, **elements: object) -> None:
    freg.change(identifier, "endringINavn", **elements)


def test_nobody_is_set_aside_where_everything_is_in_order(run, home):
    run()
    assert set_aside(home).entries == ()


def test_each_poison_document_is_listed_by_its_reason_and_everybody_else_is_landed(run, freg, home):
    run()
    before = newest(home)
    poison(freg, A, foedsel=[{"erGjeldende": True, "foedselsdato": "2015-02-30"}])
    poison(freg, B, bostedsadresse=[{"erGjeldende": True, "vegadresse": {"kommunenummer": "0399"}}])
    poison(freg, C, navn=[{"erGjeldende": True, "fornavn": "A\0B"}])
    poison(freg, PEOPLE[3], status=[{"erGjeldende": True, "status": "svevende"}])
    freg.unreadable = {PEOPLE[4]}
    poison(freg, PEOPLE[4], navn=[])
    poison(freg, PEOPLE[5], navn=[{"erGjeldende": True, "fornavn": "FRISK", "etternavn": "Å"}])
    result = run()
    assert (result.fetch.uforstaatt, result.fetch.funnet) == (5, 1)
    found = sorted(reasons(home).values())
    assert found == ["intet_svar", "nul_tegn", "ukjent_kode", "ukjent_kommunenummer", "umulig_dato"]
    after = newest(home)
    assert {identifier for identifier in PEOPLE[:5] if after[identifier]["body"] is None} == set(PEOPLE[:5])
    assert after[PEOPLE[5]]["body"]["navn"][0]["fornavn"] == "FRISK"
    assert all(after[identifier] == before[identifier] for identifier in PEOPLE[6:])


def test_the_list_names_nobody_and_only_its_owner_may_read_it(run, freg, home):
    run()
    freg.unreadable = set(PEOPLE[:5])
    for identifier in PEOPLE[:5]:
        poison(freg, identifier)
    run()
    folder = home / "quarantine"
    assert len(set_aside(home).entries) == 5
    for path in folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert not any(identifier.encode() in path.read_bytes() for identifier in PEOPLE)


def test_the_tries_end_at_five_until_there_is_a_new_event(run, freg, home):
    run()
    poison(freg, A, foedsel=[{"erGjeldende": True, "foedselsdato": "2015-02-30"}])
    for _ in range(TRIES + 3):
        run()
    (entry,) = set_aside(home).entries
    assert (entry.slag, entry.tries, entry.is_given_up) == (PERSON, TRIES, True)
    freg.change(A, "endringINavn", foedsel=[{"erGjeldende": True, "foedselsdato": "2015-02-28"}])
    run()
    assert set_aside(home).entries == ()
    assert newest(home)[A]["utfall"] == "funnet"


@pytest.mark.slow
def test_after_a_good_answer_there_are_five_tries_again(run, freg, home):
    run()
    bad, good = (
        {"foedsel": [{"erGjeldende": True, "foedselsdato": day}]} for day in ("2015-02-30", "2015-02-28")
    )
    for elements in (bad, good, bad):
        poison(freg, A, **elements)
        for _ in range(TRIES + 1):
            run()
    (entry,) = set_aside(home).entries
    assert entry.tries == TRIES
    assert sum(row["utfall"] == "uforstaatt" for row in rows(home) if row["identifikator"] == A) == 2 * TRIES


def test_retry_asks_again_whoever_was_given_up(run, freg, home, settings):
    run()
    freg.unreadable = {A}
    poison(freg, A)
    for _ in range(TRIES + 1):
        run()
    retry_set_aside(settings(), transport=freg.transport)
    assert set_aside(home).entries[0].tries == TRIES + 1
    freg.unreadable = set()
    run()
    assert set_aside(home).entries[0].tries == TRIES + 1
    retry_set_aside(settings(), transport=freg.transport)
    assert set_aside(home).entries == ()
    assert newest(home)[A]["utfall"] == "funnet"


def test_a_list_that_was_lost_comes_back_from_landing_and_its_reasons_with_the_next_try(run, freg, home):
    run()
    poison(freg, A, foedsel=[{"erGjeldende": True, "foedselsdato": "2015-02-30"}])
    for _ in range(TRIES):
        run()
    (home / "quarantine" / "set_aside.json").write_bytes(b"half")
    run()
    (entry,) = set_aside(home).entries
    assert (entry.grunn, entry.tries) == ("ukjent", TRIES)


@pytest.mark.parametrize(
    "fault",
    [
        {"ajourholdstidspunkt": 17},
        {"hendelsesdokument": ["x"]},
        {"persondokument": {"id": 1}},
        {"hendelsetype": 4.5},
        {"ajourholdstidspunkt": float("nan")},
        {"hendelsesdokument": "\ud800"},
    ],
    ids=range(6),
)
def test_an_event_that_can_be_read_in_part_is_acted_on_listed_and_passed(run, freg, home, settings, fault):
    run()
    number = freg.change(A, "endringINavn", navn=[{"erGjeldende": True, "fornavn": "NYTT", "etternavn": "Å"}])
    freg.events[-1]["hendelse"] |= fault
    freg.change(B, "endringINavn", navn=[{"erGjeldende": True, "fornavn": "FRISK", "etternavn": "Å"}])
    freg.get_feed = lambda request, plain=freg.get_feed: reply(
        json.dumps(
            [event for event in freg.events if event["sekvensnummer"] >= int(request.url.params["seq"])]
        ).encode()
    )
    assert run().follow.events == 2
    assert [newest(home)[who]["body"]["navn"][0]["fornavn"] for who in (A, B)] == ["NYTT", "FRISK"]
    (entry,) = set_aside(home).entries
    assert (entry.slag, entry.sekvensnummer, entry.grunn) == (HENDELSE, number, "feil_form")
    freg.events[-2]["hendelse"] |= {
        "ajourholdstidspunkt": "2026-03-02T09:14:07+01:00",
        "hendelsesdokument": "hel",
        "persondokument": freg.newest[A],
        "hendelsetype": "endringINavn",
    }
    retry_set_aside(settings(), transport=freg.transport)
    assert set_aside(home).entries == ()


def test_an_event_whose_person_cannot_be_read_leads_to_them_once_it_can(run, freg, home, settings):
    run()
    freg.change(A, "endringINavn", navn=[{"erGjeldende": True, "fornavn": "NYTT", "etternavn": "Å"}])
    freg.events[-1]["hendelse"]["folkeregisteridentifikator"] = int(A)
    run()
    assert newest(home)[A]["body"]["navn"][0]["fornavn"] == "NY"
    assert [entry.slag for entry in set_aside(home).entries] == [HENDELSE]
    freg.events[-1]["hendelse"]["folkeregisteridentifikator"] = A
    retry_set_aside(settings(), transport=freg.transport)
    assert newest(home)[A]["body"]["navn"][0]["fornavn"] == "NYTT"
    assert set_aside(home).entries == ()
    assert Landing(home / "landing").next_sekvensnummer() == freg.latest + 1


BOMB = """
import resource, sys, json
from pathlib import Path
import httpx
from ingest.refresh import ingest
from ingest.settings import Settings
from tests.integration.ingest.fake_freg import FakeFreg, person_id
freg, home, size = FakeFreg(), Path(sys.argv[1]), int(sys.argv[2])
people = [freg.add(person_id(n)) for n in range(40)]
ingest(Settings(home=home, kommuner="alle", freg_url="http://127.0.0.1:1", retry_seconds=0), transport=freg.transport)
bomb = httpx.ByteStream(b"")
class Bomb(httpx.SyncByteStream):
    def __iter__(self):
        yield b'{"identifikasjonsnummer": [{"x": "'
        for _ in range(size // 65536):
            yield b"x" * 65536
        yield b'"}]}'
def answer(request, plain=freg.answer):
    asked = request.content.decode() + request.url.path
    if size and people[7] in asked and "/personer/" in asked:
        return httpx.Response(200, stream=Bomb(), headers={"Content-Type": "application/json"})
    return plain(request)
for identifier in people[5:9]:
    freg.change(identifier, "endringINavn", navn=[{"erGjeldende": True, "fornavn": "NYTT", "etternavn": "A"}])
result = ingest(
    Settings(home=home, kommuner="alle", freg_url="http://127.0.0.1:1", retry_seconds=0),
    transport=httpx.MockTransport(answer),
)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([result.fetch.funnet, result.fetch.uforstaatt, peak]))
"""


@pytest.mark.slow
def test_a_document_of_100_megabytes_costs_less_than_200_of_memory_and_stops_nobody(tmp_path):
    def ran(size: int) -> list[int]:
        command = [sys.executable, "-c", BOMB, str(tmp_path / str(size)), str(size)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    plain, bombed = ran(0), ran(100_000_000)
    assert (plain[:2], bombed[:2]) == ([4, 0], [3, 1])
    assert bombed[2] - plain[2] < 200_000  # kilobytes
    (entry,) = set_aside(tmp_path / "100000000").entries
    assert entry.grunn == "for_stort"


def test_one_in_a_hundred_poisoned_leaves_all_others_as_they_would_have_been(run, freg, home):
    others = [freg.add(person_id(n)) for n in range(40, 600)]
    sick = set(others[::100])
    freg.unreadable = {freg.newest[identifier] for identifier in sick}
    result = run()
    assert (result.fetch.funnet, result.fetch.uforstaatt) == (600 - len(sick), len(sick))
    assert len(set_aside(home).entries) == len(sick)
    assert freg.persons.keys() - newest(home).keys() == sick
