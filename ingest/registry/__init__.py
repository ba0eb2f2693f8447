"""What people decide and who was shown what: one store that no load from FREG can touch.

SQLite in `<home>/registry.sqlite`, or PostgreSQL where several servers share it; the SQL is the same. A page or a
command opens it with `open_registry` and hands it to the functions of the module that it needs.
"""

from ingest.registry.store import Registry, RegistryError, open_registry

__all__ = ["Registry", "RegistryError", "open_registry"]
