"""The code location: `dg dev`, `dg check defs` and `dagster definitions validate` load `defs`."""

import dagster as dg

from orchestration import assets, checks, schedules, utbredelse_assets
from orchestration.resources import Register


def build(**overrides: object) -> dg.Definitions:
    """Assemble the code location; tests pass resources by name to replace the default ones."""
    resources: dict[str, object] = {"register": Register()}
    return dg.Definitions(
        assets=[
            *(assets.uttrekk, assets.hendelser, assets.persondokumenter, assets.models, assets.published),
            *(utbredelse_assets.sources, utbredelse_assets.usage_models, utbredelse_assets.usage_published),
        ],
        asset_checks=[checks.has_not_shrunk, checks.is_fresh, utbredelse_assets.sources_were_read],
        jobs=[schedules.refresh, schedules.usage, schedules.freshness, schedules.comparison],
        schedules=[
            *(schedules.nightly, schedules.weekly, schedules.daily_usage, schedules.hourly),
            *(schedules.nightly_comparison, schedules.weekly_comparison),
        ],
        sensors=[schedules.protection, schedules.feed],
        resources=resources | overrides,
        executor=dg.in_process_executor,
    )


defs = build()
