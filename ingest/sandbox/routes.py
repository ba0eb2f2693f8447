"""FREG's sixteen addresses, answered from the world.

Source: freg.md sections 2-4; OpenAPI 1.5. Every answer is made in one go on the event loop, so nobody sees
the world half-way through an advance.
"""

import re
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingest.sandbox import xsd
from ingest.sandbox.access import too_many
from ingest.sandbox.answers import JSON, TEXT, XML, Refusal, json_answer, negotiate, require_json
from ingest.sandbox.jobs import Jobs
from ingest.sandbox.options import Options
from ingest.sandbox.parts import Selection, UnknownPartError
from ingest.sandbox.search import MAXIMUM_HITS, EntydigSoek, Soek, TilpassetUttrekk
from ingest.sandbox.world import Event, World

PAGE = 1000
BULK = 1000
LARGEST_INT64 = 2**63 - 1

Handler = Callable[[Request], Awaitable[Response]]
Model = TypeVar("Model", bound=msgspec.Struct)
BulkIds = Annotated[list[str], msgspec.Meta(max_length=BULK)]


class PersonBulk(msgspec.Struct, rename={"foedsels_eller_d_nummer": "foedselsEllerDNummer"}):
    """Body of `personer/bulkoppslag`."""

    foedsels_eller_d_nummer: BulkIds = []


class DocumentBulk(msgspec.Struct):
    """Body of `personer/bulkoppslag/arkiv` and `hendelser/bulkoppslag`."""

    dokumentidentifikator: BulkIds = []


