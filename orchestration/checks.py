"""Checks beside dbt's tests: has a list shrunk without reason, and is what readers see fresh. Counts only."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg

from orchestration.assets import PUBLISHED, WAREHOUSE, mart_keys
from orchestration.publish import Generation, current
from orchestration.resources import Register, failing_in_words
from orchestration.warehouse import Warehouse

FLOOR = 0.5  # of the last published rows; a year's births and moves change a list by a few per cent
FRESH = timedelta(hours=26)  # a nightly run, and two hours for it to be late
NOT_SHRUNK = "has_not_shrunk"


@dg.multi_asset_check(
    name=NOT_SHRUNK,
    specs=[dg.AssetCheckSpec(NOT_SHRUNK, asset=key, blocking=True) for key in mart_keys()],
    can_subset=True,
    pool=WAREHOUSE,
)
def has_not_shrunk(
    context: dg.AssetCheckExecutionContext, register: Register
) -> Iterator[dg.AssetCheckResult]:
    """No list lost more than half of its rows since the last publication, or nothing is published.

    A list that is rightly so much shorter (a narrower scope, say) is published by `manntall refresh`.
    """
    with failing_in_words():
        settings = register.settings()
        counts = Warehouse(settings).counts()
        rows = (counts.marts if counts else None) or {}
        before = current(settings.published)
    for key in sorted(context.selected_asset_check_keys):
        mart = key.asset_key.path[-1]
        yield floor_result(
            key.asset_key, rows.get(mart, 0), before.status["rows"].get(mart, 0) if before else 0
        )


def floor_result(mart: dg.AssetKey, rows: int, before: int) -> dg.AssetCheckResult:
    """Passed while `rows` is at least `FLOOR` of what the last good run had."""
    return dg.AssetCheckResult(
        asset_key=mart,
        check_name=NOT_SHRUNK,
        passed=rows >= FLOOR * before,
        metadata={"rows": rows, "rows_last_published": before},
    )


@dg.asset_check(asset=PUBLISHED, name="is_fresh")
def is_fresh(register: Register) -> dg.AssetCheckResult:
    """What readers see was published within `FRESH`, whether by Dagster or by the command line."""
    with failing_in_words():
        return freshness_result(current(register.settings().published), datetime.now(UTC))


def freshness_result(generation: Generation | None, now: datetime) -> dg.AssetCheckResult:
    """Passed while the generation is younger than `FRESH`; nothing published is not fresh."""
    if generation is None:
        return dg.AssetCheckResult(passed=False, description="Nothing has been published yet.")
    age = now - generation.published_at
    return dg.AssetCheckResult(passed=age <= FRESH, metadata={"hours": round(age.total_seconds() / 3600, 1)})
