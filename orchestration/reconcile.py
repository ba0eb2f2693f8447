"""Reconciliation as a whole: compare with the register, repair, publish what was repaired, and keep the figures.

`<home>/reconcile.json` holds the last runs: dates, numbers and names of fields, and never a value.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from ingest import approval
from ingest.lock import exclusive
from ingest.points import reach
from ingest.reconcile import Reconciled, reconcile
from ingest.refresh import feed_state
from ingest.settings import Settings
from orchestration.files import read_json, replace_file
from orchestration.publish import Generation, publish
from orchestration.refresh import refuse_mixing, source_state
from orchestration.transform import Progress, build, silent

FILE = "reconcile.json"
RUNS_KEPT = 100
SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found, and the generation that shows what was repaired; None: nothing had to be."""

    found: Reconciled
    published: Generation | None

    def summary(self) -> dict:
        """What `manntall reconcile --json` prints, and what is kept of a run."""
        return {
            "at": self.found.at,
            "kind": self.found.kind,
            "checked": self.found.checked,
            "late": self.found.late,
            "drifted": self.found.drifted,
            "repaired": self.found.drifted,
            "fields": dict(sorted(self.found.fields.items())),
            "generation": self.published.number if self.published else None,
        }


def run(settings: Settings, *, sample: int | None = SAMPLE, progress: Progress = silent) -> Outcome:
    """Compare a sample, or everybody when it is None; publish when something had drifted.

    Raises:
        AlreadyRunningError: another process works on the same home.
        ShrunkenError: an operator must say yes first.
        ManntallError: a stage failed; what had been finished is kept.
    """
    refuse_mixing(settings)
    with exclusive(settings.home):
        found = reconcile(settings, sample=sample, progress=progress)
        published = None
        if found.drifted:
            build(settings, progress=progress)
            progress("publishing", 0, None)
            published = publish(settings, source_state(feed_state(settings)))
        outcome = Outcome(found, published)
        _keep(settings.home, outcome.summary())
    return outcome


def approve(settings: Settings) -> None:
    """An operator's word for the next run: what FREG lacks is right."""
    approval.give(settings.home)


def runs(home: Path) -> list[dict]:
    """What is kept of the last runs, oldest first."""
    return (read_json(home / FILE) or {}).get("runs", [])


def _keep(home: Path, summary: dict) -> None:
    reach("reconcile.before_report")
    kept = [*runs(home), summary][-RUNS_KEPT:]
    replace_file(home / FILE, json.dumps({"runs": kept}, ensure_ascii=False, indent=1))
    reach("reconcile.after_report")
