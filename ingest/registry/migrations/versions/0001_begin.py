"""The registry begins: users, the system overview, selections, exports, the access log and local knowledge."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NAME, MOMENT = sa.String(60), sa.String(32)


def upgrade() -> None:
    _people_and_systems()
    _selections_and_exports()
    _access_log()
    _local_knowledge()
    for table in ("access_log", "shown_persons"):
        _append_only(table, "update or delete")
    for table in ("local_restrictions", "lokal_omsorg"):
        _append_only(table, "delete")


def _people_and_systems() -> None:
    op.create_table(
        "users",
        sa.Column("key", sa.String(100), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("kommunenummer", sa.String(4), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
    )
    op.create_table(
        "system_confirmations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("rad_id", sa.String(64), nullable=False, index=True),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "system_edits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("rad_id", sa.String(64), nullable=False, index=True),
        sa.Column("field", NAME, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def _selections_and_exports() -> None:
    op.create_table(
        "saved_selections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("series", sa.Integer, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("kommunenummer", sa.String(4), nullable=False),
        sa.Column("choice", sa.JSON, nullable=False),
        sa.Column("copied_from", sa.Integer, sa.ForeignKey("saved_selections.id")),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("removed_at", MOMENT),
    )
    op.create_table(
        "exports",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("kommunenummer", sa.String(4), nullable=False),
        sa.Column("view", NAME, nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, index=True),
        sa.Column("n_rows", sa.Integer, nullable=False),
        sa.Column("generation", sa.String(20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )


def _access_log() -> None:
    op.create_table(
        "shown_persons",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("persons", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "access_log",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("hendelse", sa.String(20), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("basis", sa.String(400), nullable=False),
        sa.Column("purpose", sa.String(400), nullable=False),
        sa.Column("kommunenummer", sa.String(4), nullable=False),
        sa.Column("view", NAME, nullable=False),
        sa.Column("columns", sa.Text, nullable=False),
        sa.Column("filter_class", sa.String(20), nullable=False),
        sa.Column("n_persons", sa.Integer, nullable=False),
        sa.Column("persons_digest", sa.String(64), sa.ForeignKey("shown_persons.digest")),
        sa.Column("generation", sa.String(20), nullable=False),
        sa.Column("export_id", sa.String(32), sa.ForeignKey("exports.id")),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    end = op.create_table(
        "access_log_end",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.bulk_insert(end, [{"id": 1, "position": 0, "hash": ""}])


def _local_knowledge() -> None:
    def ending() -> list[sa.Column]:
        return [
            sa.Column("reason", sa.Text, nullable=False),
            sa.Column("author", sa.String(100), nullable=False),
            sa.Column("at", MOMENT, nullable=False),
            sa.Column("expires_at", MOMENT, nullable=False),
            sa.Column("ended_at", MOMENT),
            sa.Column("ended_by", sa.String(100)),
        ]

    op.create_table(
        "local_restrictions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kommunenummer", sa.String(4), nullable=False),
        sa.Column("person", sa.LargeBinary, nullable=False),
        sa.Column("other_person", sa.LargeBinary),
        sa.Column("kind", sa.String(20), nullable=False),
        *ending(),
    )
    op.create_table(
        "lokal_omsorg",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kommunenummer", sa.String(4), nullable=False),
        sa.Column("person", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("carer", sa.Text, nullable=False),
        *ending(),
    )


def _append_only(table: str, changes: str) -> None:
    """Let the database itself refuse changes; the two engines say it differently."""
    if op.get_bind().dialect.name == "sqlite":
        for change in changes.split(" or "):
            op.execute(
                f"create trigger {table}_no_{change} before {change} on {table} "
                "begin select raise(abort, 'append-only'); end"
            )
        return
    op.execute(
        f"create function {table}_is_append_only() returns trigger language plpgsql as "
        "$$ begin raise exception 'append-only'; end $$"
    )
    op.execute(
        f"create trigger {table}_append_only before {changes} or truncate on {table} "
        f"for each statement execute function {table}_is_append_only()"
    )
