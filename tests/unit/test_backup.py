"""Backups: whole or refused, private, not kept too long; and a restore shows nobody more than the ledger lets."""

import os
import random
import shutil
import struct
from datetime import UTC, datetime, timedelta

import pytest

from dashboards import store
from ingest.errors import ConfigurationError
from ingest.landing import Landing
from ingest.protection import DenyLedger, Entry, Kind, now
from ingest.registry import open_registry, overlays, users
from ingest.registry.store import now as moment
from ingest.settings import Settings
from orchestration import backup as module
from orchestration.backup import BackupError, backup, restore
from orchestration.failures import PublicationError
from orchestration.overlay_mark import heed

A, B, C = "01819000049", "02819000064", "03819000080"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """A home with two segments, a registry, a ledger that denies A, and something published."""
    home = tmp_path_factory.mktemp("made") / "home"
    made = Settings(home=home)
    landing = Landing(made.landing)
    landing.add_extract("0301", 100, [A, B, C], "person")
    landing.add_documents([row(A), row(B)])
    users.remember(open_registry(made), key="operatoer", kind="operatoer", role="", kommunenummer="")
    deny(DenyLedger.begin(home), A, 110)
    (made.published / "00000001").mkdir(parents=True, mode=0o700)
    (made.published / "CURRENT").write_text("00000001")
    (made.published / "CURRENT").chmod(0o600)
    (made.published).chmod(0o700)
    return home


@pytest.fixture
def settings(home, tmp_path, made_once, request):
    """The settings of a copy of it, with a key for backups unless a test says `plain`."""
    shutil.copytree(made_once, home)
    key = tmp_path / "backup.key"
    key.write_bytes(os.urandom(32))
    return Settings(home=home, backup_key_file=None if getattr(request, "param", "") == "plain" else key)


BOTH = pytest.mark.parametrize("settings", ["plain", "sealed"], indirect=True)


def row(identifier: str, number: int = 100) -> dict:
    return {
        "identifikator": identifier,
        "person": identifier,
        "dokumentidentifikator": None,
        "sekvensnummer": number,
        "utfall": "funnet",
        "parts": "navn",
        "relaterte": [],
        "body": '{"navn":[{"fornavn":"NAVNET"}]}',
        "hentet_at": datetime.now(UTC),
    }


def deny(ledger: DenyLedger, identifier: str, number: int) -> None:
    ledger.append([Entry(Kind.DENY, now(), number, (ledger.pseudonym(identifier),), "adressebeskyttelse")])


def is_denied(home, identifier: str) -> bool:
    ledger = DenyLedger(home)
    return ledger.state().is_open(ledger.pseudonym(identifier))


def contents(folder) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@BOTH
def test_landing_comes_back_byte_for_byte_and_nothing_is_readable(settings, folder, home):
    before = contents(settings.landing)
    backup(settings, folder)
    Landing(settings.landing).add_documents([row(C, 200)])
    restored = restore(settings, folder)
    assert contents(settings.landing) == before
    assert restored.segments == 2
    with pytest.raises(store.NothingPublishedError):
        store.current(settings.published)
    assert not settings.warehouse.parent.exists()
    Landing(settings.landing).check(thorough=True)


def test_a_whole_home_that_was_lost_comes_back(settings, folder, home):
    before = contents(settings.landing)
    backup(settings, folder)
    shutil.rmtree(home)
    assert restore(settings, folder).registry == "restored"
    assert contents(settings.landing) == before
    assert is_denied(home, A) and not is_denied(home, B)
    with open_registry(settings).reading() as con:
        assert con.exec_driver_sql("select key from users").fetchall() == [("operatoer",)]


@BOTH
def test_everything_written_is_its_owners_alone(settings, folder, home):
    path = backup(settings, folder)
    shutil.rmtree(home)
    restore(settings, folder)
    places = [path, folder, *home.rglob("*")]
    assert [place for place in places if place.stat().st_mode & 0o077] == []


@BOTH
def test_an_encrypted_backup_holds_nobodys_number_and_a_plain_one_says_so(settings, folder):
    content = backup(settings, folder).read_bytes()
    assert (b"identifikator" in content) == (settings.backup_key_file is None)


