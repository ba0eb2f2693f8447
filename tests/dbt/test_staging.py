"""How elements are read: order, ends, texts, times, and what to do with what has the wrong shape."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from ingest.landing import Landing
from ingest.roles import load_roles
from ingest.sandbox.world import World
from tests.dbt.documents import address, document, landed
from tests.warehouse import FEW_MARTS, answer, build, read

TODAY = date(2026, 6, 15)
METADATA = {
    "person",
    "position",
    "er_gjeldende",
    "is_current",
    "is_newest_current",
    "kilde",
    "aarsak",
    "gyldighetstidspunkt",
    "ajourholdstidspunkt",
    "opphoerstidspunkt",
    "gyldig_fra_at",
    "ajourholdt_at",
    "gyldig_fra_date",
    "gyldig_til_date",
}
WRONG_SHAPES = (
    {},
    "tekst",
    7,
    True,
    [None],
    ["tekst"],
    [7],
    [[]],
    [{}],
    [{"erGjeldende": "kanskje"}],
    {"a": [1]},
)
ELEMENTS = (
    "identifikasjonsnummer",
    "status",
    "navn",
    "kjoenn",
    "foedsel",
    "foedselINorge",
    "doedsfall",
    "adressebeskyttelse",
    "bostedsadresse",
    "deltBosted",
    "oppholdsadresse",
    "postadresse",
    "postadresseIUtlandet",
    "preferertKontaktadresse",
    "familierelasjon",
    "foreldreansvar",
    "sivilstand",
    "statsborgerskap",
    "bibehold",
    "innflytting",
    "utflytting",
    "opphold",
    "oppholdPaaSvalbard",
    "vergemaalEllerFremtidsfullmakt",
    "rettsligHandleevne",
    "utenlandskPersonidentifikasjon",
    "utlendingsmyndighetenesIdentifikasjonsnummer",
    "legitimasjonsdokument",
    "identitetsgrunnlag",
    "falskIdentitet",
    "kontaktinformasjonForDoedsbo",
    "brukAvSamiskSpraak",
)

GRADED = (
    "adressebeskyttelse",
    "bostedsadresse",
    "deltBosted",
    "oppholdsadresse",
    "postadresse",
    "postadresseIUtlandet",
)

BASIS = load_roles()["oppvekst"].hjemler[0]
ALLOWED_ALL = {
    key: {
        "tjenesteomraade": "OPPVEKST",
        "lovhjemmel": [BASIS],
        "status": "bekreftet",
        "ceiling": "ugradert",
        "parts": {part: {"hjemmel": BASIS, "grunn": "a test"} for part in ELEMENTS},
    }
    for key in load_roles()
}


def person_number(number: int) -> str:
    """A number with month + 80 that is nobody's; staging does not look at check digits."""
    return f"0181{number:07}"


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, list[dict]]]:
    """The rows of an element's model, by the name of the case."""
    cases = {
        "order": document(
            person_number(1),
            navn=[
                {
                    "fornavn": "ELDST",
                    "gyldighetstidspunkt": "1990-01-01T00:00:00+01:00",
                    "erGjeldende": False,
                },
                {"fornavn": "NYEST", "gyldighetstidspunkt": "2020-05-01T12:30:00.123456789+02:00"},
                {
                    "fornavn": "MELLOM",
                    "gyldighetstidspunkt": "2000-01-01T00:00:00+01:00",
                    "opphoerstidspunkt": "1999-12-31T00:00:00+01:00",
                    "erGjeldende": False,
                },
            ],
        ),
        "regulering": document(
            person_number(2),
            bostedsadresse=[
                address(erGjeldende=False, gyldighetstidspunkt="2022-03-23T00:00:00+01:00"),
                address(gyldighetstidspunkt="2022-03-23T00:00:00+01:00", vegadresse={"kommunenummer": 301}),
            ],
        ),
        "text": document(
            person_number(3),
            navn=[
                {"fornavn": " TEST ", "mellomnavn": "", "etternavn": "  ", "gyldighetstidspunkt": "i fjor"}
            ],
            foedsel=[{"foedselsaar": "ukjent", "foedselsdato": "2015-13-01", "ukjentFelt": {"a": 1}}],
            status=[{"status": "heltNyStatus"}],
        ),
        "midnight": document(
            person_number(4), navn=[{"fornavn": "A", "gyldighetstidspunkt": "2023-03-18T00:00:00+02:00"}]
        ),
        "several": document(
            person_number(5),
            statsborgerskap=[{"statsborgerskap": "NOR"}, {"statsborgerskap": "SWE"}],
            familierelasjon=[
                {"relatertPersonsRolle": "mor", "opphoerstidspunkt": "2020-01-01T00:00:00+01:00"}
            ],
        ),
        "list as object": document(person_number(6), bostedsadresse=address(), adressebeskyttelse={}),
        "null": document(person_number(7), oppholdsadresse=[])
        | {"adressebeskyttelse": None, "deltBosted": None},
    }
    home = tmp_path_factory.mktemp("staged")
    Landing(home / "landing").add_documents([landed(1, whole) for whole in cases.values()])
    build(home, "--select", "path:models/staging", "--exclude-resource-type", "test", today=TODAY)
    names = {person_number(number): name for number, name in enumerate(cases, start=1)}

    def rows(element: str) -> dict[str, list[dict]]:
        found: dict[str, list[dict]] = {name: [] for name in cases}
        for row in sorted(read(home, f"stg_freg__{element}"), key=lambda row: row.get("position", 0)):
            found[names[row["person"]]].append(row)
        return found

    return rows


