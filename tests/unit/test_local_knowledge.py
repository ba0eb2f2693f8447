"""What a municipality knows of people and FREG does not: it joins when lists are published, and nothing can wipe it."""

import json
import shutil
import sqlite3
from datetime import timedelta
from itertools import count

import duckdb
import polars as pl
import pytest

from ingest.guard import NOT_AVAILABLE
from ingest.protection import DenyLedger
from ingest.registry import access_log, open_registry, overlays
from ingest.registry.store import now
from ingest.registry.tables import local_restrictions, lokal_omsorg
from ingest.settings import Settings
from orchestration import overlay_mark
from orchestration.failures import PublicationError
from orchestration.files import private_folder, replace_file
from orchestration.overlay_mark import MARK, accept_loss
from orchestration.publish import SourceState, current, publish

SOURCE = SourceState(feed_latest=1, documents_missing=0, newest_ajourholdstidspunkt=None)
BARN, RELASJONER, FLYTTINGER = (
    "mart_oppvekst__barn",
    "mart_barnevern__relasjoner",
    "mart_oppvekst__flyttinger",
)
BERGEN, OSLO = "4601", "0301"
CHILD, MOTHER, FATHER, OTHER, NEIGHBOUR = "c0", "m0", "f0", "c1", "n0"
OLD_NUMBER = "f0-old"
REASON = "Besluttet i barneverntjenesten"
SOON = timedelta(days=90)
UNAVAILABLE = "opplysninger_ikke_tilgjengelige"
SHARED = {"delt_adresse": "Fars gate 1", "delt_postnummer": "5003", "delt_poststed": "BERGEN"}


def barn(child, mother=None, father=None, *, kommune=BERGEN, adresse="Gata 1"):
    """A child's row as dbt makes it: the columns that matter here."""
    return {
        "kommunenummer": kommune,
        "foedselsnummer": child,
        "navn": child.upper(),
        "adresse": adresse,
        "skolekrets": "Krets",
        "adressetilstand": "vist",
        "har_delt_bosted": True,
        **SHARED,
        "foreldreansvarstype": "felles",
        "n_foreldreansvarlige": 2,
        **adult(1, "mor", mother),
        **adult(2, "far", father),
        "mangler_en_part": False,
        "manuell_oppfolging": False,
    }


def adult(place, rolle, number):
    known = {"rolle": rolle, "navn": number and number.upper(), "foedselsnummer": number, "tilstand": "vist"}
    return {f"ansvarlig_{place}_{name}": value for name, value in known.items()}


def relation(child, relatert):
    return {
        "kommunenummer": BERGEN,
        "foedselsnummer": child,
        "relasjon": "far",
        "relatert_foedselsnummer": relatert,
        "relatert_navn": relatert.upper(),
        "tilstand": "vist",
    }


CHILDREN = [
    barn(CHILD, MOTHER, FATHER),
    barn(OTHER, MOTHER, FATHER, kommune=OSLO),
    barn(NEIGHBOUR, "m1", "f1", adresse="Gata 2"),
]
RELATIONS = [relation(CHILD, FATHER), relation(CHILD, MOTHER), relation(FATHER, CHILD)]
MOVES = [{"kommunenummer": BERGEN, "foedselsnummer": CHILD, "navn": "C", "flyttedato": None}]
GROUPS = [(CHILD, "home"), (MOTHER, "home"), (CHILD, "family"), (FATHER, "family"), (MOTHER, "family")]


