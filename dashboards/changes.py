"""What came to a list and went from it, as far as it may be told: who is new, and how many are gone."""

import io
from datetime import datetime

import polars as pl

from dashboards.columns import Column
from dashboards.language import LANGUAGES, OSLO, Words
from ingest.arrivals import Arrivals

STEP = 5  # the exact number of those who are gone, beside the list of moves, would tell of one of them (decision 8)
NUMBER = r"^'?(\d{11})$"
ENDINGS, MEGABYTES = ("csv", "xlsx", "parquet"), 20


class UnreadableFileError(Exception):
    """A file that is none of ours: another format, or no column of identity numbers."""


def newcomers(roster: pl.DataFrame, arrivals: Arrivals, since: datetime) -> pl.DataFrame:
    """The rows of those who came after `since`."""
    return roster.filter(arrivals.new_since(roster["foedselsnummer"].fill_null(""), since))


def reason(say: Words, since: datetime) -> Column:
    """Born, which the date of birth says; of everybody else only that they are new, whatever brought them."""
    is_born = pl.col("foedselsdato") >= since.astimezone(OSLO).date()
    words = pl.when(is_born).then(pl.lit(say("endringer.born"))).otherwise(pl.lit(say("endringer.new")))
    return Column("endring", words, width=120)


def in_steps(gone: int, say: Words) -> str:
    """«Fewer than 5», «at least 5», «at least 10» ..."""
    if gone < STEP:
        return say("endringer.fewer_than", n=STEP)
    return say("endringer.at_least", n=say.number(gone - gone % STEP))


def own_list(name: str, content: bytes) -> pl.DataFrame:
    """`foedselsnummer` and `navn` of an earlier download, as the file has them.

    Raises:
        UnreadableFileError: it is no such file.
    """
    try:
        table = _table(name.rsplit(".", 1)[-1].lower(), content)
    except Exception:  # whatever a damaged file does to three readers, whose messages may quote it
        raise UnreadableFileError from None
    numbers, names = _column(table, "foedselsnummer"), _column(table, "navn")
    if numbers is None:
        raise UnreadableFileError
    found = pl.DataFrame(
        {
            "foedselsnummer": table[numbers].cast(pl.String).str.extract(NUMBER),
            "navn": table[names].cast(pl.String)
            if names
            else pl.Series([None] * table.height, dtype=pl.String),
        }
    )
    return found.drop_nulls("foedselsnummer").unique("foedselsnummer", keep="first", maintain_order=True)


def not_in(own: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """The rows of one's own list whose number is not in the roster now, for whatever reason."""
    return own.join(roster.select("foedselsnummer"), on="foedselsnummer", how="anti", maintain_order="left")


def _table(ending: str, content: bytes) -> pl.DataFrame:
    if ending == "parquet":
        return pl.read_parquet(io.BytesIO(content))
    if ending == "xlsx":
        return pl.read_excel(io.BytesIO(content), engine="calamine", infer_schema_length=0)
    heading = content.split(b"\n", 1)[0]
    separator = max(";", ",", "\t", key=lambda sign: heading.count(sign.encode()))
    return pl.read_csv(io.BytesIO(content), separator=separator, infer_schema=False)


def _column(table: pl.DataFrame, key: str) -> str | None:
    """The column with this heading in any of the languages."""
    headings = [key, *(Words(language)(f"column.{key}") for language in LANGUAGES)]
    return next((name for name in table.columns if name.strip('\ufeff" ') in headings), None)
