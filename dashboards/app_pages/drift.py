"""Drift: is everything current, what ran, what is set aside, does the copy equal the register, and what to do."""

from collections import Counter
from datetime import UTC, datetime

import polars as pl
import streamlit as st

from dashboards import operation_checks as judge
from dashboards import operations, parts
from dashboards.freshness import Check
from dashboards.lights import draw_check, draw_overall
from dashboards.session import View, view
from dashboards.store import Generation
from ingest.errors import ManntallError
from ingest.refresh import feed_state
from ingest.timetable import NIGHTLY, WEEKLY

TABS = ("runs", "quarantine", "reconciled", "protection", "incidents")


def draw(view: View) -> None:
    say, now, home = view.say, datetime.now(UTC), view.settings.home
    runs, found = operations.runs(home), operations.reconciliations(home)
    aside, shield = operations.quarantine(home), operations.protection(view.settings)
    disk, wrong = operations.disk(home), operations.incidents(home)
    generation = view.found if isinstance(view.found, Generation) else None
    checks = [
        *(of_people(view, generation, now) if generation else []),
        *judge.incidents(wrong, say, now),
        judge.last_run(runs, say, now),
        judge.quarantine(aside, say),
        judge.protection(shield, say),
        judge.reconciliation(found, say, now),
        judge.disk(disk, say),
    ]
    parts.heading(say("drift.heading"), say("drift.lead"))
    draw_overall(say, checks)
    times(view, generation, now)
    st.subheader(say("drift.checks"), anchor=False)
    for check in sorted(checks, key=lambda check: -check.light):  # what must be seen to comes first
        draw_check(say, check)
    ask_freg(view)
    st.subheader(say("drift.more"), anchor=False)
    for tab, name in zip(st.tabs([say(f"drift.tab_{name}") for name in TABS]), TABS, strict=True):
        with tab:
            st.markdown(say(f"drift.{name}_lead"))
            if name == "runs":
                runs_table(view, runs)
            elif name == "quarantine":
                quarantine_tables(view, aside)
            elif name == "reconciled":
                reconciled_tables(view, found)
            elif name == "protection":
                protection_table(view, shield)
            else:
                incidents_table(view, wrong, now)


def of_people(view: View, generation: Generation, now: datetime) -> list[Check]:
    return [judge.source(generation, view.settings, view.say, now), *judge.lag(generation, view.say)]


def times(view: View, generation: Generation | None, now: datetime) -> None:
    say = view.say
    status = generation.status if generation else None
    source = status and status.source_at
    parts.facts(
        {
            say("ferskhet.source"): say.moment(source) if source else say("ferskhet.source_unknown"),
            say("ferskhet.published"): say.moment(status.published_at) if status else say("drift.never"),
            say("drift.lag"): _number(view, status and status.lag_events),
            say("drift.next_night"): say.moment(NIGHTLY.next(now)),
            say("drift.next_week"): say.moment(WEEKLY.next(now)),
        }
    )


def ask_freg(view: View) -> None:
    """The state of the feed right now, which only asking tells."""
    say = view.say
    if not st.button(say("drift.ask"), key=view.key("drift-ask"), icon=":material/cloud_sync:"):
        return
    try:
        state = feed_state(view.settings)
    except ManntallError:
        st.error(say("drift.ask_broken"))
        return
    if state.feed_latest is None:
        st.error(say("drift.ask_no_answer"))
    else:
        behind, missing = say.number(state.lag_events or 0), say.number(state.documents_missing)
        st.info(say("drift.ask_answer", latest=say.number(state.feed_latest), behind=behind, missing=missing))


def runs_table(view: View, runs: list[operations.Run]) -> None:
    say = view.say
    stopped = next((run for run in runs if not run.is_done), None)
    if stopped:
        st.markdown(say("drift.stopped", when=say.moment(stopped.at), why=stopped.failure))
    table(
        view,
        {
            say("drift.when"): [say.moment(run.at) for run in runs],
            say("drift.what"): [say.or_else(f"drift.kind_{run.kind}", run.kind) for run in runs],
            say("drift.outcome"): [say("drift.done" if run.is_done else "drift.failed") for run in runs],
            say("drift.took"): [say("drift.seconds", n=say.number(round(run.seconds))) for run in runs],
            say("drift.events"): [_number(view, run.counts.get("events")) for run in runs],
            say("drift.documents"): [_number(view, run.counts.get("documents")) for run in runs],
        },
    )


