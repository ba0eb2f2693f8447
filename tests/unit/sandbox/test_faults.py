"""The fault server: every fault does to an answer what its name says, and a seed decides all of it."""

import asyncio
import json
import time

import httpx
import pytest

from ingest.errors import ConfigurationError
from ingest.sandbox.faults import ARCHIVE, FEED, LATEST, ONLY_FOR, PEOPLE, PROFILES, Fault, Plan, kind_of
from ingest.sandbox.options import Options
from ingest.sandbox.server import RunningSandbox, create_app
from ingest.sandbox.spoiling import Asked
from ingest.sandbox.world import World
from ingest.settings import OMH_PREFIX

BASE = f"{OMH_PREFIX}/v1"


@pytest.fixture(scope="module")
def world():
    """Thirty people with some events."""
    made = World.create(persons=30, seed=5)
    made.advance(30)
    return made


@pytest.fixture
def faulty(world):
    """A sandbox in which nothing goes wrong by itself."""
    return create_app(world, Options(job_seconds=0), plan=Plan())


@pytest.fixture
def get(faulty):
    """The answer to a request."""

    def ask(path: str, query: str = "", **headers: str):
        return asyncio.run(faulty.answer(Asked("GET", f"{BASE}/{path}", query, headers, b"")))

    return ask


@pytest.fixture
def page(faulty, get):
    """Numbers of the feed's page, with a fault."""

    def numbers(fault: Fault | None = None, seq: int = 5) -> list[int]:
        if fault:
            faulty.plan.order(fault)
        return [entry["sekvensnummer"] for entry in json.loads(get("hendelser/feed", f"seq={seq}").body)]

    return numbers


def test_a_page_is_spoiled_as_the_fault_says(page):
    whole = page()
    assert page(Fault.EMPTY) == []
    short = page(Fault.SHORT)
    assert short == whole[: len(short)]
    assert set(page(Fault.DUPLICATE)) == set(whole)
    assert sorted(page(Fault.UNORDERED)) == whole
    assert len(page(Fault.GAP)) == len(whole) - 1
    assert min(page(Fault.OVERLAPPING)) < 5
    assert max(page(Fault.REWOUND)) < 5
    assert page() == whole


@pytest.mark.parametrize(
    ("fault", "status", "retry_after"),
    [
        (Fault.TOO_MANY_MILLISECONDS, 429, "1000"),
        (Fault.TOO_MANY_SECONDS, 429, "1"),
        (Fault.TOO_MANY, 429, None),
        (Fault.BURST_500, 500, None),
        (Fault.BURST_502, 502, None),
        (Fault.BURST_503, 503, None),
        (Fault.UNAUTHORIZED, 401, None),
        (Fault.FORBIDDEN, 403, None),
    ],
)
def test_a_refusal_has_its_status_and_its_pause(faulty, get, fault, status, retry_after):
    faulty.plan.order(fault)
    told = get("hendelser/siste/sekvensnummer")
    assert (told.status, told.headers.get("retry-after")) == (status, retry_after)


def test_a_429_with_a_date_names_a_moment(faulty, get):
    faulty.plan.order(Fault.TOO_MANY_DATE)
    assert get("hendelser/siste/sekvensnummer").headers["retry-after"].endswith("GMT")


def test_the_same_etag_comes_with_another_body_and_then_nothing_is_ever_new(faulty, get, world):
    faulty.plan.order(Fault.SAME_ETAG, times=3)
    first, second = get("hendelser/feed", "seq=1"), get("hendelser/feed", "seq=9")
    assert first.headers["etag"] == second.headers["etag"]
    assert first.body != second.body
    assert get("hendelser/feed", "seq=1", **{"if-none-match": first.headers["etag"]}).status == 304


def test_a_stale_answer_is_what_was_true_before(faulty, get, world):
    faulty.remember()
    before = {person: world.person(person) for person in world.current_documents()}
    world.advance(20)
    changed = next(
        p for p in before if world.person(p) and world.person(p) != before[p] and not world.is_ceased(p)
    )
    fresh = get(f"personer/{changed}", "part=historikk").body
    faulty.plan.order(Fault.STALE)
    assert get(f"personer/{changed}", "part=historikk").body != fresh


def test_over_delivery_gives_what_was_not_asked_for(faulty, get, world):
    person = next(iter(world.current_documents()))
    asked = get(f"personer/{person}", "part=status")
    faulty.plan.order(Fault.OVER_DELIVERY)
    more = get(f"personer/{person}", "part=status")
    assert set(json.loads(asked.body)) == {"identifikasjonsnummer", "status"}
    assert set(json.loads(more.body)) > {"identifikasjonsnummer", "status", "navn"}


def test_poison_changes_a_document(faulty, get, world):
    person = next(iter(world.current_documents()))
    faulty.plan.order(Fault.POISON)
    assert get(f"personer/{person}").body != get(f"personer/{person}").body


