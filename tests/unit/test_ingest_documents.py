"""The door: what is kept of a document, and whose."""

import json
from dataclasses import dataclass

import pytest

from ingest.documents import Door
from ingest.roles import Role

ME, OTHER, CHILD = "01819000049", "02819000064", "03819000080"
WHOLE = (
    "bostedsadresse",
    "deltBosted",
    "familierelasjon",
    "foreldreansvar",
    "historikk",
    "navn",
    "oppholdsadresse",
)
NARROW = ("adressebeskyttelse", "bostedsadresse", "identifikasjonsnummer", "navn")


def role(*parts: str) -> Role:
    return Role(**dict.fromkeys(Role.__slots__, "") | {"parts": parts})


def door(
    *, scope: frozenset[str] = frozenset(), roles: tuple[Role, ...] | None = None, gate: tuple[str, ...] = ()
) -> Door:
    return Door(
        roles or (role("identifikasjonsnummer", "foedsel", "status", *WHOLE),), gate, NARROW, scope, 2026
    )


def home(kommune: str, *, current: bool | None = True, since: str = "2020") -> dict:
    return {
        "erGjeldende": current,
        "gyldighetstidspunkt": f"{since}-01-01T00:00:00+01:00",
        "vegadresse": {"kommunenummer": kommune},
    }


def person(**elements: object) -> dict:
    return {
        "identifikasjonsnummer": [{"erGjeldende": True, "status": "iBruk", "foedselsEllerDNummer": ME}]
    } | elements


@dataclass
class Admit:
    door: Door

    def __call__(
        self, whole: dict | bytes, *, asked: str | None = ME, needed: bool = False, known: bool = False
    ):
        raw = whole if isinstance(whole, bytes) else json.dumps(whole, ensure_ascii=False).encode()
        return self.door.admit(raw, asked, self.door.parts, is_needed=needed, is_known=known)


everybody = Admit(door())
oslo = Admit(door(scope=frozenset({"0301"})))


def test_only_parts_of_roles_are_kept_and_those_as_freg_sent_them():
    sent = b'{"navn": [ {"fornavn":"\xc3\x85SE",  "nytt": 1.50} ],"sivilstand":[{"x":1}], "opphold": []}'
    assert everybody(sent).body == '{"navn":[ {"fornavn":"ÅSE",  "nytt": 1.50} ]}'


def test_history_is_kept_only_for_parts_of_roles_that_have_it():
    now, past = {"erGjeldende": True, "n": 1}, {"erGjeldende": False, "n": 2}
    roles = (role("navn", "historikk"), role("bostedsadresse"))
    kept = json.loads(Admit(door(roles=roles))(person(navn=[now, past], bostedsadresse=[now, past])).body)
    assert kept == {"navn": [now, past], "bostedsadresse": [now]}


def test_of_a_part_that_only_the_gate_needs_gradings_alone_are_kept():
    post = {"erGjeldende": True, "adressegradering": "fortrolig", "postboksadresse": {"postboks": "7"}}
    gated = door(roles=(role("navn"),), gate=("postadresse",))
    kept = json.loads(Admit(gated)(person(postadresse=[post, post | {"erGjeldende": False}])).body)
    assert kept == {"postadresse": [{"erGjeldende": True, "adressegradering": "fortrolig"}]}
    assert gated.parts == ("navn", "postadresse")


def test_an_element_with_history_alone_is_left_out_as_freg_leaves_it_out():
    assert Admit(door(roles=(role("navn"),)))(person(navn=[{"erGjeldende": False}])).body == "{}"


def test_an_entry_that_says_nothing_about_being_current_is_kept():
    roles = (role("navn"),)
    kept = json.loads(Admit(door(roles=roles))(person(navn=[{"n": 1}, {"erGjeldende": None, "n": 2}])).body)
    assert len(kept["navn"]) == 2


def test_an_element_that_is_no_list_is_kept_whole():
    roles = (role("doedsfall", "adressebeskyttelse"),)
    sent = person(doedsfall={"erGjeldende": False}, adressebeskyttelse={"graderingsnivaa": "fortrolig"})
    kept = json.loads(Admit(door(roles=roles))(sent).body)
    assert kept == {
        "doedsfall": {"erGjeldende": False},
        "adressebeskyttelse": {"graderingsnivaa": "fortrolig"},
    }


@pytest.mark.parametrize(
    "identities",
    [
        [
            {"erGjeldende": False, "status": "opphoert", "foedselsEllerDNummer": OTHER},
            {"erGjeldende": True, "status": "iBruk", "foedselsEllerDNummer": ME},
        ],
        [
            {"erGjeldende": True, "status": "opphoert", "foedselsEllerDNummer": OTHER},
            {"erGjeldende": True, "status": "iBruk", "foedselsEllerDNummer": ME},
        ],
        [{"erGjeldende": True, "status": "opphoert", "foedselsEllerDNummer": ME}],
        [],
        None,
    ],
)
def test_the_id_in_use_is_found_inside(identities):
    assert everybody({"identifikasjonsnummer": identities, "navn": []}).person == ME


