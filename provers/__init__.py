"""Proofs that what leaves the restricted layer tells nothing of the protected, by code that the product does not use.

`scanner` looks for values, `oracle` reads the documents anew in plain Python, `attacker` works on figures that
hide, and `twins` looks for dependence. `prove` runs them for the operator: on the home's own files, and on made-up
worlds.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.settings import Settings

if TYPE_CHECKING:
    from provers.report import Report

Progress = Callable[[str, int, int | None], None]


def prove(
    settings: Settings, *, seeds: int, progress: Progress = lambda stage, done, total: None
) -> "Report":
    """Run every proof, and leave the counts as `prove.json` in the home. The caller holds the lock.

    Args:
        settings: whose home is searched.
        seeds: how many pairs of made-up worlds are built and compared; 0 leaves the twins out.
        progress: told of each stage.

    Raises:
        ManntallError: nothing has been built yet, or the made-up worlds could not be.
    """
    from provers.proofs import run

    return run(settings, seeds, progress)
