"""Ingest in a process that dies, without any chance to tidy up, at its n-th step: a request or an fsync."""

import os
from pathlib import Path
from unittest.mock import patch

from ingest import fetch, landing
from ingest.refresh import ingest
from ingest.settings import Settings
from tests.integration.ingest.fake_freg import BERGEN, OSLO, FakeFreg, person_id, responsible

DIED = 9


def small_world() -> FakeFreg:
    """Five families of Oslo with a father in Bergen, and some events."""
    freg = FakeFreg(batch=4)
    for n in range(0, 15, 3):
        child, mother, father = (person_id(n + k) for k in range(3))
        rows = [responsible(child, mother), responsible(child, father)]
        freg.add(child, born=2020, foreldreansvar=rows)
        freg.add(mother, foreldreansvar=rows[:1])
        freg.add(father, kommune=BERGEN, foreldreansvar=rows[1:])
    freg.change(person_id(1), "endringINavn", kjoenn=[])
    freg.change(
        person_id(2), "endringIBostedsadresse", bostedsadresse=freg.persons[person_id(1)]["bostedsadresse"]
    )
    freg.change(person_id(30), "personErOpprettet", born=2026)
    return freg


def run(home: Path, freg: FakeFreg, *, kommuner: str) -> None:
    """Ingest with batches and segments so small that there are many of them."""
    settings = Settings(
        home=home, freg_url="http://127.0.0.1:1", kommuner=kommuner, retry_seconds=0, concurrency=1
    )
    with patch.object(fetch, "BULK_LIMIT", 3), patch.object(fetch, "SEGMENT", 4):
        ingest(settings, transport=freg.transport)


def run_and_die(home: Path, kommuner: str, step: int) -> None:
    """`run` on the small world, until step number `step`."""
    steps = 0

    def die_in_time(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == step:
            os._exit(DIED)

    freg = small_world()
    freg.on_request = die_in_time
    fsync = os.fsync

    def sync(descriptor: int) -> None:
        die_in_time()
        fsync(descriptor)

    with patch.object(landing.os, "fsync", sync):
        run(home, freg, kommuner=kommuner)


__all__ = ["BERGEN", "DIED", "OSLO", "run", "run_and_die", "small_world"]
