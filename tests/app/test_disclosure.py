"""The log has everybody that a page shows before the page shows them; without a log nobody is shown."""

import ast
import hashlib
from pathlib import Path

import polars as pl
import pytest

from dashboards import disclosure
from ingest.registry import access_log, exports, open_registry
from ingest.registry.store import RegistryError
from ingest.registry.tables import access_log as log_table
from ingest.settings import Settings
from tests.app.conftest import FIRST_PAGE, everything, identity_numbers, search, widget
from tests.app.contracts import contracts
from tests.app.published import ROLES

DASHBOARDS = Path(__file__).resolve().parents[2] / "dashboards"


@pytest.fixture
def registry(home):
    return open_registry(Settings(home=home))


def entries(registry) -> list:
    with registry.reading() as con:
        return list(con.execute(log_table.select().order_by(log_table.c.position)))


def persons_of(registry, numbers: set[str]) -> str:
    return access_log.digest_of(access_log.pseudonyms(registry, numbers))


def shown_numbers(app) -> set[str]:
    (table,) = app.dataframe[:1]
    return identity_numbers(table.value.to_csv())


@pytest.mark.parametrize("role", ROLES)
def test_everybody_in_the_table_is_in_the_entry_with_who_looked_and_why(registry, open_page, role):
    app = open_page(role)
    (last,) = [entry for entry in entries(registry) if entry.view == FIRST_PAGE[role]]
    assert last.persons_digest == persons_of(registry, shown_numbers(app))
    assert (last.hendelse, last.who, last.role) == ("visning", f"planlegger-{role}-0301", role)
    assert (last.kommunenummer, last.generation) == ("0301", "00000001")
    assert "§" in last.basis and last.purpose
    assert "navn" in last.columns.split()
    assert access_log.verify(registry).faults == ()


def test_a_search_is_an_entry_of_its_own_with_those_it_found_and_not_what_was_typed(registry, open_page):
    app = open_page()
    search(app).set_value("nordlys").run()
    first, found = [entry for entry in entries(registry) if entry.view == "barn"]
    assert (first.filter_class, found.filter_class) == ("alle", "sok")
    assert found.persons_digest == persons_of(registry, shown_numbers(app))
    assert 0 < found.n_persons < first.n_persons
    assert "nordlys" not in str(entries(registry)).lower()


def test_a_filter_is_told_from_a_search(registry, open_page):
    app = open_page()
    widget(app.toggle, "Bare til manuell oppfølging").set_value(True).run()
    assert [entry.filter_class for entry in entries(registry) if entry.view == "barn"] == ["alle", "filter"]


def test_the_same_table_drawn_again_is_no_new_entry_and_coming_back_to_it_is(registry, open_page):
    app = open_page()
    before = len(entries(registry))
    app.run()
    assert len(entries(registry)) == before
    app.switch_page("app_pages/ferskhet.py").run()
    app.switch_page("app_pages/barn.py").run()
    assert len(entries(registry)) > before


def test_the_entry_is_there_before_the_table_is_drawn(registry, open_page, monkeypatch):
    logged = []
    draw = disclosure.st.dataframe

    def drawn(*shown, **how):
        logged.append(len(entries(registry)))
        return draw(*shown, **how)

    monkeypatch.setattr("streamlit.dataframe", drawn)
    open_page("helsestasjon")
    assert logged == [1]


@pytest.mark.parametrize("fault", ["append", "ensure_writable"])
def test_without_a_log_nobody_is_shown(home, open_page, monkeypatch, fault):
    def fails(*_, **__):
        raise RegistryError("01810012345")

    monkeypatch.setattr(access_log, fault, fails)
    app = open_page()
    assert "vises ingen personer" in app.error[0].value
    assert not app.dataframe and not app.metric and not identity_numbers(everything(app))


def test_with_a_broken_registry_nobody_is_shown(home, open_page):
    (home / "registry.sqlite").write_bytes(b"broken" * 2000)
    app = open_page()
    assert "vises ingen personer" in app.error[0].value
    assert not app.dataframe and not app.metric


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_file_is_registered_with_its_people_before_it_is_handed_out(registry, open_page, downloads, ending):
    app = open_page("helsestasjon")
    content = downloads[ending]()
    (export,) = exports.unexpired(registry)
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert (export.file_name, export.who) == (
        f"foedsler-0301-2026-05-20.{ending}",
        "planlegger-helsestasjon-0301",
    )
    last = entries(registry)[-1]
    assert (last.hendelse, last.export_id) == ("eksport", export.id)
    assert last.persons_digest == persons_of(registry, shown_numbers(app))
    assert (export.expires_at - export.at).days == Settings().export_days


def test_the_same_rows_give_the_same_file_whoever_registers_it(registry, open_page, downloads):
    open_page("helsestasjon")
    assert downloads["csv"]() == downloads["csv"]()
    assert len(exports.unexpired(registry)) == 2


def test_without_a_registry_no_file_is_handed_out(home, open_page, downloads):
    open_page("helsestasjon")
    (home / "registry.sqlite").write_bytes(b"broken" * 2000)
    with pytest.raises(RegistryError):
        downloads["csv"]()


def test_a_list_of_another_role_is_refused_and_logged(registry, open_page):
    open_page("helsestasjon", page="barn")
    (denied,) = [entry for entry in entries(registry) if entry.hendelse == "avslag"]
    assert (denied.view, denied.who) == ("barn", "planlegger-helsestasjon-0301")


def test_every_table_is_of_nobody_or_logged_in_the_function_that_draws_it():
    of_nobody = {"figures.py", "usage_parts.py", "ferskhet.py", "drift.py", "roller.py", "slik_skjuler_vi.py"}
    of_nobody |= {"leverandoerer.py"}
    logged = set()
    for file in DASHBOARDS.rglob("*.py"):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and file.name not in of_nobody:
                calls = [ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)]
                if {"st.dataframe", "st.table", "st.data_editor"} & set(calls):
                    assert "disclosure.of_people" in calls, (file, function.name)
                    logged.add(file.name)
    assert logged == {"parts.py", "endringer.py"}


@pytest.mark.parametrize("mart", [name for name in contracts() if not name.startswith("mart_planlegging__")])
def test_every_list_of_people_has_a_number_to_log_them_by(mart):
    frame = pl.DataFrame({name: ["01810012345"] for name in contracts()[mart]})
    assert disclosure._numbers(frame) == ("01810012345",)
