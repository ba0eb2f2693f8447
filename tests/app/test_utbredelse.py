"""The pages of project management: each figure is the mart's, both languages, and what is said of systems is kept."""

import io
import json
import shutil
from datetime import date
from functools import cache

import openpyxl
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from ingest.registry import open_registry, systems
from ingest.settings import load_settings
from tests import usage_marts, usage_world
from tests.app.conftest import APP, everything, widget
from tests.usage_marts import publish_usage
from tests.usage_world import MONTHS, in_use, kommuner

PAGES = ("utbredelse", "kommune", "leverandoerer", "tilgang", "pilotfunn")
NOW = len(MONTHS) - 1


@pytest.fixture(scope="module")
def figures_once(tmp_path_factory):
    home = tmp_path_factory.mktemp("figures")
    publish_usage(home)
    return home


@pytest.fixture
def figures(tmp_path, monkeypatch, figures_once):
    """A home with figures of use, and nobody of the register."""
    monkeypatch.setenv("MANNTALL_HOME", str(tmp_path))
    shutil.copytree(figures_once / "utbredelse", tmp_path / "utbredelse")
    return tmp_path


def open_page(page: str, language: str = "nb", **address: str) -> AppTest:
    """A page as project management sees it."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params.update({"bruker": "prosjektleder", "spraak": language} | address)
    return app.switch_page(f"app_pages/{page}.py").run()


@pytest.fixture
def opened(figures):
    """Open a page in a home of the test's own."""
    return open_page


@pytest.fixture(scope="module")
def seen(figures_once):
    """A page as it opens, drawn once for all tests that only look at it."""

    @cache
    def look(page: str, language: str = "nb") -> AppTest:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MANNTALL_HOME", str(figures_once))
            return open_page(page, language)

    return look


def vega(app: AppTest) -> list[str]:
    """The drawings of a page."""
    return [element.proto.spec for element in app.get("vega_lite_chart")]


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_project_management_opens(seen, page, language):
    app = seen(page, language)
    assert not app.exception
    assert not app.error
    assert app.header
    assert app.dataframe


def test_how_many_are_in_use_today_and_the_change_since_last_quarter_is_the_first_figure(seen):
    app = seen("utbredelse")
    first = app.metric[0]
    assert first.label == "Kommuner i bruk i dag"
    assert first.value == f"{in_use(NOW)} av 357"
    quarter, month = in_use(NOW) - in_use(NOW - 3), in_use(NOW) - in_use(NOW - 1)
    assert first.delta == f"+{quarter} siden forrige kvartal"
    assert f"{month} siden forrige måned" in {caption.value for caption in app.caption}


def test_the_vendor_that_holds_up_most_is_named_in_a_sentence(seen):
    assert seen("utbredelse").info[0].value.startswith("IST holder opp flest: 6 kommuner")


@pytest.mark.parametrize("tab", [0, 1])
def test_every_municipality_is_on_both_maps(seen, tab):
    spec = json.loads(vega(seen("utbredelse"))[tab])
    assert spec["height"] > 0
    assert "valgt" in json.dumps(spec["params"])


def test_a_map_of_an_earlier_month_is_of_that_month(opened):
    app = opened("utbredelse")
    widget(app.selectbox, "Vis kartet slik det var").set_value(MONTHS[0]).run()
    listed = next(table.value for table in app.dataframe if "På trinnet siden" in table.value.columns)
    expected = [usage_world.rung_of(place, 0) for place in range(len(kommuner()))]
    words = {
        0: "Ingen avtale",
        1: "Avtale",
        2: "Konfigurert",
        3: "Test",
        4: "I bruk",
        5: "I bruk med hendelser",
    }
    assert sorted(listed["Trinn"]) == sorted(words[rung] for rung in expected)


def test_who_signed_and_is_not_in_use_stands_with_since_when(seen):
    app = seen("utbredelse")
    waits = next(table.value for table in app.dataframe if "Ikke i bruk siden" in table.value.columns)
    expected = [place for place in range(len(kommuner())) if 0 < usage_world.rung_of(place, NOW) < 4]
    assert sorted(waits["Kommune"]) == sorted(kommuner()[place]["kommunenavn"] for place in expected)
    assert list(waits["Ikke i bruk siden"]) == sorted(waits["Ikke i bruk siden"])
    assert set(waits["Hvorfor"]) == {"Falt fra"}


def test_the_five_at_the_top_and_at_the_bottom_are_those_of_the_ranking(seen):
    app = seen("utbredelse")
    most, fewest = (
        table.value for table in app.dataframe if "Oppslag per 1000 innbyggere" in table.value.columns
    )
    used = [place for place in range(len(kommuner())) if usage_world.rung_of(place, NOW) >= 4]
    by_use = sorted(used, key=lambda place: (-(place % 50), place))
    assert list(most["Kommune"]) == [kommuner()[place]["kommunenavn"] for place in by_use[:5]]
    assert list(fewest["Kommune"]) == [kommuner()[place]["kommunenavn"] for place in by_use[:-6:-1]]


def test_every_county_service_area_and_vendor_has_its_row(seen):
    app = seen("utbredelse")
    columns = {name: table.value[name] for table in app.dataframe for name in table.value.columns}
    assert len(columns["Område"]) == 15
    assert set(columns["Tjenesteområde"]) == {"Barnehage", "Oppvekst", "Helse"}
    assert set(columns["Leverandør"]) == set(usage_world.VENDORS)


