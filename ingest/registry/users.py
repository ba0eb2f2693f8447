"""Who has used the pages."""

from sqlalchemy import Row, select

from ingest.registry.store import Registry, now
from ingest.registry.tables import users


def remember(registry: Registry, *, key: str, kind: str, role: str, kommunenummer: str) -> None:
    """Note somebody who is here for the first time."""
    with registry.writing() as con:
        if con.execute(select(users.c.key).where(users.c.key == key)).first() is None:
            con.execute(
                users.insert().values(
                    key=key, kind=kind, role=role, kommunenummer=kommunenummer, first_seen=now()
                )
            )


def known(registry: Registry) -> list[Row]:
    """Everybody who has been here, in the order they came."""
    with registry.reading() as con:
        return list(con.execute(select(users).order_by(users.c.first_seen, users.c.key)))
