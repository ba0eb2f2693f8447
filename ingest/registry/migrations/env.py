"""Run by Alembic, inside the transaction that `ingest.registry.store` has begun."""

from alembic import context

from ingest.registry.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
context.run_migrations()
