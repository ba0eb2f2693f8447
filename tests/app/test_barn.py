"""The roster 0–16: who is shown, how it is narrowed, and what is told of what is hidden."""

import polars as pl
import pytest

from dashboards import filters
from tests.app.conftest import everything, identity_numbers, search, state_of, widget
from tests.app.published import DATO, mart_file, publish

BARN = "mart_oppvekst__barn"
SHARED = "mart_oppvekst__delt_bosted_fra_annen_kommune"


@pytest.fixture
def mart(home) -> pl.DataFrame:
    return pl.read_parquet(mart_file(home / "published" / "00000001", BARN))


def change(home, mart: pl.DataFrame, **values) -> None:
    """Write the mart again, with these values in its first row (a plain one)."""
    first = pl.int_range(pl.len()) == 0
    changed = mart.with_columns(
        pl.when(first).then(pl.lit(value, dtype=mart.schema[name])).otherwise(name).alias(name)
        for name, value in values.items()
    )
    changed.write_parquet(mart_file(home / "published" / "00000001", BARN))


def test_the_roster_shows_every_child_of_the_municipality_once(mart, open_page):
    shown = open_page().dataframe[0].value
    assert sorted(shown["Fødselsnummer"]) == sorted(mart["foedselsnummer"])


def test_the_figures_are_those_of_the_municipality(mart, open_page):
    figures = {metric.label: metric.value for metric in open_page().metric}
    by_hand = mart.filter(pl.col("manuell_oppfolging") | pl.col("datakvalitet")).height
    assert figures == {
        "Barn i kommunen": str(mart.height),
        "I utvalget": str(mart.height),
        "Til manuell oppfølging": str(by_hand),
        "Med delt bosted": str(mart["har_delt_bosted"].sum()),
    }


def test_the_names_stand_in_norwegian_order(open_page):
    families = [name.split(",")[0] for name in open_page().dataframe[0].value["Navn"]]
    assert list(dict.fromkeys(families)) == [
        *(
            "Elvebakk",
            "Fjellrev",
            "Nordlys",
            "Skogtroll",
            "Tyttebær",
            "Zahl",
            "Ærfugl",
            "Østbø",
            "Ådal",
            "Aamot",
        )
    ]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_no_internal_name_is_shown(home, open_page, language):
    app = open_page(language=language)
    headings = [heading for table in app.dataframe for heading in table.value.columns]
    assert headings
    assert not [heading for heading in headings if "_" in heading or heading.islower()]
    assert not {"ansvarlig", "manuell_oppfolging", "opplysninger_ikke_tilgjengelige", "mart_"} & set(
        everything(app).split()
    )


def test_what_is_hidden_is_told_in_words(mart, open_page):
    shown = open_page().dataframe[0].value.set_index("Fødselsnummer")
    states = dict(mart.select("foedselsnummer", "adressetilstand").rows())
    words = {
        "krever eget oppslag": "Krever eget oppslag",
        "adresse ikke tilgjengelig": "Adresse ikke tilgjengelig",
    }
    assert set(states.values()) == {"vist", *words}
    for number, state in states.items():
        if state in words:
            assert shown.loc[number, "Adresse"] == words[state]
            assert shown.loc[number, ["Postnr.", "Poststed", "Skolekrets", "Grunnkrets"]].isna().all()
    unavailable = mart.filter(pl.col("ansvarlig_2_tilstand") == "opplysninger_ikke_tilgjengelige")
    for number in unavailable["foedselsnummer"]:
        assert shown.loc[number, "Foreldreansvarlig 2"] == "Opplysninger ikke tilgjengelige"
        assert shown.loc[number, "Rolle 2"] == "Far"


@pytest.mark.parametrize(
    "state", ["krever eget oppslag", "adresse ikke tilgjengelig", "en ny tilstand", None]
)
def test_an_address_beside_a_state_that_hides_is_neither_shown_nor_found(home, mart, open_page, state):
    hidden = {
        "adresse": "Hemmeligveien 1",
        "postnummer": "9977",
        "poststed": "SKJULTSTAD",
        "skolekrets": "Skjultkrets",
    }
    change(home, mart, adressetilstand=state, **hidden)
    app = open_page()
    assert not [value for value in hidden.values() if value in everything(app)]
    search(app).set_value("hemmeligveien").run()
    assert app.info[0].value.startswith("Ingen treff")


@pytest.mark.parametrize("state", ["opplysninger_ikke_tilgjengelige", "en ny tilstand", None])
def test_an_adult_beside_a_state_that_hides_is_neither_shown_nor_found(home, mart, open_page, state):
    change(
        home,
        mart,
        ansvarlig_1_tilstand=state,
        ansvarlig_1_navn="Skjult, Hemmelig",
        ansvarlig_1_foedselsnummer="01890099999",
    )
    app = open_page()
    assert "Hemmelig" not in everything(app)
    assert "01890099999" not in everything(app)
    search(app).set_value("skjult hemmelig").run()
    assert app.info[0].value.startswith("Ingen treff")


def test_a_code_that_nobody_knows_is_unknown_in_words(home, mart, open_page):
    change(home, mart, kjoenn="nyKode", foreldreansvarstype="splitterNy")
    shown = open_page().dataframe[0].value.set_index("Fødselsnummer").loc[mart["foedselsnummer"][0]]
    assert (shown["Kjønn"], shown["Foreldreansvar"]) == ("Ukjent", "Ukjent")


