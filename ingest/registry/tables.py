"""The registry's tables, as SQLAlchemy Core knows them; `migrations/` makes them. docs/registry.md tells of each."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData()


class Moment(TypeDecorator):
    """A point in time as UTC text of one length, so that both engines order and keep it alike."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: object) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


# Who has used the pages: demo users until sign-in comes.
users = Table(
    "users",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("role", String(60), nullable=False),
    Column("kommunenummer", String(4), nullable=False),
    Column("first_seen", Moment, nullable=False),
)

# A row of the system overview that somebody says is right, or wants told otherwise. The newest word counts.
system_confirmations = Table(
    "system_confirmations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("rad_id", String(64), nullable=False, index=True),
    Column("who", String(100), nullable=False),
    Column("at", Moment, nullable=False),
)
system_edits = Table(
    "system_edits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("rad_id", String(64), nullable=False, index=True),
    Column("field", String(60), nullable=False),
    Column("value", Text, nullable=False),
    Column("who", String(100), nullable=False),
    Column("at", Moment, nullable=False),
)

# What somebody chose for a list, to order it again later: each change is a new version of the same series.
saved_selections = Table(
    "saved_selections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("series", Integer, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("who", String(100), nullable=False),
    Column("role", String(60), nullable=False),
    Column("kommunenummer", String(4), nullable=False),
    Column("choice", JSON, nullable=False),
    Column("copied_from", Integer, ForeignKey("saved_selections.id")),
    Column("at", Moment, nullable=False),
    Column("removed_at", Moment),
)

# Every file that was downloaded.
exports = Table(
    "exports",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("who", String(100), nullable=False),
    Column("role", String(60), nullable=False),
    Column("kommunenummer", String(4), nullable=False),
    Column("view", String(60), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("n_rows", Integer, nullable=False),
    Column("generation", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# The people of a view, as keyed pseudonyms of 16 bytes, sorted and joined; the same people are kept once.
shown_persons = Table(
    "shown_persons",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("persons", LargeBinary, nullable=False),
)

# Who was shown what, and who was turned away. Append-only, and a chain: each entry's hash is over the one before.
access_log = Table(
    "access_log",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("hendelse", String(20), nullable=False),
    Column("who", String(100), nullable=False),
    Column("role", String(60), nullable=False),
    Column("basis", String(400), nullable=False),
    Column("purpose", String(400), nullable=False),
    Column("kommunenummer", String(4), nullable=False),
    Column("view", String(60), nullable=False),
    Column("columns", Text, nullable=False),
    Column("filter_class", String(20), nullable=False),
    Column("n_persons", Integer, nullable=False),
    Column("persons_digest", String(64), ForeignKey("shown_persons.digest")),
    Column("generation", String(20), nullable=False),
    Column("export_id", String(32), ForeignKey("exports.id")),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
# The end of the chain: one row, locked by whoever appends.
access_log_end = Table(
    "access_log_end",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

# What a municipality knows and FREG does not. Persons are keyed pseudonyms; a row ends, and is never deleted.
local_restrictions = Table(
    "local_restrictions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kommunenummer", String(4), nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("other_person", LargeBinary),
    Column("kind", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", String(100)),
)
lokal_omsorg = Table(
    "lokal_omsorg",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kommunenummer", String(4), nullable=False),
    Column("person", LargeBinary, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("carer", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", String(100)),
)
