"""What Fiks is asked about usage: the audit log, roles and who has them, list orders. Source: fiks.md 2.3, 2.4 and 2.6.

KS documents the addresses, the parameters and most of the fields. What it does not document is read as follows, and
docs/usage.md says so: `antallTreff` is the number of hits in all; a search gives at most 10,000 of them, as
Elasticsearch does, so a longer period is halved; `payload` is an object, or the text of one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import polars as pl

from ingest.client import HttpClient
from ingest.errors import FregAccessError, FregError, FregUnavailableError
from ingest.usage.contracts import ROW
from ingest.usage.errors import UsageSourceError

PAGE = 1000
MOST_HITS = 10_000
SHORTEST = timedelta(minutes=1)  # a period that is not halved any more
SERVICE = "FOLKEREGISTER"
FILE = "fil"
NOT_TEXT = "\x00"  # stands where an object or a list of lists should have been text: no contract takes it

Fields = Mapping[str, Sequence[str]]  # where in an answer each of our columns stands
CALL: Fields = {
    "request_id": ("requestId",),
    "tidspunkt": ("tidspunkt",),
    "fiks_org_id": ("fiksOrg",),
    "organisasjonsnummer": ("orgNo",),
    "principal": ("principal",),
    "paa_vegne_av": ("onBehalfOf",),
    "handling": ("handling",),
    "rolle_id": ("underRessurs",),
    "opplysninger": ("payload", "opplysninger"),
    "antall": ("payload", "antall"),
    "status": ("payload", "status"),
    "miljoe": ("payload", "miljo"),
}
ROLE: Fields = {
    "rolle_id": ("id",),
    "fiks_org_id": ("fiksOrgId",),
    "navn": ("navn",),
    "tjenesteomraade": ("tjenesteOmrade",),
    "rettighetspakke": ("rettighetspakke",),
    "eier": ("eier",),
    "bruksomraader": ("bruksomrader",),
    "opplysninger": ("dataminimering", "felt"),
    "kan_vise_hemmelig_adresse": ("kanViseHemmeligAdresse",),
    "aktiv": ("aktiv",),
    "opprettet": ("datoOpprettet",),
    "deaktivert": ("datoDeaktivert",),
    "antall_personer": ("antallPersoner",),
    "antall_integrasjoner": ("antallIntegrasjoner",),
}
ACCESS: Fields = {
    "tilgang_id": ("id",),
    "rolle_id": ("rolleId",),
    "fiks_org_id": ("fiksOrgId",),
    "slag": ("slag",),
    "aktoer": ("aktor",),
    "kilde": ("kilde",),
    "gyldig_fra": ("gyldigFra",),
    "gyldig_til": ("gyldigTil",),
    "avsluttet": ("avsluttet",),
    "avslutningsgrunn": ("avslutningsgrunn",),
}
SYSTEM: Fields = {
    "integrasjon_id": ("aktor",),
    "fiks_org_id": ("fiksOrgId",),
    "navn": ("navn",),
    "leverandoer": ("leverandor",),
    "organisasjonsnummer": ("organisasjonsnummer",),
    "opprettet": ("opprettet",),
}
ORDER: Fields = {
    "uttrekk_id": ("id",),
    "fiks_org_id": ("fiksOrgId",),
    "rolle_id": ("rolleId",),
    "kommunenummer": ("kommunenummer",),
    "status": ("uttrekkStatus",),
    "eksportformat": ("eksportFormat",),
    "vis_hemmelige_adresser": ("visHemmeligeAdresser",),
    "opprettet": ("opprettet",),
    "ferdig": ("ferdig",),
    "antall_personer": ("antallInnbyggere",),
}
KINDS = {
    "personer": "person",
    "integrasjoner": "integrasjon",
    "eksterneBrukere": "ekstern_bruker",
    "eksterneGrupper": "ekstern_gruppe",
}


class Found(msgspec.Struct, frozen=True):
    """One page of the audit log."""

    treff: list[Any]
    antallTreff: int


class Fiks:
    """Fiks' own interfaces, a question each. All raise UsageSourceError when the answer cannot be had."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    def calls(self, tenant: str, since: datetime, until: datetime) -> Iterator[Any]:
        """Everything that the log says of one tenant in a period, oldest first; both ends are inclusive."""
        first = self._page(tenant, since, until, 0)
        if first.antallTreff > MOST_HITS and until - since > SHORTEST:
            middle = since + (until - since) / 2
            yield from self.calls(tenant, since, middle - timedelta(microseconds=1))
            yield from self.calls(tenant, middle, until)
            return
        yield from first.treff
        for start in range(PAGE, first.antallTreff, PAGE):
            yield from self._page(tenant, since, until, start).treff

    def roles(self, tenant: str) -> list[Any]:
        """The roles of a tenant, active or not."""
        return self._list(f"/folkeregister/api/v2/konfigurasjon/{tenant}/roller")

    def accesses(self, tenant: str, role: str) -> list[dict[str, Any]]:
        """Who has a role: `TilgangListe`, one list, each told of what kind it is."""
        path = f"/folkeregister/api/v2/konfigurasjon/{tenant}/roller/{role}/tilganger"
        lists = self._ask(path, dict[str, list[Any]])
        return [
            _objects(entry) | {"slag": kind, "rolleId": role, "fiksOrgId": tenant}
            for name, kind in KINDS.items()
            for entry in lists.get(name, ())
        ]

    def orders(self, tenant: str) -> list[Any]:
        """The list orders of a tenant."""
        return self._list(f"/folkeregister/api/v1/uttrekk/{tenant}")

    def file(self, name: str) -> bytes:
        """A file that the sandbox writes."""
        with _told():
            return self._client.ask("GET", f"/sandbox/utbredelse/{name}", lambda answer: answer.content)

    def _page(self, tenant: str, since: datetime, until: datetime, start: int) -> Found:
        return self._ask(
            "/audit-sok/api/v1/sok",
            Found,
            fiksOrganisasjon=tenant,
            tjenester=SERVICE,
            fraDato=since.astimezone(UTC).isoformat(),
            tilDato=until.astimezone(UTC).isoformat(),
            sortering="tidspunkt",
            fra=str(start),
            antall=str(PAGE),
        )

    def _list(self, path: str) -> list[Any]:
        return self._ask(path, list[Any])

    def _ask(self, path: str, kind: Any, **params: str) -> Any:
        with _told():
            return self._client.ask(
                "GET",
                path,
                lambda answer: msgspec.json.decode(answer.content, type=kind),
                params=list(params.items()),
            )


