"""A small FREG in memory, written from the documentation and apart from the sandbox: a second reading of it.

It gives whole documents whatever `part` asks for, so that what is kept is the client's doing alone.
"""

import json
import re
import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

import httpx

from ingest.identifiers import check_digits

Body = dict | list | int | str | bytes | None
OSLO, BERGEN, DRAMMEN_BEFORE, DRAMMEN = "0301", "4601", "3005", "3301"


def person_id(n: int) -> str:
    """The n-th synthetic number (month + 80) with right control digits."""
    found = 0
    for serial in range(999):
        for day in range(1, 29):
            first_nine = f"{day:02}8190{serial:03}"
            if digits := check_digits(first_nine):
                if found == n:
                    return first_nine + digits
                found += 1
    raise ValueError(n)


def document(identifier: str, *, kommune: str | None = OSLO, born: int = 1980, **elements: object) -> dict:
    """A person document as FREG has it, with a part that no role has (`sivilstand`)."""
    home = {
        "erGjeldende": True,
        "gyldighetstidspunkt": "2020-02-01T00:00:00+01:00",
        "adressegradering": "ugradert",
        "vegadresse": {"kommunenummer": kommune, "adressenavn": "Prøveveien"},
    }
    return {
        "identifikasjonsnummer": [
            {
                "erGjeldende": True,
                "status": "iBruk",
                "foedselsEllerDNummer": identifier,
                "identifikatortype": "foedselsnummer",
            }
        ],
        "status": [{"erGjeldende": True, "status": "bosatt"}],
        "foedsel": [{"erGjeldende": True, "foedselsaar": str(born), "foedselsdato": f"{born}-01-02"}],
        "navn": [
            {"erGjeldende": True, "fornavn": "NY", "etternavn": "ÅS"},
            {"erGjeldende": False, "fornavn": "GAMMEL", "etternavn": "ÅS"},
        ],
        "bostedsadresse": [home] if kommune else [],
        "sivilstand": [{"erGjeldende": True, "sivilstand": "gift", "sivilstandsdato": "2001-02-03"}],
        **elements,
    }


def responsible(child: str, adult: str) -> dict:
    """One row of foreldreansvar, as it lies in both documents."""
    return {"erGjeldende": True, "ansvar": "felles", "ansvarssubjekt": child, "ansvarlig": adult}


