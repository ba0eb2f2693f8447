"""What each page's table shows: a mart's columns made readable, with words where something is not shown.

A state that is not known to be open hides: only `vist` shows a value, whatever the mart holds beside it.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from dashboards.language import Words

Kind = Literal["text", "date", "year"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its key (`column.<key>` in the texts), and how it follows from the mart."""

    key: str
    value: pl.Expr
    kind: Kind = "text"
    width: int = 160  # pixels
    pinned: bool = False


def children(say: Words) -> list[Column]:
    """The columns of the 0–16 roster."""
    return [
        *_person(),
        Column("foedselsaar", pl.col("foedselsaar"), kind="year", width=95),
        Column("kjoenn", coded("kjoenn", say, "kjoenn"), width=80),
        *_address(say),
        Column("skolekrets", only_shown("skolekrets")),
        Column("grunnkrets", only_shown("grunnkrets"), width=100),
        Column("tilknytning", coded("tilknytning", say, "tilknytning"), width=100),
        Column("delt_bosted", shared_residence(say), width=260),
        Column("foreldreansvar", coded("foreldreansvarstype", say, "foreldreansvar"), width=120),
        *_adults(say),
        Column("oppfoelging", follow_up(say), width=220),
        Column("merknad", note(say), width=220),
    ]


def births(say: Words) -> list[Column]:
    """The columns of the list of births."""
    return [
        *_person(),
        Column("kjoenn", coded("kjoenn", say, "kjoenn"), width=80),
        *_address(say),
        *_adults(say),
        Column("oppfoelging", when("manuell_oppfolging", say("value.follow_up"))),
        Column("merknad", note(say)),
    ]


def deaths() -> list[Column]:
    """The columns of the list of deaths."""
    return [
        Column("navn", pl.col("navn"), width=190, pinned=True),
        Column("doedsdato", pl.col("doedsdato"), kind="date", width=110),
        Column("foedselsnummer", pl.col("foedselsnummer"), width=125),
    ]


def needed(columns: list[Column]) -> list[str]:
    """The mart's columns that these are made from: all that a page reads."""
    return sorted({name for column in columns for name in column.value.meta.root_names()})


def readable(mart: pl.DataFrame, columns: list[Column]) -> pl.DataFrame:
    """The mart as the page shows it: one column a key, in Norwegian order of the names."""
    return mart.select(column.value.alias(column.key) for column in columns).sort(
        norwegian("navn"), "foedselsnummer", nulls_last=True
    )


def headed(frame: pl.DataFrame, say: Words) -> pl.DataFrame:
    """The same with the headings of the language, as table and downloads have them."""
    return frame.rename(lambda key: say(f"column.{key}"))


def norwegian(column: str) -> pl.Expr:
    """A sort key that puts æ, ø and å last, å also when written aa, and accents with their letter."""
    letters = {
        "aa": "å",
        "ä": "æ",
        "ö": "ø",
        "é": "e",
        "è": "e",
        "á": "a",
        "ü": "y",
        "š": "s",
        "č": "c",
        "đ": "d",
    }
    at_the_end = {"æ": "{a", "ø": "{b", "å": "{c"}
    return pl.col(column).str.to_lowercase().str.replace_many(letters).str.replace_many(at_the_end)


def in_norwegian_order(names: dict[str, str]) -> list[str]:
    """The keys of `names`, ordered by their names."""
    frame = pl.DataFrame({"key": list(names), "name": list(names.values())})
    return frame.sort(norwegian("name"), "key")["key"].to_list()


def coded(column: str, say: Words, table: str) -> pl.Expr:
    """A code in words; one that the texts do not know is `unknown`, and none stays none."""
    words = say.under(f"value.{table}")
    in_words = pl.col(column).replace_strict(words, default=say("value.unknown"), return_dtype=pl.String)
    return pl.when(pl.col(column).is_not_null()).then(in_words)


def only_shown(column: str) -> pl.Expr:
    """A part of the address, where the address is shown."""
    return pl.when(_is_shown("adressetilstand")).then(pl.col(column))


def address(say: Words) -> pl.Expr:
    """The street address, or the words for why there is none."""
    return (
        pl.when(_is_shown("adressetilstand") & pl.col("adresse").is_not_null())
        .then(pl.col("adresse"))
        .when(pl.col("adressetilstand").eq_missing("krever eget oppslag"))
        .then(pl.lit(say("value.address_own_lookup")))
        .otherwise(pl.lit(say("value.address_unavailable")))
    )


def shared_residence(say: Words) -> pl.Expr:
    """The address of a shared residence in one line; the words, where there is one that may not be seen."""
    line = pl.concat_str(
        [
            pl.col("delt_adresse"),
            pl.concat_str("delt_postnummer", "delt_poststed", separator=" ", ignore_nulls=True),
        ],
        separator=", ",
    )
    shown = (
        pl.when(pl.col("delt_adresse").is_not_null()).then(line).otherwise(pl.lit(say("value.shared_hidden")))
    )
    return pl.when(pl.col("har_delt_bosted")).then(shown)


def follow_up(say: Words) -> pl.Expr:
    """Why a case officer must follow up, or nothing."""
    reasons = [
        when("manuell_oppfolging", say("value.follow_up")),
        when("datakvalitet", say("value.data_quality")),
    ]
    joined = pl.concat_str(reasons, separator="; ", ignore_nulls=True)
    return pl.when(pl.any_horizontal("manuell_oppfolging", "datakvalitet")).then(joined)


def note(say: Words) -> pl.Expr:
    return when("mangler_en_part", say("value.one_missing"))


def when(flag: str, words: str) -> pl.Expr:
    """`words` where the flag is set, nothing elsewhere."""
    return pl.when(pl.col(flag)).then(pl.lit(words))


def _person() -> list[Column]:
    return [
        Column("navn", pl.col("navn"), width=190, pinned=True),
        Column("foedselsdato", pl.col("foedselsdato"), kind="date", width=110),
        Column("foedselsnummer", pl.col("foedselsnummer"), width=125),
    ]


def _address(say: Words) -> list[Column]:
    return [
        Column("adresse", address(say)),
        Column("postnummer", only_shown("postnummer"), width=75),
        Column("poststed", only_shown("poststed"), width=130),
    ]


def _adults(say: Words) -> list[Column]:
    return [column for number in (1, 2) for column in _adult(f"ansvarlig_{number}", say)]


def _adult(adult: str, say: Words) -> list[Column]:
    shown = _is_shown(f"{adult}_tilstand")
    name = pl.when(shown).then(pl.col(f"{adult}_navn")).otherwise(pl.lit(say("value.adult_unavailable")))
    return [
        Column(f"{adult}_navn", pl.when(pl.col(f"{adult}_rolle").is_not_null()).then(name)),
        Column(f"{adult}_rolle", coded(f"{adult}_rolle", say, "rolle"), width=110),
        Column(f"{adult}_foedselsnummer", pl.when(shown).then(pl.col(f"{adult}_foedselsnummer")), width=135),
    ]


def _is_shown(state: str) -> pl.Expr:
    return pl.col(state).eq_missing("vist")
