"""Opens the registry: its engine, its key, and the newest form of its tables. A transaction at a time, and no pool."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hmac import digest
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from ingest.errors import ManntallError
from ingest.landing import make_private
from ingest.registry import tables
from ingest.settings import Settings

MIGRATIONS = Path(__file__).with_name("migrations")
VERSION = "0001"  # of the newest migration; a test holds the two together
WAIT_SECONDS = 10
KEY_BYTES, PSEUDONYM_BYTES = 32, 16
MIGRATING = 7_203_101  # PostgreSQL's lock while tables are made: one server at a time


class RegistryError(ManntallError):
    """The registry cannot be opened, read or written; what it must know of first is not done."""


@dataclass(frozen=True, slots=True)
class Registry:
    """An open registry. `key` names people in it; `anchors` is the access log's witness outside the database."""

    engine: Engine
    key: bytes
    anchors: Path

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write: all of it is kept, or nothing.

        Raises:
            RegistryError: it could not be begun, carried out or kept.
        """
        with told_apart(), self.engine.connect().execution_options(writing=True) as con, con.begin():
            yield con

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads one state of everything. Raises as `writing` does."""
        with told_apart(), self.engine.connect() as con, con.begin():
            yield con

    def pseudonym(self, number: str) -> bytes:
        """What an identity number is called here; without the key it names nobody."""
        return digest(self.key, b"person:" + number.encode(), "sha256")[:PSEUDONYM_BYTES]


def open_registry(settings: Settings) -> Registry:
    """The registry of a `MANNTALL_HOME`, made or brought up to the newest form when it has to be.

    Raises:
        RegistryError: it cannot be opened, or the key of one that is in use is gone.
    """
    with told_apart():
        url = settings.registry_url.get_secret_value() or _sqlite(settings.home)
        engine = _engine(url)
        with engine.connect() as con:
            known = (
                inspect(con).has_table("alembic_version")
                and con.exec_driver_sql("select version_num from alembic_version").scalar()
            )
        if known != VERSION:
            _migrate(engine)
        key = _key(settings.registry_key_file or settings.home / "registry.key", engine)
    return Registry(engine, key, settings.home / "access_log.anchors")


def now() -> datetime:
    return datetime.now(UTC)


def _sqlite(home: Path) -> str:
    """The address of the file, which only its owner may read from its first byte on."""
    make_private(home)
    file = home.resolve() / "registry.sqlite"
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    return URL.create("sqlite", database=str(file)).render_as_string()


@cache
def _engine(url: str) -> Engine:
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: object, _record: object) -> None:
    """Durable at commit; readers do not wait for the writer; SQLAlchemy alone begins transactions."""
    connection.isolation_level = None
    for setting in (
        f"busy_timeout = {WAIT_SECONDS * 1000}",
        "journal_mode = wal",
        "synchronous = full",
        "foreign_keys = on",
    ):
        connection.execute(f"pragma {setting}").close()


def _begin_sqlite(con: Connection) -> None:
    """A writer takes its turn before it reads, so that nobody writes between the two."""
    con.exec_driver_sql("begin immediate" if con.get_execution_options().get("writing") else "begin deferred")


def _migrate(engine: Engine) -> None:
    """Bring the tables to the newest form in one transaction; whoever comes second finds nothing to do."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect().execution_options(writing=True) as con, con.begin():
        if engine.dialect.name == "postgresql":
            con.execute(select(func.pg_advisory_xact_lock(MIGRATING)))
        config.attributes["connection"] = con
        command.upgrade(config, "head")


def _key(file: Path, engine: Engine) -> bytes:
    """The key, made with the registry and never after: a new one would break the log's chain."""
    try:
        key = file.read_bytes()
    except FileNotFoundError:
        with engine.connect() as con:
            in_use = con.execute(select(tables.access_log_end.c.position)).scalar_one()
        if in_use:
            raise RegistryError(
                f"The registry's key is gone ({file}); restore it beside the registry, then run this again."
            ) from None
        return _make_key(file)
    if len(key) != KEY_BYTES:
        raise RegistryError(f"The registry's key is damaged ({file}); restore it, then run this again.")
    return key


def _make_key(file: Path) -> bytes:
    """A new key, written whole and then named; of two that are made at once, one stays."""
    key = secrets.token_bytes(KEY_BYTES)
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(key)
        opened.flush()
        os.fsync(opened.fileno())
    try:
        os.link(part, file)
    except FileExistsError:
        key = file.read_bytes()
    finally:
        part.unlink()
    return key


@contextmanager
def told_apart() -> Iterator[None]:
    """Failures of the database as one sentence: SQLAlchemy's own quote what was written."""
    try:
        yield
    except (SQLAlchemyError, OSError):
        raise RegistryError(
            "The registry (registry.sqlite in MANNTALL_HOME, or MANNTALL_REGISTRY_URL) cannot be read or "
            "written; see that it is there and that its disk is not full, then run this again."
        ) from None
