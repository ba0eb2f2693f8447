"""How the sandbox answers: media types, JSON bodies and FREG's shapes of errors.

Source: freg.md 1.4 (headers) and 1.6 (errors); OpenAPI 1.5 `FolkeregisterFeilmelding`.
"""

from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response

JSON = "application/json"
XML = "application/xml"
TEXT = "text/plain"


class Refusal(Exception):
    """A request that cannot be answered; becomes FREG's documented error body."""

    def __init__(self, status: int, melding: str) -> None:
        super().__init__(melding)
        self.status = status
        self.body = error_body(melding)


class ExtractRefusal(Refusal):
    """A batch that is not there (yet); the OpenAPI file has a body for it (`UttrekkDataResponse`)."""

    def __init__(self, status: int, melding: str) -> None:
        super().__init__(status, melding)
        self.body = {"feilmelding": melding}


def error_body(melding: str) -> dict[str, str]:
    """The documented body of an error; `FREG-001` is the only code that FREG's pages name."""
    return {"kode": "FREG-001", "melding": melding}


def json_answer(content: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """`content` as JSON; a dict, a list, a number or a `msgspec.Struct`."""
    return Response(msgspec.json.encode(content), status, headers, media_type=JSON)


def access_refusal(status: int, melding: str) -> Response:
    """The body that the OpenAPI file gives 401 and 403 (`FolkeregisterFeilmelding`)."""
    return json_answer(
        {
            "alvorlighetsgrad": "ERROR",
            "feilkode": "FREG-001",
            "feilmelding": melding,
            "httpStatus": status,
            "tilleggsinformasjon": {},
        },
        status=status,
    )


def negotiate(accept: str | None, offered: Sequence[str]) -> str:
    """The first of `offered` that an `Accept` header allows; without a header, the first.

    Raises:
        Refusal: 406, none of them is allowed. XML is not offered for documents, only for the XSDs.
    """
    ranges = _accepted_ranges(accept or "*/*")
    for media_type in offered:
        if ranges & {media_type, f"{media_type.split('/')[0]}/*", "*/*"}:
            return media_type
    raise Refusal(406, "Sandkassen svarer ikke i formatet som Accept ber om.")


def require_json(request: Request) -> None:
    """Insist on `Content-Type`: FREG's default is XML (freg.md 1.4), which the sandbox does not read.

    Raises:
        Refusal: 400, the body is not said to be JSON.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
        raise Refusal(400, "Content-Type må være application/json.")


def _accepted_ranges(accept: str) -> set[str]:
    ranges = set()
    for part in accept.lower().split(","):
        media_range, *parameters = (piece.strip() for piece in part.split(";"))
        if not any(
            parameter.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for parameter in parameters
        ):
            ranges.add(media_range)
    return ranges
