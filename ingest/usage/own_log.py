"""The program's own access log as text: the registry's entries, and the lines that the sandbox makes up."""

from collections.abc import Iterator

import msgspec
import polars as pl
from sqlalchemy import select

from ingest.registry.store import open_registry
from ingest.registry.tables import access_log
from ingest.settings import Settings
from ingest.usage.fiks import as_text

SANDBOX_FILE = "egen_logg.jsonl"
FIELDS = {
    "logg_id": ("logg_id",),
    "tidspunkt": ("tidspunkt",),
    "bruker": ("bruker",),
    "rolle": ("rolle",),
    "kommunenummer": ("kommunenummer",),
    "hendelse": ("hendelse",),
    "visning": ("visning",),
    "antall": ("antall",),
}


def of_registry(settings: Settings) -> pl.DataFrame:
    """Every entry of the access log.

    Raises:
        RegistryError: it cannot be read.
    """
    log = access_log.c
    query = select(
        log.position, log.at, log.who, log.role, log.kommunenummer, log.hendelse, log.view, log.n_persons
    )
    with open_registry(settings).reading() as con:
        entries = [
            {
                "logg_id": f"logg-{row.position}",
                "tidspunkt": row.at.isoformat(),
                "bruker": row.who,
                "rolle": row.role,
                "kommunenummer": row.kommunenummer,
                "hendelse": row.hendelse,
                "visning": row.view,
                "antall": row.n_persons,
            }
            for row in con.execute(query.order_by(log.position))
        ]
    return as_text(entries, FIELDS, "registry")


def of_lines(content: bytes, name: str) -> pl.DataFrame:
    """A file with one JSON object a line; a line that is none has nothing in it, and is refused for that."""
    return as_text(_lines(content), FIELDS, name)


def _lines(content: bytes) -> Iterator[object]:
    for line in content.splitlines():
        try:
            yield msgspec.json.decode(line)
        except ValueError:
            yield None