def test_entries_run_from_the_newest_and_end_where_the_next_begins(staged: Callable) -> None:
    rows = staged("navn")["order"]
    assert [row["fornavn"] for row in rows] == ["NYEST", "MELLOM", "ELDST"]
    assert [row["is_current"] for row in rows] == [True, False, False]
    assert [row["gyldig_til_date"] for row in rows] == [None, date(2000, 1, 1), date(2000, 1, 1)]


def test_of_two_entries_from_one_moment_the_current_is_the_newer(staged: Callable) -> None:
    first, second = staged("bostedsadresse")["regulering"]
    assert (first["is_current"], second["is_current"]) == (True, False)
    assert first["is_newest_current"] and not second["is_newest_current"]
    assert second["gyldig_til_date"] == date(2022, 3, 23)


def test_a_municipality_written_as_a_number_gets_its_zero_back(staged: Callable) -> None:
    assert staged("bostedsadresse")["regulering"][0]["kommunenummer"] == "0301"


def test_what_is_empty_or_no_date_is_no_value_and_new_codes_pass(staged: Callable) -> None:
    (name,) = staged("navn")["text"]
    assert (name["fornavn"], name["mellomnavn"], name["etternavn"]) == ("TEST", None, None)
    assert (name["gyldighetstidspunkt"], name["gyldig_fra_at"], name["gyldig_fra_date"]) == (
        "i fjor",
        None,
        None,
    )
    (birth,) = staged("foedsel")["text"]
    assert (birth["foedselsdato"], birth["foedselsaar"]) == (None, None)
    assert staged("status")["text"][0]["status"] == "heltNyStatus"


def test_the_date_is_the_one_that_is_written_whatever_the_offset(staged: Callable) -> None:
    (row,) = staged("navn")["midnight"]
    assert row["gyldig_fra_date"] == date(2023, 3, 18)
    assert row["gyldig_fra_at"] == datetime(2023, 3, 17, 22)
    assert staged("navn")["order"][0]["gyldig_fra_at"] == datetime(2020, 5, 1, 10, 30, 0, 123456)


def test_several_entries_may_be_current_where_freg_allows_it(staged: Callable) -> None:
    assert [row["is_current"] for row in staged("statsborgerskap")["several"]] == [True, True]
    assert [row["is_current"] for row in staged("familierelasjon")["several"]] == [False]
    assert [row["gyldig_til_date"] for row in staged("statsborgerskap")["several"]] == [None, None]


