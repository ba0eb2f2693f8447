"""Play seeds of the simulation: `python -m tests.simulation --seed 17`, or `--from 0 --seeds 10000`."""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from tests.simulation.scenario import run


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    arguments.add_argument("--seed", type=int, help="this seed alone")
    arguments.add_argument("--from", dest="first", type=int, default=0)
    arguments.add_argument("--seeds", type=int, default=200)
    arguments.add_argument("--bases", type=int, default=8, help="as the run had that failed")
    given = arguments.parse_args()
    logging.disable(logging.CRITICAL)
    seeds = [given.seed] if given.seed is not None else range(given.first, given.first + given.seeds)
    failed = 0
    for seed in seeds:
        if wrong := played(seed, given.bases):
            failed += 1
            print(f"seed {seed}: {wrong}", flush=True)
    print(f"{len(seeds)} seeds, {failed} failed")
    sys.exit(bool(failed))


def played(seed: int, bases: int) -> list[str]:
    """What is wrong after a seed, whatever goes wrong."""
    with tempfile.TemporaryDirectory(prefix="manntall-simulation-") as folder:
        try:
            return run(seed, Path(folder), bases=bases)
        except Exception as error:
            return [f"{type(error).__name__}: {error}"]


def command(seed: int, bases: int) -> str:
    """What replays a seed."""
    return f".venv/bin/python -m tests.simulation --seed {seed} --bases {bases}"


if __name__ == "__main__":
    main()