def test_a_municipality_in_the_address_is_the_one_that_is_shown(opened):
    app = opened("kommune", utvalgt="5610")
    assert app.header[0].value == "Kárášjohka - Karasjok"
    roles = next(table.value for table in app.dataframe if "Felter i bruk" in table.value.columns)
    place = [one["kommunenummer"] for one in kommuner()].index("5610")
    assert len(roles) == place % 4


def test_a_municipality_that_never_used_it_says_so(opened):
    assert any("aldri brukt" in info.value for info in opened("kommune", utvalgt="4640").info)


def test_fewer_than_five_are_told_as_that_and_nothing_more(opened):
    place = next(place for place in range(len(kommuner())) if (place + 1) % 5 == 4)
    app = opened("kommune", utvalgt=kommuner()[place]["kommunenummer"])
    users = next(table.value for table in app.dataframe if "Personer" in table.value.columns)
    assert set(users["Personer"]) == {"<5"}


def test_confirmed_rows_are_kept_in_the_registry_and_lose_their_mark(opened, figures):
    app = opened("leverandoerer")
    widget(app.selectbox, "Leverandør").set_value("IST").run()
    before = overview(app)
    row = next(place for place, mark in enumerate(before["Merknader"]) if "bekreftet" in mark)
    app.session_state["rows-0"] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    app.run()
    next(button for button in app.button if button.label == "Bekreft 1 rader").click().run()
    (said,) = systems.said(open_registry(load_settings())).values()
    assert said.confirmed_by == "prosjektleder"
    assert len(overview(app)) == len(before) - 1


def overview(app: AppTest):
    return next(table.value for table in app.dataframe if "Rettet her" in table.value.columns)


def test_a_corrected_row_is_shown_corrected_after_a_new_publication(opened, figures):
    rad_id = usage_marts.marts()["systemer"]["rad_id"][0]
    systems.edit(open_registry(load_settings()), rad_id, {"fagsystem": "Nytt navn"}, who="prosjektleder")
    publish_usage(figures, number=2)
    app = opened("leverandoerer")
    rows = overview(app)
    (corrected,) = rows[rows["Fagsystem"] == "Nytt navn"].to_dict("records")
    assert corrected["Kommune"] == "Oslo"
    assert corrected["Rettet her"].startswith("rettet ")


def test_the_list_to_a_vendor_is_its_rows_to_look_at_with_room_for_answers(opened, downloads):
    app = opened("leverandoerer")
    widget(app.selectbox, "Leverandør").set_value("IST").run()
    sheet = openpyxl.load_workbook(io.BytesIO(downloads["xlsx"]())).worksheets[0]
    heading, *rows = sheet.iter_rows(values_only=True)
    expected = usage_marts.marts()["systemer"].filter(
        (pl.col("leverandoer") == "IST") & pl.col("er_ubekreftet")
    )
    assert heading[-2:] == ("Stemmer (ja/nei)", "Rettelse")
    assert sorted(row[0] for row in rows) == sorted(expected["kommunenummer"])


def test_a_system_with_a_formula_for_a_name_is_neutral_in_the_list(opened, figures, downloads):
    rows = usage_marts.marts()["systemer"].with_columns(fagsystem=pl.lit('=HYPERLINK("x")'))
    publish_usage(figures, {"systemer": rows}, number=2)
    app = opened("leverandoerer")
    widget(app.selectbox, "Leverandør").set_value("IST").run()
    sheet = openpyxl.load_workbook(io.BytesIO(downloads["xlsx"]())).worksheets[0]
    assert {row[2] for row in sheet.iter_rows(min_row=2, values_only=True)} == {'\'=HYPERLINK("x")'}


def test_accesses_of_persons_and_of_integrations_are_apart(opened):
    app = opened("tilgang")
    country = usage_marts.marts()["tilganger"].filter(pl.col("omraade") == "landet")
    for kind, word in (("person", "Personer"), ("integrasjon", "Systemer")):
        widget(app.button_group, "Tilganger for").set_value(kind).run()
        row = country.row(by_predicate=pl.col("slag") == kind, named=True)
        shown = {metric.label: metric.value for metric in app.metric}
        assert shown["Sovende"] == str(row["sovende"]), word


def test_the_oldest_open_finding_is_told(seen):
    info = seen("pilotfunn").info[0].value
    oldest = usage_marts.marts()["funn"].drop_nulls("eldste_aapne").sort("eldste_aapne").row(0, named=True)
    assert oldest["tema"] in info
    assert oldest["eldste_aapne"] == date(2026, 1, 2)
    assert "2. januar 2026" in info


@pytest.mark.parametrize("page", PAGES)
def test_without_figures_each_page_says_what_to_run(figures, opened, page):
    shutil.rmtree(figures / "utbredelse")
    app = opened(page)
    assert not app.exception
    assert "manntall usage refresh" in {code.value for code in app.code}


def test_the_report_from_the_page_is_the_report_of_the_command(opened, figures, downloads):
    from ingest.reporting import marts, status, writers

    opened("utbredelse")
    built = status.build(marts.published(figures), None, "nb")
    assert downloads["html"]() == writers.WRITERS["html"].write(built)


@pytest.mark.parametrize("page", PAGES)
def test_every_text_is_english_in_english(seen, page):
    norwegian = {
        "Kommune",
        "Kommuner",
        "Leverandør",
        "Trinn",
        "Måned",
        "siden",
        "Vis",
        "Siden",
        "Velg",
        "Åpne",
    }
    shown = everything(seen(page, "en"))
    assert not norwegian & set(shown.replace("'", " ").replace('"', " ").replace(",", " ").split())
