"""Two languages with the same keys; numbers, days and ages as each writes them."""

import ast
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dashboards.language import LANGUAGES, Words, load

NB, EN = Words("nb"), Words("en")
DASHBOARDS = Path(__file__).resolve().parents[2] / "dashboards"
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def test_both_languages_have_the_same_keys_and_name_the_same_values():
    assert set(LANGUAGES) == {"nb", "en"}
    fields = [
        {key: set(re.findall(r"{(\w+)}", text)) for key, text in load(language).items()}
        for language in LANGUAGES
    ]
    assert fields[0] == fields[1]


def test_no_text_is_empty_and_none_is_left_untranslated():
    same = {key for key, text in load("nb").items() if text == load("en")[key]}
    assert same <= {
        *("app.name", "app.language", "app.municipality", "lister.heading", "time.month_of_year"),
        *(f"time.months.{month}" for month in (4, 9, 11)),
    }
    assert all(text.strip() or text == "\u00a0" for language in LANGUAGES for text in load(language).values())


def test_pages_hold_no_words_of_their_own():
    for page in DASHBOARDS.rglob("*.py"):
        tree = ast.parse(page.read_text(encoding="utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        words = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
            if re.search("[æøåÆØÅ]", node.value) and len(node.value) > 2
        ]
        assert not words, page


@pytest.mark.parametrize(
    ("ago", "nb", "en"),
    [
        (timedelta(minutes=-5), "nå nettopp", "just now"),
        (timedelta(seconds=59), "nå nettopp", "just now"),
        (timedelta(minutes=1), "for 1 minutt siden", "1 minute ago"),
        (timedelta(minutes=3), "for 3 minutter siden", "3 minutes ago"),
        (timedelta(minutes=60), "for 1 time siden", "1 hour ago"),
        (timedelta(hours=23), "for 23 timer siden", "23 hours ago"),
        (timedelta(hours=47), "for 1 døgn siden", "1 day ago"),
        (timedelta(days=3), "for 3 døgn siden", "3 days ago"),
    ],
)
def test_an_age_is_in_plain_words(ago, nb, en):
    assert (NB.age(NOW - ago, NOW), EN.age(NOW - ago, NOW)) == (nb, en)


def test_numbers_and_times_are_as_the_language_writes_them():
    assert (NB.number(1234567), EN.number(1234567)) == ("1\u00a0234\u00a0567", "1,234,567")
    assert (NB.moment(NOW), EN.moment(NOW)) == ("20. mai 2026 kl. 14.00", "20 May 2026 at 14:00")
    assert (NB.day(date(2026, 1, 2)), EN.month(date(2026, 1, 2))) == ("2. januar 2026", "January 2026")