def build(settings, children=CHILDREN):
    """A warehouse as a new load from FREG and a build from nothing leave it: it knows of no restriction."""
    DenyLedger.begin(settings.home)
    shutil.rmtree(settings.warehouse.parent, ignore_errors=True)
    private_folder(settings.warehouse.parent)
    with duckdb.connect(str(settings.warehouse)) as con:
        for name in ("staging", "intermediate", "mart_oppvekst", "mart_barnevern"):
            con.execute(f"create schema {name}")
        for name, rows in ((BARN, children), (RELASJONER, RELATIONS), (FLYTTINGER, MOVES)):
            con.register("rows", pl.DataFrame(rows, infer_schema_length=None))
            con.execute(f"create table mart_{name.split('_')[1]}.{name} as from rows")
        people = {
            row[column]
            for row in children
            for column in ("foedselsnummer", "ansvarlig_1_foedselsnummer", "ansvarlig_2_foedselsnummer")
        }
        numbers = [(person, person) for person in sorted(people - {None})] + [(OLD_NUMBER, FATHER)]
        groups = [(*group, False) for group in GROUPS] + [(FATHER, "f", True), (OLD_NUMBER, "f", True)]
        for name, columns, rows in (
            ("int_persons__identifiers", "identifikator, person", numbers),
            ("int_persons__groups", "identifikator, gruppe, is_person", groups),
            ("int_gate__adresser", "kommunenummer", [(BERGEN,), (OSLO,), ("3101",)]),
        ):
            con.register("rows", pl.DataFrame(rows, schema=columns.split(", "), orient="row"))
            con.execute(f"create table intermediate.{name} as from rows")
        con.execute("create table staging.stg_freg__personer (person varchar, sekvensnummer bigint)")
        for name in ("int_persons__current", "int_persons__graded", "int_addresses__graded"):
            con.execute(f"create table intermediate.{name} (person varchar, gradering varchar)")
        con.execute(
            "create table intermediate.int_persons__protected_homes"
            " (person varchar, hjem_gradering varchar, delt_bosted_gradering varchar)"
        )
    counts = {"fingerprint": "x", "dato": "2026-03-02", "sequence_landed": 1, "persons": 6, "marts": {}}
    replace_file(settings.warehouse.with_name("counts.json"), json.dumps(counts))


@pytest.fixture
def settings(tmp_path):
    made = Settings(home=tmp_path / "home", generations_kept=2, reader_grace_seconds=3600)
    build(made)
    return made


def restrict(settings, number, other=None, **told):
    return overlays.restrict(
        open_registry(settings),
        **{
            "kommunenummer": BERGEN,
            "number": number,
            "other_number": other,
            "kind": "ingen_kontakt" if other else "skjul",
            "reason": REASON,
            "author": "a",
            "expires_at": now() + SOON,
        }
        | told,
    )


def care(settings, number):
    told = {"kind": "fosterhjem", "carer": "Fosterhjemmet", "reason": REASON, "author": "a"}
    return overlays.care(
        open_registry(settings), kommunenummer=BERGEN, number=number, expires_at=now() + SOON, **told
    )


def published(settings, mart=BARN):
    """Every row of a list as readers have it, after one more publication."""
    publish(settings, SOURCE)
    return read(settings, mart)


def read(settings, mart=BARN):
    folder = current(settings.published).folder
    return [
        row for path in sorted(folder.glob(f"*/*/{mart}.parquet")) for row in pl.read_parquet(path).to_dicts()
    ]


def of(rows, number):
    (row,) = [row for row in rows if row["foedselsnummer"] == number]
    return row


def recipients(settings):
    """Whom a letter about each child would go to: the adults that its rows show (EXP-06)."""
    return {
        (row["foedselsnummer"], row[f"ansvarlig_{place}_foedselsnummer"])
        for row in read(settings)
        for place in (1, 2)
        if row[f"ansvarlig_{place}_tilstand"] == "vist"
    }


def test_without_a_registry_lists_are_as_they_were_built_and_none_is_made(settings):
    assert published(settings) == sorted(
        CHILDREN, key=lambda row: (row["kommunenummer"], row["foedselsnummer"])
    )
    assert not (settings.home / "registry.sqlite").exists()


def test_an_adult_without_contact_is_not_named_in_the_childs_row_and_the_rest_of_it_stands(settings):
    restrict(settings, CHILD, FATHER)
    row = of(published(settings), CHILD)
    hidden = {
        "ansvarlig_2_navn": None,
        "ansvarlig_2_foedselsnummer": None,
        "ansvarlig_2_tilstand": UNAVAILABLE,
    }
    assert row == CHILDREN[0] | hidden | dict.fromkeys(SHARED)
    assert of(read(settings), NEIGHBOUR) == CHILDREN[2]


def test_no_contact_holds_under_an_earlier_number_and_both_ways_round(settings):
    restrict(settings, OLD_NUMBER, CHILD)
    assert of(published(settings), CHILD)["ansvarlig_2_foedselsnummer"] is None
    assert [
        (row["foedselsnummer"], row["relatert_foedselsnummer"]) for row in read(settings, RELASJONER)
    ] == [(CHILD, MOTHER)]


