"""What goes wrong: one clear sentence each, no detail in it, the right exit code, and nothing lost."""

import errno
import logging
import os
import ssl
import traceback
from types import SimpleNamespace

import httpx
import pytest

from ingest import landing as landing_module
from ingest.errors import (
    AlreadyRunningError,
    ConfigurationError,
    CorruptSegmentError,
    FregAnswerError,
    FregUnavailableError,
    LandingWriteError,
    ManntallError,
)
from ingest.landing import Landing
from ingest.lock import exclusive
from ingest.refresh import feed_state, follow
from tests.integration.ingest.fake_freg import person_id, reply
from tests.integration.ingest.landed import newest, rows

A, B = person_id(0), person_id(1)
ADDRESS = "127.0.0.1"


@pytest.fixture(autouse=True)
def people(freg):
    """Two people."""
    freg.add(A)
    freg.add(B)


def test_a_wrong_address_is_a_matter_of_configuration(run, freg):
    freg.failures.append(httpx.Response(404))
    with pytest.raises(ConfigurationError, match="MANNTALL_FREG_URL") as caught:
        run()
    assert caught.value.exit_code == 2


def test_passing_failures_are_ridden_out(run, freg):
    freg.failures += [None, httpx.ConnectError("x"), None, httpx.Response(503), httpx.Response(429)]
    assert run(retry_seconds=20).fetch.funnet == 2


def test_an_answer_that_is_not_understood_is_never_data(run, freg, home):
    run()
    freg.change(A, "endringINavn", kjoenn=[])
    freg.failures += [None, reply(b'[{"sekvensnummer": 102, "hendelse": {}')]
    with pytest.raises(FregAnswerError):
        run()
    assert rows(home, "hendelser") == []
    assert run().follow.events == 1


def test_events_need_an_extract_first(settings):
    with pytest.raises(ManntallError, match="refresh"):
        follow(settings())


def test_a_job_that_never_gets_ready_is_given_up_in_time(run, freg, home):
    freg.not_ready = 1000
    with pytest.raises(FregUnavailableError, match="MANNTALL_EXTRACT_WAIT_SECONDS"):
        run(extract_wait_seconds=0.3)
    assert rows(home, "uttrekk") == []


def test_what_was_fetched_before_a_failure_is_landed(run, freg, home):
    for n in range(2, 2500):
        freg.persons[person_id(2)] = freg.persons[A]  # one document for many ids is enough here
        freg.archive[f"dokument-{n}"] = freg.archive["dokument-0"]
        freg.newest[f"{n}"] = f"dokument-{n}"
    freg.batch = 10_000
    freg.on_request = lambda request: (
        freg.failures.append(httpx.Response(503))
        if freg.calls["post_archived"] == 2 and not freg.failures
        else None
    )
    with pytest.raises(FregUnavailableError):
        run(concurrency=1)
    landed = len(rows(home))
    assert landed >= 1000
    freg.on_request = lambda request: None
    freg.failures.clear()
    freg.asked = []
    run()
    assert (
        len([identifier for identifier in freg.asked if identifier.startswith("dokument")])
        == len(freg.archive) - landed
    )


def test_a_second_run_at_the_same_time_is_refused_at_once(home):
    with exclusive(home), pytest.raises(AlreadyRunningError), exclusive(home):
        pass
    with exclusive(home):
        pass


def test_a_full_disk_is_told_in_a_sentence_and_loses_nothing(run, freg, home, monkeypatch):
    run()
    before = rows(home)
    freg.change(A, "endringINavn", kjoenn=[])

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/secret/place")

    with monkeypatch.context() as patched:
        patched.setattr(landing_module, "os", SimpleNamespace(**vars(os) | {"fsync": full}))  # and no other's
        with pytest.raises(LandingWriteError, match="free some space") as caught:
            run()
    assert "/secret" not in "".join(traceback.format_exception(caught.value))
    assert rows(home) == before
    assert list(home.rglob("*.part"))
    assert run().follow.events == 1
    assert not list(home.rglob("*.part"))


@pytest.mark.parametrize("kind", ["uttrekk", "hendelser", "persondokumenter"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "empty"])
def test_a_broken_segment_is_set_aside_and_what_it_held_comes_again(run, freg, home, kind, damage):
    freg.change(A, "endringINavn", kjoenn=[])
    run()
    before = newest(home)
    [path, *_] = Landing(home / "landing").segments(kind)
    content = bytearray(path.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "empty":
        content = bytearray()
    else:
        content[30] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(CorruptSegmentError, match="run the same command again"):
        run()
    run()
    assert newest(home) == before


def test_the_state_of_a_broken_log_is_an_error_without_values(run, home, settings):
    run()
    [path] = Landing(home / "landing").segments("persondokumenter")
    path.write_bytes(b"PAR1" + A.encode())
    with pytest.raises(ManntallError) as caught:
        feed_state(settings())
    assert A not in "".join(traceback.format_exception(caught.value))


def test_a_home_that_cannot_be_made_is_told(settings, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LandingWriteError), exclusive(tmp_path / "file" / "home"):
        pass


class Leaky(ssl.SSLError):
    """An error as libraries raise them: with everything in its text."""


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError(f"https://freg.example/v1/personer/{A}"),
        httpx.ReadTimeout(f"{A}"),
        httpx.ProxyError(f"{A}"),
        httpx.DecodingError(f"{A}"),
        httpx.Response(400, json={"melding": A}),
        httpx.Response(500, json={"melding": A}),
        httpx.Response(403, json={"melding": A}),
        httpx.Response(429, json={"melding": A}, headers={"Retry-After": A}),
        httpx.Response(302, headers={"Location": f"https://elsewhere.example/{A}"}),
        reply(f'{{"oppslag": [{{"foedselsEllerDNummer": "{A}", "folkeregisterperson": ['.encode()),
        reply(f'["{A}"]'.encode()),
        httpx.Response(200, html=f"<p>{A}"),
    ],
)
def test_no_error_shows_an_identifier_or_an_address(run, freg, failure, caplog, capfd):
    run()
    for n in range(40):
        freg.change(person_id(100 + n), "personErOpprettet")
    calls = iter(range(1000))

    def fail_from_the_third_call(request):
        if next(calls) >= 3:
            freg.failures.append(failure)

    freg.on_request = fail_from_the_third_call
    with caplog.at_level(logging.DEBUG), pytest.raises(ManntallError) as caught:
        run(retry_seconds=0.2)
    said = "".join(traceback.format_exception(caught.value)) + caplog.text + "".join(capfd.readouterr())
    assert not any(identifier in said for identifier in freg.persons)
    assert "example" not in said
    assert f"{ADDRESS}:1" not in said
    assert "\n" not in str(caught.value)
