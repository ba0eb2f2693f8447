"""What Dagster's assets work on: the settings and the one lock. No secret is a field here."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from ingest.errors import ManntallError
from ingest.lock import exclusive
from ingest.settings import Settings, load_settings
from orchestration.failures import PublicationError, TransformError, explain
from orchestration.runs import recorded


class Register(dg.ConfigurableResource):
    """The copy that a run works on, as `MANNTALL_*` and the settings file describe it."""

    def settings(self) -> Settings:
        return load_settings()

    @contextmanager
    def locked(self, part: str = "") -> Iterator[Settings]:
        """The settings, while no other process (the command line among them) works on the same part of the home.

        Files made meanwhile are private. Whatever goes wrong leaves as a `dagster.Failure` with one sentence
        that holds no values; it is tried again only where that can help.
        """
        mask = os.umask(0o077)
        try:
            with failing_in_words():
                settings = self.settings()
                with recorded(settings, part or "refresh", is_last=False), exclusive(settings.home / part):
                    yield settings
        finally:
            os.umask(mask)


@contextmanager
def failing_in_words() -> Iterator[None]:
    """Turn any exception into a `dagster.Failure`: Dagster stores messages and their causes."""
    try:
        yield
    except Exception as error:
        told = explain(error)
        raise dg.Failure(str(told), allow_retries=_may_pass(told)) from None


def _may_pass(error: ManntallError) -> bool:
    """Whether the same run can succeed later: not after wrong settings, models, tests or the fence."""
    return error.exit_code == 1 and not isinstance(error, TransformError | PublicationError)
