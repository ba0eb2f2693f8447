"""The contracts of the five sources that come as files: agreements, systems, findings, inhabitants, own log.

Source: fiks.md 1.2 (systemoversikt), 1.7 and 1.8 (findings), 6.2 (agreements), 8.1 (356 and 357).
"""

from datetime import date
from hashlib import blake2b

import pandera.polars as pa
import polars as pl

from ingest.usage import tables
from ingest.usage.contracts import (
    Contract,
    as_day,
    as_flag,
    as_moment,
    column,
    day,
    identifier,
    kommune,
    kommune_today,
    matches,
    moment,
    norwegian_day,
    number,
    one_of,
    organisation,
    row_rule,
    short,
    yes_no,
)
from ingest.usage.geography import counties, known_numbers, kommuner, numbers_of_year
from ingest.usage.leverandoerer import LEVERANDOERER
from ingest.usage.pseudonyms import Pseudonyms

OPPVEKST = ("BARNEHAGE", "OPPVEKST")
FIRST_YEAR = 2020
DIVIDED = "er delt i flere, og navnet sier ikke hvilken"
MOST_INHABITANTS = 10_000_000
MOST_SHOWN = 10_000_000
KOMMUNE_TODAY = kommune_today(pl.col("kommunenummer"))
NAMED_TODAY = kommune_today(pl.col("kommunenummer"), pl.col("navn"))


def avtaler(on: date) -> Contract:
    """One signed agreement; the file is also the list of tenants that Fiks is asked about."""
    type_is = pl.col("virksomhet_type").eq
    return Contract(
        kilde="avtaler",
        columns={
            "fiks_org_id": column("Fiks' id of the tenant", identifier(), title="Fiks organisasjon"),
            "organisasjonsnummer": column("Its number", organisation(), title="Organisasjonsnummer"),
            "virksomhet_type": column("What it is", one_of(tables.VIRKSOMHETSTYPER), title="Type"),
            "kommunenummer": column(
                "As on the day of signing", kommune(), title="Kommunenummer", required=False
            ),
            "fylkesnummer": column(
                "Of a fylkeskommune", one_of(counties()), title="Fylkesnummer", required=False
            ),
            "navn": column("Name of the organisation", short(), title="Navn"),
            "signert": column("Day of signing", *day(on), title="Signert"),
            "avsluttet": column("Day it ended", *day(on), title="Avsluttet", required=False),
            "er_pilot": column("Whether it took part in the pilot", yes_no(), title="Pilot"),
        },
        rows=(
            row_rule(
                "kommunenummer",
                "mangler for en kommune, eller står hos en annen",
                type_is("kommune") == pl.col("kommunenummer").is_not_null(),
            ),
            row_rule("kommunenummer", DIVIDED, pl.col("kommunenummer").is_null() | NAMED_TODAY.is_not_null()),
            row_rule(
                "fylkesnummer",
                "mangler for en fylkeskommune",
                ~type_is("fylkeskommune") | pl.col("fylkesnummer").is_not_null(),
            ),
            _not_before("avsluttet", "signert"),
        ),
        key=("fiks_org_id",),
        landed={
            "kommunenummer_i_dag": NAMED_TODAY,
            "fylkesnummer": pl.coalesce(_county(NAMED_TODAY), "fylkesnummer"),
            "signert": as_day(pl.col("signert")),
            "avsluttet": as_day(pl.col("avsluttet")),
            "er_pilot": as_flag(pl.col("er_pilot")),
        },
    )


def systemoversikt(on: date) -> Contract:
    """One system of one municipality in one service area, and who last said that it is so."""
    return Contract(
        kilde="systemoversikt",
        columns={
            "kommunenummer": column("Of the municipality", kommune(), title="Kommunenummer"),
            "navn": column("Its name", short(), title="Kommune", required=False),
            "fagsystem": column("Name of the system", short(), title="Fagsystem"),
            "leverandoer": column("Its vendor", short(), title="Leverandør"),
            "tjenesteomraade": column(
                "Where it is used", one_of(tables.TJENESTEOMRAADER), title="Tjenesteområde"
            ),
            "status": column("How far it has come", one_of(tables.SYSTEMSTATUS), title="Status"),
            "oppdatering": column(
                "How it is kept current", one_of(tables.OPPDATERINGER), title="Oppdatering"
            ),
            "produksjon_fra": column("In production since", *day(on), title="Produksjon fra", required=False),
            "hendelser_fra": column("On events since", *day(on), title="Hendelser fra", required=False),
            "status_0_16": column(
                "The 0-16 data set in this system",
                one_of(tables.STATUS_0_16),
                title="Status 0-16",
                required=False,
            ),
            "sist_bekreftet": column("Last confirmed", *day(on), title="Sist bekreftet", required=False),
            "bekreftet_av": column(
                "Whose word it is", one_of(tables.BEKREFTET_AV), title="Bekreftet av", required=False
            ),
        },
        rows=(
            row_rule("kommunenummer", DIVIDED, NAMED_TODAY.is_not_null() | ~_is_known("kommunenummer")),
            row_rule(
                "produksjon_fra",
                "står på et system som ikke er i produksjon",
                pl.col("produksjon_fra").is_null() | (pl.col("status") == "produksjon"),
            ),
            row_rule(
                "hendelser_fra",
                "mangler for et system på hendelser, eller står på et annet",
                pl.col("hendelser_fra").is_not_null() == (pl.col("oppdatering") == "hendelser"),
            ),
            row_rule(
                "status_0_16",
                "står på et system utenfor barnehage og oppvekst",
                pl.col("status_0_16").is_null() | pl.col("tjenesteomraade").is_in(OPPVEKST),
            ),
            row_rule(
                "bekreftet_av",
                "står uten dato, eller datoen uten hvem",
                pl.col("bekreftet_av").is_null() == pl.col("sist_bekreftet").is_null(),
            ),
        ),
        key=("rad_id",),
        landed={
            "rad_id": pl.concat_str(
                [NAMED_TODAY, pl.col("fagsystem").str.to_lowercase(), "tjenesteomraade"], separator="/"
            ).map_batches(_digests, return_dtype=pl.String),
            "kommunenummer_i_dag": NAMED_TODAY,
            "leverandoer": _known_vendor(pl.col("leverandoer")),
            "produksjon_fra": as_day(pl.col("produksjon_fra")),
            "hendelser_fra": as_day(pl.col("hendelser_fra")),
            "sist_bekreftet": as_day(pl.col("sist_bekreftet")),
        },
    )