def as_text(entries: Iterable[Any], fields: Fields, fil: str) -> pl.DataFrame:
    """Entries of an answer as the text that a contract reads, numbered from 1 in the order they came."""
    objects = [_objects(entry) for entry in entries]
    count = len(objects)
    columns = {name: [_text(value) for value in _inside(objects, path)] for name, path in fields.items()}
    return pl.DataFrame(
        {ROW: range(1, count + 1), **columns, FILE: [fil] * count},
        schema={ROW: pl.UInt32, **dict.fromkeys((*fields, FILE), pl.String)},
    )


def _objects(entry: Any) -> dict[str, Any]:
    """The entry, its payload opened where it came as text; an entry that is no object has nothing in it."""
    if not isinstance(entry, dict):
        return {}
    payload = entry.get("payload")
    if not isinstance(payload, str):
        return entry
    try:
        return entry | {"payload": msgspec.json.decode(payload)}
    except ValueError:
        return entry | {"payload": None}


def _inside(objects: list[Any], path: Sequence[str]) -> list[Any]:
    """What stands at a path in each object, None where nothing does."""
    found = objects
    for name in path:
        found = [value.get(name) if isinstance(value, dict) else None for value in found]
    return found


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return ",".join(value)
    return NOT_TEXT


@contextmanager
def _told() -> Iterator[None]:
    """Turn the client's errors, which speak of FREG, into ours."""
    try:
        yield
    except FregAccessError:
        raise UsageSourceError(
            "Fiks does not accept this client or gives it no access to usage: check MANNTALL_FIKS_* and "
            "MANNTALL_MASKINPORTEN_*."
        ) from None
    except FregUnavailableError:
        raise UsageSourceError(
            "Fiks cannot be reached or is out of order for now; run `manntall usage refresh` again later."
        ) from None
    except FregError:
        raise UsageSourceError(
            "What answers is not Fiks, or refused the question: check MANNTALL_FIKS_URL."
        ) from None