class Freg:
    """The register as consumers meet it: one world, one set of extract jobs."""

    def __init__(self, world: World, options: Options) -> None:
        self._world = world
        self._options = options
        self._jobs = Jobs(seconds=options.job_seconds, kept=options.jobs_kept)

    def routes(self) -> list[Route]:
        """One route per address of the OpenAPI file; a fixed address comes before one with a parameter."""
        return [
            _route("/v1/hendelser/feed", self.feed),
            _route("/v1/hendelser/siste/sekvensnummer", self.latest, offered=(JSON, TEXT)),
            _route("/v1/hendelser/feedxsd", _fixed(xsd.FEED), offered=(XML,)),
            _route("/v1/hendelser/xsd", _fixed(xsd.EVENT), offered=(XML,)),
            _route("/v1/hendelser/bulkoppslag", self.event_bulk, method="POST"),
            _route("/v1/hendelser/{hendelsesidentifikator}", self.event),
            _route("/v1/personer/xsd", _fixed(xsd.PERSON), offered=(XML,)),
            _route("/v1/personer/soek", self.search),
            _route("/v1/personer/entydigsoek", self.search_one),
            _route("/v1/personer/bulkoppslag", self.person_bulk, method="POST"),
            _route("/v1/personer/bulkoppslag/arkiv", self.archive_bulk, method="POST"),
            _route("/v1/personer/arkiv/{dokumentidentifikator}", self.archived),
            _route("/v1/personer/{personidentifikator}", self.person),
            _route("/v1/uttrekk/komplett", self.order_komplett),
            _route("/v1/uttrekk/tilpasset", self.order_tilpasset, method="POST"),
            _route("/v1/uttrekk/{jobbid}/batch/{batchnr}", self.batch),
        ]

    # --- hendelser

    async def feed(self, request: Request) -> Response:
        """Events from `seq`, inclusive, a thousand at most; 304 when the client has that page already."""
        seq = _whole_number(request.query_params.get("seq"), "seq")
        if seq < self._options.first_kept:
            raise Refusal(
                406, "Ulovlig sekvensnummer. Sekvensnummer kan ikke være mer enn 36 måneder gammelt."
            )
        events = self._world.events
        start = bisect_left(events, seq, key=lambda event: event.sekvensnummer)
        page = events[start : start + PAGE]
        # events never change, so the first and the last number tell all that a page holds
        etag = f'"{self._world.seed}-{seq}-{page[-1].sekvensnummer if page else "tom"}"'
        if etag in re.findall(r'"[^"]*"', request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers={"ETag": etag})
        return json_answer([feed_item(event) for event in page], headers={"ETag": etag})

    async def latest(self, request: Request) -> Response:
        """The newest sequence number: a bare number, in JSON or as text."""
        if request.state.media_type == TEXT:
            return Response(str(self._world.latest), media_type=TEXT)
        return json_answer(self._world.latest)

    async def event(self, request: Request) -> Response:
        """One thick event."""
        document = self._world.event_documents.get(request.path_params["hendelsesidentifikator"])
        if document is None:
            raise Refusal(404, "Ukjent dokumentid.")
        return json_answer(document)

    async def event_bulk(self, request: Request) -> Response:
        """Many thick events; see `Options.bulk_reading`."""
        wanted = (await _body(request, DocumentBulk)).dokumentidentifikator
        documents = self._world.event_documents
        return self._bulk({key: documents[key] for key in wanted if key in documents}, wrapped=False)

    # --- personer

    async def person(self, request: Request) -> Response:
        """The latest document of a person, by a current or a former id."""
        selection = _selection(request)
        document = self._world.person(request.path_params["personidentifikator"])
        if document is None:
            raise Refusal(404, "Ukjent person.")
        return json_answer(selection.of(document))

    async def person_bulk(self, request: Request) -> Response:
        """The latest documents of many people, as ordered or in an order of our own."""
        selection = _selection(request)
        as_ordered = _flag(request, "somBestilt")
        wanted = (await _body(request, PersonBulk)).foedsels_eller_d_nummer
        if as_ordered:
            return json_answer({"oppslag": [self._ordered(identifier, selection) for identifier in wanted]})
        # no order is promised, so it is one that nobody should rely on
        found = (
            (identifier, self._world.person(identifier)) for identifier in sorted(set(wanted), reverse=True)
        )
        return json_answer(
            {"oppslag": [_hit(key, selection.of(document)) for key, document in found if document]}
        )

    def _ordered(self, identifier: str, selection: Selection) -> dict:
        document = None if self._world.is_ceased(identifier) else self._world.person(identifier)
        if document is None:
            return {
                "foedselsEllerDNummer": identifier,
                "feilmelding": {"feilmelding": "Identifikatoren er utgått eller finnes ikke."},
            }
        return _hit(identifier, selection.of(document))

    async def archived(self, request: Request) -> Response:
        """A person as after one event."""
        selection = _selection(request)
        document = self._world.archive.get(request.path_params["dokumentidentifikator"])
        if document is None:
            raise Refusal(404, "Ukjent dokumentid.")
        return json_answer(selection.of(document))

    async def archive_bulk(self, request: Request) -> Response:
        """Many people, each as after one event; see `Options.bulk_reading`."""
        selection = _selection(request)
        wanted = (await _body(request, DocumentBulk)).dokumentidentifikator
        archive = self._world.archive
        return self._bulk({key: selection.of(archive[key]) for key in wanted if key in archive}, wrapped=True)

    def _bulk(self, found: dict[str, dict], *, wrapped: bool) -> Response:
        """Answers under the chosen reading; `wrapped` when a document does not carry its own id."""
        documents = list(found.values())
        if self._options.bulk_reading == "liste":
            return json_answer(documents)
        if self._options.bulk_reading == "enkelt":
            return json_answer(documents[0] if documents else {})
        if wrapped:
            documents = [
                {"dokumentidentifikator": key, "folkeregisterperson": value} for key, value in found.items()
            ]
        return json_answer({"oppslag": documents})

    async def search(self, request: Request) -> Response:
        """Ids of the people who match."""
        query = _query(request, Soek)
        hits = self._matching(query.matches)
        if len(hits) > MAXIMUM_HITS and query.maks_treff is None:
            raise Refusal(400, f"Søket gir mer enn {MAXIMUM_HITS} treff. Snevre det inn.")
        return json_answer({"foedselsEllerDNummer": hits[: query.maks_treff]})

    async def search_one(self, request: Request) -> Response:
        """The one person who matches; none or several are 404."""
        selection = _selection(request)
        hits = self._matching(_query(request, EntydigSoek).matches)
        if len(hits) != 1:
            raise Refusal(404, "Ukjent person, eller ikke entydig treff.")
        return json_answer(selection.of(self._world.person(hits[0])))

    def _matching(self, matches: Callable[[dict], bool]) -> list[str]:
        return [
            identifier
            for identifier in self._world.current_documents()
            if matches(self._world.person(identifier))
        ]

    # --- uttrekk

    async def order_komplett(self, request: Request) -> Response:
        """Orders the newest document of everybody.

        What `feedsekvensnr` means is documented in three ways (freg.md section 4); here it is checked, and
        the documents are those of the moment of ordering.
        """
        if (number := request.query_params.get("feedsekvensnr")) is not None:
            _whole_number(number, "feedsekvensnr")
        documents = list(self._world.current_documents().values())
        return self._order("dokumentidentifikator", documents, self._options.komplett_batch)

    async def order_tilpasset(self, request: Request) -> Response:
        """Orders the ids of the people who fulfil the criteria, as they are at the moment of ordering."""
        criteria = await _body(request, TilpassetUttrekk)
        people = self._matching(criteria.matches)
        return self._order("foedselsEllerDNummer", people, self._options.tilpasset_batch)

    def _order(self, field: str, identifiers: list[str], batch_size: int) -> Response:
        job = self._jobs.order(field, identifiers, batch_size)
        return too_many(self._options.job_seconds) if job is None else json_answer({"jobbId": job})

    async def batch(self, request: Request) -> Response:
        """One batch of a job, `{}` after the last."""
        number = _whole_number(request.path_params["batchnr"], "batchnr")
        return json_answer(self._jobs.batch(request.path_params["jobbid"], number))


