"""The servers that the command line starts or speaks to; all of them on this machine only."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from ingest.errors import ConfigurationError, ManntallError
from ingest.roles import DBT_PROJECT
from ingest.settings import Settings

HOST = "127.0.0.1"
DASHBOARDS_PORT = 8501
PAGES = DBT_PROJECT.parent / "dashboards" / "app.py"
START_SECONDS = 30
STOP_SECONDS = 5


def is_free(port: int) -> bool:
    """Whether a server may listen on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(preferred: int) -> int:
    """The preferred port, or any free one when it is taken."""
    if is_free(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def advance_sandbox(port: int, events: int) -> dict:
    """Move the world of a running sandbox on; returns `{"events": how many came, "latest": sequence number}`.

    Raises:
        ManntallError: no sandbox answers there.
        ConfigurationError: the sandbox refused the number.
    """
    connection = HTTPConnection(HOST, port, timeout=600)
    try:
        connection.request("POST", f"/sandbox/advance?events={events}")
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException):
        raise ManntallError(
            f"No sandbox answers on port {port}; start one with `manntall sandbox serve`, then run this "
            "again."
        ) from None
    finally:
        connection.close()
    if answer.status == 400:
        raise ConfigurationError("The sandbox refused the number of events; give a whole number from 1 on.")
    if answer.status != 200:
        raise ManntallError(f"What answers on port {port} is not a sandbox that works; start it anew.")
    return json.loads(body)


@contextmanager
def dashboards(settings: Settings, port: int) -> Iterator[tuple[str, subprocess.Popen]]:
    """Streamlit over `dashboards/app.py` for the length of a `with` block.

    Gives (address, process) once it is healthy.

    Raises:
        ConfigurationError: the port is taken.
        ManntallError: the server did not start.
    """
    if not is_free(port):
        raise ConfigurationError(f"Port {port} is taken; choose another one with --port.")
    process = subprocess.Popen(
        dashboards_command(port),
        env=os.environ | {"MANNTALL_HOME": str(settings.home.resolve())},
        # a page's traceback may quote a person's data
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_healthy(process, port)
        yield f"http://{HOST}:{port}", process
    finally:
        end(process)


def dashboards_command(port: int) -> list[str]:
    """The arguments that start the pages: this machine only, nothing sent home, no browser opened."""
    return [
        *(sys.executable, "-m", "streamlit", "run", str(PAGES)),
        *("--server.address", HOST, "--server.port", str(port), "--server.headless", "true"),
        *("--browser.gatherUsageStats", "false", "--client.showErrorDetails", "none"),
    ]


def _wait_until_healthy(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _is_healthy(port):
            return
        time.sleep(0.1)
    raise ManntallError(f"The dashboards did not start; `streamlit run {PAGES}` shows why.")


def _is_healthy(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def end(process: subprocess.Popen) -> None:
    """Ask a server to end, and make it when it does not."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
