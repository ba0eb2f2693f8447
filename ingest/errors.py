"""The failures a user meets. Each carries one sentence that says what to do next and never a person's data."""


class ManntallError(Exception):
    """Failed, and safe to run again: exit code 1."""

    exit_code = 1


class ConfigurationError(ManntallError):
    """Wrong use or configuration; running again without a change cannot help: exit code 2."""

    exit_code = 2


class AlreadyRunningError(ManntallError):
    """Another process works on the same `MANNTALL_HOME`."""


class CorruptSegmentError(ManntallError):
    """A segment of the landing log cannot be read; it has been set aside and what it held is fetched again."""
