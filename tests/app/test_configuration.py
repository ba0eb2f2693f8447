"""What Streamlit is told: nothing leaves the machine, no value is quoted, and both themes can be read."""

import ast
import tomllib
from pathlib import Path

import pytest

DASHBOARDS = Path(__file__).resolve().parents[2] / "dashboards"
CONFIG = tomllib.loads((DASHBOARDS / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_streamlit_listens_here_only_and_sends_nothing_home():
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["server"]["enableXsrfProtection"] is True
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"


def test_the_only_way_to_a_file_is_the_neutral_one():
    assert CONFIG["client"]["disableDataExport"] is True


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(theme):
    colours = CONFIG["theme"][theme]
    for text in ("textColor", "linkColor", "primaryColor", "grayTextColor"):
        for behind in (
            colours["backgroundColor"],
            colours["secondaryBackgroundColor"],
            colours["sidebar"]["backgroundColor"],
        ):
            assert contrast(colours[text], behind) >= 4.5, (text, behind)
    for bar in colours["chartCategoricalColors"]:
        assert contrast(bar, colours["backgroundColor"]) >= 3


def test_no_page_draws_html_or_opens_files_or_knows_sql():
    for page in DASHBOARDS.rglob("*.py"):
        tree = ast.parse(page.read_text(encoding="utf-8"))
        calls = {
            node.func.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        names = {
            keyword.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for keyword in node.keywords
        }
        imported = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        assert not names & {"unsafe_allow_html", "unsafe_allow_javascript"}, page
        assert not imported & {"duckdb", "sqlite3"}, page
        # changes.py reads what the reader uploads, from memory
        if page.name not in ("store.py", "usage_store.py", "language.py", "changes.py", "operations.py"):
            assert not calls & {"open", "read_text", "read_bytes", "read_parquet", "scan_parquet", "sql"}, (
                page
            )


def contrast(one: str, other: str) -> float:
    """WCAG 2's ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
