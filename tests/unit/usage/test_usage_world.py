"""The sandbox's usage: all tenants, a realistic ladder, the same bytes for the same seed, whenever one looks."""

from collections import Counter
from datetime import date, timedelta

import pytest

from ingest.sandbox.usage import HARAM, NEVER, UsageWorld
from ingest.sandbox.usage_calls import CallLog
from ingest.sandbox.usage_files import files
from ingest.sandbox.usage_organisation import Organisation, orders_of, tenant_dice
from ingest.sandbox.usage_people import accesses
from ingest.usage.leverandoerer import LEVERANDOERER
from ingest.usage.tables import KS_ORGNR

SINCE, ON = date(2023, 11, 1), date(2026, 11, 25)


@pytest.fixture(scope="module")
def world() -> UsageWorld:
    return UsageWorld.create(1, SINCE)


@pytest.fixture(scope="module")
def some(world: UsageWorld) -> list[Organisation]:
    """Every twentieth tenant in use, of every size."""
    in_use = [tenant for tenant in world.signed(ON) if tenant.ladder.i_bruk <= ON]
    return [Organisation.of(tenant) for tenant in in_use[::20]]


def test_every_municipality_every_county_authority_and_the_demo_tenant_are_there(world: UsageWorld) -> None:
    assert Counter(tenant.type for tenant in world.tenants) == {
        "kommune": 357,
        "fylkeskommune": 14,
        "demo": 1,
    }
    assert len({tenant.fiks_org_id for tenant in world.tenants}) == 372


def test_nobody_comes_further_before_the_step_below(world: UsageWorld) -> None:
    for tenant in world.tenants:
        steps = (
            tenant.ladder.avtale,
            tenant.ladder.konfigurert,
            tenant.ladder.test,
            tenant.ladder.i_bruk,
            tenant.ladder.hendelser,
        )
        assert list(steps) == sorted(steps)


def test_adoption_grows_from_few_to_most_and_somebody_stands_on_every_step(world: UsageWorld) -> None:
    kommuner = [tenant.ladder for tenant in world.tenants if tenant.type == "kommune"]

    def reached(step: str, on: date) -> int:
        return sum(getattr(ladder, step) <= on for ladder in kommuner)

    first, now = reached("i_bruk", SINCE), reached("i_bruk", ON)
    assert first < 60
    assert 200 < now < 320
    steps = [reached(step, ON) for step in ("avtale", "konfigurert", "test", "i_bruk", "hendelser")]
    assert steps == sorted(steps, reverse=True)
    assert len(set(steps)) == 5
    assert reached("ut_av_bruk", ON) > 3
    assert reached("scim", ON) > 20
    assert 357 - steps[0] > 0


def test_haram_signs_no_agreement_before_it_exists(world: UsageWorld) -> None:
    haram = next(tenant for tenant in world.tenants if tenant.nummer == HARAM)
    assert haram.ladder.avtale > date(2024, 1, 1)


def test_all_18_vendors_have_systems(world: UsageWorld) -> None:
    in_use = [Organisation.of(tenant) for tenant in world.tenants]
    found = {system.leverandoer for known in in_use for system in known.systems}
    assert found == {vendor.navn for vendor in LEVERANDOERER}


def test_the_numbers_of_all_people_are_synthetic(some: list[Organisation]) -> None:
    months = {int(user.number[2:4]) for known in some for user in known.users}
    assert months <= set(range(81, 93))
    assert len(months) > 1


def test_the_same_seed_gives_the_same_bytes_and_another_others() -> None:
    first, again, other = (files(UsageWorld.create(seed, SINCE), ON) for seed in (7, 7, 8))
    for name, make in first.items():
        assert make() == again[name](), name
    assert first["avtaler.xlsx"]() != other["avtaler.xlsx"]()


def test_a_later_day_adds_calls_and_orders_and_changes_none(some: list[Organisation]) -> None:
    for known in some:
        earlier, later = (
            CallLog(known, tenant_dice(known.tenant, "calls")).until(SINCE, day)
            for day in (ON, ON + timedelta(45))
        )
        assert later[: len(earlier)] == earlier
        assert len(earlier) > 0
        assert all(call.at < f"{ON + timedelta(1)}" for call in earlier)


def test_the_log_has_people_systems_test_traffic_monitoring_events_and_failures(
    some: list[Organisation],
) -> None:
    calls = [
        call for known in some for call in CallLog(known, tenant_dice(known.tenant, "calls")).until(SINCE, ON)
    ]
    assert len({call.request_id for call in calls}) == len(calls)
    assert {call.miljo for call in calls} == {"prod", "test"}
    assert any(call.orgnr == KS_ORGNR for call in calls)
    assert {"SOK", "PROFIL", "BULKOPPSLAG", "HENDELSER", "INNBYGGERLISTE", "VERIFISER"} <= {
        call.handling for call in calls
    }
    failed = sum(call.status >= 400 for call in calls)
    assert 0.01 < failed / len(calls) < 0.04
    assert all(call.antall == 0 for call in calls if call.status >= 400)


def test_nobody_calls_as_a_person_before_the_tenant_is_in_use_or_after_it_fell_out(
    some: list[Organisation],
) -> None:
    for known in some:
        ladder = known.tenant.ladder
        people = {user.number for user in known.users}
        days = [
            date.fromisoformat(call.at[:10])
            for call in CallLog(known, tenant_dice(known.tenant, "calls")).until(SINCE, ON)
            if call.principal in people
        ]
        assert all(ladder.i_bruk <= day <= ladder.ut_av_bruk for day in days)


def test_an_order_of_a_list_is_in_the_log_too(some: list[Organisation]) -> None:
    for known in some:
        orders = {order.at for order in orders_of(known) if f"{SINCE}" <= order.at < f"{ON + timedelta(1)}"}
        calls = CallLog(known, tenant_dice(known.tenant, "calls")).until(SINCE, ON)
        assert {call.at for call in calls if call.handling == "INNBYGGERLISTE"} == orders


def test_scim_ends_every_access_of_a_person_that_was_given_by_hand(world: UsageWorld) -> None:
    gone_over = [tenant for tenant in world.signed(ON) if tenant.ladder.scim <= ON - timedelta(10)]
    ended = 0
    for tenant in gone_over[:15]:
        known = Organisation.of(tenant)
        told = list(accesses(known.users, known.systems, known.roles, tenant_dice(tenant, "accesses"), ON))
        by_hand = [access for access in told if access["slag"] == "personer" and access["kilde"] == "MANUELL"]
        for access in by_hand:
            over = access["avsluttet"] or access["gyldigTil"]
            assert over <= tenant.ladder.scim.isoformat()
        ended += sum(access["avslutningsgrunn"] == "SCIM_OVERGANG" for access in by_hand)
        assert all(access["avslutningsgrunn"] != "SCIM_OVERGANG" for access in told if access not in by_hand)
    assert ended > 0
    assert all(tenant.ladder.scim == NEVER or tenant.ladder.i_bruk != NEVER for tenant in world.tenants)
