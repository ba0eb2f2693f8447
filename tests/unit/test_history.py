"""History: as known on one day, about another, from landing alone; today's protection decides about all of the past."""

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import duckdb
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as run_with
from hypothesis import strategies as st

from ingest.landing import Landing
from ingest.protection import DenyLedger, Entry, Kind
from ingest.protection import now as moment
from ingest.registry import access_log, open_registry, overlays
from ingest.registry.store import now
from ingest.settings import Settings
from orchestration import history_command
from orchestration.failures import PublicationError
from orchestration.files import private_folder, replace_file
from orchestration.history import history

NUMBER, OLD_NUMBER = "01819000049", "02819000064"
LATER = datetime(2030, 1, 1, tzinfo=UTC)
DAYS = [date(2020, 1, 1) + timedelta(days=n) for n in range(12)]


def address(street, valid, registered=None, *, ended=None, current=True, grading="ugradert", place_id=None):
    return {
        "adressegradering": grading,
        "erGjeldende": current,
        "gyldighetstidspunkt": valid,
        "ajourholdstidspunkt": registered,
        "opphoerstidspunkt": ended,
        "adresseIdentifikatorFraMatrikkelen": place_id,
        "vegadresse": {
            "kommunenummer": "4601",
            "adressenavn": street,
            "adressenummer": {"husnummer": "1"},
            "poststed": {"postnummer": "5003"},
        },
    }


def at(day, hour=12):
    """A moment of a day as FREG writes it."""
    return f"{day.isoformat()}T{hour:02}:00:00+01:00"


def land(home, *documents, events=()):
    """Landing as it is after some answers: each a number and the document's addresses."""
    shutil.rmtree(home / "landing", ignore_errors=True)
    landing = Landing(home / "landing")
    landing.add_extract("4601", 1, [NUMBER], "person")
    for number, addresses in documents:
        landing.add_documents([answer(number, addresses)])
    if events:
        landing.add_events(1, [event(number, registered) for number, registered in events])


def answer(number, addresses):
    return {
        "identifikator": NUMBER,
        "person": NUMBER,
        "sekvensnummer": number,
        "utfall": "funnet",
        "body": json.dumps({"bostedsadresse": addresses, "navn": [{"fornavn": "A", "etternavn": "B"}]}),
        "hentet_at": datetime.now(UTC),
    }


