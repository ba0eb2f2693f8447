"""Pseudonyms: the same person is the same, nobody without the key can tell who, and the key stays private."""

import stat
from pathlib import Path

import polars as pl
import pytest

from ingest.errors import LandingWriteError
from ingest.usage.pseudonyms import Pseudonyms

PERSON, OTHER = "02858099999", "03858099999"


def test_the_same_person_has_the_same_pseudonym_in_every_run_and_no_two_share_one(tmp_path: Path) -> None:
    first, again = Pseudonyms(tmp_path / "key"), Pseudonyms(tmp_path / "key")
    assert first.of(PERSON) == again.of(f" {PERSON} ")
    assert first.of(PERSON) != first.of(OTHER)
    assert PERSON not in first.of(PERSON)


def test_another_key_gives_other_pseudonyms(tmp_path: Path) -> None:
    assert Pseudonyms(tmp_path / "a").of(PERSON) != Pseudonyms(tmp_path / "b").of(PERSON)


def test_only_the_owner_may_read_the_key(tmp_path: Path) -> None:
    Pseudonyms(tmp_path / "deep" / "key")
    assert stat.S_IMODE((tmp_path / "deep" / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "deep").stat().st_mode) == 0o700


def test_a_column_keeps_its_order_its_nulls_and_its_name(tmp_path: Path) -> None:
    pseudonyms = Pseudonyms(tmp_path / "key")
    people = pl.Series("aktoer", [OTHER, None, PERSON, OTHER])
    expected = [pseudonyms.of(OTHER), None, pseudonyms.of(PERSON), pseudonyms.of(OTHER)]
    assert pseudonyms.of_column(people).to_list() == expected
    assert pseudonyms.of_column(people).name == "aktoer"


def test_a_file_that_is_no_key_is_told_and_never_used(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(LandingWriteError, match="not a key"):
        Pseudonyms(tmp_path / "key")