@pytest.mark.parametrize("key", [None, b"\0" * 32])
def test_without_the_right_key_nothing_is_brought_back_or_changed(settings, folder, home, key):
    backup(settings, folder)
    if key:
        settings.backup_key_file.write_bytes(key)
    else:
        settings = settings.model_copy(update={"backup_key_file": None})
    before = contents(home)
    with pytest.raises(BackupError, match="BACKUP_KEY_FILE"):
        restore(settings, folder)
    assert contents(home) == before


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(settings, folder, tmp_path, length):
    (tmp_path / "short").write_bytes(b"x" * length)
    wrong = settings.model_copy(update={"backup_key_file": tmp_path / "short"})
    with pytest.raises(ConfigurationError, match="32 random bytes"):
        backup(wrong, folder)


@BOTH
def test_whatever_bit_is_turned_or_end_is_cut_off_the_backup_is_refused_and_nothing_changes(
    settings, folder, home
):
    path = backup(settings, folder)
    whole, before, dice = path.read_bytes(), contents(home), random.Random(7)  # noqa: S311
    for _ in range(60):
        place = dice.randrange(len(whole))
        broken = bytearray(whole)
        broken[place] ^= 1 << dice.randrange(8)
        path.write_bytes(broken if dice.random() < 0.5 else whole[:place])
        with pytest.raises(BackupError):
            restore(settings, folder)
    assert contents(home) == before


@BOTH
def test_chunks_that_change_places_or_are_left_out_are_found(settings, folder, home, monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 2000)
    path = backup(settings, folder)
    whole = path.read_bytes()
    head, rest, chunks = whole[:17], whole[17:], []
    while rest:
        (length,) = struct.unpack(">I", rest[1:5])
        chunks.append(rest[: 5 + length])
        rest = rest[5 + length :]
    assert len(chunks) > 3
    for changed in (chunks[::-1], chunks[:-1], chunks[1:], [*chunks[:1], *chunks[2:]], [chunks[0], *chunks]):
        path.write_bytes(head + b"".join(changed))
        with pytest.raises(BackupError):
            restore(settings, folder)
    path.write_bytes(head + b"".join(chunks))
    restore(settings, folder)


def test_backups_past_their_days_are_removed_and_other_files_are_not(settings, folder):
    folder.mkdir()
    ages = {
        days: folder / module.NAME.format(datetime.now(UTC) - timedelta(days=days))
        for days in (1, 13, 15, 99)
    }
    for path in (*ages.values(), folder / "manntall-notes.backup", folder / "other.txt"):
        path.write_text("x")
    backup(settings, folder)
    assert [days for days, path in ages.items() if path.exists()] == [1, 13]
    assert (folder / "manntall-notes.backup").exists() and (folder / "other.txt").exists()


def test_a_backup_into_the_home_or_of_nothing_is_refused(settings, home, folder, tmp_path):
    with pytest.raises(ConfigurationError, match="another folder"):
        backup(settings, home / "backups")
    with pytest.raises(BackupError, match="nothing to back up"):
        backup(settings.model_copy(update={"home": tmp_path / "new"}), folder)
    with pytest.raises(BackupError, match="no backup"):
        restore(settings, tmp_path / "nowhere")


def test_whoever_was_denied_after_the_backup_is_denied_after_the_restore(settings, folder, home):
    backup(settings, folder)
    deny(DenyLedger(home), B, 150)
    assert restore(settings, folder).denials_added == 0
    assert is_denied(home, A) and is_denied(home, B) and not is_denied(home, C)


def test_whoever_only_the_backups_ledger_denies_is_denied_as_well(settings, folder, home):
    ledger = home / "protection" / "ledger.jsonl"
    older = ledger.read_bytes()
    deny(DenyLedger(home), C, 160)
    backup(settings, folder)
    ledger.write_bytes(older)
    deny(DenyLedger(home), B, 150)
    assert restore(settings, folder).denials_added == 1
    assert is_denied(home, A) and is_denied(home, B) and is_denied(home, C)