def test_what_carries_a_grading_and_has_the_wrong_shape_is_an_entry_without_one(staged: Callable) -> None:
    (home,) = staged("bostedsadresse")["list as object"]
    assert home["adressegradering"] is None and home["adressenavn"] is None
    (protection,) = staged("adressebeskyttelse")["list as object"]
    assert protection["graderingsnivaa"] is None


def test_null_and_an_empty_list_are_no_entry(staged: Callable) -> None:
    for element in ("adressebeskyttelse", "delt_bosted", "oppholdsadresse"):
        assert staged(element)["null"] == []


def test_no_shape_of_any_element_stops_the_build_or_opens_a_person(tmp_path: Path) -> None:
    """Each element in each wrong shape, in the hands of a role that is allowed all; what is graded hides."""
    shapes = [(element, shape) for element in ELEMENTS for shape in WRONG_SHAPES]
    rows = [
        landed(number, document(person_number(number)))
        | {"body": json.dumps(document(person_number(number), **{element: shape}))}
        for number, (element, shape) in enumerate(shapes, start=1)
    ]
    rows.append(landed(900, document(person_number(900))))
    rows.append(landed(901, document(person_number(901))) | {"body": "{broken"})
    rows.append(landed(902, document(person_number(902))) | {"body": "[]"})
    Landing(tmp_path / "landing").add_documents(rows)
    build(tmp_path, "--exclude-resource-type", "unit_test", today=TODAY, roles=ALLOWED_ALL)

    listed = {row["foedselsnummer"] for row in read(tmp_path, "mart_oppvekst__barn")}
    assert person_number(900) in listed
    hidden = {
        person_number(number) for number, (element, _) in enumerate(shapes, start=1) if element in GRADED
    }
    assert len(hidden) == len(GRADED) * len(WRONG_SHAPES)
    assert listed & (hidden | {person_number(901), person_number(902)}) == set()


def test_every_entry_of_every_element_is_a_row(tmp_path: Path) -> None:
    world = World.create(persons=400, seed=5)
    documents = {person: world.person(person) for person in world.current_documents()}
    rows = [
        answer(person, number, person=person, body=json.dumps(whole))
        for number, (person, whole) in enumerate(documents.items())
    ]
    Landing(tmp_path / "landing").add_documents(rows)
    build(tmp_path, "--select", "path:models/staging", "--exclude-resource-type", "test", roles=ALLOWED_ALL)
    for element in set(ELEMENTS) - {"doedsfall", "falskIdentitet"}:
        entries = [whole.get(element) or [] for whole in documents.values()]
        found = read(tmp_path, f"stg_freg__{snake_case(element)}")
        assert len(found) == sum(map(len, entries)), element
        current = [entry["erGjeldende"] for some in entries for entry in some if "erGjeldende" in entry]
        assert sum(row["er_gjeldende"] is True for row in found) == sum(current), element
        if found and element != "adressebeskyttelse":
            own = set(found[0]) - METADATA
            assert all(any(row[name] not in (None, "", False) for name in own) for row in found[:50]), element


def snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z])I(?=[A-Z])|[A-Z]", lambda found: f"_{found.group().lower()}", name)


def test_an_element_that_no_role_is_allowed_is_there_and_empty(staged: Callable) -> None:
    assert staged("falsk_identitet")["order"] == staged("sivilstand")["order"] == []


def test_the_marts_alone_can_be_built(tmp_path: Path) -> None:
    Landing(tmp_path / "landing").add_documents([landed(1, document(person_number(1)))])
    nodes = build(tmp_path, *FEW_MARTS, today=TODAY)
    assert not any(node.endswith("stg_freg__sivilstand") for node in nodes)
    assert len(read(tmp_path, "mart_oppvekst__barn")) == 1
