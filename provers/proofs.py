"""Runs the proofs one after the other, the cheapest first."""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from ingest import proof
from ingest.errors import ManntallError
from ingest.settings import Settings
from orchestration.files import replace_file
from orchestration.warehouse import Warehouse, marts
from provers import attacker, canaries, twins
from provers.oracle.comparing import compare, rows_of
from provers.replay import built_by_dbt
from provers.report import Attacker, Canaries, Leaks, Oracle, Report, Twins
from provers.scanner import scan_home

FIGURES = "mart_planlegging"
Progress = Callable[[str, int, int | None], None]


def run(settings: Settings, seeds: int, progress: Progress) -> Report:
    """See `provers.prove`."""
    counts = Warehouse(settings).counts()
    if counts is None or counts.persons is None:
        raise ManntallError("There is no whole warehouse to prove anything of yet: run `manntall refresh`.")
    started = time.monotonic()
    progress("planting values for the scanner", 0, None)
    n_planted, missed = canaries.all_are_found()
    progress("searching the files", 0, None)
    findings, n_secrets = scan_home(settings.home)
    progress("reading the documents anew", 0, None)
    compared = compare(settings.home)
    report = Report(
        date=settings.list_date.isoformat(),
        canaries=Canaries(n_planted, tuple(missed)),
        leaks=Leaks(n_secrets, tuple(findings)),
        oracle=Oracle(
            sum(n_rows for n_rows, _ in compared.values()),
            {mart: n_differing for mart, (_, n_differing) in compared.items() if n_differing},
        ),
        attacker=_attacked(settings),
        twins=Twins(seeds, _differing(seeds, progress)),
        seconds=round(time.monotonic() - started, 1),
    )
    replace_file(settings.home / proof.FILE, proof.encode(_counts(report)))
    return report


def _counts(report: Report) -> proof.Proof:
    """What pages may tell of it: how much was tried and failed, and not even the name of a file."""
    tried = (proof.Tried(name, tried, failed) for name, tried, failed in report.counts())
    return proof.Proof(datetime.now(UTC), date.fromisoformat(report.date), tuple(tried))


def _attacked(settings: Settings) -> Attacker:
    """What the attacker makes of all planning figures of the home."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        figures = [name for schema, name in marts(con) if schema == FIGURES]
        tables = {name.removeprefix(f"{FIGURES}__"): rows_of(con, name) for name in figures}
    knowledge = attacker.read(tables)
    return Attacker(len(knowledge.hidden), len(attacker.recovered(knowledge)))


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
