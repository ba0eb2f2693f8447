"""From FREG to published files, as Dagster's assets: landing's three kinds, dbt's models and the publication.

The landing assets have the keys that dbt gives its sources, so the lineage is unbroken without a translator.
Metadata holds counts and names only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets

from ingest.refresh import extract, feed_state, fetch_missing, follow
from orchestration import watch
from orchestration.failures import TransformError
from orchestration.project import manifest
from orchestration.publish import publish
from orchestration.refresh import source_state
from orchestration.resources import Register
from orchestration.runs import recorded
from orchestration.transform import Node, build

WAREHOUSE = "warehouse"  # the pool: one writer at a time, which `dagster.yaml` sets
RETRIES = dg.RetryPolicy(max_retries=4, delay=30, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)
UTTREKK, HENDELSER, PERSONDOKUMENTER = (
    dg.AssetKey(["freg", kind]) for kind in ("uttrekk", "hendelser", "persondokumenter")
)
PUBLISHED = dg.AssetKey("published")
TESTS_AS_CHECKS = DagsterDbtTranslator(
    DagsterDbtTranslatorSettings(enable_asset_checks=True, enable_source_tests_as_checks=True)
)


class ExtractConfig(dg.Config):
    """`full`: order every extract anew, also where there is one."""

    full: bool = False


class BuildConfig(dg.Config):
    """`full_refresh`: build the warehouse from nothing, which also rids its file of overwritten values."""

    full_refresh: bool = False


@dg.asset(key=UTTREKK, group_name="freg", kinds={"parquet"}, pool=WAREHOUSE, retry_policy=RETRIES)
def uttrekk(config: ExtractConfig, register: Register) -> dg.MaterializeResult:
    """The people in scope, by their ids: one extract job a municipality, or one for all of Norway."""
    with register.locked() as settings:
        return dg.MaterializeResult(metadata=_facts(extract(settings, full=config.full)))


@dg.asset(
    key=HENDELSER, deps=[UTTREKK], group_name="freg", kinds={"parquet"}, pool=WAREHOUSE, retry_policy=RETRIES
)
def hendelser(register: Register) -> dg.MaterializeResult:
    """The event list, from where landing ends to where FREG's ends."""
    with register.locked() as settings:
        return dg.MaterializeResult(metadata=_facts(follow(settings)))


@dg.asset(
    key=PERSONDOKUMENTER,
    deps=[UTTREKK, HENDELSER],
    group_name="freg",
    kinds={"parquet"},
    pool=WAREHOUSE,
    retry_policy=RETRIES,
)
def persondokumenter(register: Register) -> dg.MaterializeResult:
    """The documents of everybody in scope and of those their relations need, narrowed to the roles' parts."""
    with register.locked() as settings:
        return dg.MaterializeResult(metadata=_facts(fetch_missing(settings)))


@dbt_assets(
    manifest=manifest(),
    name="models",
    exclude="tag:utbredelse",  # orchestration/utbredelse_assets.py has them
    pool=WAREHOUSE,
    retry_policy=RETRIES,
    dagster_dbt_translator=TESTS_AS_CHECKS,
)
def models(context: dg.AssetExecutionContext, config: BuildConfig, register: Register) -> Iterator:
    """dbt's models, with their data tests as checks; built in this process, which keeps no message of dbt."""
    with register.locked() as settings:
        try:
            built = build(settings, full_refresh=config.full_refresh, select=_selection(context))
        except TransformError as error:
            yield from check_results(context, error.nodes)
            raise
        yield from materializations(context, built.nodes, built.counts.marts or {})
        yield from check_results(context, built.nodes)


def mart_keys() -> list[dg.AssetKey]:
    """The keys of all marts, sorted."""
    return sorted(key for key in models.keys if key.path[-1].startswith("mart_"))


@dg.asset(
    key=PUBLISHED,
    deps=mart_keys(),
    group_name="published",
    kinds={"parquet"},
    pool=WAREHOUSE,
    retry_policy=RETRIES,
)
def published(register: Register) -> dg.MaterializeResult:
    """A new generation of read-only files: one for each municipality, role and mart."""
    with register.locked() as settings, recorded(settings, "refresh") as facts:
        feed = feed_state(settings)
        generation = publish(settings, source_state(feed))
        watch.look(settings, feed)
        known = generation.status
        facts.update(generation=generation.number, sequence_landed=known["sequence_landed"])
    return dg.MaterializeResult(
        metadata={
            "generation": generation.number,
            "sequence_landed": known["sequence_landed"],
            "documents_missing": known["documents_missing"],
            "municipalities": len(known["kommuner"]),
            "dagster/row_count": sum(known["rows"].values()),
        }
    )


def _facts(result: object) -> dict:
    """A stage's counts, and in words which readings of FREG's documentation it met."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(result).items()
    }


def _selection(context: dg.AssetExecutionContext) -> list[str]:
    """dbt's selection for a run of some models only; empty for all."""
    return [unique_id.split(".")[-1] for unique_id in _selected(context)] if context.is_subset else []


def _selected(context: dg.AssetExecutionContext) -> dict[str, dg.AssetKey]:
    """dbt's id of each node that this run makes, and its asset."""
    specs = [spec for spec in context.assets_def.specs if spec.key in context.selected_asset_keys]
    return {spec.metadata["dagster_dbt/unique_id"]: spec.key for spec in specs}


def materializations(
    context: dg.AssetExecutionContext, nodes: tuple[Node, ...], rows: Mapping[str, int]
) -> Iterator[dg.MaterializeResult]:
    """In the order in which dbt made them: Dagster wants each after what it was made from. `rows`: of the marts."""
    selected = _selected(context)
    for node in nodes:
        if node.unique_id in selected:
            yield dg.MaterializeResult(
                asset_key=selected[node.unique_id],
                metadata={"dagster/row_count": rows[node.name]} if node.name in rows else {},
            )


def check_results(
    context: dg.AssetExecutionContext, nodes: tuple[Node, ...]
) -> Iterator[dg.AssetCheckResult]:
    """What became of the data tests that this run asked for."""
    ran = {node.unique_id: node for node in nodes}
    for spec in context.assets_def.check_specs:
        node = ran.get((spec.metadata or {}).get("dagster_dbt/unique_id"))
        if node and node.status != "skipped" and spec.key in context.selected_asset_check_keys:
            yield dg.AssetCheckResult(
                asset_key=spec.asset_key,
                check_name=spec.name,
                passed=node.status == "pass",
                severity=dg.AssetCheckSeverity.WARN if node.status == "warn" else dg.AssetCheckSeverity.ERROR,
                metadata={"failing_rows": node.failures or 0},
            )
