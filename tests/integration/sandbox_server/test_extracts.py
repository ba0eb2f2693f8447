"""Extract jobs over HTTP (freg.md section 4)."""

from collections.abc import Callable

import httpx
import msgspec
import pytest

from ingest.sandbox.answers import ExtractRefusal
from ingest.sandbox.jobs import Jobs
from ingest.sandbox.options import Options
from ingest.sandbox.search import TilpassetUttrekk
from ingest.sandbox.world import World

Client = Callable[..., httpx.Client]
OSLO = {"erGjeldende": True, "vegadresse": {"kommunenummer": "0301"}}
CADASTRAL = {"erGjeldende": True, "matrikkeladresse": {"matrikkelnummer": {"kommunenummer": "0301"}}}
IN_OSLO = {"bostedskommunenummer": "0301"}


def order(freg: httpx.Client, **criteria: object) -> str:
    return freg.post("/uttrekk/tilpasset", json=criteria).json()["jobbId"]


def test_an_extract_holds_everybody_who_fulfils_all_criteria(freg: httpx.Client, world: World) -> None:
    job = order(
        freg, personstatustyper=["bosatt"], kommunenummer={"bostedskommunenummer": "0301"}, kjoenn="kvinne",
        foedselsaarFraOgMed="1980", foedselsaarTilOgMed="2019",
    )  # fmt: skip

    def fits(document: dict) -> bool:
        now = {
            name: [entry for entry in entries if entry["erGjeldende"]]
            for name, entries in document.items()
            if isinstance(entries, list)
        }
        return (
            now["status"][0]["status"] == "bosatt"
            and [entry["kjoenn"] for entry in now.get("kjoenn", [])] == ["kvinne"]
            and "1980" <= now["foedsel"][0]["foedselsaar"] <= "2019"
            and "'0301'" in str(now.get("bostedsadresse"))
        )

    expected = {key for key in world.current_documents() if fits(world.person(key))}
    assert expected
    assert set(freg.get(f"/uttrekk/{job}/batch/0").json()["foedselsEllerDNummer"]) == expected
    assert freg.get(f"/uttrekk/{job}/batch/1").json() == {}
    assert freg.get(f"/uttrekk/{job}/batch/2").status_code == 410


def test_a_komplett_extract_holds_everybodys_newest_document(client: Client, world: World) -> None:
    freg = client(Options(job_seconds=0, komplett_batch=100))
    job = freg.get("/uttrekk/komplett", params={"feedsekvensnr": world.latest}).json()["jobbId"]
    got, number = [], 0
    while batch := freg.get(f"/uttrekk/{job}/batch/{number}").json():
        assert len(batch["dokumentidentifikator"]) <= 100
        got += batch["dokumentidentifikator"]
        number += 1
    assert sorted(got) == sorted(world.current_documents().values())


def test_a_job_is_404_until_it_is_ready(client: Client) -> None:
    freg = client(Options(job_seconds=60))
    job = order(freg, personstatustyper=["bosatt"])
    waiting = freg.get(f"/uttrekk/{job}/batch/0")
    assert (waiting.status_code, list(waiting.json())) == (404, ["feilmelding"])
    assert freg.get("/uttrekk/ukjent/batch/0").status_code == 410


def test_the_eleventh_unfinished_job_is_429_with_a_wait(client: Client) -> None:
    freg = client(Options(job_seconds=60))
    jobs = [freg.get("/uttrekk/komplett") for _ in range(11)]
    assert [job.status_code for job in jobs] == [200] * 10 + [429]
    assert jobs[-1].headers["retry-after"] == "60000"
    assert freg.get("/hendelser/siste/sekvensnummer").status_code == 200


def test_a_job_becomes_ready_and_is_removed_in_the_end() -> None:
    now = [0.0]
    jobs = Jobs(seconds=5, kept=1, clock=lambda: now[0])
    first = jobs.order("foedselsEllerDNummer", ["a", "b", "c"], 2)
    now[0] = 5
    assert [jobs.batch(first, number) for number in (0, 1, 2)] == [
        {"foedselsEllerDNummer": ["a", "b"]},
        {"foedselsEllerDNummer": ["c"]},
        {},
    ]
    for _ in range(3):
        jobs.order("foedselsEllerDNummer", [], 2)
        now[0] += 5
    with pytest.raises(ExtractRefusal, match="eksisterer ikke"):
        jobs.batch(first, 0)


@pytest.mark.parametrize("body", [
    {},
    {"personstatustyper": []},
    {"personstatustyper": ["opphoert"]},
    {"personstatustyper": ["bosatt"], "kommunenummer": IN_OSLO | {"oppholdskommunenummer": "0301"}},
    {"personstatustyper": ["bosatt"], "kommunenummer": {"bostedskommunenummer": "301"}},
    {"personstatustyper": ["bosatt"], "foedselsaarFraOgMed": 2019},
    {"personstatustyper": ["bosatt"], "kjonn": "kvinne"},
    [],
])  # fmt: skip
def test_criteria_that_are_not_understood_are_400(freg: httpx.Client, body: object) -> None:
    assert freg.post("/uttrekk/tilpasset", json=body).status_code == 400


def person(status: str, **elements: object) -> dict:
    return {"status": [{"erGjeldende": True, "status": status}], **elements}


@pytest.mark.parametrize(("document", "is_hit"), [
    (person("bosatt", bostedsadresse=[OSLO]), True),
    (person("bosatt", bostedsadresse=[{"ukjentBosted": {"bostedskommune": "0301"}}]), True),
    (person("bosatt", bostedsadresse=[CADASTRAL]), True),
    (person("bosatt", bostedsadresse=[{"ukjentBosted": {}}]), False),
    (person("bosatt", bostedsadresse=[OSLO | {"erGjeldende": False}]), False),
    (person("bosatt", oppholdsadresse=[OSLO]), False),
    (person("bosatt", adressebeskyttelse=[{"graderingsnivaa": "strengtFortrolig"}]), False),
    (person("doed", bostedsadresse=[OSLO | {"erGjeldende": False}]), True),
    (person("midlertidig", bostedsadresse=[OSLO]), True),
    (person("utflyttet", bostedsadresse=[OSLO]), False),
])  # fmt: skip
def test_a_municipality_is_where_the_residence_is(document: dict, is_hit: bool) -> None:
    request = {"personstatustyper": ["bosatt", "doed", "aktiv"], "kommunenummer": IN_OSLO}
    assert msgspec.convert(request, TilpassetUttrekk).matches(document) is is_hit
