"""A register that stands still: addresses hide, then lists, in the pages and in what they download."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboards import store
from tests.app.conftest import everything
from tests.app.published import publish

STREETS = ("Blåklokkeveien", "Trollstien", "Måkesvingen", "Kongleveien", "Ørnebakken")
BARN = "mart_oppvekst__barn"


def source(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def real(home, hours: float, *, generation: int = 2) -> None:
    """Publish people who are not marked as made up, whose newest change is so old."""
    publish(home, generation=generation, syntetisk=False, newest_ajourholdstidspunkt=source(hours))


def test_a_fresh_source_hides_nothing(home, open_page):
    real(home, 0.5)
    app = open_page()
    assert any(street in everything(app) for street in STREETS)
    assert not app.warning and not app.error


def test_past_twelve_hours_no_address_is_shown_or_downloaded_and_the_page_says_why(
    home, open_page, downloads
):
    real(home, 13)
    app = open_page()
    files = "".join(made().decode("utf-8", "ignore") for ending, made in downloads.items() if ending == "csv")
    assert app.dataframe and files
    assert not any(street in everything(app) + files for street in STREETS)
    assert "Adresser vises ikke akkurat nå" in app.warning[0].value
    app = open_page(page="ferskhet")
    assert any("Adresser vises ikke" in box.value for box in app.warning)


@pytest.mark.parametrize(
    ("role", "page"), [("oppvekst", "barn"), ("helsestasjon", "foedsler"), ("doedsfall", "doedsfall")]
)
def test_past_a_day_no_list_of_people_is_shown_and_the_page_says_why(home, open_page, role, page):
    real(home, 25)
    app = open_page(role, page=page)
    assert not app.dataframe
    assert "for gammel" in app.error[0].value
    assert "Lister over personer vises ikke" in app.warning[0].value


def test_the_page_about_freshness_stays_and_says_what_must_be_done(home, open_page):
    real(home, 25)
    app = open_page(page="ferskhet")
    assert app.error[0].value == "**Noe må ordnes**"
    assert any("Lister over personer vises ikke" in box.value for box in app.error)


def test_limits_are_settings(home, monkeypatch):
    real(home, 3)
    monkeypatch.setenv("MANNTALL_HIDE_ADDRESSES_AFTER_HOURS", "2")
    generation = store.current(home / "published")
    assert generation.read("0301", "oppvekst", BARN, ["adresse"])["adresse"].null_count() == 60
    monkeypatch.setenv("MANNTALL_HIDE_ROSTERS_AFTER_HOURS", "2.5")
    with pytest.raises(store.StaleError):
        generation.read("0301", "oppvekst", BARN, ["navn"])


def test_a_status_that_does_not_say_whose_people_these_are_is_taken_for_real(home):
    publish(home, generation=2, newest_ajourholdstidspunkt=source(25))
    status = home / "published" / "00000002" / "status.json"
    status.write_text(status.read_text().replace('"syntetisk": true, ', ""))
    with pytest.raises(store.StaleError):
        store.current(home / "published").read("0301", "oppvekst", BARN, ["navn"])


def test_made_up_people_are_still_there_after_a_night(home, open_page):
    publish(home, generation=2, newest_ajourholdstidspunkt=source(24 * 300))
    app = open_page()
    assert any(street in everything(app) for street in STREETS)
    assert any("oppdiktet" in box.value for box in open_page(page="ferskhet").success)
