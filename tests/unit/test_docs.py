"""Pages that are made from code say what the code says, and every link in the docs leads somewhere."""

import re
from collections import Counter
from pathlib import Path

import pytest

from docs.generate import ROLES_PAGE, SETTINGS_PAGE, USAGE_PAGE, roles_page, settings_page, usage_page
from ingest import catalogue
from ingest.roles import load_roles

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_settings_page_is_fresh():
    assert SETTINGS_PAGE.read_text(encoding="utf-8") == settings_page(), "run `make docs`"


def test_the_roles_page_is_fresh():
    assert ROLES_PAGE.read_text(encoding="utf-8") == roles_page(), "run `make docs`"


def test_the_page_of_usage_is_fresh():
    assert USAGE_PAGE.read_text(encoding="utf-8") == usage_page(), "run `make docs`"


def test_the_roles_page_has_every_opplysning_and_column_of_every_role():
    page = roles_page()
    rows = [line for line in page.splitlines() if line.startswith("| ") and line.count("|") == 5]
    assert len(rows) == sum(len(role.parts) for role in load_roles().values()) + page.count("| Nr |")
    told = Counter(re.findall(r"`(mart_\w+)`: ([^|<]*)", page))
    columns = [(mart, name.strip("* ")) for mart, names in told.elements() for name in names.split(",")]
    every = [(mart.name, column.name) for mart in catalogue.marts().values() for column in mart.columns]
    assert sorted(columns) == sorted(every)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    targets = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if "://" not in target and not (page.parent / target).exists()] == []
