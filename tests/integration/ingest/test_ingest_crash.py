"""Dying at any moment and running again gives the same end state, and lands nothing twice."""

import multiprocessing

import pytest

from tests.integration.ingest.crash import DIED, OSLO, run, run_and_die, small_world
from tests.integration.ingest.landed import newest, rows

STEPS = range(1, 200)
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.integration.ingest.crash"])


def die(home, kommuner, step):
    process = processes.Process(target=run_and_die, args=(home, kommuner, step))
    process.start()
    process.join()
    return process.exitcode == DIED


def end_state(home):
    events = [(row["sekvensnummer"], row["folkeregisteridentifikator"]) for row in rows(home, "hendelser")]
    return newest(home), sorted(events), len(rows(home))


@pytest.mark.parametrize("kommuner", ["alle", OSLO])
@pytest.mark.parametrize("every", [13, pytest.param(1, marks=pytest.mark.slow)])
def test_dying_at_any_step_and_running_again_gives_the_same_end_state(tmp_path, kommuner, every):
    run(tmp_path / "undisturbed", small_world(), kommuner=kommuner)
    expected, died = end_state(tmp_path / "undisturbed"), 0
    for step in STEPS[::every]:
        home = tmp_path / f"{step}"
        if not die(home, kommuner, step):
            break
        died += 1
        run(home, small_world(), kommuner=kommuner)
        assert end_state(home) == expected, f"after dying at step {step}"
        assert not list(home.rglob("*.part"))
    assert died > 30 // every


def test_a_killed_extract_is_ordered_again(tmp_path):
    freg = small_world()
    home = tmp_path / "home"
    assert die(home, OSLO, step=6)  # after the first batches of the first jobs
    assert rows(home, "uttrekk") == []
    run(home, freg, kommuner=OSLO)
    assert freg.calls["post_selected"] == 3
    assert len(newest(home)) > 10
