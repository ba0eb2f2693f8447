"""Landing to published: seconds and peak memory of one process, `python -m benchmarks.pipeline HOME`."""

import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.settings import Settings
from ingest.work import EVERYBODY
from orchestration.publish import SourceState, publish
from orchestration.transform import build


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Seconds by stage, peak memory in GiB, and what came out. `seconds` has the start of Python and dbt."""

    seconds: float
    building: float
    publishing: float
    peak_gib: float
    persons: int
    rows: int


def measure(home: Path, started: float) -> Pipeline:
    """Build the warehouse of `home` from nothing and publish it; `started` is when the process began."""
    settings = Settings(home=home, kommuner=EVERYBODY)
    built = build(settings)
    between = time.time()
    published = publish(settings, SourceState(documents_missing=0))
    ended = time.time()
    return Pipeline(
        seconds=ended - started,
        building=built.seconds,
        publishing=ended - between,
        peak_gib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        persons=built.counts.persons,
        rows=sum(published.status["rows"].values()),
    )


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Path(sys.argv[1]), float(sys.argv[2])))))
