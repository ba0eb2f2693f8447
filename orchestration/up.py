"""Everything that must always run: Dagster with its schedules and sensors, the urgent lane, and the pages.

Each is a process of its own, started again when it ends, so that none of them takes another along. A service manager
starts this one after a reboot (docs/operations.md has the unit).
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import ConfigurationError
from ingest.roles import DBT_PROJECT
from ingest.settings import Settings
from orchestration.files import private_folder, replace_file
from orchestration.services import HOST, dashboards_command, end, is_free

ROOT = DBT_PROJECT.parent
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds before something that ended is started again, doubling
STEADY_SECONDS = 60.0  # whoever ran so long begins with the first wait again
LOOK_EVERY = 0.2


@dataclass
class Service:
    """One process that must run, and when it may be started again."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen | None = None
    wait: float = FIRST_WAIT
    started: float = field(default=0.0)
    not_before: float = field(default=0.0)

    def look(self, now: float, tell: Callable[[str], None]) -> None:
        """Start it when it does not run and its wait is over."""
        if self.process and self.process.poll() is not None:
            self.wait = (
                FIRST_WAIT if now - self.started > STEADY_SECONDS else min(2 * self.wait, LONGEST_WAIT)
            )
            self.not_before = now + self.wait
            tell(f"{self.name} ended and is started again in {self.wait:.0f} s")
            self.process = None
        if self.process is None and now >= self.not_before:
            # what they print may quote a person's data; their own logs are scrubbed
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            self.process = subprocess.Popen(self.command, env=dict(self.environment), cwd=ROOT, **quiet)
            self.started = now


def services(settings: Settings, *, pages_port: int, dagster_port: int) -> list[Service]:
    """What a home needs; its ports must be free.

    Raises:
        ConfigurationError: a port is taken.
    """
    for port in (pages_port, dagster_port):
        if not is_free(port):
            raise ConfigurationError(f"Port {port} is taken; choose another one.")
    home = settings.home.resolve()
    dagster_home = _dagster_home(home)
    environment = os.environ | {"MANNTALL_HOME": str(home), "DAGSTER_HOME": str(dagster_home)}
    manntall = [sys.executable, "-c", "from orchestration.cli import main; main()"]
    dagster = [sys.executable, "-m", "dagster", "dev", "-m", "orchestration.definitions"]
    return [
        Service("the urgent lane", [*manntall, "protect", "--watch"], environment),
        Service("Dagster", [*dagster, "--host", HOST, "--port", str(dagster_port)], environment),
        Service("the pages", dashboards_command(pages_port), environment),
    ]


def supervise(running: Sequence[Service], tell: Callable[[str], None]) -> None:
    """Keep them running until this process is interrupted or told to end, then end them all."""
    try:
        while True:
            for service in running:
                service.look(time.monotonic(), tell)
            time.sleep(LOOK_EVERY)
    finally:
        for service in running:
            if service.process:
                end(service.process)


def _dagster_home(home: Path) -> Path:
    folder = private_folder(home / "dagster")
    replace_file(folder / "dagster.yaml", (ROOT / "dagster.yaml").read_text(encoding="utf-8"))
    return folder
