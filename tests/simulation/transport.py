"""The sandbox in the network's place, faults and all, without sockets, threads or waiting."""

from collections.abc import Coroutine
from typing import Any

import httpx

from ingest.sandbox.faults import Fault
from ingest.sandbox.faulty import Faulty
from ingest.sandbox.spoiling import Asked, Told

BROKEN = {
    Fault.TIMEOUT: httpx.ReadTimeout,
    Fault.DRIP: httpx.ReadTimeout,
    Fault.RESET: httpx.ReadError,
    Fault.WRONG_LENGTH: httpx.RemoteProtocolError,
}


class InProcess(httpx.BaseTransport):
    """Asks a faulty sandbox directly; a connection that fails is an error of httpx's."""

    def __init__(self, sandbox: Faulty) -> None:
        self._sandbox = sandbox
        self.requests = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        url = request.url
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Asked(request.method, url.path, url.query.decode(), headers, request.read())
        told: Told = finished(self._sandbox.answer(asked))
        if told.cut in BROKEN:
            raise BROKEN[told.cut]("broken on purpose")
        body = told.body[: told.after] if told.cut else told.body
        return httpx.Response(told.status, headers=told.headers, stream=httpx.ByteStream(body))


def finished(answer: Coroutine[Any, Any, Told]) -> Told:
    """The result of a coroutine that waits for nothing."""
    try:
        answer.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("the sandbox waits for something")
