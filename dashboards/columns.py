"""What each page's table shows: a mart's columns made readable, with words where something is not shown.

A state that is not known to be open hides: only `vist` shows a value, whatever the mart holds beside it.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from dashboards.language import Words

Kind = Literal["text", "date", "year"]
PARTS_OF_A_NAME = ("fornavn", "mellomnavn", "etternavn")
NAMES = ("navn", "etternavn", "fornavn", "foedselsnummer", "identifikator")  # what a table is ordered by


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its key (`column.<key>` in the texts), and how it follows from the mart."""

    key: str
    value: pl.Expr
    kind: Kind = "text"
    width: int = 160  # pixels
    pinned: bool = False


def children(say: Words, names: list[str]) -> list[Column]:
    """The columns of a roster of children: of these, those that the role's list (`names`) has."""
    roster = [
        *_person(),
        Column("foedselsaar", pl.col("foedselsaar"), kind="year", width=95),
        Column("kjoenn", coded("kjoenn", say, "kjoenn"), width=80),
        Column("trinn", pl.col("trinn"), kind="year", width=70),
        *_address(say),
        Column("skolekrets", only_shown("skolekrets")),
        Column("grunnkrets", only_shown("grunnkrets"), width=100),
        Column("statsborgerskap", pl.col("statsborgerskap"), width=140),
        Column("tilknytning", coded("tilknytning", say, "tilknytning"), width=100),
        Column("delt_bosted", shared_residence(say), width=260),
        Column("foreldreansvar", coded("foreldreansvarstype", say, "foreldreansvar"), width=120),
        *_adults(say),
        Column("oppfoelging", follow_up(say), width=220),
        Column("merknad", note(say), width=220),
    ]
    return offered(roster, names)


def people(say: Words, names: list[str]) -> list[Column]:
    """The columns of any list of people: those with words of their own, then the rest as the list has them."""
    worded = offered(
        [*_person(), Column("kjoenn", coded("kjoenn", say, "kjoenn"), width=80), *_address(say)], names
    )
    told = {column.key for column in worded} | {"kommunenummer", "adressetilstand"}
    if "navn" in names:
        told |= set(PARTS_OF_A_NAME)
    rest = [Column(name, _plain(name, names)) for name in names if name not in told]
    return [*worded, *rest]


def moves(say: Words, names: list[str], kommuner: dict[str, str]) -> list[Column]:
    """The columns of the list of moves; municipalities by name where they are known here."""
    named = {number: f"{name} ({number})" for number, name in kommuner.items()}
    listed = [
        *_person(),
        Column("foedselsaar", pl.col("foedselsaar"), kind="year", width=95),
        Column("retning", coded("retning", say, "retning"), width=100),
        Column("flyttedato", pl.col("flyttedato"), kind="date", width=110),
        Column("fra_kommunenummer", pl.col("fra_kommunenummer").replace(named), width=170),
        Column("til_kommunenummer", pl.col("til_kommunenummer").replace(named), width=170),
    ]
    return offered(listed, names)


def offered(columns: list[Column], names: list[str]) -> list[Column]:
    """The columns that can be made from a list with these names."""
    return [column for column in columns if set(column.value.meta.root_names()) <= set(names)]


def births(say: Words) -> list[Column]:
    """The columns of the list of births."""
    return [
        *_person(),
        Column("kjoenn", coded("kjoenn", say, "kjoenn"), width=80),
        *_address(say),
        *_adults(say),
        Column("oppfoelging", by_hand(say)),
        Column("merknad", note(say)),
    ]


def deaths(say: Words) -> list[Column]:
    """The columns of the list of deaths, with whom to speak to about the estate."""
    shown = _is_shown("doedsbo_tilstand")
    contact = pl.when(shown).then(pl.col("doedsbo_kontakt")).otherwise(pl.lit(say("value.adult_unavailable")))
    place = pl.concat_str("doedsbo_postnummer", "doedsbo_poststed", separator=" ", ignore_nulls=True)
    line = pl.concat_str([pl.col("doedsbo_adresse"), place], separator=", ", ignore_nulls=True)
    return [
        Column("navn", pl.col("navn"), width=190, pinned=True),
        Column("doedsdato", pl.col("doedsdato"), kind="date", width=110),
        Column("foedselsnummer", pl.col("foedselsnummer"), width=125),
        Column("doedsbo_kontakt", pl.when(pl.col("doedsbo_tilstand").is_not_null()).then(contact), width=220),
        Column("doedsbo_adresse", pl.when(shown).then(line), width=260),
    ]


def needed(columns: list[Column]) -> list[str]:
    """The mart's columns that these are made from: all that a page reads."""
    return sorted({name for column in columns for name in column.value.meta.root_names()})


def readable(mart: pl.DataFrame, columns: list[Column]) -> pl.DataFrame:
    """The mart as the page shows it: one column a key, in Norwegian order of the names."""
    table = mart.select(column.value.alias(column.key) for column in columns)
    order = [norwegian(name) for name in NAMES if name in table.columns]
    return table.sort(order, nulls_last=True)


def headed(frame: pl.DataFrame, say: Words) -> pl.DataFrame:
    """The same with the headings of the language, as table and downloads have them."""
    return frame.rename(lambda key: say.or_else(f"column.{key}", key))


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
        by_hand(say),
        when("datakvalitet", say("value.data_quality")),
    ]
    joined = pl.concat_str(reasons, separator="; ", ignore_nulls=True)
    return pl.when(pl.any_horizontal("manuell_oppfolging", "datakvalitet")).then(joined)


def by_hand(say: Words) -> pl.Expr:
    """Why foreldreansvar is followed up by hand: the municipality's own word on care, or what FREG says, or nothing."""
    is_local = pl.col("ansvarlig_1_tilstand").eq_missing("lokal_omsorg")
    by_register = when("manuell_oppfolging", say("value.follow_up"))
    return pl.when(is_local).then(pl.lit(say("value.local_care"))).otherwise(by_register)


def note(say: Words) -> pl.Expr:
    return when("mangler_en_part", say("value.one_missing"))


def when(flag: str, words: str) -> pl.Expr:
    """`words` where the flag is set, nothing elsewhere."""
    return pl.when(pl.col(flag)).then(pl.lit(words))


def _plain(name: str, names: list[str]) -> pl.Expr:
    """A column as the list has it; a part of the address only where the address is shown."""
    is_place = name in ("skolekrets", "grunnkrets", "stemmekrets", "oppholds_eller_bostedsadresse")
    return only_shown(name) if is_place and "adressetilstand" in names else pl.col(name)


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
