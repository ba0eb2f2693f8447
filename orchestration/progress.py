"""Progress for people: one line on standard error, and nothing where nobody looks."""

from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.transform import Progress, silent


@contextmanager
def shown() -> Iterator[Progress]:
    """A progress function that draws on the terminal for the length of a `with` block."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    if not console.is_terminal:
        yield silent
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:
        shown_stage, task = None, None

        def show(stage: str, done: int, total: int | None) -> None:
            nonlocal shown_stage, task
            if stage != shown_stage:
                if task is not None:
                    bars.remove_task(task)
                shown_stage, task = stage, bars.add_task(stage, total=None)
            bars.update(task, completed=done, total=total)

        yield show