def test_a_restriction_counts_in_the_lists_of_the_municipality_that_decided(settings):
    restrict(settings, OTHER, FATHER)
    assert of(published(settings), OTHER) == CHILDREN[1]
    restrict(settings, OTHER, FATHER, kommunenummer=OSLO)
    assert of(published(settings), OTHER)["ansvarlig_2_navn"] is None


def test_what_a_municipality_decided_counts_in_the_one_that_it_has_become(settings):
    build(settings, [barn(CHILD, MOTHER, FATHER, kommune="3101")])
    restrict(settings, CHILD, FATHER, kommunenummer="3001")  # Halden until 2024
    assert of(published(settings), CHILD)["ansvarlig_2_navn"] is None


def test_somebody_hidden_has_no_row_no_name_and_no_address_with_whom_they_live(settings):
    restrict(settings, FATHER)
    row = of(published(settings), CHILD)
    assert (row["ansvarlig_2_navn"], row["ansvarlig_2_foedselsnummer"]) == (None, None)
    assert (row["ansvarlig_2_tilstand"], row["ansvarlig_2_rolle"]) == (UNAVAILABLE, "far")
    assert (row["adresse"], row["skolekrets"], row["adressetilstand"]) == (None, None, NOT_AVAILABLE)
    assert [row["relatert_foedselsnummer"] for row in read(settings, RELASJONER)] == [MOTHER]
    assert read(settings, FLYTTINGER) == []


def test_a_child_that_hides_is_in_no_list(settings):
    restrict(settings, CHILD)
    assert [row["foedselsnummer"] for row in published(settings)] == [OTHER, NEIGHBOUR]
    assert read(settings, RELASJONER) == read(settings, FLYTTINGER) == []


def test_care_that_freg_does_not_know_empties_the_adults_and_keeps_fregs_own_word(settings):
    care(settings, CHILD)
    row = of(published(settings), CHILD)
    adults = {name: None for name in row if name.startswith("ansvarlig_")}
    stated = {"ansvarlig_1_tilstand": "lokal_omsorg", "manuell_oppfolging": True}
    assert row == CHILDREN[0] | adults | stated
    assert (row["foreldreansvarstype"], row["n_foreldreansvarlige"]) == ("felles", 2)
    assert of(read(settings), NEIGHBOUR) == CHILDREN[2]


def test_what_has_ended_or_expired_counts_no_longer(settings, monkeypatch):
    row = restrict(settings, CHILD, FATHER)
    care(settings, NEIGHBOUR)
    publish(settings, SOURCE)
    overlays.end(open_registry(settings), local_restrictions, row, author="b")
    assert of(published(settings), CHILD) == CHILDREN[0]
    later = now() + SOON + timedelta(days=1)
    monkeypatch.setattr(overlays, "now", lambda: later)
    assert of(published(settings), NEIGHBOUR) == CHILDREN[2]


def test_generations_from_before_a_restriction_go_at_once(settings):
    publish(settings, SOURCE)
    publish(settings, SOURCE)
    assert len(generations(settings)) == 2
    restrict(settings, CHILD, FATHER)
    publish(settings, SOURCE)
    assert generations(settings) == ["00000003"]
    publish(settings, SOURCE)
    assert generations(settings) == ["00000003", "00000004"]


def generations(settings):
    return sorted(path.name for path in settings.published.iterdir() if path.name.isdigit())


def test_in_the_bergen_case_a_new_load_shows_no_child_to_a_parent_who_must_not_have_it(settings):
    """477 parents: each load, rebuild and lost warehouse leaves the same recipients, and a lost registry none anew."""
    people = [barn(f"c{n}", f"m{n}", f"f{n}", adresse=f"Gata {n}") for n in range(600)]
    build(settings, people)
    for n in range(477):
        restrict(settings, f"c{n}", f"f{n}")
    allowed = {(f"c{n}", f"m{n}") for n in range(600)} | {(f"c{n}", f"f{n}") for n in range(477, 600)}
    for _ in range(2):
        publish(settings, SOURCE)
        assert recipients(settings) == allowed
        build(settings, people)
    shutil.rmtree(settings.published)
    publish(settings, SOURCE)
    assert recipients(settings) == allowed
    (settings.home / "registry.sqlite").unlink()
    with pytest.raises(PublicationError, match="local_restrictions: 0 of 477 rows"):
        publish(settings, SOURCE)
    assert recipients(settings) == allowed


