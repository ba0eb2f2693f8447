"""Failures in words: own sentences pass, and of everything else not a word is repeated."""

import errno
import re

import duckdb
import pytest

from ingest import settings
from ingest.errors import AlreadyRunningError, ConfigurationError, ManntallError
from orchestration import cli, services
from orchestration.failures import DiskFullError, WarehouseBusyError, explain

VALUE = "Storgata 1, 7010 Trondheim"


def raised(action):
    with pytest.raises(Exception) as caught:
        action()
    return caught.value


def test_a_sentence_of_our_own_is_told_as_it_is():
    error = ConfigurationError("Set MANNTALL_HOME.")
    assert explain(error) is error
    assert explain(error).exit_code == 2


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ENOSPC, VALUE), DiskFullError),
        (OSError(errno.EFBIG, VALUE), DiskFullError),
        (duckdb.IOException(f"Could not write {VALUE}: No space left on device"), DiskFullError),
        (duckdb.IOException(f"Could not set lock on file {VALUE}"), WarehouseBusyError),
        (PermissionError(errno.EACCES, VALUE), ManntallError),
        (KeyError(VALUE), ManntallError),
        (raised(lambda: duckdb.sql(f"select cast('{VALUE}' as integer)").fetchall()), ManntallError),
    ],
)
def test_no_word_of_a_foreign_error_is_told(error, kind):
    told = explain(error)
    assert isinstance(told, kind)
    assert told.exit_code == 1
    assert not set(re.findall(r"[A-Z]\w{4,}", VALUE)) & set(re.findall(r"\w+", str(told)))
    assert str(told).endswith(".")


def test_an_unforeseen_error_has_a_code_that_says_where():
    told = str(explain(raised(lambda: services.is_free("no port"))))
    assert re.search(r"code TypeError at services:\d+\)", told)


def test_a_busy_warehouse_is_like_a_second_run():
    assert issubclass(WarehouseBusyError, AlreadyRunningError)


def test_the_ports_that_help_shows_are_the_ones_in_use():
    assert cli.SANDBOX_PORT == settings.SANDBOX_PORT
    assert cli.DASHBOARDS_PORT == services.DASHBOARDS_PORT
