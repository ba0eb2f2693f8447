"""Extract jobs (*uttrekk*): ordered at once, ready a little later, read in batches, gone in the end.

Source: freg.md section 4 and 1.5.
"""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.sandbox.answers import ExtractRefusal

CONCURRENT_JOBS = 10


@dataclass(frozen=True, slots=True)
class Job:
    """One extract: `field` names the list in a batch, `ready_at` is a reading of the clock, in seconds."""

    field: str
    identifiers: Sequence[str]
    batch_size: int
    ready_at: float

    def batch(self, number: int) -> dict:
        """Batch `number` from 0; `{}` right after the last one with ids.

        Raises:
            ExtractRefusal: 410, beyond the end.
        """
        start = number * self.batch_size
        if start >= len(self.identifiers) + self.batch_size:
            raise ExtractRefusal(410, "Batchen eksisterer ikke.")
        identifiers = self.identifiers[start : start + self.batch_size]
        return {self.field: identifiers} if identifiers else {}


class Jobs:
    """All jobs of the one organisation that the sandbox serves.

    Args:
        seconds: how long a job takes.
        kept: how many finished jobs stay; an older one is answered with 410, like one that never was.
    """

    def __init__(self, *, seconds: float, kept: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._kept = kept
        self._clock = clock
        self._jobs: dict[str, Job] = {}

    def order(self, field: str, identifiers: Sequence[str], batch_size: int) -> str | None:
        """A new job's id, or None when ten are under way already."""
        now = self._clock()
        finished = [key for key, job in self._jobs.items() if job.ready_at <= now]
        if len(self._jobs) - len(finished) >= CONCURRENT_JOBS:
            return None
        for key in finished[: max(0, len(finished) - self._kept)]:
            del self._jobs[key]
        key = str(uuid.uuid4())
        self._jobs[key] = Job(field, identifiers, batch_size, now + self._seconds)
        return key

    def batch(self, key: str, number: int) -> dict:
        """Batch `number` of a job, as FREG's JSON.

        Raises:
            ExtractRefusal: 404 while the job is not ready; 410 for one that is unknown and beyond its end.
        """
        job = self._jobs.get(key)
        if job is None:
            raise ExtractRefusal(410, "Jobben eksisterer ikke.")
        if job.ready_at > self._clock():
            raise ExtractRefusal(404, "Jobben er ikke ferdig ennå.")
        return job.batch(number)