def pilotfunn(on: date) -> Contract:
    """One finding of the pilot. What was written about it is not taken: free text may name people."""
    return Contract(
        kilde="pilotfunn",
        columns={
            "funn_id": column(
                "Its number", matches(r"[A-Z]{1,4}-\d{1,6}", "er ikke et funnummer"), title="Funn"
            ),
            "dato": column("Day it was reported", *day(on), title="Dato"),
            "kommunenummer": column("Who found it", kommune(), title="Kommunenummer"),
            "tema": column("One of the six themes", one_of(tables.TEMAER), title="Tema"),
            "alvorlighet": column("How grave", one_of(tables.ALVORLIGHETER), title="Alvorlighet"),
            "status": column("Open or closed", one_of(tables.FUNNSTATUS), title="Status"),
            "lukket": column("Day it was closed", *day(on), title="Lukket", required=False),
        },
        rows=(
            row_rule(
                "lukket",
                "mangler for et lukket funn, eller står på et åpent",
                pl.col("lukket").is_not_null() == (pl.col("status") == "lukket"),
            ),
            _not_before("lukket", "dato"),
        ),
        key=("funn_id",),
        landed={
            "kommunenummer_i_dag": KOMMUNE_TODAY,
            "dato": as_day(pl.col("dato")),
            "lukket": as_day(pl.col("lukket")),
        },
    )


def innbyggere(on: date) -> Contract:
    """Inhabitants of one municipality on 1 January, under the number of that year."""
    years = [f"{number} {aar}" for aar in range(FIRST_YEAR, on.year + 1) for number in numbers_of_year(aar)]
    return Contract(
        kilde="innbyggere",
        columns={
            "kommunenummer": column("Of that year", kommune(), title="Kommunenummer"),
            "aar": column(
                "The year",
                one_of([str(aar) for aar in range(FIRST_YEAR, on.year + 1)]),
                title="År",
            ),
            "innbyggere": column("How many", number(MOST_INHABITANTS), title="Innbyggere"),
        },
        rows=(
            row_rule(
                "kommunenummer",
                "finnes ikke det året",
                pl.concat_str(["kommunenummer", "aar"], separator=" ").is_in(years)
                | ~_is_known("kommunenummer"),
            ),
        ),
        key=("kommunenummer", "aar"),
        landed={"kommunenummer_i_dag": KOMMUNE_TODAY},
    )


def egen_logg(on: date, pseudonyms: Pseudonyms) -> Contract:
    """One entry of the program's own access log: who was shown what, the user as a pseudonym."""
    return Contract(
        kilde="egen_logg",
        columns={
            "logg_id": column("Its id", matches(r"[0-9A-Za-z-]{1,64}", "er ikke en id")),
            "tidspunkt": column("When", *moment(on)),
            "bruker": column("Who; landed as a pseudonym", matches(r"\S.{0,199}", "er ikke en bruker")),
            "rolle": column(
                "Role at the time", matches(r"[a-z0-9_]{1,64}", "er ikke en rolle"), required=False
            ),
            "kommunenummer": column("For which municipality", kommune(), required=False),
            "hendelse": column("What happened", one_of(tables.EGNE_HENDELSER)),
            "visning": column("The page or list", short(60)),
            "antall": column("How many people were shown", number(MOST_SHOWN)),
        },
        key=("logg_id",),
        landed={
            "tidspunkt": as_moment(pl.col("tidspunkt")),
            "dato": norwegian_day(as_moment(pl.col("tidspunkt"))),
            "bruker": pl.col("bruker").map_batches(pseudonyms.of_column, return_dtype=pl.String),
        },
    )


def _not_before(later: str, earlier: str) -> pa.Check:
    return row_rule(later, f"er før {earlier}", as_day(pl.col(later)) >= as_day(pl.col(earlier)))


def _is_known(name: str) -> pl.Expr:
    """Whether the column's own rule holds: a number that nobody has is told of once."""
    return pl.col(name).is_in(list(known_numbers()))


def _county(number: pl.Expr) -> pl.Expr:
    counties_of = {kommune.nummer: kommune.fylkesnummer for kommune in kommuner().values()}
    return number.replace_strict(counties_of, default=None, return_dtype=pl.String)


def _known_vendor(name: pl.Expr) -> pl.Expr:
    """The seed's spelling of a vendor's name that differs in case, spaces or hyphens only; others as they are."""
    spelled = {_plain(vendor.navn): vendor.navn for vendor in LEVERANDOERER}
    plain = name.str.to_lowercase().str.replace_all(r"[\s-]", "")
    return plain.replace_strict(spelled, default=name, return_dtype=pl.String)


def _plain(name: str) -> str:
    return name.lower().replace(" ", "").replace("-", "")


def _digests(texts: pl.Series) -> pl.Series:
    return pl.Series(
        [
            None if text is None else blake2b(text.encode(), digest_size=8).hexdigest()
            for text in texts.to_list()
        ],
        dtype=pl.String,
    )