def test_that_everybody_was_denied_is_brought_along(settings, folder, home):
    ledger = home / "protection" / "ledger.jsonl"
    older = ledger.read_bytes()
    DenyLedger(home).append([Entry(Kind.EVERYBODY, now(), 170)])
    backup(settings, folder)
    ledger.write_bytes(older)
    restore(settings, folder)
    assert DenyLedger(home).state().is_everybody


def test_ledgers_under_different_keys_are_not_mixed_and_nothing_changes(settings, folder, home):
    backup(settings, folder)
    shutil.rmtree(home / "protection")
    DenyLedger.begin(home)
    before = contents(home)
    with pytest.raises(BackupError, match="another key"):
        restore(settings, folder)
    assert {
        name: held for name, held in contents(home).items() if not name.startswith("restore.part")
    } == before


def test_the_homes_registry_stays_unless_it_cannot_be_read(settings, folder, home):
    backup(settings, folder)
    users.remember(
        open_registry(settings), key="prosjektleder", kind="prosjektleder", role="", kommunenummer=""
    )
    assert restore(settings, folder).registry == "kept"
    with open_registry(settings).reading() as con:
        assert len(con.exec_driver_sql("select key from users").fetchall()) == 2
    (home / "registry.sqlite").write_bytes(b"not a database at all" * 400)
    assert restore(settings, folder).registry == "restored"
    with open_registry(settings).reading() as con:
        assert con.exec_driver_sql("select key from users").fetchall() == [("operatoer",)]


class Killed(BaseException):
    """As SIGKILL: no handler of ours runs."""


STEPS = (
    "_unpack",
    "_refuse_damaged",
    "_denials_to_add",
    "_unpublish",
    "_unite",
    "_bring_registry",
    "_swap_landing",
)


@pytest.mark.parametrize("at", [(step, moment) for step in STEPS for moment in ("before", "after")])
def test_killed_at_any_step_nobody_reads_a_mix_and_the_same_command_goes_on(
    settings, folder, home, monkeypatch, at
):
    step, moment = at
    before = contents(settings.landing)
    backup(settings, folder)
    Landing(settings.landing).add_documents([row(C, 200)])
    deny(DenyLedger(home), B, 150)
    plain = getattr(module, step)

    def killed(*arguments):
        if moment == "after":
            plain(*arguments)
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(module, step, killed)
        patched.setattr(module, "remove_leftovers", lambda home: None)
        restore(settings, folder)
    is_readable = (settings.published / "CURRENT").exists()
    assert not is_readable or contents(settings.landing) != before, (
        "what is readable is what was there before"
    )
    assert is_denied(home, A) and is_denied(home, B)
    restore(settings, folder)
    assert contents(settings.landing) == before
    assert is_denied(home, A) and is_denied(home, B)
    assert not list(home.glob("restore.part")) and not list(home.glob("landing.before*"))


def hide(settings, identifier: str) -> None:
    """A local restriction that has been heeded once."""
    overlays.restrict(
        open_registry(settings),
        kommunenummer="0301",
        number=identifier,
        kind="skjul",
        reason="Besluttet av kommunen",
        author="a",
        expires_at=moment() + timedelta(days=9),
    )
    heed(settings)


def test_local_knowledge_comes_back_into_an_empty_home_with_the_mark_that_tells_when_it_is_lost(
    settings, folder
):
    hide(settings, A)
    backup(settings, folder)
    shutil.rmtree(settings.home)
    restore(settings, folder)
    assert len(heed(settings).overlays.restrictions) == 1
    (settings.home / "registry.sqlite").unlink()
    with pytest.raises(PublicationError, match="0 of 1 rows"):
        heed(settings)


@pytest.mark.parametrize("lost", ["registry.sqlite", "protection/ledger.jsonl"])
def test_what_a_restored_registry_lacks_of_local_knowledge_stops_publication(settings, folder, lost):
    hide(settings, A)
    backup(settings, folder)
    hide(settings, B)
    for name in {lost, "registry.sqlite"}:
        (settings.home / name).unlink()
    assert restore(settings, folder).registry == "restored"
    with pytest.raises(PublicationError, match="1 of 2 rows"):
        heed(settings)
