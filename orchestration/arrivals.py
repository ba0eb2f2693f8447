"""After each publication: who is on the lists of children, and since when. `ingest/arrivals.py` says what for."""

import contextlib
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl

from ingest.arrivals import KEY, LISTS, PRESENT, SIZES, folder_of, present_file, pseudonyms, sizes_file
from ingest.landing import sync_folder
from ingest.settings import Settings
from orchestration.files import create_private, private_folder, replace_file

EVERY_MOMENT = timedelta(days=14)  # further back, the first publication of each day
AT_ALL = timedelta(days=400)


def note(settings: Settings, marts: list[str], kommuner: list[str], moment: datetime) -> None:
    """Bring the files of the followed lists among `marts` up to what has just been published at `moment`."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        for mart in marts:
            numbers = _numbers(con, mart, kommuner) if mart.endswith(f"__{LISTS}") else None
            if numbers is not None:
                record(settings.home, mart, numbers, kommuner, moment)


def record(home: Path, mart: str, numbers: pl.DataFrame, kommuner: list[str], moment: datetime) -> None:
    """Bring one list's files up to `numbers`: `kommunenummer` and `foedselsnummer` of everybody who is on it."""
    private_folder(folder_of(home))
    names = pseudonyms(_key(home), numbers["foedselsnummer"])
    now = numbers.select("kommunenummer", pl.Series("pseudonym", names, dtype=pl.Binary))
    before, sizes = _read(present_file(home, mart), PRESENT), _read(sizes_file(home, mart), SIZES)
    if before is None or sizes is None:  # one says nothing without the other: the history begins here
        before, sizes = pl.DataFrame(schema=PRESENT), pl.DataFrame(schema=SIZES)
    present = carried(before, now, moment)
    _replace(present_file(home, mart), present)
    _replace(sizes_file(home, mart), counted(sizes, present, kommuner, moment))


def carried(before: pl.DataFrame, now: pl.DataFrame, moment: datetime) -> pl.DataFrame:
    """Everybody who is on the list now, since when: those who were there keep their moment, the others get this one."""
    found = now.join(before, on=["kommunenummer", "pseudonym"], how="left")
    return found.with_columns(pl.col("siden").fill_null(moment).cast(PRESENT["siden"])).sort(
        "kommunenummer", "pseudonym"
    )


def counted(
    before: pl.DataFrame, present: pl.DataFrame, kommuner: list[str], moment: datetime
) -> pl.DataFrame:
    """The sizes with this moment's, for the municipalities where somebody came or went; thinned as they age."""
    everywhere = pl.DataFrame({"kommunenummer": kommuner}, schema={"kommunenummer": pl.String})
    counts = present.group_by("kommunenummer").agg(
        antall=pl.len().cast(SIZES["antall"]), came=(pl.col("siden") == moment).any()
    )
    last = before.sort("tidspunkt").group_by("kommunenummer").agg(pl.col("antall").last().alias("last"))
    here = everywhere.join(counts, on="kommunenummer", how="left").join(last, on="kommunenummer", how="left")
    here = here.with_columns(pl.col("antall").fill_null(0), pl.col("came").fill_null(value=False))
    changed = here.filter(pl.col("came") | pl.col("antall").ne_missing(pl.col("last")))
    added = changed.select(
        "kommunenummer", pl.lit(moment).cast(SIZES["tidspunkt"]).alias("tidspunkt"), "antall"
    )
    return _thinned(pl.concat([before, added]), moment)


def _thinned(sizes: pl.DataFrame, moment: datetime) -> pl.DataFrame:
    ordered = sizes.sort("kommunenummer", "tidspunkt")
    first_of_its_day = pl.struct("kommunenummer", pl.col("tidspunkt").dt.date()).is_first_distinct()
    is_newest = pl.col("tidspunkt") == pl.col("tidspunkt").max().over("kommunenummer")
    kept = (pl.col("tidspunkt") > moment - EVERY_MOMENT) | (
        first_of_its_day & (pl.col("tidspunkt") > moment - AT_ALL)
    )
    return ordered.filter(kept | is_newest)


def _numbers(con: duckdb.DuckDBPyConnection, mart: str, kommuner: list[str]) -> pl.DataFrame | None:
    """Who is on a list and where; None of a list without people's numbers."""
    role = mart.removeprefix("mart_").split("__")[0]
    people = con.table(f'"mart_{role}"."{mart}"')
    if "foedselsnummer" not in people.columns:
        return None
    found = pl.DataFrame(people.select("kommunenummer", "foedselsnummer").distinct().to_arrow_table())
    return found.filter(pl.col("kommunenummer").is_in(kommuner)).drop_nulls()


def _key(home: Path) -> bytes:
    """The key of the pseudonyms, made at the first use; without it the files say nothing, so they go with it."""
    path = folder_of(home) / KEY
    with contextlib.suppress(OSError, ValueError):
        return bytes.fromhex(path.read_text(encoding="ascii"))
    for useless in path.parent.glob("*.parquet"):
        useless.unlink()
    key = secrets.token_hex(32)
    replace_file(path, key)
    return bytes.fromhex(key)


def _read(path: Path, schema: dict) -> pl.DataFrame | None:
    """A file of ours, or None where there is none or it is damaged."""
    with contextlib.suppress(OSError, pl.exceptions.PolarsError):
        found = pl.read_parquet(path)
        if dict(found.schema) == schema:
            return found
    return None


def _replace(path: Path, rows: pl.DataFrame) -> None:
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(create_private(part), "wb") as file:
        rows.write_parquet(file, compression="zstd", row_group_size=50_000)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)
