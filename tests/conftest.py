"""What every test shares: a clean environment, private files, and the same random examples on every machine."""

import os

import pytest
from hypothesis import HealthCheck, settings

# Before anything imports the program: no setting of the developer's shell reaches a test, and nothing calls home.
for variable in [name for name in os.environ if name.startswith("MANNTALL_")]:
    del os.environ[variable]
os.environ |= {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DAGSTER_DISABLE_TELEMETRY": "1",
}
os.umask(0o077)

settings.register_profile(
    "manntall",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("manntall")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Whatever the tests came to, no file that they left may hold a value of somebody protected."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    from provers.scanner import scan_session

    findings = scan_session(session.config._tmp_path_factory.getbasetemp())
    for finding in findings:
        print(f"\nLEAK: {finding.where} holds {finding.n} of {finding.secret_kind} ({finding.klasse})")
    if findings:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