def test_a_document_of_nobody_is_not_understood():
    assert everybody({"navn": []}, asked=None).utfall == "uforstaatt"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b'"tekst"',
        b'{"navn": [{"fornavn": "A\\u0000B"}]}',
        b'{"navn": [{"fornavn": "\xff"}]}',
        b'{"navn": [{"fornavn": "\\ud800"}]}',
        b'{"navn": [NaN]}',
        b'{"navn": [1',
        b'{"navn": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"navn": ["' + b"x" * (10 * 1024 * 1024) + b'"]}',
        b'{"bostedsadresse": [{"vegadresse": "Storgata"}]}',
        b'{"identifikasjonsnummer": {"foedselsEllerDNummer": "1"}}',
    ],
    ids=range(13),
)
def test_a_document_that_cannot_be_understood_is_not_kept(raw):
    kept = everybody(raw)
    assert (kept.utfall, kept.body) == ("uforstaatt", None)


@pytest.mark.parametrize(
    ("elements", "utfall"),
    [
        ({"bostedsadresse": [home("0301")]}, "funnet"),
        ({"bostedsadresse": [home("4601")]}, "utenfor"),
        (
            {
                "bostedsadresse": [
                    {"erGjeldende": True, "matrikkeladresse": {"matrikkelnummer": {"kommunenummer": "0301"}}}
                ]
            },
            "funnet",
        ),
        ({"bostedsadresse": [{"erGjeldende": True, "ukjentBosted": {"bostedskommune": "0301"}}]}, "funnet"),
        ({"bostedsadresse": [{"erGjeldende": True, "ukjentBosted": {}}]}, "utenfor"),
        ({"bostedsadresse": [home("4601"), home("0301", current=False, since="2024")]}, "utenfor"),
        ({"bostedsadresse": [home("4601")], "oppholdsadresse": [home("0301")]}, "funnet"),
        ({"bostedsadresse": [home("4601")], "oppholdsadresse": [home("0301", current=False)]}, "utenfor"),
        ({"bostedsadresse": [home("4601")], "deltBosted": [home("0301")]}, "funnet"),
        ({"bostedsadresse": [home("4601")], "deltBosted": [home("0301", current=False)]}, "utenfor"),
        ({"bostedsadresse": [home("0301", current=None)]}, "funnet"),
        ({"bostedsadresse": [home("0301", current=False)]}, "funnet"),
        (
            {"bostedsadresse": [home("4601", current=False, since="2010"), home("0301", current=False)]},
            "funnet",
        ),
        (
            {"bostedsadresse": [home("0301", current=False, since="2010"), home("4601", current=False)]},
            "utenfor",
        ),
        ({"bostedsadresse": [home(301)]}, "funnet"),
        (
            {
                "bostedsadresse": [],
                "oppholdsadresse": [{"erGjeldende": True, "utenlandskAdresse": {"landkode": "SE"}}],
            },
            "utenfor",
        ),
        ({}, "utenfor"),
    ],
)
def test_current_home_stay_and_shared_home_decide_whose_somebody_is(elements, utfall):
    kept = oslo(person(**elements))
    assert kept.utfall == utfall
    assert (kept.body is None) == (utfall == "utenfor")


def test_everybody_is_ours_without_a_scope():
    assert everybody(person()).utfall == "funnet"


def test_whom_a_relation_needs_is_kept_as_far_as_that():
    kept = oslo(
        person(bostedsadresse=[home("4601"), home("4601", current=False)], navn=[{"n": 1}], kjoenn=[]),
        needed=True,
    )
    assert kept.utfall == "relasjon"
    assert set(json.loads(kept.body)) == {"bostedsadresse", "identifikasjonsnummer", "navn"}
    assert len(json.loads(kept.body)["bostedsadresse"]) == 1


@pytest.mark.parametrize("level", ["strengtFortrolig", "STRENGT_FORTROLIG"])
def test_somebody_known_without_address_is_kept_only_when_protected(level):
    protected = person(adressebeskyttelse=[{"graderingsnivaa": level}])
    assert oslo(protected, known=True).utfall == "funnet"
    assert oslo(protected).utfall == "utenfor"
    assert oslo(person(), known=True).utfall == "utenfor"


def test_a_child_needs_its_family_and_those_responsible_for_it():
    whole = person(
        foedsel=[{"erGjeldende": True, "foedselsaar": "2015"}],
        familierelasjon=[
            {"erGjeldende": True, "relatertPerson": OTHER},
            {"erGjeldende": False, "relatertPerson": CHILD},
            {"erGjeldende": True, "relatertPersonUtenFolkeregisteridentifikator": {}},
            {"erGjeldende": True, "relatertPerson": "ikke et nummer"},
        ],
        foreldreansvar=[{"erGjeldende": True, "ansvarssubjekt": ME, "ansvarlig": "04819000103"}],
    )
    assert everybody(whole).relaterte == (OTHER, "04819000103")


@pytest.mark.parametrize(
    ("foedsel", "is_minor"),
    [
        ([{"foedselsaar": "2008"}], True),
        ([{"foedselsaar": "2007"}], False),
        ([{"foedselsaar": 2007}], False),
        ([{"foedselsdato": "2007-05-06"}], False),
        ([], True),
        (None, True),
        ([{"foedselsaar": "ukjent"}], True),
    ],
)
def test_a_grown_up_needs_only_the_children_they_are_responsible_for(foedsel, is_minor):
    whole = person(
        foedsel=foedsel,
        familierelasjon=[{"relatertPerson": OTHER}],
        foreldreansvar=[{"ansvarssubjekt": CHILD, "ansvarlig": ME}],
    )
    assert everybody(whole).relaterte == ((OTHER, CHILD) if is_minor else (CHILD,))
