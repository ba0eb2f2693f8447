"""Who has parental responsibility: every kind FREG knows, with the repetitions and holes its data have.

Source: freg.md 5.4 and 8 (#7), fiks.md 4.3.
"""

from datetime import date, timedelta

from ingest.sandbox.dice import Dice
from ingest.sandbox.names import NameGiver
from ingest.sandbox.numbers import Numbers
from ingest.sandbox.people import Ansvar, Person, give_ansvar

TOGETHER = (("felles", 90), ("mor", 4), ("far", 1), ("none", 2.5), ("ukjent", 1), ("andre", 1), ("more", 0.5))
APART = (("felles", 62), ("mor", 24), ("far", 5), ("none", 3), ("ukjent", 2), ("andre", 3), ("more", 1))
SHARE_DUPLICATED = 0.01
SHARE_ENDED_KEPT = 0.5
FIRST_KEPT = 1998  # year of birth of the oldest whose ended rows are still shown


def share(
    dice: Dice, numbers: Numbers, children: list[Person], parents: tuple[Person, Person], today: date
) -> None:
    """Give each child under 18 its rows, mostly as its siblings, and some grown ones those they had."""
    apart = parents[0].home is not parents[1].home
    table = APART if apart else TOGETHER
    kind = dice.weighted(table)
    for child in children:
        own = dice.weighted(table) if dice.chance(0.1) else kind
        if child.age(today) < 18:
            give(own, child, parents, dice, numbers)
        elif child.born.year >= FIRST_KEPT and dice.chance(SHARE_ENDED_KEPT):
            ended = child.born + timedelta(days=6575)
            for parent in parents:
                give_ansvar("felles", child, parent, child.born, ended)


def give(kind: str, child: Person, parents: tuple[Person, Person], dice: Dice, numbers: Numbers) -> None:
    """Write the rows of one kind of responsibility for one child."""
    since = child.immigrated or child.born
    mother, second = parents if parents[0].kjoenn == "kvinne" else parents[::-1]
    if kind in ("felles", "more"):
        for parent in (mother, second):
            give_ansvar("felles", child, parent, since)
    if kind == "felles" and dice.chance(SHARE_DUPLICATED):
        give_ansvar("felles", child, mother, since)
    if kind == "mor":
        give_ansvar("mor", child, mother, since)
    if kind == "far":
        give_ansvar("far" if second.kjoenn == "mann" else "medmor", child, second, since)
    if kind == "ukjent":
        child.ansvar.append(Ansvar("ukjent", child, since))
    if kind in ("andre", "more"):
        child.ansvar.append(somebody_else(child, since, dice, numbers))


def somebody_else(child: Person, since: date, dice: Dice, numbers: Numbers) -> Ansvar:
    """Responsibility held by an organisation or by somebody without a Norwegian identifier."""
    if dice.chance(0.5):
        return Ansvar("andre", child, since, organisasjon=numbers.organisasjonsnummer())
    return Ansvar("andre", child, since, uten_identifikator=outsider(dice))


def outsider(dice: Dice) -> dict:
    """Somebody without a Norwegian identifier (*RelatertBiPerson*)."""
    return {
        "navn": NameGiver(dice).navn().fields(),
        "foedselsdato": dice.day(date(1950, 1, 1), date(1995, 12, 31)).isoformat(),
        "statsborgerskap": dice.pick(("SWE", "POL", "USA", "XUK")),
        "kjoenn": dice.pick(("kvinne", "mann")),
    }
