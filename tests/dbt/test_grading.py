"""The grading macros say what `ingest.grading` says, and stop where they are asked what they do not know."""

import re
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.grading import RANK, UNKNOWN_RANK, rank
from ingest.roles import load_roles
from tests.warehouse import compiled

CODES = st.one_of(
    st.none(),
    st.sampled_from([*RANK, *(re.sub(r"(?=[A-Z])", "_", code).upper() for code in RANK)]),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_ 0", max_size=20),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared, so that dbt reads the project once."""
    return tmp_path_factory.mktemp("macros")


@pytest.fixture(scope="module")
def rank_sql(home: Path) -> str:
    return compiled(home, "select {{ grading_rank('code') }} from codes")


@pytest.fixture(scope="module")
def visible_sql(home: Path) -> str:
    return compiled(home, "select {{ visible_to('oppvekst', \"'Vei 1'\", ['code', 'other']) }} from codes")


@given(codes=st.lists(CODES, min_size=1, max_size=50))
def test_the_rank_of_any_code_is_the_one_in_python(rank_sql: str, codes: list[str | None]) -> None:
    assert ranks(rank_sql, codes) == [rank(code) for code in codes]


def test_an_unknown_code_ranks_above_every_known_one(rank_sql: str) -> None:
    assert ranks(rank_sql, ["splitterNy", None, ""]) == [UNKNOWN_RANK] * 3
    assert max(RANK.values()) < UNKNOWN_RANK


def ranks(sql: str, codes: list[str | None]) -> list[int]:
    with duckdb.connect() as connection:
        connection.execute("create table codes (code varchar)")
        connection.executemany("insert into codes values (?)", [[code] for code in codes])
        return [rank for (rank,) in connection.execute(sql).fetchall()]


@pytest.mark.parametrize("code", [*RANK, "splitterNy", None])
def test_a_role_sees_what_its_ceiling_allows_and_nothing_else(visible_sql: str, code: str | None) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create table codes as select cast($1 as varchar) as code, 'ugradert' as other", [code]
        )
        shown = connection.execute(visible_sql).fetchall()
        connection.execute("update codes set other = code, code = 'ugradert'")
        assert (
            connection.execute(visible_sql).fetchall()
            == shown
            == [("Vei 1" if code == "ugradert" else None,)]
        )


@pytest.mark.parametrize("role", ["oppvekts", ""])
def test_a_role_that_does_not_exist_stops_the_compilation(
    home: Path, capfd: pytest.CaptureFixture, role: str
) -> None:
    with pytest.raises(Exception, match="inline query"):
        compiled(home, f"select {{{{ visible_to('{role}', 'a', ['b']) }}}}")
    assert f"the role '{role}' has no known ceiling" in capfd.readouterr().out


def test_a_ceiling_that_does_not_exist_stops_the_compilation(
    home: Path, capfd: pytest.CaptureFixture
) -> None:
    policy = "roles: {oppvekst: {ceiling: aapen, parts: [], status: bekreftet}}"
    with pytest.raises(Exception, match=r"(?i)compil|pars"):
        compiled(home, "select {{ visible_to('oppvekst', 'a', ['b']) }}", policy)
    assert "has no known ceiling" in capfd.readouterr().out


def test_a_role_that_may_not_know_of_gradings_hears_of_no_hiding(home: Path) -> None:
    texts = "select {{ hidden_address_text('r') }}, {{ missing_address_text() }}"
    policy = "ceiling: ugradert, parts: [navn], status: bekreftet"
    every_role = ", ".join(f"{role}: {{{policy}}}" for role in ("r", *load_roles()))
    with duckdb.connect() as connection:
        hidden, missing = connection.execute(compiled(home, texts, f"roles: {{{every_role}}}")).fetchall()[0]
    assert hidden == missing


def test_a_day_that_is_none_stops_the_compilation(home: Path) -> None:
    with pytest.raises(Exception, match=r"(?i)format|inline query|pars"):
        compiled(home, "select {{ dato() }}", "dato: '2026-13-01'")
