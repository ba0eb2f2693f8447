"""The registry on both its engines: SQLite in a home, and a PostgreSQL that is started for the tests."""

import os
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg
import pytest

from ingest.registry import Registry, open_registry
from ingest.settings import Settings

ENGINES = ("sqlite", "postgresql")
NUMBERS = count()


def program(name: str) -> str:
    """One of PostgreSQL's programs, of the newest version; Debian keeps them apart from the path."""
    return max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))


def as_owner(command: list[str]) -> None:
    """Run a program of PostgreSQL's, which refuses to be run as root."""
    owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=60, **owner)


@pytest.fixture(scope="session")
def postgresql():
    """The address of a server's `{database}`, over a socket in a folder of its own; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="manntall-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    as_owner([program("initdb"), "-A", "trust", "-U", "manntall", "-E", "UTF8", "--no-sync", "-D", str(data)])
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    log = str(folder / "log")
    as_owner([program("pg_ctl"), "-D", str(data), "-w", "-l", log, "-o", options, "start"])
    try:
        yield f"postgresql+psycopg://manntall@/{{database}}?host={folder}"
    finally:
        as_owner([program("pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop"])
        shutil.rmtree(folder)


@pytest.fixture
def settings_on(tmp_path, request):
    """The settings of a new, empty registry on an engine."""

    def made(engine: str) -> Settings:
        if engine == "sqlite":
            return Settings(home=tmp_path)
        address = request.getfixturevalue("postgresql")
        database = f"registry_{next(NUMBERS)}"
        with psycopg.connect(
            address.format(database="postgres").replace("+psycopg", ""), autocommit=True
        ) as con:
            con.execute(f"create database {database}")
        return Settings(home=tmp_path, registry_url=address.format(database=database))

    return made


@pytest.fixture(params=ENGINES)
def settings(request, settings_on) -> Settings:
    return settings_on(request.param)


@pytest.fixture
def registry(settings) -> Registry:
    return open_registry(settings)
