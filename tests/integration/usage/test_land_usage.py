"""All sources of usage over real HTTP and real files, from the sandbox to the landed tables."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.registry import access_log
from ingest.registry.store import open_registry
from ingest.sandbox.options import FiksIntegrasjon, Options
from ingest.sandbox.server import RunningSandbox, start
from ingest.sandbox.usage import UsageWorld
from ingest.sandbox.usage_calls import CallLog
from ingest.sandbox.usage_files import AGREEMENT, _csv, agreements
from ingest.sandbox.usage_organisation import Organisation, orders_of, tenant_dice
from ingest.sandbox.usage_people import accesses
from ingest.settings import Settings
from ingest.usage.pseudonyms import Pseudonyms
from ingest.usage.refresh import NOT_SET_UP, UsageResult, land_usage
from ingest.usage.store import UsageStore
from ingest.usage.tables import TABLES

SINCE, ON = date(2023, 11, 1), date(2026, 11, 25)
SEED = 5
FEW = 5


@pytest.fixture(scope="module")
def world() -> UsageWorld:
    return UsageWorld.create(SEED, SINCE)


@pytest.fixture(scope="module")
def few(world: UsageWorld) -> list[Organisation]:
    """Tenants in use of every size, so that one reading takes a second."""
    in_use = [tenant for tenant in world.signed(ON) if tenant.ladder.i_bruk <= date(2025, 1, 1)]
    return [Organisation.of(tenant) for tenant in in_use[:: len(in_use) // FEW][:FEW]]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    home = tmp_path_factory.mktemp("sandbox")
    options = Options(list_date=ON, fiks=FiksIntegrasjon(integrasjon_id="integrasjon", passord="passord"))
    with start(home=home, persons=20, seed=SEED, options=options) as running:
        yield running


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory, world: UsageWorld, few: list[Organisation]) -> Path:
    """The sandbox's agreements with those few alone."""
    file = tmp_path_factory.mktemp("agreed") / "avtaler.csv"
    ids = {known.tenant.fiks_org_id for known in few}
    signed = [row for row in agreements(world, ON) if row[0] in ids and row[1] != "123456789"]
    file.write_bytes(_csv(AGREEMENT, dict.fromkeys(signed)))
    return file


def settings_of(home: Path, sandbox: RunningSandbox, agreed: Path) -> Settings:
    return Settings(
        home=home,
        freg_url=sandbox.freg_url,
        dato=ON,
        avtaler=agreed,
        fiks_integrasjon_id="integrasjon",
        fiks_integrasjon_passord="passord",
        retry_seconds=0,
    )


@pytest.fixture
def settings(tmp_path: Path, sandbox: RunningSandbox, agreed: Path) -> Settings:
    return settings_of(tmp_path, sandbox, agreed)


@pytest.fixture(scope="module")
def landed(
    tmp_path_factory: pytest.TempPathFactory, sandbox: RunningSandbox, agreed: Path
) -> tuple[Settings, UsageResult]:
    """One reading that several tests look at and none changes."""
    settings = settings_of(tmp_path_factory.mktemp("landed"), sandbox, agreed)
    return settings, land_usage(settings)


def test_what_is_landed_is_what_the_sources_say_with_pseudonyms_for_people(
    landed: tuple[Settings, UsageResult], few: list[Organisation]
) -> None:
    settings, result = landed
    store = UsageStore.of(settings)

    assert result.faults == {}
    assert result.sources.keys() == TABLES.keys()
    pseudonyms = Pseudonyms(store.key)
    calls = {
        call.request_id: call
        for known in few
        for call in CallLog(known, tenant_dice(known.tenant, "calls")).until(SINCE, ON)
    }
    people = {user.number for known in few for user in known.users}
    read = store.read("kall")
    assert set(read["request_id"]) == set(calls)
    for row in read.iter_rows(named=True):
        call = calls[row["request_id"]]
        is_person = call.principal in people
        assert row["aktoer"] == (pseudonyms.of(call.principal) if is_person else call.principal)
        assert (row["antall"], row["status"], row["miljoe"]) == (call.antall, call.status, call.miljo)
        assert row["aktoer_type"] == ("person" if is_person else "integrasjon")
    roles = {role.rolle_id for known in few for role in known.roles if role.opprettet <= ON}
    assert set(store.read("roller")["rolle_id"]) == roles
    told = sum(
        len(
            list(
                accesses(
                    known.users,
                    known.systems,
                    [role for role in known.roles if role.opprettet <= ON],
                    tenant_dice(known.tenant, "accesses"),
                    ON,
                )
            )
        )
        for known in few
    )
    assert store.read("tilganger").height == told
    orders = {
        order.uttrekk_id for known in few for order in orders_of(known) if order.at[:10] <= ON.isoformat()
    }
    assert set(store.read("listeordrer")["uttrekk_id"]) == orders
    users = store.read("tilganger").filter(pl.col("slag") == "person")["aktoer"]
    assert set(users) <= {pseudonyms.of(person) for person in people}


