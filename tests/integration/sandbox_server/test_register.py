"""Events and people over HTTP (freg.md sections 2 and 3)."""

from collections.abc import Callable

import httpx
import pytest

from ingest.sandbox.options import Options
from ingest.sandbox.parts import PERSON_BASIS
from ingest.sandbox.world import World

Client = Callable[..., httpx.Client]


def status_of(document: dict) -> str:
    return next(entry["status"] for entry in document["status"] if entry["erGjeldende"])


def someone(world: World, fits: Callable[[dict], bool]) -> str:
    return next(key for key in world.current_documents() if fits(world.person(key)))


def test_the_feed_begins_at_the_number_asked_for_and_gives_a_thousand(
    freg: httpx.Client, world: World
) -> None:
    start_at = world.events[100].sekvensnummer
    page = freg.get("/hendelser/feed", params={"seq": start_at}).json()
    assert [item["sekvensnummer"] for item in page] == [
        event.sekvensnummer for event in world.events[100:1100]
    ]
    assert set(page[0]["hendelse"]) >= {"folkeregisteridentifikator", "hendelsetype", "ajourholdstidspunkt"}


def test_the_feed_is_read_to_its_end_page_by_page(freg: httpx.Client, world: World) -> None:
    seq, got = 0, []
    while page := freg.get("/hendelser/feed", params={"seq": seq}).json():
        got += page
        seq = page[-1]["sekvensnummer"] + 1
    assert [item["sekvensnummer"] for item in got] == [event.sekvensnummer for event in world.events]


def test_an_event_without_person_document_has_no_such_field(freg: httpx.Client, world: World) -> None:
    event = next(event for event in world.events if event.persondokument is None)
    item = freg.get("/hendelser/feed", params={"seq": event.sekvensnummer}).json()[0]
    assert "persondokument" not in item["hendelse"]


def test_an_unchanged_page_is_304_until_something_happens(client: Client) -> None:
    world = World.create(persons=50, seed=3)
    freg = client(world=world)
    first = freg.get("/hendelser/feed", params={"seq": 0})
    headers = {"If-None-Match": first.headers["etag"]}
    again = freg.get("/hendelser/feed", params={"seq": 0}, headers=headers)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    world.advance(1)
    assert freg.get("/hendelser/feed", params={"seq": 0}, headers=headers).status_code == 200


def test_pages_with_the_same_end_are_not_the_same_page(freg: httpx.Client, world: World) -> None:
    etags = {freg.get("/hendelser/feed", params={"seq": world.latest - n}).headers["etag"] for n in (0, 50)}
    assert len(etags) == 2


@pytest.mark.parametrize("seq", ["-1", "x", "1.0", "", "９", "9223372036854775808", None])
def test_a_wrong_sequence_number_is_400(freg: httpx.Client, seq: str | None) -> None:
    assert freg.get("/hendelser/feed", params={} if seq is None else {"seq": seq}).status_code == 400


def test_a_number_below_the_kept_range_is_406_with_a_body(client: Client) -> None:
    freg = client(Options(first_kept=50))
    refused = freg.get("/hendelser/feed", params={"seq": 49})
    assert refused.status_code == 406
    assert set(refused.json()) == {"kode", "melding"}
    assert "36 måneder" in refused.json()["melding"]
    assert freg.get("/hendelser/feed", params={"seq": 50}).status_code == 200


def test_the_newest_number_is_bare_in_json_and_in_text(freg: httpx.Client, world: World) -> None:
    assert freg.get("/hendelser/siste/sekvensnummer").json() == world.latest
    as_text = freg.get("/hendelser/siste/sekvensnummer", headers={"Accept": "text/plain"})
    assert as_text.text == str(world.latest)
    assert as_text.headers["content-type"].startswith("text/plain")


def test_a_thick_event_is_found_by_its_id(freg: httpx.Client, world: World) -> None:
    known = next(iter(world.event_documents))
    assert freg.get(f"/hendelser/{known}").json() == world.event_documents[known]
    assert freg.get("/hendelser/ukjent").status_code == 404
    bulk = freg.post("/hendelser/bulkoppslag", json={"dokumentidentifikator": [known, "ukjent"]})
    assert bulk.json() == {"oppslag": [world.event_documents[known]]}


