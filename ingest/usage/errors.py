"""What a user is told when a source of usage cannot be read; never with a value of it."""

from ingest.errors import ManntallError


class UsageSourceError(ManntallError):
    """One source could not be read at all: what was landed of it before stays, and the others are read."""
