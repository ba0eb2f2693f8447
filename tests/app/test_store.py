"""The reader of published files: one generation at a time, and nothing that is not whole and the role's."""

import shutil

import polars as pl
import pytest

from dashboards import store
from tests.app.published import mart_file, publish

BARN = "mart_oppvekst__barn"


def test_a_generation_gone_while_reading_means_read_the_pointer_again(home):
    before = store.current(home / "published")
    publish(home, generation=2)
    shutil.rmtree(before.folder)
    with pytest.raises(store.ReplacedError):
        before.read("0301", "oppvekst", BARN, ["navn"])


def test_a_page_whose_generation_goes_away_shows_the_next_one(home, open_page, monkeypatch):
    read = store.Generation.read

    def replaced(self, *asked):
        if self.folder.name == "00000001":
            publish(home, generation=2, children=40)
            shutil.rmtree(self.folder, ignore_errors=True)
        return read(self, *asked)

    monkeypatch.setattr(store.Generation, "read", replaced)
    app = open_page()
    assert not app.error
    assert app.metric[0].value == "40"


def test_a_generation_gone_between_pointer_and_status_is_read_anew(home, monkeypatch):
    publish(home, generation=2)
    names = iter(["00000009", "00000002"])
    monkeypatch.setattr(store, "pointer", lambda _: next(names))
    assert store.current(home / "published").folder.name == "00000002"


@pytest.mark.parametrize("pointer", ["", "..", "../landing", "00000099", "/etc", "0301\n..", "ö"])
def test_a_pointer_that_names_no_generation_is_an_error(home, pointer):
    (home / "published" / "CURRENT").write_text(pointer, encoding="utf-8")
    with pytest.raises(store.PublishedError):
        store.current(home / "published")


def test_a_pointer_never_leads_out_of_the_published_folder(home):
    (home / "published" / "00000001").rename(home / "elsewhere")
    (home / "published" / "CURRENT").write_text("../elsewhere")
    with pytest.raises(store.PublishedError):
        store.current(home / "published")


def test_nothing_published_is_told_apart_from_broken(tmp_path):
    with pytest.raises(store.NothingPublishedError):
        store.current(tmp_path / "published")


def test_rows_of_another_municipality_are_refused(home):
    generation = store.current(home / "published")
    shutil.copy(mart_file(generation.folder, BARN, "4601"), mart_file(generation.folder, BARN, "0301"))
    with pytest.raises(store.UnreadableListError):
        generation.read("0301", "oppvekst", BARN, ["navn"])


def test_a_missing_column_is_refused(home):
    file = mart_file(home / "published" / "00000001", BARN)
    pl.read_parquet(file).drop("adressetilstand").write_parquet(file)
    with pytest.raises(store.UnreadableListError) as caught:
        store.current(home / "published").read("0301", "oppvekst", BARN, ["adresse", "adressetilstand"])
    assert not caught.value.args


@pytest.mark.parametrize(
    ("kommune", "role", "mart"),
    [
        ("0301", "helsestasjon", BARN),
        ("0301", "oppvekst", "mart_doedsfall__doede"),
        ("9999", "oppvekst", BARN),
        ("../0301", "oppvekst", BARN),
        ("0301", "ingen", BARN),
    ],
)
def test_only_the_roles_lists_in_a_published_municipality_are_read(home, kommune, role, mart):
    with pytest.raises(store.NotInRoleError):
        store.current(home / "published").read(kommune, role, mart, ["navn"])


def test_only_the_columns_asked_for_are_read(home):
    assert store.current(home / "published").read("0301", "oppvekst", BARN, ["navn"]).columns == ["navn"]