def without_its_database(home):
    for path in home.glob("registry.sqlite*"):
        path.unlink()


def without_database_and_key(home):
    without_its_database(home)
    (home / "registry.key").unlink()


def begun_anew(home):
    without_database_and_key(home)
    open_registry(Settings(home=home))


def changed(home, statement):
    """By somebody who has the file and takes the triggers away first."""
    con = sqlite3.connect(home / "registry.sqlite")
    for (name,) in con.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        con.execute(f"drop trigger {name}")
    con.execute(statement)
    con.commit()
    con.close()


@pytest.mark.parametrize(
    "lose",
    [
        without_its_database,
        without_database_and_key,
        begun_anew,
        lambda home: changed(home, "delete from local_restrictions where id = 1"),
        lambda home: changed(home, "update local_restrictions set expires_at = '2020-01-01'"),
        lambda home: changed(home, "update local_restrictions set person = x'00'"),
        lambda home: changed(home, "update local_restrictions set ended_at = '2020-01-01'"),
        lambda home: changed(home, "delete from lokal_omsorg"),
        lambda home: (home / "protection" / MARK).write_text("{"),
    ],
)
def test_an_overlay_that_is_lost_stops_publication_with_one_sentence(settings, lose):
    restrict(settings, CHILD, FATHER)
    restrict(settings, OTHER, FATHER, kommunenummer=OSLO)
    care(settings, NEIGHBOUR)
    before = publish(settings, SOURCE)
    lose(settings.home)
    with pytest.raises(PublicationError) as refused:
        publish(settings, SOURCE)
    told = str(refused.value)
    assert "lost local restrictions" in told and "nothing was published" in told
    assert not any(name in told for name in (CHILD, FATHER, REASON))
    assert current(settings.published).number == before.number
    assert of(read(settings), CHILD)["ansvarlig_2_foedselsnummer"] is None


def test_rows_that_came_since_are_no_loss_and_a_restriction_is_noted_before_it_is_published(settings):
    for number in (CHILD, OTHER, NEIGHBOUR):
        restrict(settings, number, FATHER)
        publish(settings, SOURCE)
    restrict(settings, MOTHER)
    overlay_mark.heed(settings)
    changed(settings.home, "delete from local_restrictions where id = 4")
    with pytest.raises(PublicationError, match="3 of 4 rows"):
        publish(settings, SOURCE)


def test_an_operators_word_lets_a_loss_be_and_is_logged(settings):
    restrict(settings, CHILD, FATHER)
    publish(settings, SOURCE)
    changed(settings.home, "delete from local_restrictions")
    assert accept_loss(settings, "operatoer") == {"local_restrictions": 0, "lokal_omsorg": 0}
    assert of(published(settings), CHILD) == CHILDREN[0]
    with open_registry(settings).reading() as con:
        views = [view for (view,) in con.exec_driver_sql("select view from access_log order by position")]
    assert views == ["local_restrictions begun 1", "overlay accept-loss"]


def test_what_is_begun_and_ended_is_in_the_access_log_with_whom_it_is_about(settings):
    row = restrict(settings, CHILD, FATHER)
    noted = care(settings, CHILD)
    registry = open_registry(settings)
    overlays.end(registry, local_restrictions, row, author="b")
    overlays.end(registry, lokal_omsorg, noted, author="b")
    assert [entry.view for entry in access_log.disclosures(registry, [CHILD])] == [
        "local_restrictions begun 1",
        "lokal_omsorg begun 1",
        "local_restrictions ended 1",
        "lokal_omsorg ended 1",
    ]
    assert access_log.verify(registry).faults == ()


@pytest.mark.parametrize("point", ["overlay.before_mark", "publish.before_pointer", "publish.before_indexes"])
def test_a_publication_that_ends_anywhere_is_made_good_by_the_next(settings, monkeypatch, point):
    publish(settings, SOURCE)
    restrict(settings, CHILD, FATHER)
    numbers = count()

    def ends(reached):
        if reached == point and not next(numbers):
            raise KeyboardInterrupt

    for module in ("overlay_mark", "publish"):
        monkeypatch.setattr(f"orchestration.{module}.reach", ends)
    with pytest.raises(KeyboardInterrupt):
        publish(settings, SOURCE)
    assert of(published(settings), CHILD)["ansvarlig_2_foedselsnummer"] is None
    assert "00000001" not in generations(settings)