def event(number, registered):
    return {
        "sekvensnummer": number,
        "folkeregisteridentifikator": NUMBER,
        "hendelsetype": "endringIBostedsadresse",
        "ajourholdstidspunkt": registered,
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A home with the part of a warehouse that says that nobody hides."""
    settings = Settings(home=tmp_path_factory.mktemp("history") / "home")
    DenyLedger.begin(settings.home)
    private_folder(settings.warehouse.parent)
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute("create schema intermediate; create schema staging")
        for name, columns in (
            ("intermediate.int_persons__identifiers", "identifikator varchar, person varchar"),
            ("intermediate.int_persons__current", "person varchar, gradering varchar, is_in_scope boolean"),
            ("intermediate.int_persons__graded", "person varchar, gradering varchar"),
            ("intermediate.int_addresses__graded", "person varchar, gradering varchar"),
            ("intermediate.int_persons__protected_homes", "person varchar"),
            ("intermediate.int_addresses__protected_dwellings", "dwelling varchar"),
            ("intermediate.int_persons__groups", "identifikator varchar, gruppe varchar, is_person boolean"),
            ("staging.stg_freg__personer", "person varchar, sekvensnummer bigint"),
        ):
            con.execute(f"create table {name} ({columns})")
        con.execute(
            "insert into intermediate.int_persons__identifiers values (?, ?), (?, ?)",
            [NUMBER, NUMBER, OLD_NUMBER, NUMBER],
        )
        con.execute("insert into intermediate.int_persons__current values (?, 'ugradert', true)", [NUMBER])
        con.execute("insert into intermediate.int_persons__graded values (?, 'ugradert')", [NUMBER])
        con.execute("insert into staging.stg_freg__personer values (?, 100)", [NUMBER])
    counts = {"fingerprint": "x", "dato": "2026-03-02", "sequence_landed": 99, "persons": 1, "marts": {}}
    replace_file(settings.warehouse.with_name("counts.json"), json.dumps(counts))
    return settings


@pytest.fixture
def settings(built, tmp_path):
    shutil.copytree(built.home, tmp_path / "home")
    return Settings(home=tmp_path / "home")


def places(settings, known=LATER, number=NUMBER):
    return [
        (period.valid_from, period.valid_to, period.text)
        for period in history(settings, number, known)
        if period.element == "bostedsadresse"
    ]


def on(day, hour=23):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_an_address_holds_until_the_next_or_until_it_ended_and_under_every_number(settings):
    old, new = (
        address("Gamle vei", at(DAYS[0]), current=False),
        address("Nye vei", at(DAYS[4]), ended=at(DAYS[8])),
    )
    land(settings.home, (1, [new, old]))
    expected = [(DAYS[0], DAYS[4], "Gamle vei 1"), (DAYS[4], DAYS[8], "Nye vei 1")]
    assert places(settings) == places(settings, number=OLD_NUMBER) == expected
    assert [period.text for period in history(settings, NUMBER, LATER) if period.element == "navn"] == ["A B"]


def test_what_was_registered_later_was_not_known_before_though_it_held_before(settings):
    """A move of day 2 is registered on day 6, in another document: as on day 5 it is not there."""
    old, new = address("Gamle vei", at(DAYS[0]), at(DAYS[0])), address("Nye vei", at(DAYS[2]), at(DAYS[6]))
    land(settings.home, (1, [old]), (50, [new, old | {"erGjeldende": False}]))
    assert places(settings, on(DAYS[5])) == [(DAYS[0], None, "Gamle vei 1")]
    assert places(settings, on(DAYS[6])) == [(DAYS[0], DAYS[2], "Gamle vei 1"), (DAYS[2], None, "Nye vei 1")]


def test_an_annulled_move_is_known_until_the_event_that_took_it_away(settings):
    old, wrong = address("Gamle vei", at(DAYS[0]), at(DAYS[0])), address("Feil vei", at(DAYS[2]), at(DAYS[3]))
    land(settings.home, (1, [wrong, old]), (50, [old]), events=[(50, at(DAYS[7]))])
    assert places(settings, on(DAYS[5]))[-1] == (DAYS[2], None, "Feil vei 1")
    assert places(settings, on(DAYS[7])) == [(DAYS[0], None, "Gamle vei 1")]


def test_a_move_that_was_overtaken_by_one_registered_later_of_an_earlier_day_never_held(settings):
    old = address("Gamle vei", at(DAYS[0]), at(DAYS[0]), current=False)
    first = address("Feil vei", at(DAYS[6]), at(DAYS[8]), current=False)
    second = address("Nye vei", at(DAYS[4]), at(DAYS[9]))
    land(settings.home, (1, [second, first, old]))
    assert places(settings) == [(DAYS[0], DAYS[4], "Gamle vei 1"), (DAYS[4], None, "Nye vei 1")]
    to_come = first | {"ajourholdstidspunkt": at(DAYS[10])}
    land(settings.home, (1, [second, to_come, old]))
    assert places(settings)[1:] == [(DAYS[4], DAYS[6], "Nye vei 1"), (DAYS[6], None, "Feil vei 1")]


@pytest.mark.parametrize(
    "written",
    [
        "2020-03-29T00:00:00+01:00",  # the night that has no third hour
        "2020-10-25T02:30:00+02:00",  # the night that has it twice
        "2020-10-25T02:30:00+01:00",
        "2020-02-29T23:59:59.999999999+01:00",
        "2020-12-31T00:00:00+02:00",  # an offset that Norway does not have in winter
    ],
)
def test_validity_begins_on_the_day_that_is_written_and_not_the_day_before(settings, written):
    day = date.fromisoformat(written[:10])
    land(settings.home, (1, [address("Nye vei", written), address("Gamle vei", "2019-01-01T00:00:00+01:00")]))
    assert places(settings) == [(date(2019, 1, 1), day, "Gamle vei 1"), (day, None, "Nye vei 1")]


def test_what_holds_from_a_day_to_come_does_not_hold_yet(settings):
    land(
        settings.home, (1, [address("Nye vei", at(DAYS[9]), at(DAYS[1])), address("Gamle vei", at(DAYS[0]))])
    )
    held = [period for period in history(settings, NUMBER, on(DAYS[2])) if period.holds(DAYS[8])]
    assert [period.text for period in held if period.element == "bostedsadresse"] == ["Gamle vei 1"]


def hide(settings, statement):
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute(statement, [NUMBER])


def deny(settings):
    ledger = DenyLedger(settings.home)
    ledger.append([Entry(Kind.DENY, moment(), 200, (ledger.pseudonym(NUMBER),), "adressebeskyttelse")])


def restrict(settings):
    overlays.restrict(
        open_registry(settings),
        kommunenummer="4601",
        number=NUMBER,
        kind="skjul",
        reason="Besluttet av kommunen",
        author="a",
        expires_at=now() + timedelta(days=9),
    )


@pytest.mark.parametrize(
    "protect",
    [
        lambda settings: hide(
            settings, "update intermediate.int_persons__graded set gradering = 'fortrolig' where person = ?"
        ),
        lambda settings: hide(
            settings, "insert into intermediate.int_addresses__graded values (?, 'klientadresse')"
        ),
        lambda settings: hide(settings, "insert into intermediate.int_persons__protected_homes values (?)"),
        lambda settings: hide(
            settings, "update intermediate.int_persons__current set is_in_scope = false where person = ?"
        ),
        deny,
        restrict,
    ],
)
def test_whoever_hides_today_has_no_past_and_looks_like_somebody_unknown(settings, protect):
    land(settings.home, (1, [address("Gamle vei", at(DAYS[0]))]))
    assert places(settings)
    protect(settings)
    assert history(settings, NUMBER, LATER) == history(settings, "03819000080", LATER) == []


def test_whoever_lives_with_somebody_who_was_denied_just_now_has_no_past_either(settings):
    land(settings.home, (1, [address("Gamle vei", at(DAYS[0]))]))
    other = "03819000080"
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute("insert into intermediate.int_persons__identifiers values (?, ?)", [other, other])
        for one in (NUMBER, other):
            con.execute("insert into intermediate.int_persons__groups values (?, 'home', false)", [one])
    assert places(settings)
    ledger = DenyLedger(settings.home)
    ledger.append([Entry(Kind.DENY, moment(), 200, (ledger.pseudonym(other),), "adressebeskyttelse")])
    assert history(settings, NUMBER, LATER) == []


@pytest.mark.parametrize(
    ("dwelling", "grading"),
    [("#p1#H0101", "ugradert"), ("1201#5003#hemmelig vei 1#", "ugradert"), ("#x#", "fortrolig")],
)
def test_an_earlier_address_where_somebody_protected_lives_or_that_was_ever_graded_hides(
    settings, dwelling, grading
):
    hidden = address("Hemmelig vei", at(DAYS[0]), place_id="p1", current=False)
    land(
        settings.home,
        (1, [hidden | {"adressegradering": grading}]),
        (5, [address("Nye vei", at(DAYS[4])), hidden]),
    )
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute("insert into intermediate.int_addresses__protected_dwellings values (?)", [dwelling])
    assert places(settings) == [(DAYS[0], DAYS[4], None), (DAYS[4], None, "Nye vei 1")]
    assert "4601" not in str(history(settings, NUMBER, LATER)[0])


@pytest.mark.parametrize(("unit", "shown"), [("H0101", None), ("H0102", "Hemmelig vei 1"), (None, None)])
def test_of_a_building_the_flat_of_somebody_protected_hides_or_all_when_the_flat_is_not_known(
    settings, unit, shown
):
    was = address("Hemmelig vei", at(DAYS[0]))
    was["vegadresse"]["bruksenhetsnummer"] = unit
    land(settings.home, (1, [was]))
    with duckdb.connect(str(settings.warehouse)) as con:
        con.execute(
            "insert into intermediate.int_addresses__protected_dwellings values ('1201##hemmelig vei 1#H0101')"
        )
    assert places(settings) == [(DAYS[0], None, shown)]


def test_a_warehouse_that_is_behind_landing_answers_nothing(settings):
    land(settings.home, (1, [address("Gamle vei", at(DAYS[0]))]), events=[(150, at(DAYS[1]))])
    with pytest.raises(PublicationError, match="manntall refresh"):
        history(settings, NUMBER, LATER)


def test_the_command_logs_who_asked_and_says_the_same_of_the_hidden_and_the_unknown(
    settings, monkeypatch, capsys
):
    land(settings.home, (1, [address("Gamle vei", at(DAYS[0]))]))
    monkeypatch.setenv("MANNTALL_HOME", str(settings.home))
    about = {"about": datetime(2020, 1, 5), "known": datetime(2026, 1, 1)}
    history_command.history(NUMBER, **about)
    assert "Gamle vei 1" in capsys.readouterr().out
    deny(settings)
    told = set()
    for number in (NUMBER, "03819000080"):
        history_command.history(number, **about)
        told.add(capsys.readouterr().out)
    assert told == {history_command.NOT_SHOWN + "\n"}
    assert len(access_log.disclosures(open_registry(settings), [NUMBER])) == 2


moments = st.builds(at, st.sampled_from(DAYS), st.integers(0, 23))
entries = st.builds(
    address,
    st.sampled_from(["A", "B", "C"]),
    st.none() | moments,
    st.none() | moments,
    ended=st.none() | moments,
    current=st.booleans(),
)


def oracle(documents, known, day):
    """The street on a day, in plain Python: what FREG's newest document that was registered by then says of it."""
    newest, chosen = datetime.min.replace(tzinfo=UTC), documents[0]
    for document in documents:
        newest = max(
            [
                newest,
                *(read(entry["ajourholdstidspunkt"]) for entry in document if entry["ajourholdstidspunkt"]),
            ]
        )
        if newest <= known:
            chosen = document
    heard = [
        one for one in chosen if not (one["ajourholdstidspunkt"] and read(one["ajourholdstidspunkt"]) > known)
    ]
    begun = [
        (valid(one, 25), one["ajourholdstidspunkt"] or "", one["erGjeldende"], -place, one)
        for place, one in enumerate(heard)
        if valid(one) <= str(day) and not any(overtakes(other, one) for other in heard)
    ]
    if not begun:
        return None
    entry = max(begun, key=lambda one: one[:4])[4]
    ended = entry["opphoerstidspunkt"]
    return None if ended and ended[:10] <= str(day) else f"{entry['vegadresse']['adressenavn']} 1"


def valid(entry, length=10):
    return (entry["gyldighetstidspunkt"] or "")[:length]


def overtakes(other, one):
    """Whether a current entry was registered later and holds from no later a day."""
    if one["erGjeldende"] or not other["erGjeldende"] or valid(other) > valid(one):
        return False
    earlier, later = one["ajourholdstidspunkt"], other["ajourholdstidspunkt"]
    return earlier is None or (later is not None and earlier <= later)


def read(written):
    return datetime.fromisoformat(written)


@run_with(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(entries, max_size=4), min_size=1, max_size=4), st.sampled_from(DAYS), st.randoms())
def test_periods_never_overlap_and_agree_with_plain_python_whatever_the_order_of_landing(
    built, documents, day, dice
):
    known = on(day)
    numbered = list(enumerate(documents, start=1))
    land(built.home, *numbered)
    periods = [one for one in history(built, NUMBER, known) if one.element == "bostedsadresse"]
    for before, after in pairwise(periods):
        assert before.valid_to is not None and before.valid_to <= after.valid_from
    assert all(
        one.valid_from is None or one.valid_to is None or one.valid_from < one.valid_to for one in periods
    )
    assert sum(one.valid_to is None for one in periods) <= 1
    for asked in DAYS:
        held = [one.text for one in periods if one.holds(asked)]
        assert held == [text for text in (oracle(documents, known, asked),) if text]
    dice.shuffle(numbered)
    land(built.home, *numbered)
    assert [one for one in history(built, NUMBER, known) if one.element == "bostedsadresse"] == periods
