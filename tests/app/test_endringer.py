"""Changes: who is new is named, who left is a number in steps, and no reason is told by anything."""

import io
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from dashboards import changes, exports
from dashboards.language import Words
from ingest import arrivals
from orchestration.arrivals import record
from tests.app.conftest import everything
from tests.app.published import KOMMUNER, mart_file

BARN = "mart_oppvekst__barn"
BEFORE = datetime(2026, 5, 4, 5, 30, tzinfo=UTC)
NOW = BEFORE + timedelta(days=16)
SAY = Words("nb")


@pytest.fixture
def roster(home) -> pl.DataFrame:
    return pl.read_parquet(mart_file(home / "published" / "00000001", BARN))


def note(home, moment: datetime, numbers: list[str]) -> None:
    schema = {"kommunenummer": pl.String, "foedselsnummer": pl.String}
    here = pl.DataFrame([("0301", number) for number in numbers], schema=schema, orient="row")
    record(home, BARN, here, list(KOMMUNER), moment)


def facts(app) -> list[str]:
    """The three figures, which are words in boxes."""
    return [text.value.strip("*") for text in app.markdown if text.value.startswith("**")]


def own(file_name: str, frame: pl.DataFrame) -> pl.DataFrame:
    write = {"csv": exports.csv_bytes, "parquet": exports.parquet_bytes}.get(file_name.rsplit(".", 1)[1])
    content = write(frame) if write else exports.xlsx_bytes(frame, "Liste")
    return changes.own_list(file_name, content)


def test_whoever_came_since_is_named_and_nobody_else(home, roster, open_page):
    numbers = roster["foedselsnummer"].to_list()
    note(home, BEFORE, numbers[3:])
    note(home, NOW, numbers)
    app = open_page(page="endringer")
    assert facts(app) == ["3", "Færre enn 5", "60"]
    assert set(app.dataframe[0].value["Fødselsnummer"]) == set(numbers[:3])
    assert "Nye siden 4. mai 2026 kl. 07.30" in [heading.value for heading in app.subheader]


def test_of_the_new_only_a_birth_is_told_for_the_date_says_it(home, roster, open_page):
    """A child whose protection ended looks as one who moved in: both are new, and that is all that is said."""
    note(home, BEFORE, [])
    note(home, NOW, roster["foedselsnummer"].to_list())
    app = open_page(page="endringer")
    told = dict(app.dataframe[0].value[["Fødselsnummer", "Endring"]].itertuples(index=False))
    born = roster.filter(pl.col("foedselsdato") >= BEFORE.date())["foedselsnummer"].to_list()
    assert born
    assert told == {
        number: "Født" if number in born else "Ny i listen" for number in roster["foedselsnummer"]
    }


@pytest.mark.parametrize(
    ("gone", "said"),
    [(0, "Færre enn 5"), (4, "Færre enn 5"), (5, "Minst 5"), (9, "Minst 5"), (12, "Minst 10")],
)
def test_those_who_left_are_a_number_in_steps(home, roster, open_page, gone, said):
    note(home, BEFORE, [*roster["foedselsnummer"], *(f"gone {n}" for n in range(gone)), "came and left"])
    note(home, NOW - timedelta(days=1), [*roster["foedselsnummer"][1:], *(f"gone {n}" for n in range(gone))])
    note(home, NOW, roster["foedselsnummer"].to_list())
    since_then = arrivals.read(home, BARN, "0301")
    assert since_then.gone_since(NOW - timedelta(days=1)) == gone
    assert changes.in_steps(gone, SAY) == said
    assert said in facts(open_page(page="endringer"))