def quarantine_tables(view: View, aside: operations.SetAside | None) -> None:
    say, entries = view.say, aside.entries if aside else ()
    reasons = Counter(entry.grunn.value for entry in entries).most_common()
    table(
        view,
        {
            say("drift.reason"): [say(f"drift.reasons.{reason}") for reason, _ in reasons],
            say("drift.count"): [say.number(count) for _, count in reasons],
        },
    )
    if entries:
        st.markdown(say("drift.quarantine_each"))
        table(
            view,
            {
                say("drift.what"): [say(f"drift.slag.{entry.slag}") for entry in entries],
                say("drift.name"): [entry.navn or "–" for entry in entries],
                say("drift.reason"): [say(f"drift.reasons.{entry.grunn.value}") for entry in entries],
                say("drift.number"): [str(entry.sekvensnummer) for entry in entries],
                say("drift.since"): [say.moment(entry.first_at) for entry in entries],
                say("drift.tries"): [str(entry.tries) for entry in entries],
            },
        )


def reconciled_tables(view: View, found: list[operations.Reconciliation]) -> None:
    say = view.say
    fields = sorted((found[0].fields if found else {}).items(), key=lambda one: (-one[1], one[0]))
    if fields:
        st.markdown(say("drift.fields_lead"))
        table(
            view,
            {
                say("drift.field"): [name for name, _ in fields],
                say("drift.people"): [say.number(count) for _, count in fields],
            },
        )
    table(
        view,
        {
            say("drift.when"): [say.moment(one.at) for one in found],
            say("drift.what"): [say.or_else(f"drift.kind_{one.kind}", one.kind) for one in found],
            say("drift.checked"): [say.number(one.checked) for one in found],
            say("drift.drifted"): [say.number(one.drifted) for one in found],
        },
    )


def protection_table(view: View, shield: operations.Protection | None) -> None:
    say, last = view.say, shield.last if shield else ()
    if shield:
        parts.facts(
            {
                say("drift.denied"): say.number(shield.open),
                say("drift.to_purge"): say.number(shield.waiting_for_purge),
                say("drift.purged"): say.number(shield.purged),
            }
        )
    table(
        view,
        {
            say("drift.number"): [str(denial.sekvensnummer) for denial in last],
            say("drift.reason"): [
                say.or_else(f"drift.denials.{denial.reason}", denial.reason) for denial in last
            ],
            say("drift.registered"): [_moment(view, denial.registered_at) for denial in last],
            say("drift.hidden"): [say.moment(denial.denied_at) for denial in last],
            say("drift.effect"): [_seconds(view, denial.seconds) for denial in last],
            say("drift.answered"): [_moment(view, denial.answered_at) for denial in last],
        },
    )


def incidents_table(view: View, wrong: list[operations.Incident], now: datetime) -> None:
    say = view.say
    keys = [incident.key.split(":")[0] for incident in wrong]
    table(
        view,
        {
            say("drift.what"): [say.or_else(f"drift.incident.{key}", key) for key in keys],
            say("drift.since"): [say.age(incident.since, now) for incident in wrong],
            say("drift.told"): [
                ", ".join(say(f"drift.way.{way}") for way in incident.told) or "–" for incident in wrong
            ],
        },
    )


def table(view: View, columns: dict[str, list[str]]) -> None:
    """A table of words; without a row, that there is none."""
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    if frame.is_empty():
        st.info(view.say("drift.nothing"))
    else:
        st.dataframe(frame, hide_index=True)


def _number(view: View, count: int | None) -> str:
    return "–" if count is None else view.say.number(count)


def _moment(view: View, moment: datetime | None) -> str:
    return "–" if moment is None else view.say.moment(moment)


def _seconds(view: View, seconds: float | None) -> str:
    return "–" if seconds is None else view.say("drift.seconds", n=view.say.number(round(seconds)))


draw(view())