def test_columns_that_no_page_names_are_not_shown(home, mart, open_page):
    file = mart_file(home / "published" / "00000001", BARN)
    mart.with_columns(ny_kolonne=pl.lit("noe nytt"), mellomnavn=pl.lit("Mellomst")).write_parquet(file)
    assert "noe nytt" not in everything(open_page())
    assert "Mellomst" not in everything(open_page())


def test_a_search_finds_name_address_and_number_in_any_order(mart, open_page):
    child = mart.filter(pl.col("adressetilstand") == "vist").row(0, named=True)
    family, given = child["navn"].split(", ")
    number = child["foedselsnummer"]
    for typed in (
        f"{given} {family}".upper(),
        f"{family} {child['adresse']}",
        number,
        f"{number[:6]} {number[6:]}",
    ):
        app = open_page()
        search(app).set_value(typed).run()
        found = app.dataframe[0].value
        assert number in set(found["Fødselsnummer"])
        assert len(found) < mart.height


def test_a_search_takes_no_pattern(open_page, home):
    app = open_page()
    for typed in (".*", "%", "a|b", "("):
        search(app).set_value(typed).run()
        assert app.info[0].value.startswith("Ingen treff")


def test_a_filter_without_hits_says_so(home, open_page):
    app = open_page()
    search(app).set_value("finnes ikke").run()
    assert app.info[0].value == "Ingen treff. Prøv færre ord eller nullstill filtrene."
    assert len(app.dataframe) == 1  # the other tab's
    app.button[0].click().run()
    assert search(app).value == ""
    assert not app.info


def test_a_municipality_without_anybody_says_so(home, open_page):
    app = open_page(kommune="5599")
    assert app.info[0].value == "Listen er tom: det er ingen å vise for Tomvik."
    assert not app.dataframe


@pytest.mark.parametrize(
    ("cohort", "first", "last"),
    [("alle", 2010, 2026), ("barnehage", 2020, 2026), ("sfo", 2017, 2020), ("skole", 2011, 2020)],
)
def test_the_cohorts_are_calendar_years(mart, open_page, cohort, first, last):
    app = open_page()
    widget(app.button_group, "Hurtigvalg").set_value(cohort).run()
    expected = mart.filter(pl.col("foedselsaar").is_between(first, last))
    assert sorted(app.dataframe[0].value["Fødselsnummer"]) == sorted(expected["foedselsnummer"])
    assert list(filters.cohort_years(cohort, DATO.year)) == list(range(first, last + 1))


def test_years_and_districts_narrow_together(mart, open_page):
    app = open_page()
    widget(app.multiselect, "Fødselsår").set_value([2024, 2025])
    widget(app.multiselect, "Skolekrets").set_value(["Åsen", None]).run()
    expected = mart.filter(
        pl.col("foedselsaar").is_in([2024, 2025])
        & (pl.col("skolekrets").is_null() | (pl.col("skolekrets") == "Åsen"))
    )
    assert sorted(app.dataframe[0].value["Fødselsnummer"]) == sorted(expected["foedselsnummer"])
    assert {metric.label: metric.value for metric in app.metric}["I utvalget"] == str(expected.height)


def test_those_to_follow_up_by_hand_can_be_picked_out(mart, open_page):
    app = open_page()
    widget(app.toggle, "Bare til manuell oppfølging").set_value(True).run()
    expected = mart.filter(pl.col("manuell_oppfolging") | pl.col("datakvalitet"))
    shown = app.dataframe[0].value
    assert sorted(shown["Fødselsnummer"]) == sorted(expected["foedselsnummer"])
    assert set(shown["Til oppfølging"]) == {"Foreldreansvar må avklares", "Opplysningene må kontrolleres"}


def test_shared_residence_elsewhere_is_a_list_of_its_own(home, mart, open_page):
    app = open_page()
    shared = pl.read_parquet(mart_file(home / "published" / "00000001", SHARED))
    assert sorted(app.dataframe[1].value["Fødselsnummer"]) == sorted(shared["foedselsnummer"])
    assert app.metric[0].value == str(mart.height)


def test_every_text_of_the_page_is_english_in_english(home, open_page):
    app = open_page(language="en")
    norwegian = {"Søk", "Fødselsår", "Skolekrets", "Velg", "Last", "Viser", "Barn", "Kilde", "kommunen"}
    assert app.header[0].value == "Children 0–16 in Oslo"
    assert not norwegian & set(everything(app).replace("'", " ").replace('"', " ").split())


def test_switching_role_clears_the_search(home, open_page):
    app = open_page()
    search(app).set_value("Nordlys")
    widget(app.multiselect, "Fødselsår").set_value([2024]).run()
    widget(app.sidebar.selectbox, "Bytt rolle").set_value("helsestasjon").run()
    assert app.header[0].value == "Fødsler i Oslo"
    widget(app.sidebar.selectbox, "Bytt rolle").set_value("oppvekst").run()
    assert app.header[0].value == "Barn 0–16 i Oslo"
    assert search(app).value == ""
    assert widget(app.multiselect, "Fødselsår").value == []
    assert "Nordlys" not in state_of(app)


def test_switching_municipality_clears_the_search_and_shows_nobody_of_the_other(home, open_page):
    app = open_page()
    before = identity_numbers(everything(app))
    search(app).set_value("Nordlys").run()
    widget(app.sidebar.selectbox, "Velg kommune").set_value("4601").run()
    assert search(app).value == ""
    assert identity_numbers(everything(app)) and not before & identity_numbers(everything(app))


def test_a_new_generation_is_seen_at_once(home, open_page):
    app = open_page()
    publish(home, generation=2, children=40)
    app.run()
    assert app.metric[0].value == "40"