def test_without_part_a_person_is_person_basis_and_current(freg: httpx.Client, world: World) -> None:
    moved = someone(world, lambda document: len(document.get("bostedsadresse", [])) > 1)
    document = freg.get(f"/personer/{moved}").json()
    assert set(document) <= PERSON_BASIS
    current = [entry for entry in world.person(moved)["bostedsadresse"] if entry["erGjeldende"]]
    assert document["bostedsadresse"] == current


def test_with_historikk_former_values_come_too(freg: httpx.Client, world: World) -> None:
    moved = someone(world, lambda document: len(document.get("bostedsadresse", [])) > 1)
    document = freg.get(f"/personer/{moved}", params={"part": ["historikk", "bostedsadresse"]}).json()
    assert set(document) == {"identifikasjonsnummer", "bostedsadresse"}
    assert document["bostedsadresse"] == world.person(moved)["bostedsadresse"]


def test_a_group_of_parts_holds_its_elements(freg: httpx.Client, world: World) -> None:
    child = someone(world, lambda document: "foreldreansvar" in document and "familierelasjon" in document)
    document = freg.get(f"/personer/{child}", params={"part": "relasjon-utvidet"}).json()
    assert set(document) == {"identifikasjonsnummer", "foreldreansvar", "familierelasjon"}


def test_death_is_an_object(freg: httpx.Client, world: World) -> None:
    dead = someone(world, lambda document: status_of(document) == "doed")
    assert freg.get(f"/personer/{dead}").json()["doedsfall"] == world.person(dead)["doedsfall"]


def test_an_element_without_a_current_value_is_left_out(freg: httpx.Client, world: World) -> None:
    dead = someone(world, lambda document: status_of(document) == "doed" and "bostedsadresse" in document)
    assert "bostedsadresse" not in freg.get(f"/personer/{dead}").json()


@pytest.mark.parametrize(("part", "status"), [
    ("forholdTilSametingetsValgmanntall", 400),
    ("noe-annet", 400),
    ("RettsligHandleevne", 200),
    ("rettsligHandleevne", 200),
])  # fmt: skip
def test_parts_that_freg_does_not_know_are_400(
    freg: httpx.Client, world: World, part: str, status: int
) -> None:
    somebody = next(iter(world.current_documents()))
    assert freg.get(f"/personer/{somebody}", params={"part": part}).status_code == status


def test_a_former_number_leads_to_the_person(freg: httpx.Client, world: World) -> None:
    renumbered = someone(world, lambda document: len(document["identifikasjonsnummer"]) > 1)
    former = world.person(renumbered)["identifikasjonsnummer"][-1]["foedselsEllerDNummer"]
    assert former != renumbered
    assert freg.get(f"/personer/{former}").json() == freg.get(f"/personer/{renumbered}").json()


def test_nobody_is_404(freg: httpx.Client) -> None:
    assert freg.get("/personer/00000000000").status_code == 404
    assert freg.get("/personer/arkiv/ukjent").status_code == 404


def test_a_bulk_as_ordered_keeps_order_and_duplicates_and_accounts_for_all(
    freg: httpx.Client, world: World
) -> None:
    first, second = list(world.current_documents())[:2]
    ceased = next(event.identifikator for event in world.events if world.is_ceased(event.identifikator))
    wanted = [second, "00000000000", first, ceased, second]
    answer = freg.post(
        "/personer/bulkoppslag", params={"somBestilt": "true"}, json={"foedselsEllerDNummer": wanted}
    ).json()["oppslag"]
    assert [entry["foedselsEllerDNummer"] for entry in answer] == wanted
    assert ["feilmelding" in entry for entry in answer] == [False, True, False, True, False]
    assert answer[1]["feilmelding"]["feilmelding"]


def test_a_plain_bulk_answers_each_known_id_once(freg: httpx.Client, world: World) -> None:
    first, second = list(world.current_documents())[:2]
    ceased = next(
        event.identifikator for event in world.events if event.hendelsetype == "personErOpphoertSomDublett"
    )
    wanted = [second, "00000000000", first, second, ceased]
    answer = freg.post("/personer/bulkoppslag", json={"foedselsEllerDNummer": wanted}).json()["oppslag"]
    assert sorted(entry["foedselsEllerDNummer"] for entry in answer) == sorted({first, second, ceased})
    assert all("folkeregisterperson" in entry for entry in answer)


