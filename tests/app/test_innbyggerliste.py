"""Citizen lists: a selection gives the rows that it says, is kept, copied, changed and removed; a template stands."""

import polars as pl
import pytest
from sqlalchemy import select

from dashboards.language import Words
from dashboards.selections import Choice, rows, templates
from ingest.registry import access_log, open_registry, selections
from ingest.registry.tables import access_log as log
from ingest.settings import Settings
from tests.app.conftest import everything, identity_numbers, widget
from tests.app.contracts import publish_everything
from tests.app.published import DATO, mart_file

BARN = "mart_oppvekst__barn"
PURPOSE = "Innkalling til skolestart"


@pytest.fixture
def roster(home) -> pl.DataFrame:
    return pl.read_parquet(mart_file(home / "published" / "00000001", BARN))


@pytest.fixture
def registry(home):
    return open_registry(Settings(home=home))


def saved(registry, role: str = "oppvekst", kommune: str = "0301") -> list[selections.Selection]:
    return selections.saved(registry, role=role, kommunenummer=kommune)


def fill(app, *, name: str = "", purpose: str = PURPOSE, first: int | None = None, last: int | None = None):
    if first:
        widget(app.number_input, "Født fra og med").set_value(first)
    if last:
        widget(app.number_input, "Født til og med").set_value(last)
    if name:
        next(box for box in app.text_input if box.label.startswith("Navn på")).set_value(name)
    widget(app.text_input, "Hva skal listen brukes til?").set_value(purpose)
    return app.run()


def press(app, label: str):
    return widget(app.button, label).click().run()


def test_nobody_is_shown_before_the_purpose_is_told(home, open_page):
    app = open_page(page="innbyggerliste")
    assert app.info[0].value.startswith("Utvalget har 60 personer.")
    assert not identity_numbers(everything(app))
    fill(app)
    assert len(app.dataframe[0].value) == 60


def test_a_selection_gives_the_rows_that_it_says(roster, open_page):
    app = open_page(page="innbyggerliste")
    widget(app.multiselect, "Kjønn").set_value(["kvinne"])
    widget(app.multiselect, "Skolekrets").set_value(["Åsen", "Bakken"])
    fill(app, first=2018, last=2021)
    expected = roster.filter(
        pl.col("foedselsaar").is_between(2018, 2021)
        & (pl.col("kjoenn") == "kvinne")
        & pl.col("skolekrets").is_in(["Åsen", "Bakken"])
    )
    assert expected.height
    assert sorted(app.dataframe[0].value["Fødselsnummer"]) == sorted(expected["foedselsnummer"])


def test_nobody_is_found_by_a_place_that_is_hidden(roster, home, open_page):
    hidden = roster.with_columns(
        adressetilstand=pl.lit("krever eget oppslag"), skolekrets=pl.lit("Skjultkrets")
    )
    hidden.write_parquet(mart_file(home / "published" / "00000001", BARN))
    app = open_page(page="innbyggerliste")
    assert widget(app.multiselect, "Skolekrets").options == []
    choice = Choice(BARN, 1900, 2026, steder=("Skjultkrets",))
    readable = pl.DataFrame(
        {"foedselsaar": [2020], "skolekrets": [None]}, schema_overrides={"skolekrets": pl.String}
    )
    assert rows(readable, choice, Words("nb")).is_empty()


def test_a_selection_is_saved_and_means_the_same_in_english(registry, open_page):
    app = open_page(page="innbyggerliste")
    widget(app.multiselect, "Kjønn").set_value(["kvinne"])
    fill(app, name="Skolestart", first=2019, last=2020)
    found = len(app.dataframe[0].value)
    press(app, "Lagre utvalget")
    [one] = saved(registry)
    assert (one.name, one.version, one.who) == ("Skolestart", 1, "planlegger-oppvekst-0301")
    assert one.choice == Choice(BARN, 2019, 2020, ("kvinne",), (), PURPOSE).kept() | {
        "kjoenn": ["kvinne"],
        "steder": [],
    }
    english = open_page(page="innbyggerliste", language="en")
    widget(english.selectbox, "Selection").set_value(f"saved:{one.id}").run()
    assert len(english.dataframe[0].value) == found > 0


def test_a_change_is_a_new_version_and_a_copy_says_what_it_was_copied_from(registry, open_page):
    app = open_page(page="innbyggerliste")
    press(fill(app, name="Skolestart", first=2019), "Lagre utvalget")
    press(fill(app, first=2018), "Lagre endringene")
    [changed] = saved(registry)
    assert (changed.version, changed.choice["fra_aar"]) == (2, 2018)
    press(fill(app, name="Skolestart neste år"), "Lagre som kopi")
    copies = {one.name: one for one in saved(registry)}
    assert set(copies) == {"Skolestart", "Skolestart neste år"}
    assert copies["Skolestart neste år"].copied_from == changed.id
    assert copies["Skolestart neste år"].choice == changed.choice
    press(app, "Fjern utvalget")
    assert [one.name for one in saved(registry)] == ["Skolestart"]
    assert widget(app.selectbox, "Utvalg").value == "new"


def test_another_role_or_municipality_has_not_got_the_selection(registry, open_page):
    press(fill(open_page(page="innbyggerliste"), name="Skolestart"), "Lagre utvalget")
    assert len(widget(open_page(page="innbyggerliste").selectbox, "Utvalg").options) == 2
    assert len(widget(open_page(page="innbyggerliste", kommune="4601").selectbox, "Utvalg").options) == 1


def test_a_button_waits_for_name_and_purpose(home, open_page):
    app = open_page(page="innbyggerliste")
    assert widget(app.button, "Lagre utvalget").disabled
    assert widget(fill(app, name="Skolestart", purpose="").button, "Lagre utvalget").disabled
    assert not widget(fill(app, name="Skolestart").button, "Lagre utvalget").disabled


def test_a_central_template_stands_and_can_be_copied(tmp_path, open_page, monkeypatch):
    monkeypatch.setenv("MANNTALL_HOME", str(tmp_path / "every"))
    publish_everything(tmp_path / "every")
    app = open_page("vaksinasjon", page="innbyggerliste")
    widget(app.selectbox, "Utvalg").set_value("template:barn").run()
    told = [text.value for text in app.markdown]
    assert {"**2010**", "**2014**", "**Kalle inn til vaksine for unge**"} <= set(told)
    assert not app.number_input and not app.multiselect
    born = [int(number[4:6]) for number in app.dataframe[0].value["Fødselsnummer"]]
    assert set(born) == {10, 11, 12, 13, 14}
    next(box for box in app.text_input if box.label == "Navn på kopien").set_value("Vår egen").run()
    press(app, "Kopier malen")
    [copy] = saved(open_registry(Settings(home=tmp_path / "every")), "vaksinasjon")
    assert (
        Choice.of(copy.choice)
        == templates(
            "vaksinasjon",
            copy.choice["mart"],
            DATO.year,
            dict.fromkeys(("influensa", "barn", "alle"), "Kalle inn til vaksine for unge"),
        )["barn"]
    )


def test_what_is_listed_is_in_the_access_log(registry, open_page):
    app = fill(open_page(page="innbyggerliste"), first=2024)
    with registry.reading() as con:
        [entry] = con.execute(select(log).where(log.c.view == "innbyggerliste")).all()
    assert entry.n_persons >= len(app.dataframe[0].value)
    assert access_log.verify(registry).faults == ()
