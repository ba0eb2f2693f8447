"""The failures a user meets: each has one sentence that says what to do next, and never a person's data."""


class ManntallError(Exception):
    """Failed, and safe to run again: exit code 1."""

    exit_code = 1


class ConfigurationError(ManntallError):
    """Wrong use or configuration; running again without a change cannot help: exit code 2."""

    exit_code = 2


class AlreadyRunningError(ManntallError):
    """Another process works on the same `MANNTALL_HOME`."""


class CorruptSegmentError(ManntallError):
    """A segment of the landing log cannot be read; it was set aside, and what it held is fetched again."""


class LandingWriteError(ManntallError):
    """The landing log cannot be written, most often because the disk is full."""


class FregError(ManntallError):
    """FREG's answer ended the work: what has been landed stays, and the next run goes on from there."""


class FregUnavailableError(FregError):
    """A passing failure that outlasted the retries: no connection, no answer in time, 429 or 5xx.

    `retry_after` is how many seconds FREG asked to wait, or None.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class FregAnswerError(FregError):
    """FREG answered something that cannot be understood; nothing of it was kept."""


class FregTooLargeError(FregAnswerError):
    """FREG answered more than any sensible answer has; it was not read to its end."""


class FregRefusedError(FregError):
    """FREG refused one request for good: 4xx other than 429, or 501. Callers judge `status` by context."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class FeedExpiredError(FregError):
    """The place in the event list is older than what FREG keeps (36 months): a new full extract is needed."""


class FeedRewoundError(FregError):
    """FREG's event list ends before, or tells otherwise than, what was read: it was set back or begun anew."""


class FeedGapError(FregError):
    """Events that FREG's list once had are not given any more: a new full extract is needed."""


class ShrunkenError(ConfigurationError):
    """FREG does not know more people of the copy any more than may vanish at once: a person must say yes first."""


class FregAccessError(FregRefusedError, ConfigurationError):
    """FREG refused for a reason that a person must mend (401, 403, a wrong address): exit code 2."""
