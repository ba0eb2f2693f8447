"""The pages as `AppTest` runs them, over a generation of made-up people."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from streamlit.config import set_option
from streamlit.testing.v1 import AppTest

from tests.app.published import publish

FIRST_PAGE = {"oppvekst": "barn", "helsestasjon": "foedsler", "doedsfall": "doedsfall"}
APP = Path(__file__).resolve().parents[2] / "dashboards" / "app.py"


@pytest.fixture(scope="session", autouse=True)
def as_configured():
    """What the configuration file sets and AppTest does not read; and no search of all packages every run."""
    set_option("runner.magicEnabled", False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)
        yield


@pytest.fixture(autouse=True)
def own_main(monkeypatch):
    """Streamlit puts the page in the place of `__main__`, which every process started afterwards would run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def published_once(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    publish(folder)
    return folder


@pytest.fixture
def home(tmp_path, monkeypatch, published_once) -> Path:
    """A home of its own, with one generation published."""
    monkeypatch.setenv("MANNTALL_HOME", str(tmp_path))
    for folder in ("published", "protection"):
        shutil.copytree(published_once / folder, tmp_path / folder)
    return tmp_path


@pytest.fixture
def open_page(home):
    """Open the pages as a user, a role, in a municipality and a language; `page`: another than the role's first."""

    def opened(
        role: str = "oppvekst",
        kommune: str = "0301",
        language: str = "nb",
        page: str | None = None,
        user: str = "planlegger",
    ) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=20)
        app.query_params.update({"bruker": user, "rolle": role, "kommune": kommune, "spraak": language})
        return app.switch_page(f"app_pages/{page or FIRST_PAGE.get(role, 'barn')}.py").run()

    return opened


@pytest.fixture
def downloads(monkeypatch) -> dict:
    """What each download button would give, by the ending of its file: filled each time a page is drawn."""
    made = {}

    def button(label, write, file_name, mime, **options):
        made[file_name.rsplit(".", 1)[-1]] = write
        return False

    monkeypatch.setattr("streamlit.download_button", button)
    return made


def widget(elements, label: str):
    """The widget with this label; a label occurs once on a page."""
    (found,) = [element for element in elements if element.label == label]
    return found


def search(app: AppTest):
    """The search box of the page, or of its first tab."""
    return app.text_input[0]


def state_of(app: AppTest) -> str:
    """All that the session remembers."""
    return str([app.session_state[key] for key in app.session_state])


def everything(app: AppTest) -> str:
    """All that a page shows, the cells of its tables included (`str(app.main)` leaves those out)."""
    return "\n".join([str(app.main), str(app.sidebar), *(table.value.to_csv() for table in app.dataframe)])


def identity_numbers(text: str) -> set[str]:
    return set(re.findall(r"\b\d{11}\b", text))
