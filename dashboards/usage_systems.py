"""The system overview as people have corrected it: the source's row, with the newest word from the registry over it."""

import polars as pl

from dashboards.columns import norwegian
from dashboards.language import Words
from ingest.registry.systems import Said
from ingest.usage.tables import OPPDATERINGER, SYSTEMSTATUS

EDITED = {"status": SYSTEMSTATUS, "oppdatering": OPPDATERINGER}  # what may be corrected, and to what
FREE = "fagsystem"  # corrected to any name
LONGEST = 80
CONFIRMATION_MARK = "bekreftet"  # in both marks that a confirmation answers, and in no other
VALID = "6mo"  # how long a confirmation holds, as in the mart


def overlaid(rows: pl.DataFrame, said: dict[str, Said], say: Words) -> pl.DataFrame:
    """The rows of the mart with corrected values; a row confirmed here counts as confirmed now.

    Adds `rettet`: who corrected or confirmed it on these pages, in words.
    """
    if not said:
        return rows.with_columns(rettet=pl.lit(None, pl.String))
    told = pl.DataFrame(
        [
            {
                "rad_id": rad_id,
                "bekreftet_her": one.confirmed_at.date() if one.confirmed_at else None,
                "rettet": _in_words(one, say),
                **{f"ny_{name}": one.values.get(name) for name in (*EDITED, FREE)},
            }
            for rad_id, one in said.items()
        ],
        schema_overrides={"bekreftet_her": pl.Date, **{f"ny_{name}": pl.String for name in (*EDITED, FREE)}},
    )
    joined = rows.join(told, on="rad_id", how="left", maintain_order="left")
    confirmed = (pl.col("bekreftet_her") >= pl.col("per_dato").dt.offset_by(f"-{VALID}")).fill_null(False)
    return joined.with_columns(
        *(pl.coalesce(f"ny_{name}", name).alias(name) for name in (*EDITED, FREE)),
        sist_bekreftet=pl.max_horizontal("bekreftet_her", "sist_bekreftet"),
        bekreftet_av=pl.when(confirmed).then(pl.lit("prosjektet")).otherwise("bekreftet_av"),
        er_ubekreftet=pl.col("er_ubekreftet") & ~confirmed,
        merknader=pl.when(confirmed).then(_without_unconfirmed()).otherwise("merknader"),
    ).select(*rows.columns, "rettet")


def _without_unconfirmed() -> pl.Expr:
    """The quality marks that a confirmation does not answer; nothing when none is left."""
    left = (
        pl.col("merknader")
        .str.split("; ")
        .list.eval(pl.element().filter(~pl.element().str.contains(CONFIRMATION_MARK, literal=True)))
    )
    return pl.when(left.list.len() > 0).then(left.list.join("; "))


def _in_words(one: Said, say: Words) -> str:
    words = []
    if one.edited_at:
        words.append(say("leverandoerer.was_corrected", day=say.day(one.edited_at.date())))
    if one.confirmed_at:
        words.append(say("leverandoerer.was_confirmed", day=say.day(one.confirmed_at.date())))
    return "; ".join(words)


def narrowed(rows: pl.DataFrame, vendor: str | None, *, only_marked: bool) -> pl.DataFrame:
    """The rows of one vendor (all: None), perhaps only those with a quality mark, in Norwegian order."""
    chosen = rows if vendor is None else rows.filter(pl.col("leverandoer") == vendor)
    if only_marked:
        chosen = chosen.filter(pl.col("merknader").is_not_null())
    return chosen.sort(norwegian("kommunenavn"), norwegian("fagsystem"), "rad_id")


def to_send(rows: pl.DataFrame) -> pl.DataFrame:
    """What a vendor is sent: its rows that are unconfirmed or marked, with room for its answer."""
    asked = rows.filter(pl.col("er_ubekreftet") | pl.col("merknader").is_not_null())
    empty = pl.lit(None, pl.String)
    return asked.select(
        *("kommunenummer", "kommunenavn", "fagsystem", "tjenesteomraade", "status", "oppdatering"),
        *("sist_bekreftet", "merknader"),
        empty.alias("stemmer"),
        empty.alias("rettelse"),
    )
