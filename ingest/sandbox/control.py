"""Two addresses that FREG does not have: one moves the world on, one tells which world it is."""

from collections.abc import Callable
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ingest.sandbox.answers import Refusal, access_refusal, json_answer
from ingest.sandbox.world import World

MOST_EVENTS = 10_000_000


def control_routes(world: World, advance: Callable[[int], int]) -> list[Route]:
    """`POST /sandbox/advance?events=N` and `GET /sandbox/world`."""

    async def move_on(request: Request) -> Response:
        text = request.query_params.get("events", "")
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_EVENTS):
            raise Refusal(400, f"events must be a whole number from 1 to {MOST_EVENTS}")
        return json_answer({"events": advance(int(text)), "latest": world.latest})

    async def tell(_request: Request) -> Response:
        return json_answer(
            {"persons": world.persons, "seed": world.seed, "latest": world.latest, "kommuner": world.kommuner}
        )

    return [Route("/advance", move_on, methods=["POST"]), Route("/world", tell)]


def check_loopback(request: Request) -> Response | None:
    """403 for everybody who is not on this machine."""
    try:
        is_local = request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        is_local = False
    return None if is_local else access_refusal(403, "only from this machine")
