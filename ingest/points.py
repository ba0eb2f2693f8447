"""Named points of the work where a test may end the process, as a machine does that loses its power.

`reach` of a point costs one comparison and does nothing, unless the environment variable `MANNTALL_KILL_AT` names that
point, such as `landing.after_rename`: then the process ends there by SIGKILL, without any chance to tidy up.
`landing.after_rename:3` means the third time. `names_in` finds every point of the program.
"""

import os
import re
import signal
from pathlib import Path

VARIABLE = "MANNTALL_KILL_AT"
CALL = re.compile(r'\breach\("([a-z_]+\.[a-z_]+)"\)')

_point, _, _times = os.environ.get(VARIABLE, "").partition(":")
_left = int(_times or 1) if _point else 0


def reach(point: str) -> None:
    """End the process when this is the point, and the time, that the environment names."""
    if point == _point:
        _count_down()


def names_in(*folders: Path) -> list[str]:
    """The name of every point in the Python files of some folders, sorted; one that stands twice comes twice."""
    files = (path for folder in folders for path in sorted(folder.rglob("*.py")))
    return sorted(name for path in files for name in CALL.findall(path.read_text(encoding="utf-8")))


def _count_down() -> None:
    global _left  # noqa: PLW0603 - one process, one countdown
    _left -= 1
    if not _left:
        os.kill(os.getpid(), signal.SIGKILL)
