"""What a copy must hold, worked out from the world itself: by dictionaries, and not from events or sequence numbers."""

import json

import msgspec

from ingest.documents import FACTS, Door, Facts
from ingest.sandbox.parts import Selection
from ingest.sandbox.past import View

ON_LISTS = {"bosatt", "midlertidig", "ikkeBosatt", "forsvunnet", "foedselsregistrert"}


def differences(state: dict[str, dict], view: View, door: Door, *, unsure: set[str]) -> list[str]:
    """What is wrong with a copy, without naming anybody.

    Args:
        state: the newest row of each id.
        view: the world.
        door: what a copy keeps.
        unsure: people whom FREG has corrected without an event.
    """
    people = {person: _document(view, door, person) for person in view.current_documents()}
    facts = {person: FACTS.decode(document) for person, document in people.items()}
    ours = {person for person in people if not door.scope or facts[person].kommuner() & door.scope}
    needed = {_resolve(view, other) for person in ours for other in facts[person].relations(door.year)}
    wrong = []
    for person, document in people.items():
        row = state.get(person, {"utfall": "utenfor"})
        if person in unsure:
            continue
        if person in ours:
            if row["utfall"] != "funnet":
                wrong += ["somebody is missing"] if _can_be_selected(facts[person], door) else []
            elif row["body"] != json.loads(_kept(door, person, document)):
                wrong.append("somebody is out of date")
        elif row["utfall"] == "funnet":
            wrong += [] if facts[person].is_strictly_protected() else ["somebody who left is still here"]
        elif row["utfall"] == "relasjon" and person not in needed and not _is_needed_by_a_copy(state, person):
            wrong.append("somebody is kept whom nobody needs")
    return wrong


def silently_corrected(view: View, since: View) -> set[str]:
    """People whose document changed after a moment, and of whose newest document no event tells."""
    told = {event.persondokument for event in view.events}
    before = since.current_documents()
    return {
        person
        for person, document in view.current_documents().items()
        if document not in told and before.get(person) != document
    }


def _document(view: View, door: Door, person: str) -> bytes:
    return msgspec.json.encode(Selection(door.parts).of(view.person(person)))


def _kept(door: Door, person: str, document: bytes) -> str:
    return door.admit(document, person, door.parts, is_needed=False, is_known=False).body or "null"


def _can_be_selected(facts: Facts, door: Door) -> bool:
    """Whether an extract of a municipality names somebody: by a home or a stay, not by a child's shared home."""
    is_alive = any(entry.status in ON_LISTS for entry in facts.status or [] if entry.erGjeldende is not False)
    places = [*(facts.bostedsadresse or []), *(facts.oppholdsadresse or [])]
    current = [place for place in places if place.erGjeldende is not False]
    return not door.scope or (is_alive and any(place.kommuner & door.scope for place in current))


def _is_needed_by_a_copy(state: dict[str, dict], person: str) -> bool:
    """Whether a row in scope names somebody: of people whose address FREG does not tell, that is all there is."""
    return any(person in (row.get("relaterte") or []) for row in state.values() if row["utfall"] == "funnet")


def _resolve(view: View, identifier: str) -> str:
    document = view.person(identifier)
    facts = None if document is None else FACTS.decode(msgspec.json.encode(document))
    return (facts and facts.identifier()) or identifier
