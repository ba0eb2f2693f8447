"""Who uses the service, as Dagster's assets: the landed sources, dbt's models of them, and the publication.

They are no part of the job that follows FREG: neither waits for the other. Metadata holds counts and names only.
"""

from collections.abc import Iterator

import dagster as dg
from dagster_dbt import dbt_assets

from ingest.usage.refresh import land_usage
from ingest.usage.store import UsageStore
from ingest.usage.tables import TABLES
from orchestration.assets import RETRIES, TESTS_AS_CHECKS, check_results, materializations
from orchestration.failures import TransformError
from orchestration.project import manifest
from orchestration.resources import Register, failing_in_words
from orchestration.utbredelse import build_usage, publish_usage

POOL = FOLDER = "utbredelse"
SOURCES = {kilde: dg.AssetKey(["utbredelse", kilde]) for kilde in TABLES}  # the keys of dbt's sources
USAGE_PUBLISHED = dg.AssetKey(["utbredelse", "published"])


@dg.multi_asset(
    name="usage_sources",
    specs=[dg.AssetSpec(key, group_name="utbredelse", kinds={"parquet"}) for key in SOURCES.values()],
    pool=POOL,
    retry_policy=RETRIES,
)
def sources(register: Register) -> Iterator[dg.MaterializeResult]:
    """Every source of usage that can be read; one that cannot keeps what was landed of it."""
    with register.locked(FOLDER) as settings:
        states = land_usage(settings).sources
    for kilde, key in SOURCES.items():
        state = states[kilde]
        yield dg.MaterializeResult(
            asset_key=key, metadata={"dagster/row_count": state.rows, "refused": state.refused}
        )


@dbt_assets(
    manifest=manifest(),
    name="usage_models",
    select="tag:utbredelse",
    pool=POOL,
    retry_policy=RETRIES,
    dagster_dbt_translator=TESTS_AS_CHECKS,
)
def usage_models(context: dg.AssetExecutionContext, register: Register) -> Iterator:
    """dbt's models of usage, with their data tests as checks; always built whole, which takes seconds."""
    with register.locked(FOLDER) as settings:
        try:
            nodes = build_usage(settings)
        except TransformError as error:
            yield from check_results(context, error.nodes)
            raise
        yield from materializations(context, nodes, {})
        yield from check_results(context, nodes)


@dg.asset(
    key=USAGE_PUBLISHED,
    deps=sorted(key for key in usage_models.keys if key.path[-1].startswith("mart_")),
    group_name="utbredelse",
    kinds={"parquet"},
    pool=POOL,
    retry_policy=RETRIES,
)
def usage_published(register: Register) -> dg.MaterializeResult:
    """A new generation of the figures of use: one read-only file for each mart."""
    with register.locked(FOLDER) as settings:
        generation = publish_usage(settings)
    rows = generation.status["rows"]
    return dg.MaterializeResult(
        metadata={
            "generation": generation.number,
            "marts": len(rows),
            "dagster/row_count": sum(rows.values()),
        }
    )


@dg.asset_check(asset=USAGE_PUBLISHED, name="sources_were_read")
def sources_were_read(register: Register) -> dg.AssetCheckResult:
    """Every source of usage could be read the last time; a warning, since the others' figures are right."""
    with failing_in_words():
        states = UsageStore.of(register.settings()).states()
    unread = sorted(kilde for kilde in TABLES if kilde not in states or states[kilde].fault)
    return dg.AssetCheckResult(
        passed=not unread,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"unread": ", ".join(unread), "refused": sum(state.refused for state in states.values())},
    )


USAGE = dg.AssetSelection.assets(*SOURCES.values(), *usage_models.keys, USAGE_PUBLISHED)
