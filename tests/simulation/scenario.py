"""One seed, one run: a copy, a life that goes on, answers that go wrong, and what must come of it in the end."""

import os
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random
from unittest.mock import patch

from ingest import client, extract, resync
from ingest.errors import ManntallError
from ingest.reconcile import reconcile
from ingest.refresh import ingest
from ingest.sandbox.faults import PROFILES, Plan
from ingest.sandbox.faulty import Faulty
from ingest.work import door_of
from tests.integration.ingest.landed import newest
from tests.simulation.transport import InProcess
from tests.simulation.truth import differences, silently_corrected
from tests.simulation.worlds import base, copy_of, settings_of

CALM = 3  # runs without faults in which everything must have come right
NOTICED_BY_NOBODY = {
    "losing",
    "documents",
    "all",
}  # a stale answer or a lost event is found by reconciliation alone
OF_WHAT_WAS_READ = {
    "set-back": lambda feed, dice: feed.set_back(dice.choice((1, 2, 4, 7, 14))),
    "anew": lambda feed, dice: feed.begin_anew(),
    "frozen": lambda feed, dice: feed.freeze(),
}
OF_WHAT_IS_NEW = {
    "expired": lambda feed, dice: feed.expire(),
    "hole": lambda feed, dice: feed.lose(dice.randint(8, 14)),
}


def run(seed: int, folder: Path, *, bases: int = 8) -> list[str]:
    """Play a seed in an empty folder; returns what is wrong in the end, nothing when all is well."""
    dice = Random(f"simulation {seed}")  # noqa: S311
    number = dice.randrange(bases)
    world = base(number)
    plan = Plan(dice.choice(sorted(PROFILES)), seed)
    lasting = dice.choice([None, None, None, *OF_WHAT_WAS_READ, *OF_WHAT_IS_NEW])
    home = folder / "home" if dice.random() < 0.1 else copy_of(number, folder)
    settings = settings_of(home, world.kommuner)
    sandbox, shown = world.sandbox(plan)
    must_reconcile = plan.chances.items() & {
        item for name in NOTICED_BY_NOBODY for item in PROFILES[name].items()
    }

    def catch_up() -> None:
        ingest(settings, transport=InProcess(sandbox))

    def what_is_wrong(unsure: set[str]) -> list[str]:
        return differences(newest(home), shown.view(), door_of(settings), unsure=unsure)

    with _no_waiting():
        for _ in range(1 if dice.random() < 0.75 else 2):
            sandbox.remember()
            if lasting in OF_WHAT_WAS_READ:
                OF_WHAT_WAS_READ[lasting](sandbox.feed, dice)
            shown.go_on()
            if lasting in OF_WHAT_IS_NEW:
                OF_WHAT_IS_NEW[lasting](sandbox.feed, dice)
            lasting = None
            with suppress(ManntallError):
                catch_up()
        silent = silently_corrected(shown.view(), world.extracted)
        if what_is_wrong(silent):  # faults may hold a run up, but once they end all must come right
            _heal(sandbox)
            if must_reconcile:
                _until_done(lambda: reconcile(settings, transport=InProcess(sandbox)))
            else:
                _until_done(catch_up)
            return what_is_wrong(set() if must_reconcile else silent)
    return []


def _heal(sandbox: Faulty) -> None:
    sandbox.plan.heal()
    sandbox.feed.thaw()


def _until_done(work) -> None:
    """Once right answers come, a run may still have to set things right, but not for long."""
    for attempt in range(CALM):
        try:
            return work()
        except ManntallError:
            if attempt == CALM - 1:
                raise
    return None


def _no_waiting() -> ExitStack:
    stack = ExitStack()
    for module, name, value in (
        (client, "FIRST_BACKOFF", 0.0001),
        (client, "JITTER", 0.0),
        (client, "SHORTEST_PAUSE", 0.0),
        (resync, "PAUSE", 0.0),
        (extract, "FIRST_WAIT", 0.001),
        (os, "fsync", lambda _: None),  # nobody loses power here
        (extract, "JOB_LIMIT", 2),  # one job at a time: the same requests in the same order
    ):
        stack.enter_context(patch.object(module, name, value))
    return stack
