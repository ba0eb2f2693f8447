"""The sandbox's HTTP server: FREG under its own prefix, Fiks' and none, a Maskinporten and two controls.

    /folkeregisteret/offentlig-med-hjemmel/api/v1/...    FREG's own; the address to point Manntall at
    /folkeregister/api/v1/{rolleId}/v1/...               through KS Fiks, with its two headers
    /v1/...                                              without a prefix
    /maskinporten/token                                  tokens, when `Options.require_token` is set
    /sandbox/advance, /sandbox/world                     ingest.sandbox.control
    /audit-sok/..., /folkeregister/api/v2/...            who uses the service: ingest.sandbox.usage_routes
    /sandbox/utbredelse/...                              the files about it
    /sandbox/faults                                      ingest.sandbox.faulty, when it was started with a plan

It listens on 127.0.0.1 only, and logs no requests: addresses hold identifiers.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp

from ingest.errors import ConfigurationError
from ingest.lock import exclusive
from ingest.sandbox.access import Check, FiksHeaders, Guarded, Limiter, Tokens
from ingest.sandbox.answers import Refusal, error_body, json_answer
from ingest.sandbox.control import check_loopback, control_routes
from ingest.sandbox.faults import Plan
from ingest.sandbox.faulty import Faulty
from ingest.sandbox.maskinporten import TokenEndpoint
from ingest.sandbox.options import Options
from ingest.sandbox.past import View
from ingest.sandbox.routes import Freg
from ingest.sandbox.state import WorldState
from ingest.sandbox.usage_routes import Usage, remembered_since
from ingest.sandbox.world import World
from ingest.settings import NORWAY, OMH_PREFIX, SANDBOX_PORT

HOST = "127.0.0.1"
FIKS_PREFIX = "/folkeregister/api/v1"


def create_app(
    world: World,
    options: Options = Options(),  # noqa: B008 - frozen
    *,
    advance: Callable[[int], int] | None = None,
    plan: Plan | None = None,
) -> ASGIApp:
    """The whole server as an ASGI app.

    Args:
        world: what it shows.
        options: how it behaves.
        advance: moves the world on, by default `world.advance`.
        plan: the faults that come between; left out, there are none and none can be ordered.
    """
    sound = _sound_app(world, options, advance or world.advance)
    if plan is None:
        return sound
    faulty = Faulty(sound, world, plan, lambda view: _sound_app(view, options, world.advance))

    def move_on(events: int) -> int:
        faulty.remember()
        return (advance or world.advance)(events)

    faulty.control = Starlette(
        routes=[_mount("/sandbox", [*faulty.routes(), *control_routes(world, move_on)], [check_loopback])],
        exception_handlers={Refusal: _refused},
    )
    return faulty


def _sound_app(world: World | View, options: Options, advance: Callable[[int], int]) -> Starlette:
    tokens = Tokens()
    freg = Freg(world, options).routes()
    limits = [Limiter(options.requests_per_minute).check] if options.requests_per_minute else []
    freg_checks = [*limits, *([tokens.check_freg] if options.require_token else [])]
    fiks_checks = [
        *limits,
        *([tokens.check_fiks] if options.require_token else []),
        FiksHeaders(options.fiks).check,
    ]
    maskinporten = Route(
        "/maskinporten/token", TokenEndpoint(options.maskinporten, tokens).token, methods=["POST"]
    )
    return Starlette(
        routes=[
            maskinporten,
            *_usage(world.seed, options).routes(
                [*fiks_checks[:-1], *([fiks_checks[-1]] if options.fiks else [])], [check_loopback]
            ),
            _mount("/sandbox", control_routes(world, advance), [check_loopback]),
            _mount(OMH_PREFIX, freg, freg_checks),
            _mount(FIKS_PREFIX + "/{rolleId}", freg, fiks_checks),
            _mount("", freg, freg_checks),
        ],
        exception_handlers={Refusal: _refused, HTTPException: _failed, 500: _broken},
    )


def _usage(seed: int, options: Options) -> Usage:
    on = options.list_date or datetime.now(NORWAY).date()
    return Usage(seed, options.usage_since or remembered_since(None, on), on)


def _with_usage(options: Options, home: Path | None) -> Options:
    """The options with the first day of the world of usage, as this home remembers it."""
    on = options.list_date or datetime.now(NORWAY).date()
    return replace(options, list_date=on, usage_since=remembered_since(home, on))


def _mount(prefix: str, routes: list[BaseRoute], checks: list[Check]) -> Mount:
    return Mount(prefix, app=Guarded(Router(routes, redirect_slashes=False), *checks))


async def _refused(_request: Request, error: Refusal) -> Response:
    return json_answer(error.body, status=error.status)


async def _failed(_request: Request, error: HTTPException) -> Response:
    return json_answer(error_body(error.detail), status=error.status_code, headers=error.headers)


async def _broken(_request: Request, _error: Exception) -> Response:
    return json_answer(error_body("Feil i tjenesten."), status=500)


class RunningSandbox:
    """A sandbox that serves from a thread of this process until `stop`, or until the end of a `with` block.

    Raises:
        ConfigurationError: the port is taken.
    """

    def __init__(self, app: ASGIApp, *, port: int = 0, on_stop: Callable[[], None] = lambda: None) -> None:
        self._on_stop = on_stop
        self._socket = _listen(port)
        self.address = _address(self._socket)
        self._server = _server(app)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="sandbox", daemon=True
        )
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.01)

    @property
    def freg_url(self) -> str:
        """What `MANNTALL_FREG_URL` should be."""
        return self.address + OMH_PREFIX

    def stop(self) -> None:
        """Finish the answers that are under way, then close."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
        self._on_stop()

    def __enter__(self) -> "RunningSandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(
    *,
    home: Path | None = None,
    persons: int | None = None,
    seed: int | None = None,
    port: int = 0,
    options: Options = Options(),  # noqa: B008 - frozen
    plan: Plan | None = None,
) -> RunningSandbox:
    """Start a sandbox in the background, on a free port unless one is named; it answers from now on.

    Args:
        home: `MANNTALL_HOME`, where the world is remembered; None remembers nothing.
        persons, seed: which world; None means the remembered one, else the default.
        port: where it listens; 0 is any that is free.
        options: how it behaves.
        plan: the faults that come between the client and the right answers.

    Raises:
        ConfigurationError: another world is remembered in `home`, or the port is taken.
        AlreadyRunningError: another sandbox serves the same `home`.
    """
    with ExitStack() as opened:
        state = opened.enter_context(_world_state(home, persons, seed))
        app = create_app(state.world, _with_usage(options, home), advance=state.advance, plan=plan)
        return RunningSandbox(app, port=port, on_stop=opened.pop_all().close)


def serve(
    *,
    home: Path | None = None,
    persons: int | None = None,
    seed: int | None = None,
    port: int = SANDBOX_PORT,
    options: Options = Options(),  # noqa: B008 - frozen
    plan: Plan | None = None,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve until interrupted; `ready` is called with the address once connections are taken.

    Arguments and errors are those of `start`.
    """
    listening = _listen(port)
    with listening, _world_state(home, persons, seed) as state:
        server = _server(
            create_app(state.world, _with_usage(options, home), advance=state.advance, plan=plan)
        )
        with suppress(KeyboardInterrupt):
            ready(_address(listening))
            server.run([listening])


@contextmanager
def _world_state(home: Path | None, persons: int | None, seed: int | None) -> Iterator[WorldState]:
    with exclusive(home / "sandbox") if home else nullcontext():
        yield WorldState(home, persons=persons, seed=seed)


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except (OSError, OverflowError):
        listening.close()
        raise ConfigurationError(
            f"The sandbox cannot listen on port {port}; choose another with --port."
        ) from None
    listening.listen()
    return listening


def _address(listening: socket.socket) -> str:
    return f"http://{HOST}:{listening.getsockname()[1]}"


def _server(app: ASGIApp) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_level="error",
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    )