def test_a_list_that_is_set_back_gives_its_numbers_to_other_events(world, page, faulty):
    whole = page(seq=0)
    faulty.feed.set_back(5)
    assert page(seq=0) == whole[:-5]
    world.advance(3)
    assert page(seq=0)[: len(whole) - 5] == whole[:-5]
    assert page(seq=0)[len(whole) - 5] <= whole[-4]


def test_a_list_that_begins_anew_has_low_numbers(world, page, faulty):
    faulty.feed.begin_anew()
    assert page(seq=0) == []
    world.advance(3)
    assert page(seq=0)[0] < 10


def test_a_hole_is_empty_until_the_newest_event(page, faulty):
    whole = page(seq=0)
    faulty.feed.lose(4)
    assert page(seq=whole[-5] + 1) == []
    assert page(seq=whole[-1]) == [whole[-1]]


def test_an_expired_list_refuses_what_is_too_old(get, faulty):
    faulty.feed.expire()
    assert get("hendelser/feed", "seq=3").status == 406
    assert get("hendelser/feed", f"seq={faulty.feed.first_kept}").status == 200


def test_a_frozen_list_tells_of_nothing_new(world, page, faulty):
    before = page(seq=0)
    faulty.feed.freeze()
    world.advance(3)
    assert page(seq=0) == before
    faulty.feed.thaw()
    assert len(page(seq=0)) > len(before)


def test_one_seed_gives_the_same_faults_in_whatever_order_requests_come():
    requests = [(kind, f"{kind} {n % 7}") for n in range(60) for kind in (FEED, LATEST, PEOPLE, ARCHIVE)]

    def given(seed: int, order) -> dict:
        plan, found = Plan("all", seed), {}
        for kind, request in order:
            found.setdefault(request, []).append(plan.next(kind, request)[0])
        return found

    assert given(1, requests) == given(1, sorted(requests))
    assert given(1, requests) != given(2, requests)
    assert {fault for faults in given(1, requests).values() for fault in faults if fault}


def test_every_fault_is_in_a_profile_and_comes_only_where_it_belongs():
    assert {fault for chances in PROFILES.values() for fault in chances} == set(Fault)
    plan = Plan("all", 3)
    for n in range(3000):
        kind = (FEED, LATEST, PEOPLE, ARCHIVE)[n % 4]
        fault, _ = plan.next(kind, f"{n}")
        assert fault is None or kind in ONLY_FOR.get(fault, {kind})
    assert set(plan.given) == set(Fault)


def test_an_unknown_profile_is_refused():
    with pytest.raises(ConfigurationError, match="mild"):
        Plan("strange")


def test_addresses_are_told_apart():
    assert kind_of("/v1/hendelser/feed") == FEED
    assert kind_of(f"{BASE}/personer/bulkoppslag/arkiv") == ARCHIVE
    assert kind_of(f"{BASE}/personer/123") == PEOPLE


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.RESET, httpx.RemoteProtocolError),
        (Fault.WRONG_LENGTH, httpx.RemoteProtocolError),
        (Fault.GZIP_CUT, (httpx.RemoteProtocolError, httpx.DecodingError)),
        (Fault.TIMEOUT, httpx.ReadTimeout),
    ],
)
def test_a_real_connection_breaks_as_ordered_and_works_again_after(world, fault, error):
    with RunningSandbox(create_app(world, plan=Plan())) as sandbox:
        ordered = httpx.post(f"{sandbox.address}/sandbox/faults", params={"fault": fault, "kind": "latest"})
        assert ordered.status_code == 200
        address = f"{sandbox.address}{BASE}/hendelser/siste/sekvensnummer"
        started = time.monotonic()
        with pytest.raises(error):
            httpx.get(address, timeout=1)
        assert time.monotonic() - started < 5
        assert httpx.get(address).json() == world.latest


def test_a_slow_answer_drips(world):
    with RunningSandbox(create_app(world, plan=Plan())) as sandbox:
        httpx.post(f"{sandbox.address}/sandbox/faults", params={"fault": "drip", "kind": "feed"})
        with httpx.stream("GET", f"{sandbox.address}{BASE}/hendelser/feed?seq=0") as answer:
            assert len(next(answer.iter_raw())) == 1


def test_an_unknown_fault_is_refused_with_the_names_of_all(world):
    with RunningSandbox(create_app(world, plan=Plan())) as sandbox:
        told = httpx.post(f"{sandbox.address}/sandbox/faults", params={"fault": "strange"})
    assert told.status_code == 400
    assert "set-back" in told.text


def test_without_a_plan_no_fault_can_be_ordered(world):
    with RunningSandbox(create_app(world)) as sandbox:
        told = httpx.post(f"{sandbox.address}/sandbox/faults", params={"fault": "reset"})
    assert told.status_code == 404