def test_a_bulk_takes_a_thousand_ids_and_no_more(freg: httpx.Client, world: World) -> None:
    ids = (list(world.current_documents()) * 10)[:1000]
    as_ordered = {"somBestilt": "true"}
    full = freg.post("/personer/bulkoppslag", params=as_ordered, json={"foedselsEllerDNummer": ids})
    assert len(full.json()["oppslag"]) == 1000
    too_long = freg.post("/personer/bulkoppslag", json={"foedselsEllerDNummer": [*ids, ids[0]]})
    assert too_long.status_code == 400


def test_the_archive_gives_the_person_as_after_the_event(freg: httpx.Client, world: World) -> None:
    dead = next(event for event in world.events if event.hendelsetype == "personErDoed")
    path = f"/personer/arkiv/{dead.persondokument}"
    assert freg.get(path).json()["doedsfall"]["doedsdato"]
    assert freg.get(path, params={"part": "historikk"}).json() == {
        name: value for name, value in world.archive[dead.persondokument].items() if name in PERSON_BASIS
    }


@pytest.mark.parametrize("reading", ["oppslag", "liste", "enkelt"])
def test_the_bulk_archive_is_served_in_every_documented_reading(
    client: Client, freg: httpx.Client, world: World, reading: str
) -> None:
    first, second = list(world.archive)[:2]
    wanted = {"dokumentidentifikator": [first, "ukjent", second]}
    other_reading = client(Options(bulk_reading=reading))
    answer = other_reading.post("/personer/bulkoppslag/arkiv", json=wanted).json()
    one, other = (freg.get(f"/personer/arkiv/{key}").json() for key in (first, second))
    expected = {
        "oppslag": {
            "oppslag": [
                {"dokumentidentifikator": first, "folkeregisterperson": one},
                {"dokumentidentifikator": second, "folkeregisterperson": other},
            ]
        },
        "liste": [one, other],
        "enkelt": one,
    }
    assert answer == expected[reading]


def test_a_search_finds_whom_it_describes(freg: httpx.Client, world: World) -> None:
    somebody = someone(
        world, lambda document: status_of(document) == "bosatt" and "bostedsadresse" in document
    )
    name = next(entry for entry in world.person(somebody)["navn"] if entry["erGjeldende"])
    hits = freg.get(
        "/personer/soek", params={"navn": f"{name['etternavn'].lower()} {name['fornavn']}"}
    ).json()
    assert somebody in hits["foedselsEllerDNummer"]
    assert freg.get("/personer/soek", params={"kommunenummer": "9999"}).json() == {"foedselsEllerDNummer": []}


@pytest.mark.parametrize(
    "query", [{}, {"maksTreff": 10001}, {"maksTreff": 0}, {"kjoenn": "x"}, {"foedselsdato": "1"}]
)
def test_a_search_that_is_not_understood_is_400(freg: httpx.Client, query: dict) -> None:
    assert freg.get("/personer/soek", params=query).status_code == 400


def test_a_search_gives_no_more_hits_than_asked_for(freg: httpx.Client) -> None:
    hits = freg.get("/personer/soek", params={"kjoenn": "kvinne", "maksTreff": 3}).json()[
        "foedselsEllerDNummer"
    ]
    assert len(hits) == 3


def test_a_search_for_one_gives_the_person_or_404(freg: httpx.Client, world: World) -> None:
    somebody = someone(world, lambda document: status_of(document) == "bosatt" and "navn" in document)
    name = world.person(somebody)["navn"][0]
    query = {"navn": f"{name['fornavn']} {name['etternavn']}", "identifikasjonsnummer": somebody}
    assert freg.get("/personer/entydigsoek", params=query).json() == freg.get(f"/personer/{somebody}").json()
    assert freg.get("/personer/entydigsoek", params=query | {"navn": "Helt Annen"}).status_code == 404
    assert freg.get("/personer/entydigsoek", params={"navn": query["navn"]}).status_code == 400