def test_a_move_and_a_protection_on_the_same_day_show_the_same_page(home, roster, open_page):
    """INF-05: either way the child is out of the published list, and the page is a function of lists alone."""
    pages = []
    for leaver in roster["foedselsnummer"][:2]:  # as if one had moved, and the other become protected
        for file in (home / "arrivals").glob("*.parquet"):
            file.unlink()
        stayed = roster.filter(~pl.col("foedselsnummer").is_in(roster["foedselsnummer"][:2]))
        note(home, BEFORE, [*stayed["foedselsnummer"], leaver])
        stayed.write_parquet(mart_file(home / "published" / "00000001", BARN))
        note(home, NOW, stayed["foedselsnummer"].to_list())
        app = open_page(page="endringer")
        pages.append([str(element.value) for element in (*app.markdown, *app.subheader, *app.info)])
        assert not [number for number in roster["foedselsnummer"][:2] if number in everything(app)]
    assert pages[0] == pages[1]


def test_without_an_earlier_publication_the_page_says_that_the_history_begins(home, open_page):
    app = open_page(page="endringer")
    assert app.info[0].value.startswith("Historikken begynner")
    assert not app.dataframe


def test_another_municipalitys_or_roles_history_is_not_this_ones(home, roster, open_page):
    note(home, BEFORE, roster["foedselsnummer"].to_list())
    note(home, NOW, roster["foedselsnummer"].to_list()[5:])
    assert open_page(page="endringer", kommune="4601").info[0].value.startswith("Historikken begynner")


@pytest.mark.parametrize("file_name", ["barn.csv", "barn.xlsx", "BARN.Parquet".lower()])
@pytest.mark.parametrize("language", ["nb", "en"])
def test_ones_own_download_is_held_against_the_list_whatever_its_format_and_language(
    roster, file_name, language
):
    heading = {name: Words(language)(f"column.{name}") for name in ("navn", "foedselsnummer", "foedselsdato")}
    mine = roster.select(*heading).rename(heading)
    gone = changes.not_in(own(file_name, mine), roster[7:])
    assert gone.rows() == roster[:7].select("foedselsnummer", "navn").rows()


def test_a_parents_number_is_not_taken_for_a_childs(roster):
    mine = roster.select("foedselsnummer", "ansvarlig_1_foedselsnummer").rename(
        {"foedselsnummer": "Fødselsnummer", "ansvarlig_1_foedselsnummer": "Fødselsnummer 1"}
    )
    assert own("barn.csv", mine)["foedselsnummer"].to_list() == roster["foedselsnummer"].to_list()


def test_a_list_that_excel_saved_anew_is_read_too(roster):
    content = "Navn\tFødselsnummer\nNordlys, Åse\t01890012345\n\t\nFjellrev, Bo\t02890012345\n".encode()
    assert changes.own_list("liste.csv", content)["navn"].to_list() == ["Nordlys, Åse", "Fjellrev, Bo"]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet", "a"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"Navn;Alder\nA;1\n", b"\xff\xfe\x00", b'"' * 99])
def test_a_file_that_is_no_such_list_is_refused_without_its_content(name, content):
    with pytest.raises(changes.UnreadableFileError) as caught:
        changes.own_list(name, content)
    assert caught.value.args == ()
    assert caught.value.__cause__ is None


def test_the_page_compares_what_is_uploaded_and_keeps_nothing(home, roster, open_page, monkeypatch):
    mine = pl.concat(
        [
            roster.select("navn", "foedselsnummer"),
            pl.DataFrame({"navn": ["Borte, Bo"], "foedselsnummer": ["01890012345"]}),
        ]
    )
    upload = io.BytesIO(exports.csv_bytes(mine.rename({"navn": "Navn", "foedselsnummer": "Fødselsnummer"})))
    upload.name = "barn.csv"
    monkeypatch.setattr("streamlit.file_uploader", lambda *_, **__: upload)
    app = open_page(page="endringer")
    assert "**1** av 61 i lista di står ikke i listen nå." in [text.value for text in app.markdown]
    assert app.dataframe[0].value.values.tolist() == [["Borte, Bo", "01890012345", "Ikke lenger i listen"]]
    kept = [path for path in home.rglob("*") if path.is_file() and b"01890012345" in path.read_bytes()]
    assert kept == []
