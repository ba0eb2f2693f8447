"""From the typed element tables on, the SQL is what DuckDB, PostgreSQL and Spark have in common.

Source: ecosystem.md 5.
"""

import re

import pytest
import sqlglot
from sqlglot import ErrorLevel

FORBIDDEN = {
    "qualify": r"\bqualify\b",
    "::": r"::",
    "list()": r"\blist\s*\(",
    "arg_max": r"\barg_(max|min)\b",
    "max_by": r"\b(max|min)_by\b",
    "exclude": r"\bexclude\b",
    "replace(columns)": r"\*\s*replace\b",
    "from-first": r"\(\s*from\b",
    "asof": r"\basof\b",
    "struct literal": r"\{\s*'",
    "list literal": r"\[\s*['\d]",
    "unnest": r"\bunnest\b",
    "lambda": r"\blambda\b|->",
    "try_cast": r"\btry_cast\b",
    "try": r"\btry\s*\(",
    "reading files": r"\bread_(parquet|json|csv)\b",
    "filter clause": r"\bfilter\s*\(",
    "pivot": r"\bpivot\b",
    "group by all": r"\b(group|order) by all\b",
    "semi join": r"\b(semi|anti) join\b",
    "positional": r"\bgroup by \d",
}
PORTABLE = ("int_", "mart_")


def portable(models: dict[str, dict]) -> dict[str, str]:
    return {name: node["compiled_code"] for name, node in models.items() if name.startswith(PORTABLE)}


def without_texts(sql: str) -> str:
    """The SQL without comments and with every text made empty."""
    return re.sub(r"'[^']*'", "''", re.sub(r"--.*", "", sql)).lower()


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_model_after_staging_uses_what_only_duckdb_has(models: dict[str, dict], word: str) -> None:
    code = portable(models)
    assert len(code) > 15
    pattern = re.compile(FORBIDDEN[word])
    assert [name for name, sql in code.items() if pattern.search(without_texts(sql))] == []


@pytest.mark.parametrize("word", FORBIDDEN)
def test_the_patterns_find_what_they_are_for(word: str) -> None:
    samples = {
        "qualify": "qualify row_number() over () = 1",
        "::": "a::date",
        "list()": "list(a)",
        "arg_max": "arg_max(a, b)",
        "max_by": "max_by(a, b)",
        "exclude": "* exclude (a)",
        "replace(columns)": "select * replace (a as b)",
        "from-first": "( from t )",
        "asof": "asof join",
        "struct literal": "{'a': 1}",
        "list literal": "[1, 2]",
        "unnest": "unnest(a)",
        "lambda": "lambda x: x",
        "try_cast": "try_cast(a as date)",
        "try": "try(a)",
        "reading files": "read_parquet('a')",
        "filter clause": "count(*) filter (where a)",
        "pivot": "pivot t",
        "group by all": "group by all",
        "semi join": "semi join t",
        "positional": "group by 1",
    }
    assert re.search(FORBIDDEN[word], samples[word])


@pytest.mark.parametrize("dialect", ["postgres", "spark"])
def test_every_model_after_staging_is_understood_by(models: dict[str, dict], dialect: str) -> None:
    for sql in portable(models).values():
        (translated,) = sqlglot.transpile(
            sql, read="duckdb", write=dialect, unsupported_level=ErrorLevel.RAISE
        )
        assert sqlglot.parse_one(translated, read=dialect)