@dataclass
class FakeFreg:
    """People, archive and events; each attribute below `# how it answers` changes one thing of it."""

    persons: dict[str, dict] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)  # an old number -> the person's number
    archive: dict[str, dict] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)  # person -> document id
    events: list[dict] = field(default_factory=list)
    latest: int = 100

    # how it answers
    bulk: str = "oppslag"
    archive_bulk: str = "oppslag"
    complete: int = 200  # the status of uttrekk/komplett
    page: int = 1000
    batch: int = 3
    not_ready: int = 1  # 404s before a job is ready
    gone: int = 0  # jobs that are gone before they are ready
    oldest: int = 0  # lower sequence numbers are answered with 406
    left_out: set[str] = field(default_factory=set)  # ids that bulk answers leave out
    unreadable: set[str] = field(default_factory=set)  # ids whose document is no JSON
    failures: deque = field(default_factory=deque)  # answers, or exceptions, given first
    on_request: Callable[[httpx.Request], None] = lambda request: None

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.calls: Counter[str] = Counter()
        self.asked: list[str] = []
        self.parts_asked: dict[str, set[str]] = {}
        self.requests: list[httpx.Request] = []
        self.jobs: dict[str, dict] = {}

    # the world

    def add(self, identifier: str, **about: object) -> str:
        """Somebody who was there from the start."""
        self._store(identifier, document(identifier, **about))
        return identifier

    def change(
        self, identifier: str, hendelsetype: str, *, about: str | None = None, **changes: object
    ) -> int:
        """Change a person, or make a new one; gives the event's sequence number."""
        if changes or identifier not in self.persons:
            old = self.persons.get(identifier)
            new = (
                old | changes
                if old and not {"kommune", "born"} & set(changes)
                else document(identifier, **changes)
            )
            self._store(identifier, new)
        self.latest += 2  # numbers have gaps
        event = {
            "folkeregisteridentifikator": about or identifier,
            "hendelsetype": hendelsetype,
            "hendelsesdokument": f"hendelse-{self.latest}",
            "persondokument": self.newest[identifier],
            "ajourholdstidspunkt": "2026-03-02T09:14:07.123456+01:00",
        }
        self.events.append({"sekvensnummer": self.latest, "hendelse": event})
        return self.latest

    def _store(self, identifier: str, whole: dict) -> None:
        self.persons[identifier] = whole
        self.newest[identifier] = f"dokument-{len(self.archive)}"
        self.archive[self.newest[identifier]] = whole

    # HTTP

    @property
    def transport(self) -> httpx.MockTransport:
        """What a client takes in the network's place."""
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """The answer to one request."""
        with self.lock:
            self.on_request(request)
            self.requests.append(request)
            if self.failures:
                failure = self.failures.popleft()
                if isinstance(failure, Exception):
                    raise failure
                if failure is not None:
                    return failure
            path = unquote(request.url.path.split("/v1/", 1)[1])
            for pattern, method in self._routes():
                if found := re.fullmatch(pattern, path):
                    self.calls[method.__name__] += 1
                    return method(request, *found.groups())
            return httpx.Response(404)

    def _routes(self) -> list[tuple[str, Callable]]:
        return [
            ("hendelser/siste/sekvensnummer", self.get_latest),
            ("hendelser/feed", self.get_feed),
            ("personer/bulkoppslag", self.post_persons),
            ("personer/bulkoppslag/arkiv", self.post_archived),
            ("personer/arkiv/(.+)", self.get_archived),
            ("personer/([^/]+)", self.get_person),
            ("uttrekk/komplett", self.get_complete),
            ("uttrekk/tilpasset", self.post_selected),
            ("uttrekk/(.+)/batch/(.+)", self.get_batch),
        ]

    def get_latest(self, _: httpx.Request) -> httpx.Response:
        return reply(self.latest)

    def get_feed(self, request: httpx.Request) -> httpx.Response:
        first = int(request.url.params["seq"])
        if first < self.oldest:
            return httpx.Response(406, json={"kode": "FREG-001", "melding": "36 måneder"})
        found = [event for event in self.events if event["sekvensnummer"] >= first][: self.page]
        etag = f'"{first}-{len(found)}-{self.latest}"'
        if request.headers.get("If-None-Match") == etag:
            self.calls["unchanged"] += 1
            return httpx.Response(304)
        return httpx.Response(200, json=found, headers={"ETag": etag})

    def post_persons(self, request: httpx.Request) -> httpx.Response:
        ids = json.loads(request.content)["foedselsEllerDNummer"]
        assert len(ids) <= 1000
        assert request.url.params["somBestilt"] == "true"
        self._remember(request, ids)
        found = {
            identifier: self.persons.get(identifier) for identifier in ids if identifier not in self.left_out
        }
        return self._bulk_answer(self.bulk, "foedselsEllerDNummer", found)

    def post_archived(self, request: httpx.Request) -> httpx.Response:
        ids = json.loads(request.content)["dokumentidentifikator"]
        assert len(ids) <= 1000
        self._remember(request, ids)
        found = {
            identifier: self.archive.get(identifier) for identifier in ids if identifier not in self.left_out
        }
        return self._bulk_answer(self.archive_bulk, "dokumentidentifikator", found)

    def get_person(self, request: httpx.Request, identifier: str) -> httpx.Response:
        self._remember(request, [identifier])
        return self._one(self.persons.get(self.aliases.get(identifier, identifier)), identifier)

    def get_archived(self, request: httpx.Request, identifier: str) -> httpx.Response:
        self._remember(request, [identifier])
        return self._one(self.archive.get(identifier), identifier)

    def get_complete(self, request: httpx.Request) -> httpx.Response:
        if self.complete != 200:
            return httpx.Response(self.complete)
        assert int(request.url.params["feedsekvensnr"]) <= self.latest
        return self._job("dokumentidentifikator", list(self.newest.values()))

    def post_selected(self, request: httpx.Request) -> httpx.Response:
        wanted = json.loads(request.content)
        chosen = [identifier for identifier, whole in self.persons.items() if _is_selected(whole, wanted)]
        return self._job("foedselsEllerDNummer", chosen)

    def _job(self, kind: str, ids: list[str]) -> httpx.Response:
        name = f"jobb {len(self.jobs)}"
        self.jobs[name] = {"kind": kind, "ids": ids, "asked": 0, "is_read": False, "is_gone": self.gone > 0}
        self.gone -= 1
        return reply({"jobbId": name})

    def get_batch(self, _: httpx.Request, name: str, number: str) -> httpx.Response:
        job = self.jobs[name]
        job["asked"] += 1
        if job["is_gone"]:
            return httpx.Response(410, json={"feilmelding": "borte"})
        if job["asked"] <= self.not_ready:
            return httpx.Response(404, json={"feilmelding": "ikke klar"})
        start = int(number) * self.batch
        ids = job["ids"][start : start + self.batch]
        job["is_read"] = not ids
        return reply({job["kind"]: ids} if ids else {})

    def _remember(self, request: httpx.Request, ids: list[str]) -> None:
        assert request.headers["Accept"] == "application/json"
        assert request.url.params.get_list("part"), "parts are always named"
        self.asked += ids
        for identifier in ids:
            self.parts_asked.setdefault(identifier, set()).update(request.url.params.get_list("part"))

    def _one(self, whole: dict | None, identifier: str) -> httpx.Response:
        if identifier in self.unreadable:
            return reply(b'{"identifikasjonsnummer": NaN}')
        return (
            reply(whole)
            if whole
            else httpx.Response(404, json={"kode": "FREG-001", "melding": "finnes ikke"})
        )

    def _bulk_answer(self, shape: str, name: str, found: dict[str, dict | None]) -> httpx.Response:
        if found.keys() & self.unreadable:
            return reply(b'{"oppslag": [NaN]}')
        if shape.isdigit():
            return httpx.Response(int(shape))
        entries = [
            {name: identifier, "folkeregisterperson": whole}
            if whole
            else {name: identifier, "feilmelding": {"feilmelding": "finnes ikke"}}
            for identifier, whole in found.items()
        ]
        persons = [whole for whole in found.values() if whole]
        return reply(
            {
                "oppslag": {"oppslag": entries},
                "another wrapper": {"antall": len(entries), "personer": entries},
                "wrapped persons": {"personer": persons},
                "entries": entries,
                "entries out of order": entries[::-1],
                "persons": persons,
                "keyed by id": {key: {"folkeregisterperson": whole} for key, whole in found.items() if whole},
                "keyed persons": {key: whole for key, whole in found.items() if whole},
                "single": persons[0] if persons else {},
            }[shape]
        )


def reply(body: Body) -> httpx.Response:
    """200 with JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return httpx.Response(200, content=content, headers={"Content-Type": "application/json;charset=UTF-8"})


def _is_selected(whole: dict, wanted: dict) -> bool:
    status = next(entry["status"] for entry in whole["status"] if entry["erGjeldende"])
    status = (
        "aktiv" if status in ("midlertidig", "ikkeBosatt", "foedselsregistrert", "forsvunnet") else status
    )
    if status not in wanted["personstatustyper"]:
        return False
    where = wanted.get("kommunenummer", {})
    element = "bostedsadresse" if "bostedskommunenummer" in where else "oppholdsadresse"
    # the dead count where they lived last
    homes = [a for a in whole.get(element, []) if a["erGjeldende"] or status == "doed"]
    there = {a["vegadresse"]["kommunenummer"] for a in homes}
    return not where or bool(there & set(where.values()))
