"""`python -m benchmarks`: the figures that parsing and the whole road are held to, from one run."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import parsing
from benchmarks.effect import Effect
from benchmarks.pages import Pages
from benchmarks.pipeline import Pipeline
from ingest.settings import Settings
from ingest.work import EVERYBODY

RATIO, SECONDS, GIB = 0.7, 60, 4
EFFECT = {0: 5, 1_000_000: 60}  # seconds by the backlog
EFFECT_GIB = 2
FIRST_ROWS = 1  # seconds


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="manntall-bench-", dir=arguments.folder) as folder:
        home = Path(folder)
        _say(f"making {arguments.persons:,} people (seed {arguments.seed}) and landing their documents")
        started = time.time()
        _run("benchmarks.landed", home, arguments.persons, arguments.seed)
        _say(f"landed after {time.time() - started:.0f} s")
        pipeline = Pipeline(**json.loads(_run("benchmarks.pipeline", home, time.time())))
        _tell_pipeline(arguments.persons, pipeline)
        for backlog in EFFECT if arguments.backlog is None else (arguments.backlog,):
            answer = _run("benchmarks.effect", home / f"effect-{backlog}", backlog).splitlines()[-1]
            _tell_effect(Effect(**json.loads(answer)))
        large = home / "pages"
        large.mkdir()
        _tell_pages(Pages(**json.loads(_run("benchmarks.pages", large))))
        _tell_parsing(parsing.measure(Settings(home=home, kommuner=EVERYBODY), arguments.rounds))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--persons", type=int, default=200_000, help="size of the population (default 200,000)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3, help="of parsing; the median counts")
    parser.add_argument(
        "--backlog", type=int, help="events before a protection; default: none, then 1,000,000"
    )
    parser.add_argument(
        "--folder", type=Path, help="where the files may lie meanwhile; default: the system's"
    )
    return parser.parse_args()


def _run(module: str, *arguments: object) -> str:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _tell_pipeline(persons: int, measured: Pipeline) -> None:
    _say(
        f"landing to published, {persons:,} people: {measured.seconds:.1f} s (held to {SECONDS} s at 200,000)"
    )
    _say(f"  building {measured.building:.1f} s, publishing {measured.publishing:.1f} s")
    _say(f"  peak memory {measured.peak_gib:.2f} GiB (held to {GIB} GiB)")
    _say(f"  {measured.persons:,} people in the warehouse, {measured.rows:,} rows published")


def _tell_pages(measured: Pages) -> None:
    _say(
        f"first rows of a roster of {measured.children:,} children, in a browser: {measured.typical:.2f} s "
        f"(held to {FIRST_ROWS} s), the slowest of {measured.rounds} {measured.slowest:.2f} s"
    )


def _tell_effect(measured: Effect) -> None:
    held_to = f" (held to {EFFECT[measured.backlog]} s)" if measured.backlog in EFFECT else ""
    _say(
        f"time to effect with {measured.backlog:,} events before it: {measured.reader_seconds:.1f} s{held_to}"
    )
    _say(f"  in the ledger after {measured.ledger_seconds:.1f} s; the last reader is an open page")
    _say(f"  peak memory {measured.peak_mib / 1024:.2f} GiB (held to {EFFECT_GIB} GiB)")


def _tell_parsing(measured: parsing.Parsing) -> None:
    megabytes = f"{measured.megabytes:.0f} MB"
    _say(f"parsing {measured.documents:,} documents, {megabytes}, median of {measured.rounds} rounds")
    _say(f"  bare json_transform {measured.bare:.2f} s, typed staging {measured.staging:.2f} s")
    _say(f"  ratio {measured.ratio:.2f} (held to {RATIO})")
    _say(
        f"  {measured.documents / measured.staging / (os.cpu_count() or 1):,.0f} documents a second and core"
    )
    _say(f"  all element models written out as tables: {measured.elements:.2f} s (views in a build)")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
