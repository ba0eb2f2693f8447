"""What whoever starts the sandbox may choose; the defaults suit a loopback demo."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

OMH_SCOPE = "folkeregister:deling/offentligmedhjemmel"
FIKS_SCOPE = "ks:fiks"
BulkReading = Literal["oppslag", "liste", "enkelt"]


@dataclass(frozen=True, kw_only=True, slots=True)
class MaskinportenClient:
    """The one client that the token endpoint knows."""

    client_id: str
    public_key: str  # PEM
    key_id: str | None = None  # `kid` that the grant must name; None: any or none
    audience: str | None = None  # `aud` of the grant; None: the token endpoint's address without `token`
    scopes: tuple[str, ...] = (OMH_SCOPE, FIKS_SCOPE)
    token_seconds: int = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class FiksIntegrasjon:
    """The integration that may use the Fiks prefix."""

    integrasjon_id: str
    passord: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """How the server behaves.

    `bulk_reading` is how the two answers are read that the documentation leaves open (freg.md section 10),
    `personer/bulkoppslag/arkiv` and `hendelser/bulkoppslag`: `oppslag` wraps as the other bulk look-up does,
    `liste` is a bare list of documents, `enkelt` is the single document of the OpenAPI file.
    """

    first_kept: int = (
        0  # the lowest sequence number that the feed still gives; lower ones are answered with 406
    )
    bulk_reading: BulkReading = "oppslag"
    komplett_batch: int = 100_000
    tilpasset_batch: int = 10_000
    job_seconds: float = 0.2  # from ordering until the batches of a job are ready
    jobs_kept: int = 100  # finished jobs whose batches can still be had
    requests_per_minute: int | None = None  # None: no limit
    require_token: bool = False
    maskinporten: MaskinportenClient | None = None  # None: the token endpoint knows no client
    fiks: FiksIntegrasjon | None = None  # None: any IntegrasjonId and IntegrasjonPassord will do
    list_date: date | None = None  # the day on which usage is looked at; None: today
    usage_since: date | None = None  # the first day of the world of usage; None: three years before
