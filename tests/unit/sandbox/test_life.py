"""Life goes on: what the feed tells, and that it tells of every change."""

from collections import Counter

from ingest.sandbox.events import HENDELSESTYPER
from ingest.sandbox.world import World

SILENT_FIELDS = {"adressetilleggsnavn"}
TYPES_WITHOUT_THICK_EVENT = {"personErOppdatert", "personErInaktiv", "endringIRettsligHandleevne"}


def without_silent(document: dict | None) -> dict | None:
    """A document without what may be corrected in silence."""
    if document is None:
        return None
    kept = _without(document, SILENT_FIELDS)
    for row in kept.get("kontaktinformasjonForDoedsbo", []):
        row.pop("adresse", None)
    for row in kept.get("vergemaalEllerFremtidsfullmakt", []):
        row["verge"].pop("foedselsEllerDNummer", None)
    return kept


def _without(value: object, names: set[str]) -> object:
    if isinstance(value, dict):
        return {name: _without(inner, names) for name, inner in value.items() if name not in names}
    return [_without(inner, names) for inner in value] if isinstance(value, list) else value


def related(document: dict, *roller: str) -> list[str]:
    rows = document.get("familierelasjon", [])
    return [row.get("relatertPerson", "") for row in rows if row["relatertPersonsRolle"] in roller]


def of_type(world: World, hendelsetype: str) -> list:
    return [event for event in world.events if event.hendelsetype == hendelsetype]


def test_every_changed_document_has_an_event(people: dict, lived: World) -> None:
    followed = dict(people)
    for event in lived.events:
        if event.persondokument:
            document = lived.archive[event.persondokument]
            followed[document["identifikasjonsnummer"][0]["foedselsEllerDNummer"]] = document
    for identifier in lived.current_documents():
        assert without_silent(followed[identifier]) == without_silent(lived.person(identifier))


def test_silent_corrections_are_in_a_fresh_look_up_but_in_no_event(people: dict, lived: World) -> None:
    followed = dict(people)
    for event in lived.events:
        if event.persondokument:
            followed[event.identifikator] = lived.archive[event.persondokument]
    assert any(
        followed[identifier] != lived.person(identifier)
        for identifier in lived.current_documents()
        if identifier in followed
    )


def test_every_event_type_of_the_package_occurs(lived: World) -> None:
    assert {event.hendelsetype for event in lived.events} == HENDELSESTYPER | TYPES_WITHOUT_THICK_EVENT


def test_advancing_in_two_steps_gives_the_same_world_as_in_one() -> None:
    one, two = World.create(persons=150, seed=4), World.create(persons=150, seed=4)
    came = two.advance(120)
    one.advance(came + 80)
    two.advance(80)
    assert one.events == two.events
    assert dict(one.archive) == dict(two.archive)


def test_advance_tells_how_many_events_came() -> None:
    world = World.create(persons=150, seed=4)
    came = world.advance(50)
    assert came == len(world.events) >= 50 and world.advance(0) == 0


def test_sequence_numbers_rise_with_gaps(lived: World) -> None:
    numbers = [event.sekvensnummer for event in lived.events]
    assert numbers == sorted(set(numbers)) and numbers[-1] > len(numbers) and lived.latest == numbers[-1]
    assert World.create(persons=1).latest == 0


def test_time_goes_on_from_the_day_of_the_world(lived: World) -> None:
    days = [event.ajourholdstidspunkt[:10] for event in lived.events]
    assert days[0] == "2026-11-01" and days == sorted(days) and days[-1] > days[0]


def test_only_a_double_has_no_person_document(lived: World) -> None:
    without = {event.hendelsetype for event in lived.events if event.persondokument is None}
    assert without == {"personErOpphoertSomDublett"}


def test_every_event_but_an_update_has_a_thick_one_about_the_same_person(lived: World) -> None:
    for event in lived.events:
        assert (event.hendelsesdokument in lived.event_documents) == (
            event.hendelsetype not in TYPES_WITHOUT_THICK_EVENT
        )
        if event.hendelsesdokument in lived.event_documents:
            hendelse = lived.event_documents[event.hendelsesdokument]["hendelse"]
            assert hendelse["folkeregisteridentifikator"] == event.identifikator
            assert hendelse["hendelsestype"] == event.hendelsetype


def test_a_thick_event_never_says_what_is_current(lived: World, leaves) -> None:
    assert not any(
        name == "erGjeldende" for document in lived.event_documents.values() for name, _ in leaves(document)
    )


def test_a_thick_event_names_what_it_changed(lived: World) -> None:
    for event in of_type(lived, "endringISivilstand"):
        changes = lived.event_documents[event.hendelsesdokument]["hendelse"]["egenskapshendelse"]
        assert {change["entitet"] for change in changes} == {"sivilstand"}
        assert all(change["entitetsendring"] == "annullere" or "sivilstand" in change for change in changes)


