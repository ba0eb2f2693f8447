"""Runs the proofs one after the other, the cheapest first."""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ingest.settings import Settings
from orchestration.files import replace_file
from provers import canaries, twins
from provers.replay import built_by_dbt
from provers.report import Canaries, Leaks, Report, Twins
from provers.scanner import scan_home

REPORT = "prove.json"
Progress = Callable[[str, int, int | None], None]


def run(settings: Settings, seeds: int, progress: Progress) -> Report:
    """See `provers.prove`."""
    started = time.monotonic()
    progress("planting values for the scanner", 0, None)
    n_planted, missed = canaries.all_are_found()
    progress("searching the files", 0, None)
    findings, n_secrets = scan_home(settings.home)
    report = Report(
        date=settings.list_date.isoformat(),
        canaries=Canaries(n_planted, tuple(missed)),
        leaks=Leaks(n_secrets, tuple(findings)),
        twins=Twins(seeds, _differing(seeds, progress)),
        seconds=round(time.monotonic() - started, 1),
    )
    replace_file(settings.home / REPORT, json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    return report


def _differing(seeds: int, progress: Progress) -> dict[int, dict[str, list[twins.Difference]]]:
    """Of each seed whose twins differ, what differs. The first build is dbt's."""
    found = {}
    if seeds:
        progress("building twin worlds", 0, seeds)
        with tempfile.TemporaryDirectory() as folder:
            first = twins.all_at_once(1)
            settings = twins.settings_of(Path(folder) / "first", first.kommuner)
            twins.land(first.one, settings)
            recipe = built_by_dbt(settings)
            for seed in range(1, seeds + 1):
                if different := twins.differing(seed, recipe):
                    found[seed] = different
                progress("building twin worlds", seed, seeds)
    return found
