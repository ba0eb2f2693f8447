"""What an operator is told of a home, judged: each check has a light, and words that say what to do when it is red."""

from datetime import datetime, timedelta

from dashboards import freshness
from dashboards.freshness import Check, Light
from dashboards.language import Words
from dashboards.operations import Disk, Incident, Protection, Reconciliation, Run
from dashboards.store import Generation
from ingest.quarantine import SetAside
from ingest.settings import Settings
from ingest.staleness import is_silent

LATE = timedelta(hours=26)  # a nightly run, and two hours of slack
RECONCILED_LATE = timedelta(days=8)  # a weekly one, and a day of slack
LITTLE_FREE, LEAST_FREE = 0.2, 0.1


def source(generation: Generation, settings: Settings, say: Words, now: datetime) -> Check:
    """Does the register move, and is anything hidden because it does not."""
    check = freshness.source(generation.status, say, now, generation.level())
    status = generation.status
    if check.light is Light.GOOD and is_silent(
        settings, status.source_at, now, is_synthetic=status.syntetisk
    ):
        words = say("drift.source_silent", age=say.age(status.source_at, now))
        return Check(Light.WATCH, check.title, words)
    return check


def lag(generation: Generation, say: Words) -> list[Check]:
    """Unread events and missing documents, as of the last publication."""
    return [freshness.lag(generation.status, say), freshness.missing(generation.status, say)]


def last_run(runs: list[Run], say: Words, now: datetime) -> Check:
    """Did the last run come to its end, and is it recent."""
    title = say("drift.run_title")
    if not runs:
        return Check(Light.WATCH, title, say("drift.run_none"))
    run = runs[0]
    age = say.age(run.at, now)
    if not run.is_done:
        return Check(Light.ACT, title, say("drift.run_failed", age=age))
    if now - run.at > LATE:
        return Check(Light.ACT, title, say("drift.run_late", age=age))
    return Check(Light.GOOD, title, say("drift.run_good", age=age))


def quarantine(known: SetAside | None, say: Words) -> Check:
    """Is somebody hidden because what FREG says of them cannot be believed."""
    title = say("drift.quarantine_title")
    if known is None:
        return Check(Light.WATCH, title, say("drift.quarantine_unknown"))
    if not known.entries:
        return Check(Light.GOOD, title, say("drift.quarantine_good"))
    given_up = sum(entry.is_given_up for entry in known.entries)
    n = say.number(len(known.entries))
    if given_up:
        words = say("drift.quarantine_act", n=n, given_up=say.number(given_up))
        return Check(Light.ACT, title, words)
    return Check(Light.WATCH, title, say("drift.quarantine_watch", n=n))


def protection(known: Protection | None, say: Words) -> Check:
    """Can the deny ledger be read, and is anybody waiting for a document that answers a denial."""
    title = say("drift.protection_title")
    if known is None:
        return Check(Light.ACT, title, say("drift.protection_broken"))
    if known.is_everybody:
        return Check(Light.ACT, title, say("drift.protection_everybody"))
    if known.open:
        return Check(Light.WATCH, title, say("drift.protection_watch", n=say.number(known.open)))
    return Check(Light.GOOD, title, say("drift.protection_good"))


def reconciliation(found: list[Reconciliation], say: Words, now: datetime) -> Check:
    """Has the copy been compared with the register lately, and was it the same."""
    title = say("drift.reconciled_title")
    if not found:
        return Check(Light.WATCH, title, say("drift.reconciled_none"))
    last = found[0]
    age, checked = say.age(last.at, now), say.number(last.checked)
    if now - last.at > RECONCILED_LATE:
        return Check(Light.WATCH, title, say("drift.reconciled_late", age=age))
    if last.drifted:
        words = say("drift.reconciled_watch", age=age, checked=checked, n=say.number(last.drifted))
        return Check(Light.WATCH, title, words)
    return Check(Light.GOOD, title, say("drift.reconciled_good", age=age, checked=checked))


def disk(known: Disk, say: Words) -> Check:
    """Is there room for a second warehouse, which a build may need."""
    light = (
        Light.ACT if known.share < LEAST_FREE else Light.WATCH if known.share < LITTLE_FREE else Light.GOOD
    )
    words = say(f"drift.disk_{light.key}", free=gigabytes(known.free, say), percent=round(known.share * 100))
    return Check(light, say("drift.disk_title"), words)


def incidents(found: list[Incident], say: Words, now: datetime) -> list[Check]:
    """Incidents that no other check tells of: FREG does not answer."""
    return [
        Check(Light.ACT, say("drift.answer_title"), say("drift.answer_act", age=say.age(incident.since, now)))
        for incident in found
        if incident.key == "freg_svarer_ikke"
    ]


def gigabytes(size: int, say: Words) -> str:
    return say("drift.gigabytes", n=say.number(round(size / 1e9)))
