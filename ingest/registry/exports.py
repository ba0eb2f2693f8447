"""Files that were downloaded: each is registered before it is handed out, with the people in it in the access log."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from secrets import token_hex

from sqlalchemy import Row, select

from ingest.registry import access_log
from ingest.registry.access_log import Access
from ingest.registry.store import Registry, now
from ingest.registry.tables import exports


@dataclass(frozen=True, slots=True)
class Export:
    """A file as it is handed out."""

    file_name: str
    content: bytes
    n_rows: int
    lifetime: timedelta  # after which whoever holds it must have deleted it


def register(registry: Registry, export: Export, access: Access, keyed: tuple[bytes, ...] = ()) -> str:
    """Register a file and log its people (`keyed`) in one transaction, and give the id of the export.

    Raises:
        RegistryError: it was not registered; then it may not be handed out.
    """
    export_id, at = token_hex(16), now()
    with registry.writing() as con:
        con.execute(
            exports.insert().values(
                id=export_id,
                who=access.who,
                role=access.role,
                kommunenummer=access.kommunenummer,
                view=access.view,
                file_name=export.file_name,
                sha256=sha256(export.content).hexdigest(),
                n_rows=export.n_rows,
                generation=access.generation,
                at=at,
                expires_at=at + export.lifetime,
            )
        )
        entry = access_log.write(
            registry, con, replace(access, hendelse="eksport"), keyed, export_id=export_id
        )
    access_log.anchor(registry, entry)
    return export_id


def known_file(registry: Registry, content: bytes) -> list[Row]:
    """Who downloaded exactly this file, and when; nothing: it is none of ours, or was changed."""
    query = select(exports).where(exports.c.sha256 == sha256(content).hexdigest()).order_by(exports.c.at)
    with registry.reading() as con:
        return list(con.execute(query))


def unexpired(registry: Registry) -> list[Row]:
    """Files that somebody may still hold, newest first."""
    query = select(exports).where(exports.c.expires_at > now()).order_by(exports.c.at.desc())
    with registry.reading() as con:
        return list(con.execute(query))


def recall(registry: Registry, numbers: Iterable[str]) -> list[Row]:
    """The files that show somebody and have not expired (EXP-05); `numbers` are all identity numbers of that person."""
    held = {entry.export_id for entry in access_log.disclosures(registry, numbers)}
    return [export for export in unexpired(registry) if export.id in held]