def test_no_file_of_usage_holds_the_number_of_a_person_and_only_the_owner_may_read_any(
    landed: tuple[Settings, UsageResult], few: list[Organisation]
) -> None:
    settings, _ = landed
    people = {user.number.encode() for known in few for user in known.users}
    files = [file for file in (settings.home / "utbredelse").rglob("*") if file.is_file()]
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        frame = (
            pl.read_parquet(file).write_json().encode() if file.suffix == ".parquet" else file.read_bytes()
        )
        assert not re.search(rb'"\d{11}"', frame), file.name
        assert not any(person in frame for person in people), file.name
    assert len(files) > 60  # months of calls, nine other sources, what was refused


def test_bad_rows_of_the_sandbox_are_refused_with_reasons_and_the_rest_is_landed(
    landed: tuple[Settings, UsageResult],
) -> None:
    settings, result = landed
    store = UsageStore.of(settings)
    for kilde in ("kall", "systemoversikt", "pilotfunn", "innbyggere", "egen_logg"):
        refused = pl.read_parquet(store.refused(kilde))
        assert result.sources[kilde].refused == refused.select(pl.struct("fil", "rad").n_unique()).item() > 0
        assert result.sources[kilde].rows == store.read(kilde).height > 0
        assert refused["grunn"].null_count() == 0


def test_a_second_reading_asks_for_the_newest_months_only_and_lands_the_same(settings: Settings) -> None:
    land_usage(settings)
    store = UsageStore.of(settings)
    first = {kilde: store.read(kilde) for kilde in TABLES}
    old = store.landed("kall") / "2024-05.parquet"
    written = old.stat().st_ino
    land_usage(settings)
    for kilde, rows in first.items():
        assert store.read(kilde).equals(rows), kilde
    assert old.stat().st_ino == written
    again = pl.read_parquet(store.refused("kall")).height
    land_usage(settings, full=True)
    assert pl.read_parquet(store.refused("kall")).height > again
    assert store.read("kall").equals(first["kall"])


def test_a_source_that_fails_keeps_what_was_landed_and_the_others_are_read(settings: Settings) -> None:
    land_usage(settings)
    store = UsageStore.of(settings)
    before = store.read("roller")
    wrong = settings.model_copy(update={"fiks_integrasjon_id": "another", "pilotfunn": Path("nowhere.csv")})
    result = land_usage(wrong)
    assert {"roller", "tilganger", "systemer", "listeordrer", "kall", "pilotfunn"} <= result.faults.keys()
    assert "MANNTALL_PILOTFUNN" in result.faults["pilotfunn"]
    assert "MANNTALL_FIKS" in result.faults["kall"]
    assert store.read("roller").equals(before)
    assert result.sources["roller"].rows == before.height
    assert result.sources["innbyggere"].fault == ""


def test_elsewhere_than_on_this_machine_what_is_not_set_up_is_not_asked_for(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, freg_url="https://freg.example.invalid", kommuner="0301", dato=ON)
    result = land_usage(settings)
    assert result.faults == {}
    assert {state.fault for kilde, state in result.sources.items() if kilde != "egen_logg"} == {NOT_SET_UP}
    assert all(UsageStore.of(settings).read(kilde).is_empty() for kilde in TABLES)


def test_the_registrys_own_log_is_landed_with_pseudonyms(settings: Settings) -> None:
    registry = open_registry(settings)
    access = access_log.Access("visning", "planlegger-9", "barn", role="skole", kommunenummer="0301")
    access_log.append(registry, access)
    land_usage(settings)
    own = UsageStore.of(settings).read("egen_logg").filter(pl.col("logg_id") == "logg-1")
    assert own.select("rolle", "kommunenummer", "hendelse", "visning", "antall").rows() == [
        ("skole", "0301", "visning", "barn", 0)
    ]
    assert own["bruker"].to_list() == [Pseudonyms(UsageStore.of(settings).key).of("planlegger-9")]


def test_manntall_usage_refused_names_the_rows_and_no_value(landed: tuple[Settings, UsageResult]) -> None:
    settings, _ = landed
    command = [
        sys.executable,
        "-c",
        "from orchestration.cli import main; main()",
        "usage",
        "refused",
        "pilotfunn",
        "--json",
    ]
    environment = os.environ | {"MANNTALL_HOME": str(settings.home)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    told = json.loads(done.stdout)["refused"]
    assert len(told) == 4
    assert {"kilde", "fil", "rad", "felt", "grunn"} == told[0].keys()
    assert "Annet" not in done.stdout  # the theme that nobody knows
