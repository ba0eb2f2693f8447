"""The sandbox with faults: an ASGI app around FREG's that spoils answers as a plan says, and takes orders.

`POST /sandbox/faults?fault=reset&times=3&kind=feed` orders single faults (`ingest.sandbox.faults.Fault`; kinds: feed,
latest, people, archive, jobs; left out, any). `fault` may also be one that lasts: `set-back` (with `events`), `anew`,
`expired`, `hole` (with `events`), `frozen`, `thawed`; `healed` ends all but what has become of the list.
"""

import asyncio
import re
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.sandbox.answers import Refusal, error_body, json_answer
from ingest.sandbox.control import MOST_EVENTS
from ingest.sandbox.faults import FEED, LATEST, Fault, Plan, kind_of
from ingest.sandbox.feed_faults import ShownFeed
from ingest.sandbox.routes import feed_item
from ingest.sandbox.spoiling import Asked, Spoiler, Told
from ingest.sandbox.world import World

JOB = re.compile("/uttrekk/[^/]+/batch/")
DRIP_SECONDS = 0.2  # between two bytes
LONG = 3600.0  # seconds: longer than any client waits


class Faulty:
    """An ASGI app that answers for `app` where no fault comes between.

    Args:
        app: the sandbox as it should be.
        world: what it shows.
        plan: which faults come when.
        stale: makes the app for an earlier view of the world.
    """

    def __init__(self, app: ASGIApp, world: World, plan: Plan, stale: Callable[[World], ASGIApp]) -> None:
        self.plan = plan
        self.feed = ShownFeed(world)
        self._world = world
        self._app = app
        self._make_stale = stale
        self.control: ASGIApp = app
        self.remember()

    def remember(self) -> None:
        """Let this moment be what stale answers tell of from now on."""
        self._spoiler = Spoiler(self._answer, _caller(self._make_stale(self._world.view())))

    def routes(self) -> list[Route]:
        """Where faults are ordered."""
        return [Route("/faults", self._take_order, methods=["POST"])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if "/v1/" not in path:
            return await (self.control if path.startswith("/sandbox/") else self._app)(scope, receive, send)
        asked = await _asked(scope, receive)
        await _send(await self.answer(asked), send)

    async def answer(self, asked: Asked) -> Told:
        """The answer to a request, spoiled or not."""
        kind = kind_of(asked.path)
        # the same request has the same name in every run, though a job's id is another each time
        path = JOB.sub("/uttrekk/batch/", asked.path)
        fault, dice = self.plan.next(kind, f"{asked.method} {path}?{asked.query} {hash_of(asked.body)}")
        return await self._spoiler.spoiled(fault, dice, asked)

    async def _answer(self, asked: Asked) -> Told:
        if self.feed.is_touched and kind_of(asked.path) in (FEED, LATEST):
            return self._of_shown_feed(asked)
        return await _call(self._app, asked)

    def _of_shown_feed(self, asked: Asked) -> Told:
        if kind_of(asked.path) == LATEST:
            return _told(json_answer(self.feed.latest()))
        seq = int(asked.parameter("seq") or 0)
        if seq < self.feed.first_kept:
            return _told(json_answer(error_body("Sekvensnummeret er eldre enn 36 måneder."), status=406))
        page = [feed_item(event) | {"sekvensnummer": number} for number, event in self.feed.page(seq)]
        return _told(json_answer(page))

    async def _take_order(self, request: Request) -> Response:
        name, events = request.query_params.get("fault", ""), _number(request, "events")
        lasting: dict[str, Callable[[], None]] = {
            "set-back": lambda: self.feed.set_back(events),
            "anew": self.feed.begin_anew,
            "expired": self.feed.expire,
            "hole": lambda: self.feed.lose(events),
            "frozen": self.feed.freeze,
            "thawed": self.feed.thaw,
            "healed": self.plan.heal,
        }
        if name in lasting:
            lasting[name]()
        elif name in set(Fault):
            self.plan.order(Fault(name), _number(request, "times"), request.query_params.get("kind", ""))
        else:
            raise Refusal(400, f"fault must be one of {', '.join([*Fault, *lasting])}")
        return json_answer({"given": dict(self.plan.given)})


def hash_of(body: bytes) -> str:
    """A short name for a body."""
    return f"{len(body)}:{sum(body)}:{body[:64].hex()}"


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_EVENTS):
        raise Refusal(400, f"{name} must be a whole number from 1 to {MOST_EVENTS}")
    return int(text)


def _caller(app: ASGIApp) -> Callable:
    async def call(asked: Asked) -> Told:
        return await _call(app, asked)

    return call


async def _asked(scope: Scope, receive: Receive) -> Asked:
    headers = {name.lower(): value for name, value in Headers(scope=scope).items()}
    body = await Request(scope, receive).body()
    return Asked(scope["method"], scope["path"], scope["query_string"].decode(), headers, body)


async def _call(app: ASGIApp, asked: Asked) -> Told:
    """Ask an app, without a server between."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": asked.method,
        "path": asked.path,
        "raw_path": asked.path.encode(),
        "root_path": "",
        "query_string": asked.query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in asked.headers.items()],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }
    status, headers, body = 500, {}, []

    async def receive() -> Message:
        return {"type": "http.request", "body": asked.body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers.update({name.decode().lower(): value.decode() for name, value in message["headers"]})
        else:
            body.append(message.get("body", b""))

    await app(scope, receive, send)
    headers.pop("content-length", None)
    return Told(status, b"".join(body), headers)


def _told(response: Response) -> Told:
    return Told(response.status_code, response.body, {"content-type": response.media_type})


async def _send(told: Told, send: Send) -> None:
    """Give an answer to a server, which closes the connection when less comes than was promised."""
    if told.cut is Fault.TIMEOUT:
        await asyncio.sleep(LONG)
    headers = [(name.encode(), value.encode("latin-1")) for name, value in told.headers.items()]
    headers.append((b"content-length", str(len(told.body)).encode()))
    await send({"type": "http.response.start", "status": told.status, "headers": headers})
    if told.cut is None:
        await send({"type": "http.response.body", "body": told.body})
        return
    for place in range(told.after if told.cut is Fault.DRIP else 0):
        await send({"type": "http.response.body", "body": told.body[place : place + 1], "more_body": True})
        await asyncio.sleep(DRIP_SECONDS)
    await send({"type": "http.response.body", "body": told.body[: told.after], "more_body": True})
