"""The cast: hand-made cases that every world begins with, the most telling first."""

from collections.abc import Callable, Iterator

from ingest.sandbox import cast_families, cast_protection, cast_register
from ingest.sandbox.families import Families
from ingest.sandbox.people import Person
from ingest.sandbox.stage import Stage

Scene = Callable[[Stage], list[Person]]

SCENES: tuple[Scene, ...] = (
    cast_protection.kari_and_per,
    cast_protection.child_beside_fortrolig,
    cast_families.two_mothers,
    cast_families.newborns,
    cast_register.the_dead,
    cast_protection.strengt_adult_with_felles_ansvar,
    cast_protection.one_of_two_siblings,
    cast_protection.protected_newborns,
    cast_protection.delt_bosted_graded_on_one_side,
    cast_protection.every_grading,
    cast_protection.lifted,
    cast_protection.every_address_graded,
    cast_protection.fortrolig_father_elsewhere,
    cast_protection.fortrolig_child_of_open_parent,
    cast_protection.klientadresse_on_opphold,
    cast_families.one_parent_alone,
    cast_families.others_than_the_parents,
    cast_families.nobody_or_unknown,
    cast_families.too_many_rows,
    cast_families.absent_holders,
    cast_families.ansvar_that_changed,
    cast_families.delt_bosted,
    cast_families.unknown_homes,
    cast_families.staying_elsewhere,
    cast_families.asylum_seekers,
    cast_families.ages_at_the_edge,
    cast_families.three_generations,
    cast_families.one_sided,
    cast_families.gaps,
    cast_families.partnerships,
    cast_families.stillborn,
    cast_families.for_a_child_without_identifier,
    cast_families.old_number_after_reform,
    cast_register.the_gone,
    cast_register.several_identifiers,
    cast_register.false_identities,
    cast_register.rare_elements,
    cast_register.postal_addresses,
    cast_register.from_far_away,
    cast_register.odd_times,
    cast_register.odd_texts,
    cast_protection.every_grade_on_every_address,
)


def cast(families: Families, room: int) -> Iterator[list[Person]]:
    """The people of each scene; a scene for which there is no room is left out."""
    stage = Stage(families)
    for scene in SCENES:
        people = scene(stage)
        if len(people) <= room:
            room -= len(people)
            yield people
