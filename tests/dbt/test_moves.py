"""Moves: the SQL against a small Python function on random histories, and documents landed whole."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.landing import Landing
from ingest.roles import DBT_PROJECT
from tests.dbt.conftest import TODAY
from tests.dbt.documents import address, document, landed
from tests.dbt.inputs import Model
from tests.warehouse import invoke, read

with (DBT_PROJECT / "seeds" / "kommuneendringer.csv").open(encoding="utf-8") as file:
    RENUMBERED = [(row["gammelt_kommunenummer"], row["nytt_kommunenummer"]) for row in csv.DictReader(file)]
OLD_NUMBERS = Counter(old for old, _ in RENUMBERED)
TODAYS = {old: new for old, new in RENUMBERED if OLD_NUMBERS[old] == 1}
RANKS = {"ugradert": 0, "klientadresse": 1, "fortrolig": 2, "strengtFortrolig": 3}

COLUMNS = {
    "stg_freg__personer": {"person": "text", "parts": "text"},
    "stg_freg__bostedsadresse": {
        "person": "text",
        "position": "number",
        "er_gjeldende": "flag",
        "kommunenummer": "text",
        "adressegradering": "text",
        "flyttedato": "day",
        "gyldig_fra_date": "day",
        "gyldig_til_date": "day",
        "opphoerstidspunkt": "text",
    },
    "int_persons__current": {
        "person": "text",
        "foedselsdato": "day",
        "foedselsaar": "number",
        "personstatus": "text",
        "is_in_scope": "flag",
    },
    "kommuneendringer": {"gammelt_kommunenummer": "text", "nytt_kommunenummer": "text"},
}


@dataclass(frozen=True)
class Entry:
    """One entry of bostedsadresse."""

    kommune: str | None
    gyldig: date | None
    flyttedato: date | None
    ended: date | None
    gradering: str | None
    gjeldende: bool | None

    @property
    def began(self) -> date | None:
        return self.flyttedato or self.gyldig

    @property
    def place(self) -> str | None:
        return TODAYS.get(self.kommune, self.kommune)

    @property
    def last_day(self) -> date | None:
        return max(self.ended, self.gyldig or self.ended) if self.ended else None

    @property
    def rank(self) -> int:
        return RANKS.get(self.gradering, 99)


@dataclass(frozen=True)
class Life:
    """A person and the entries, the oldest first."""

    entries: tuple[Entry, ...]
    born: date | None
    birth_year: int | None
    status: str


# --- what a move is, said once more


def moves(life: Life) -> set[tuple]:
    """`(fra, til, day, is_open)` of each move in the two years up to today."""
    if any(entry.began is None for entry in life.entries):
        return set()
    lasted = {}  # by the day it began; a later entry corrects one of the same day
    for entry in life.entries:
        if not entry.ended or entry.last_day > entry.began:
            lasted[entry.began] = entry
    found, before = set(), None
    for day, entry in sorted(lasted.items()):
        if before and before.ended and before.last_day < day:
            found.add((before.place, None, before.last_day, not before.rank))
            found.add((None, entry.place, day, not entry.rank and not before.rank))
        elif before and before.place != entry.place:
            found.add((before.place, entry.place, day, not entry.rank and not before.rank))
        elif not before and came_after_birth(life, day):
            found.add((None, entry.place, day, not entry.rank))
        before = entry
    if before and before.ended and life.status == "utflyttet" and before.gjeldende is False:
        found.add((before.place, None, before.last_day, not before.rank))
    return {
        move
        for move in found
        if move[:2] not in RENUMBERED and date(TODAY.year - 1, 1, 1) <= move[2] <= TODAY
    }


def came_after_birth(life: Life, day: date) -> bool:
    if life.born:
        return day > life.born
    return life.birth_year is not None and day.year > life.birth_year


# --- made-up lives

DAYS = st.one_of(
    st.sampled_from([date(2015, 3, 4), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]),
    st.sampled_from([date(2025, 5, 17), date(2025, 5, 18), date(2026, 1, 31), TODAY, date(2026, 6, 16)]),
)
KOMMUNER = st.sampled_from(["0301", "0301", "4601", "3005", "3301", "1507", "1508", "1580", None])
ENTRIES = st.builds(
    Entry,
    kommune=KOMMUNER,
    gyldig=st.one_of(DAYS, DAYS, DAYS, st.none()),
    flyttedato=st.one_of(DAYS, st.none()),
    ended=st.one_of(st.none(), st.none(), DAYS),
    gradering=st.sampled_from(["ugradert"] * 6 + ["klientadresse", "fortrolig", "nyKode", None]),
    gjeldende=st.sampled_from([True, False, None]),
)
LIVES = st.builds(
    Life,
    entries=st.lists(ENTRIES, min_size=1, max_size=5).map(
        lambda entries: tuple(sorted(entries, key=lambda entry: entry.gyldig or date.min))
    ),
    born=st.one_of(DAYS, st.none()),
    birth_year=st.sampled_from([2015, 2025, 2026, None]),
    status=st.sampled_from(["bosatt", "bosatt", "utflyttet", "doed"]),
)


def random_life(random: Random) -> Life:
    """The same without Hypothesis, which keeps its examples small: what must meet by chance meets here."""
    days = [
        date(2015, 3, 4),
        date(2024, 12, 31),
        date(2025, 1, 1),
        date(2025, 5, 17),
        TODAY,
        date(2026, 6, 16),
    ]
    kommuner = ["0301", "0301", "4601", "3005", "3301", "1507", "1508", "1580", None]
    entries = [
        Entry(
            kommune=random.choice(kommuner),
            gyldig=random.choice(days) if random.random() < 0.95 else None,
            flyttedato=random.choice([None, None, *days]),
            ended=random.choice([None, None, None, None, *days]),
            gradering=random.choice(["ugradert"] * 9 + ["klientadresse", "nyKode", None]),
            gjeldende=random.choice([True, False, None]),
        )
        for _ in range(random.randint(1, 4))
    ]
    return Life(
        tuple(sorted(entries, key=lambda entry: entry.gyldig or date.min)),
        random.choice([None, *days]),
        random.choice([None, 2015, 2025]),
        random.choice(["bosatt", "utflyttet", "doed"]),
    )


@pytest.fixture(scope="module")
def changes(models: dict[str, dict]) -> Model:
    return Model(models["int_moves__changes"], COLUMNS)


def told(model: Model, lives: list[Life], parts: str = "bostedsadresse,historikk") -> list[set]:
    """The moves of each life by the SQL, as `moves` gives them."""
    names = [str(number) for number in range(len(lives))]
    rows = model.rows(
        {
            "stg_freg__personer": [{"person": name, "parts": parts} for name in names],
            "stg_freg__bostedsadresse": [
                row for name, life in zip(names, lives, strict=True) for row in staged(name, life)
            ],
            "int_persons__current": [
                {
                    "person": name,
                    "foedselsdato": life.born,
                    "foedselsaar": life.born.year if life.born else life.birth_year,
                    "personstatus": life.status,
                    "is_in_scope": True,
                }
                for name, life in zip(names, lives, strict=True)
            ],
            "kommuneendringer": [
                {"gammelt_kommunenummer": old, "nytt_kommunenummer": new} for old, new in RENUMBERED
            ],
        }
    )
    assert len(rows) == len(set(rows))
    found: list[set] = [set() for _ in lives]
    for person, fra, til, day, grade in rows:
        found[int(person)].add((fra, til, day, grade == "ugradert"))
    return found


def staged(name: str, life: Life) -> list[dict]:
    """The rows of staging: the newest is number one, and an entry ends where the next newer one begins."""
    rows, newer = [], None
    for position, entry in enumerate(reversed(life.entries), start=1):
        ends = entry.ended or (newer and newer.gyldig)
        rows.append(
            {
                "person": name,
                "position": position,
                "er_gjeldende": entry.gjeldende,
                "kommunenummer": entry.kommune,
                "adressegradering": entry.gradering,
                "flyttedato": entry.flyttedato,
                "gyldig_fra_date": entry.gyldig,
                "gyldig_til_date": max(ends, entry.gyldig or ends) if ends else None,
                "opphoerstidspunkt": entry.ended and entry.ended.isoformat(),
            }
        )
        newer = entry
    return rows


@settings(max_examples=30, deadline=None)
@given(lives=st.lists(LIVES, min_size=1, max_size=60))
def test_moves_are_what_a_plain_reading_of_the_history_gives(changes: Model, lives: list[Life]) -> None:
    assert told(changes, lives) == [moves(life) for life in lives]


def test_moves_of_thousands_of_histories(changes: Model) -> None:
    random = Random(20260615)  # noqa: S311
    lives = [random_life(random) for _ in range(3000)]
    assert told(changes, lives) == [moves(life) for life in lives]


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(lives=st.lists(LIVES, min_size=1, max_size=60))
def test_moves_of_very_many_histories(changes: Model, lives: list[Life]) -> None:
    assert told(changes, lives) == [moves(life) for life in lives]


@settings(max_examples=10, deadline=None)
@given(lives=st.lists(LIVES, min_size=1, max_size=40))
def test_nobody_has_moved_whose_history_was_not_asked_for(changes: Model, lives: list[Life]) -> None:
    assert not any(told(changes, lives, parts="adressebeskyttelse,bostedsadresse"))


@settings(max_examples=10, deadline=None)
@given(lives=st.lists(LIVES, min_size=1, max_size=40), number=st.sampled_from(sorted(TODAYS)))
def test_a_new_number_of_the_municipality_moves_nobody(
    changes: Model, lives: list[Life], number: str
) -> None:
    days = [date(2015, 3, 4), date(2025, 5, 17)]
    entries = [
        Entry(kommune, day, None, None, "ugradert", None)
        for kommune, day in zip([number, TODAYS[number]], days, strict=True)
    ]
    assert told(changes, [Life(tuple(entries), days[0], 2015, "bosatt"), *lives])[0] == set()


# --- documents, from landing to the list


def home_in(kommune: str, since: str, **fields: object) -> dict:
    """An entry of bostedsadresse; current unless told otherwise."""
    midnight = f"{since}T00:00:00+01:00"
    return address(vegadresse={"kommunenummer": kommune}, gyldighetstidspunkt=midnight, **fields)


def before(kommune: str, since: str = "2015-03-04", **fields: object) -> dict:
    return home_in(kommune, since, erGjeldende=False, **fields)


def current(**fields: object) -> dict:
    return {"erGjeldende": True} | fields


MOVED = [home_in("4601", "2026-02-14"), before("0301")]
ENDED = {"opphoerstidspunkt": "2026-02-14T00:00:00+01:00"}
HISTORIES = {
    "moved": MOVED,
    "renumbered and moved": [home_in("3301", "2025-05-17"), before("3005", "2025-05-17"), before("0301")],
    "renumbered": [home_in("3301", "2025-05-17"), before("3005")],
    "split": [home_in("1580", "2024-01-01"), before("1507")],
    "split and moved": [home_in("1580", "2025-08-01"), before("1508", "2024-01-01"), before("1507")],
    "within": [home_in("0301", "2026-02-14"), before("0301")],
    "annulled": [before("4601", "2026-02-14", **ENDED), home_in("0301", "2015-03-04")],
    "born": [home_in("0301", "2015-03-04")],
    "klientadresse": [home_in("4601", "2026-02-14", adressegradering="klientadresse"), before("0301")],
    "fortrolig": MOVED,
    "strengt fortrolig": MOVED,
    "dead": [before("0301", **ENDED)],
    "emigrated": [before("0301", **ENDED)],
    "grown up": MOVED,
}
ELEMENTS = {
    "fortrolig": {"adressebeskyttelse": [current(graderingsnivaa="fortrolig")]},
    "strengt fortrolig": {"adressebeskyttelse": [current(graderingsnivaa="strengtFortrolig")]},
    "dead": {"status": [current(status="doed")], "doedsfall": current(doedsdato="2026-02-14")},
    "emigrated": {"status": [current(status="utflyttet")]},
    "grown up": {"foedsel": [current(foedselsdato="1985-03-04", foedselsaar="1985")]},
}


def lived(number: str, name: str) -> dict:
    """The document of one of these people, each in a home of its own."""
    homes = [entry | {"adresseIdentifikatorFraMatrikkelen": f"1{number[-5:]}"} for entry in HISTORIES[name]]
    born = {"foedsel": [current(foedselsdato="2015-03-04", foedselsaar="2015")]}
    return document(number, **(born | {"bostedsadresse": homes} | ELEMENTS.get(name, {})))


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set]:
    """The list's moves of each of the people above, from one landing log."""
    home = tmp_path_factory.mktemp("moves")
    numbers = {name: f"048115{place:05}" for place, name in enumerate(HISTORIES)}
    Landing(home / "landing").add_documents(
        [landed(place, lived(number, name)) for place, (name, number) in enumerate(numbers.items(), start=1)]
    )
    invoke(home, "seed", "--select", "kommuneendringer", today=TODAY)
    invoke(home, "run", "--select", "+mart_oppvekst__flyttinger", today=TODAY)
    rows = read(home, "mart_oppvekst__flyttinger")
    return {
        name: {
            (row["kommunenummer"], row["retning"], str(row["flyttedato"]))
            for row in rows
            if row["foedselsnummer"] == number
        }
        for name, number in numbers.items()
    }


def test_the_list_has_what_is_a_move_and_nothing_else(listed: dict[str, set]) -> None:
    assert {name: rows for name, rows in listed.items() if rows} == {
        "moved": {("4601", "inn", "2026-02-14"), ("0301", "ut", "2026-02-14")},
        "renumbered and moved": {("3301", "inn", "2025-05-17"), ("0301", "ut", "2025-05-17")},
        "split and moved": {("1580", "inn", "2025-08-01"), ("1508", "ut", "2025-08-01")},
        "emigrated": {("0301", "ut", "2026-02-14")},
    }