def _route(path: str, answer: Handler, *, method: str = "GET", offered: Iterable[str] = (JSON,)) -> Route:
    async def endpoint(request: Request) -> Response:
        request.state.media_type = negotiate(request.headers.get("accept"), offered)
        return await answer(request)

    return Route(path, endpoint, methods=[method])


def _fixed(body: str) -> Handler:
    async def answer(_request: Request) -> Response:
        return Response(body, media_type=XML)

    return answer


def feed_item(event: Event) -> dict:
    """An event as the feed has it; what is not known is left out."""
    hendelse = {
        "folkeregisteridentifikator": event.identifikator,
        "hendelsetype": event.hendelsetype,
        "hendelsesdokument": event.hendelsesdokument,
        "persondokument": event.persondokument,
        "ajourholdstidspunkt": event.ajourholdstidspunkt,
    }
    return {
        "sekvensnummer": event.sekvensnummer,
        "hendelse": {name: value for name, value in hendelse.items() if value is not None},
    }


def _hit(identifier: str, document: dict) -> dict:
    return {"foedselsEllerDNummer": identifier, "folkeregisterperson": document}


def _selection(request: Request) -> Selection:
    try:
        return Selection(request.query_params.getlist("part"))
    except UnknownPartError:
        raise Refusal(400, "Ugyldig part.") from None


def _whole_number(text: str | None, name: str) -> int:
    if text is None or not re.fullmatch("[0-9]{1,19}", text) or int(text) > LARGEST_INT64:
        raise Refusal(400, f"{name} må være et heltall fra 0.")
    return int(text)


def _flag(request: Request, name: str) -> bool:
    text = request.query_params.get(name, "false")
    if text not in ("true", "false"):
        raise Refusal(400, f"{name} må være true eller false.")
    return text == "true"


async def _body(request: Request, model: type[Model]) -> Model:
    require_json(request)
    try:
        return msgspec.json.decode(await request.body(), type=model)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refusal(400, "Ugyldig innhold i forespørselen.") from None


def _query(request: Request, model: type[Model]) -> Model:
    given = {name: value for name, value in request.query_params.items() if value}
    given.pop("part", None)
    if not given:
        raise Refusal(400, "Minst ett søkekriterium må være gitt.")
    try:
        return msgspec.convert(given, model, strict=False)
    except msgspec.ValidationError:
        raise Refusal(400, "Ugyldig søkekriterium.") from None
