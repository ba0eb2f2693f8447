"""Earlier addresses of somebody strengt fortrolig leave landing, under whatever number, and whenever we die."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.landing import Landing
from ingest.points import names_in
from ingest.purge import KEPT, cut_down, earlier_documents
from tests.integration.ingest.fake_freg import person_id
from tests.integration.ingest.landed import every_byte, newest, rows

PER, BEFORE, OLA = (person_id(n) for n in range(3))
PROTECTION = "endringIAdressebeskyttelse"
STRENGT = [{"erGjeldende": True, "graderingsnivaa": "strengtFortrolig"}]
ROOT = Path(__file__).resolve().parents[3]
PURGE = """
import sys
from pathlib import Path
from ingest.landing import Landing
from ingest.purge import cut_down, earlier_documents
home, *strict = sys.argv[1:]
landing = Landing(Path(home) / "landing")
cut_down(landing, earlier_documents(landing, dict.fromkeys(strict, strict[0]), "1GB"))
"""


def home_at(street):
    return [
        {
            "erGjeldende": True,
            "adressegradering": "ugradert",
            "vegadresse": {"kommunenummer": "0301", "adressenavn": street},
        }
    ]


@pytest.fixture
def copy(freg, run, home):
    """Per moves under an earlier number, gets a new one, and becomes strengt fortrolig; Ola lives his life."""
    freg.add(BEFORE, bostedsadresse=home_at("Gamleveien"))
    freg.add(OLA, bostedsadresse=home_at("Olaveien"))
    run()
    freg.change(BEFORE, "endringIBostedsadresse", bostedsadresse=home_at("Nesteveien"))
    freg.change(OLA, "endringINavn", navn=[])
    run()
    numbers = [
        {"erGjeldende": True, "status": "iBruk", "foedselsEllerDNummer": PER},
        {"erGjeldende": False, "status": "opphoert", "foedselsEllerDNummer": BEFORE},
    ]
    freg.aliases[BEFORE] = PER
    freg.change(PER, "endringIIdentifikasjonsnummer", identifikasjonsnummer=numbers)
    run()
    freg.change(PER, PROTECTION, bostedsadresse=[], adressebeskyttelse=STRENGT, about=PER)
    run()
    return Landing(home / "landing")


STRICT = {PER: PER, BEFORE: PER}


def purge(landing):
    earlier = earlier_documents(landing, STRICT, "1GB")
    cut_down(landing, earlier)
    return earlier


def test_every_earlier_address_is_gone_and_nothing_else_is_changed(copy, home):
    assert b"Gamleveien" in every_byte(home) and b"Nesteveien" in every_byte(home)
    before, ola = newest(home)[PER], [row for row in rows(home) if row["identifikator"] == OLA]
    earlier = purge(copy)
    assert earlier.people == (PER,) and earlier.n_rows
    left = every_byte(home)
    assert b"Gamleveien" not in left and b"Nesteveien" not in left and b"Pr\xc3\xb8veveien" not in left
    assert newest(home)[PER] == before
    assert [row for row in rows(home) if row["identifikator"] == OLA] == ola
    copy.check(thorough=True)


def test_of_an_earlier_document_the_numbers_are_left(copy, home):
    purge(copy)
    cut = [row for row in rows(home) if row["parts"] == KEPT]
    assert cut and all(set(row["body"]) == {KEPT} for row in cut)


def test_a_second_time_there_is_nothing_to_do_and_the_next_run_fetches_nothing(copy, run, freg):
    purge(copy)
    assert purge(copy).n_rows == 0
    freg.asked.clear()
    run()
    assert freg.asked == []


def test_what_was_set_aside_as_broken_goes_too(copy, home):
    corrupt = home / "landing" / "corrupt"
    corrupt.mkdir()
    (corrupt / "persondokumenter-1.parquet").write_bytes(b"Gamleveien")
    purge(copy)
    assert not list(corrupt.iterdir())


POINTS = [
    name for name in names_in(ROOT / "ingest") if "replacement" in name or name == "landing.without_checksum"
]
POINTS += [name for name in names_in(ROOT / "ingest") if name.startswith("purge.")]


@pytest.mark.parametrize("times", [1, pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_the_log_is_whole_and_the_next_purge_ends_it(copy, home, point, times):
    killed = subprocess.run(
        [sys.executable, "-c", PURGE, str(home), PER, BEFORE],
        env=os.environ | {"MANNTALL_KILL_AT": f"{point}:{times}"},
        cwd=ROOT,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    copy.check(thorough=True)
    copy.remove_leftovers()
    purge(copy)
    copy.check(thorough=True)
    assert b"Gamleveien" not in every_byte(home)
    assert not list(home.rglob("*.part"))
    for path in copy.segments("persondokumenter"):
        assert pq.read_table(path).num_rows == pq.read_metadata(path).num_rows
    assert json.dumps(newest(home)[PER]["body"])