def test_a_new_number_is_told_of_on_the_old_one_and_the_residence_on_the_new(lived: World) -> None:
    assert of_type(lived, "endringIIdentifikasjonsnummer")
    for position, event in enumerate(lived.events):
        if event.hendelsetype == "endringIIdentifikasjonsnummer":
            document = lived.archive[event.persondokument]
            new, old = document["identifikasjonsnummer"][:2]
            assert (old["foedselsEllerDNummer"], old["status"]) == (event.identifikator, "opphoert")
            follower = lived.events[position + 1]
            assert (follower.identifikator, follower.hendelsetype) == (
                new["foedselsEllerDNummer"],
                "personErBosatt",
            )
            assert lived.person(event.identifikator) == lived.person(new["foedselsEllerDNummer"])


def test_relations_to_an_old_number_still_lead_to_the_person(lived: World) -> None:
    lagging, in_use = 0, lived.current_documents()
    for identifier in in_use:
        for row in lived.person(identifier).get("familierelasjon", []):
            other = row.get("relatertPerson")
            if other and other not in in_use and lived.person(other):
                lagging += 1
    assert lagging


def test_an_annulled_death_leaves_no_trace(lived: World) -> None:
    dead = {event.identifikator for event in of_type(lived, "personErDoed")}
    annulled = [*of_type(lived, "personErReaktivert"), *of_type(lived, "endringIDoedsfall")]
    annulled = [event for event in annulled if event.identifikator in dead]
    assert annulled
    for event in annulled:
        document = lived.archive[event.persondokument]
        assert "doedsfall" not in document and document["status"][0]["status"] != "doed"


def test_protection_takes_every_address_away_at_once(lived: World) -> None:
    strict = 0
    for event in of_type(lived, "endringIAdressebeskyttelse"):
        document = lived.archive[event.persondokument]
        levels = [
            row["graderingsnivaa"] for row in document.get("adressebeskyttelse", []) if row["erGjeldende"]
        ]
        if levels == ["strengtFortrolig"]:
            strict += 1
            assert not {"bostedsadresse", "deltBosted", "oppholdsadresse", "postadresseIUtlandet"} & set(
                document
            )
            assert len(document["postadresse"]) == 1
    assert strict


def test_nobody_strengt_fortrolig_gets_an_address_while_it_lasts(lived: World) -> None:
    for event in lived.events:
        if event.persondokument and event.hendelsetype != "personErOppdatert":
            thick = lived.event_documents.get(event.hendelsesdokument, {}).get("hendelse", {})
            document = lived.archive[event.persondokument]
            levels = [
                row["graderingsnivaa"] for row in document.get("adressebeskyttelse", []) if row["erGjeldende"]
            ]
            if "strengtFortrolig" in levels:
                new = {
                    change["entitet"]
                    for change in thick.get("egenskapshendelse", [])
                    if change["entitetsendring"] == "registrereNy"
                }
                assert not new & {
                    "bostedsadresse",
                    "deltBosted",
                    "oppholdsadresse",
                    "kontaktadresseIUtlandet",
                }


def test_a_merged_id_leads_to_the_one_who_goes_on_until_it_is_split(lived: World) -> None:
    split = {event.identifikator for event in of_type(lived, "personErGjenopprettetVedSplitting")}
    merged = {event.identifikator for event in of_type(lived, "personErOpphoertSomDublett")}
    assert split and merged - split
    for identifier in merged - split:
        assert lived.is_ceased(identifier) and identifier not in lived.current_documents()
        assert any(
            row["foedselsEllerDNummer"] == identifier
            for row in lived.person(identifier)["identifikasjonsnummer"]
        )
    assert split & set(lived.current_documents())


def test_a_birth_is_told_of_on_the_child_and_on_its_parents(lived: World) -> None:
    born = [event for event in of_type(lived, "personErOpprettet") if event.identifikator[0] < "4"]
    assert born
    for event in born:
        first = lived.archive[event.persondokument]
        assert first["navn"][0]["fornavn"].endswith(("*PIKE", "*GUTT")) and "familierelasjon" not in first
        about = Counter(
            other.hendelsetype for other in lived.events if other.identifikator == event.identifikator
        )
        assert about["endringIFamilierelasjon"] >= 1


def test_newborns_get_their_names_later(lived: World) -> None:
    temporary = {
        event.identifikator
        for event in of_type(lived, "personErOpprettet")
        if "*" in lived.archive[event.persondokument]["navn"][0]["fornavn"]
    }
    named = {event.identifikator for event in of_type(lived, "endringINavn")}
    assert len(temporary & named) > len(temporary) / 2


def test_a_false_identity_ceases_unless_it_was_true_after_all(lived: World) -> None:
    types = ("personErOpphoert", "personErReaktivert")
    last = {event.identifikator: event.hendelsetype for event in lived.events if event.hendelsetype in types}
    ceased = {event.identifikator for event in of_type(lived, "personErOpphoert")}
    assert ceased
    for identifier in ceased:
        is_false = last[identifier] == "personErOpphoert"
        assert lived.is_ceased(identifier) == is_false
        assert ("falskIdentitet" in lived.person(identifier)) == is_false


def test_nobody_marries_or_has_a_child_with_close_kin(lived: World) -> None:
    weddings = of_type(lived, "endringISivilstand")
    for event in weddings:
        document = lived.archive[event.persondokument]
        parents = related(document, "mor", "far", "medmor")
        for spouse in related(document, "ektefelleEllerPartner"):
            theirs = related(lived.person(spouse) or {}, "mor", "far", "medmor")
            assert not {event.identifikator, *parents} & {spouse, *theirs}
