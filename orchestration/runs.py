"""What ran and how it went: `<home>/runs.jsonl`, one line a run, with counts and times only.

Dagster keeps its own history for whoever looks at Dagster; this one is for the page *Drift* and for homes without it.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import AlreadyRunningError
from ingest.settings import Settings
from orchestration import watch
from orchestration.failures import explain
from orchestration.files import private_folder, replace_file

FILE = "runs.jsonl"
KEPT, LONGEST = 500, 1000  # lines, after and before it is cut


@contextmanager
def recorded(settings: Settings, kind: str, *, is_last: bool = True) -> Iterator[dict]:
    """Write down a run and how it went; the block adds counts to the dictionary it is lent.

    A run that found another one at work is no run. A log that cannot be written stops nothing. A failure begins an
    incident, which the next run of its kind ends that comes to its end.

    Args:
        settings: whose home it is.
        kind: what runs.
        is_last: False for a step of a run that has more; then only a failure is written down.
    """
    facts, begun, started = {}, datetime.now(UTC), time.monotonic()

    def told(outcome: str, **more: object) -> None:
        _append(
            settings.home,
            {
                "at": begun.isoformat(timespec="seconds"),
                "kind": kind,
                "outcome": outcome,
                "seconds": round(time.monotonic() - started, 1),
                **more,
                **facts,
            },
        )

    try:
        yield facts
    except AlreadyRunningError:
        raise
    except Exception as error:
        words = str(explain(error))
        told("failed", failure=words)
        watch.failed(settings, kind, words)
        raise
    if is_last:
        told("done")
        watch.succeeded(settings, kind)


def _append(home: Path, run: dict) -> None:
    with suppress(OSError):
        path = private_folder(home) / FILE
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
        ) as file:
            file.write(json.dumps(run, ensure_ascii=False) + "\n")
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        if len(lines) > LONGEST:
            replace_file(path, "".join(lines[-KEPT:]))
