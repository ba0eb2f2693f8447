"""When the work is done, and why then. All hours are Norwegian."""

import dagster as dg

from ingest.refresh import feed_state
from ingest.timetable import (
    FEED_SECONDS,
    NIGHTLY,
    NIGHTLY_COMPARISON,
    URGENT_SECONDS,
    WEEKLY,
    WEEKLY_COMPARISON,
)
from ingest.urgent import enforce
from orchestration import reconcile, watch
from orchestration.assets import RETRIES, WAREHOUSE, BuildConfig, ExtractConfig
from orchestration.failures import explain
from orchestration.resources import Register, failing_in_words
from orchestration.runs import recorded
from orchestration.utbredelse_assets import USAGE

OSLO = "Europe/Oslo"
ACTIVE = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]

refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all() - USAGE,
    description="Catch up with FREG, build and publish.",
    executor_def=dg.in_process_executor,  # one warehouse has one writer, and a process a step costs seconds
)
usage = dg.define_asset_job(
    "usage",
    selection=USAGE,
    description="Read who uses the service, build and publish the figures.",
    executor_def=dg.in_process_executor,
)
freshness = dg.define_asset_job(
    "freshness",
    selection=dg.AssetSelection.checks(dg.AssetCheckKey(dg.AssetKey("published"), "is_fresh")),
    description="Look at how old the published lists are, without making any.",
    executor_def=dg.in_process_executor,
)


class ComparisonConfig(dg.Config):
    """`everybody`: compare all people with fresh extracts; else a sample of them."""

    everybody: bool = False


@dg.op(out=dg.Out(dg.Nothing), pool=WAREHOUSE, retry_policy=RETRIES)
def compare_with_freg(context: dg.OpExecutionContext, config: ComparisonConfig, register: Register) -> None:
    """The copy against the register, field by field; what has drifted is repaired and published."""
    with failing_in_words():
        settings = register.settings()
        with recorded(settings, "reconcile") as facts:
            outcome = reconcile.run(settings, sample=None if config.everybody else reconcile.SAMPLE)
            facts |= {"checked": outcome.found.checked, "drifted": outcome.found.drifted}
    context.log.info(f"{outcome.found.checked} people compared, {outcome.found.drifted} had drifted")


@dg.job(executor_def=dg.in_process_executor)
def comparison() -> None:
    """Prove that the copy equals the register, and repair where it does not."""
    compare_with_freg()


def run_config(*, full_extract: bool) -> dg.RunConfig:
    """A run that builds from nothing, and orders every extract anew when `full_extract`."""
    return dg.RunConfig(
        {"freg__uttrekk": ExtractConfig(full=full_extract), "models": BuildConfig(full_refresh=True)}
    )


@dg.schedule(
    job=refresh,
    cron_schedule=NIGHTLY.cron,
    execution_timezone=OSLO,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def nightly() -> dg.RunRequest:
    """Lists for the new day, in a warehouse file that holds no overwritten value."""
    return dg.RunRequest(run_config=run_config(full_extract=False))


@dg.schedule(
    job=refresh,
    cron_schedule=WEEKLY.cron,
    execution_timezone=OSLO,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def weekly() -> dg.RunRequest:
    """A new full extract, which finds what no event told of."""
    return dg.RunRequest(run_config=run_config(full_extract=True))


@dg.schedule(
    job=comparison,
    cron_schedule=NIGHTLY_COMPARISON.cron,
    execution_timezone=OSLO,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def nightly_comparison() -> dg.RunRequest:
    """A sample of the copy against the register."""
    return dg.RunRequest()


@dg.schedule(
    job=comparison,
    cron_schedule=WEEKLY_COMPARISON.cron,
    execution_timezone=OSLO,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def weekly_comparison() -> dg.RunRequest:
    """Everybody against fresh extracts."""
    return dg.RunRequest(run_config=dg.RunConfig({"compare_with_freg": ComparisonConfig(everybody=True)}))


@dg.schedule(
    job=usage,
    cron_schedule="40 4 * * *",  # once the nightly lists are done; the figures are of the day before
    execution_timezone=OSLO,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def daily_usage() -> dg.RunRequest:
    """Figures of use for the new day; the audit log is read from where it ended."""
    return dg.RunRequest()


@dg.schedule(
    job=freshness,
    cron_schedule="5 * * * *",
    execution_timezone=OSLO,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def hourly() -> dg.RunRequest:
    """The freshness check, which must also fail when no run comes any more."""
    return dg.RunRequest()


@dg.sensor(job=refresh, minimum_interval_seconds=FEED_SECONDS, default_status=dg.DefaultSensorStatus.RUNNING)
def feed(context: dg.SensorEvaluationContext, register: Register) -> dg.RunRequest | dg.SkipReason:
    """Asks FREG for its newest number, and for a run when landing is behind or documents are missing."""
    if context.instance.get_runs_count(dg.RunsFilter(job_name=refresh.name, statuses=ACTIVE)):
        return dg.SkipReason("A run is under way.")
    try:
        settings = register.settings()
        state = feed_state(settings)
        watch.look(settings, state)
    except Exception as error:
        return dg.SkipReason(str(explain(error)))
    if state.feed_latest is None:
        return dg.SkipReason("FREG did not answer.")
    if state.feed_latest == state.sequence_landed and not state.documents_missing:
        return dg.SkipReason("Nothing has happened since the last run.")
    return dg.RunRequest(tags={"feed_latest": str(state.feed_latest)})


@dg.sensor(minimum_interval_seconds=URGENT_SECONDS, default_status=dg.DefaultSensorStatus.RUNNING)
def protection(register: Register) -> dg.SkipReason:
    """The urgent lane: denies from the headers of unread events, here and now, whatever run is under way.

    It never asks for a run: starting one takes longer than the denial may.
    """
    try:
        swept = enforce(register.settings())
    except Exception as error:
        return dg.SkipReason(str(explain(error)))
    return dg.SkipReason(f"{swept.headers} headers were looked at, {swept.denials} denials written.")
