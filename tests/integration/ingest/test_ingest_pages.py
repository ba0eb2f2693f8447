"""Pages of the event list in any order, of any size, with repetitions: the landed events are the same."""

import json
import tempfile
from pathlib import Path

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.refresh import ingest
from ingest.settings import Settings
from tests.integration.ingest.fake_freg import FakeFreg, person_id
from tests.integration.ingest.landed import newest, rows

PEOPLE = [person_id(n) for n in range(4)]


class Unruly(FakeFreg):
    """A FREG whose pages repeat earlier events and come in no order."""

    def get_feed(self, request: httpx.Request) -> httpx.Response:
        first = int(request.url.params["seq"])
        ahead = [event for event in self.events if event["sekvensnummer"] >= first]
        before = [event for event in self.events if event["sekvensnummer"] < first]
        size = 1 + self.draw(5)
        page = ahead[:size]
        page += [self.events[self.draw(len(self.events))] for _ in range(self.draw(3)) if page and before]
        page += page[: self.draw(2)]
        page.sort(key=lambda _: self.draw(1000))
        return httpx.Response(200, content=json.dumps(page).encode())

    def draw(self, below: int) -> int:
        self.seed = (self.seed * 1103515245 + 12345) % 2**31
        return self.seed // 65536 % below


@settings(max_examples=8)
@given(
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(1, 9)), min_size=1, max_size=30),
    st.integers(0, 2**30),
)
def test_no_event_is_lost_whatever_the_pages(events, seed):
    freg = Unruly()
    freg.seed = seed
    for person in PEOPLE:
        freg.add(person)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        copy = Settings(home=home, freg_url="http://127.0.0.1:1", kommuner="alle", retry_seconds=0)
        ingest(copy, transport=freg.transport)
        for n, (person, gap) in enumerate(events):
            freg.latest += gap
            freg.change(
                person, "endringINavn", navn=[{"erGjeldende": True, "fornavn": f"NAVN {n}", "etternavn": "Å"}]
            )
        ingest(copy, transport=freg.transport)
        landed = [row["sekvensnummer"] for row in rows(home, "hendelser")]
        assert set(landed) == {event["sekvensnummer"] for event in freg.events}
        last = {person: n for n, (person, _) in enumerate(events)}
        names = {person: newest(home)[person]["body"]["navn"][0]["fornavn"] for person in last}
        assert names == {person: f"NAVN {n}" for person, n in last.items()}
