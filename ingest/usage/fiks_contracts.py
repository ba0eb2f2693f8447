"""The contracts of what Fiks is asked for: calls, roles, accesses, systems and list orders.

Source: fiks.md 2.3 (configuration), 2.4 (list orders), 2.6 (audit search). Names on the left are ours;
`ingest.usage.fiks` says which field of which answer each is read from.
"""

from datetime import date

import pandera.polars as pa
import polars as pl

from ingest.usage import tables
from ingest.usage.contracts import (
    Contract,
    all_of,
    as_day,
    as_flag,
    as_list,
    as_moment,
    column,
    day,
    flag,
    identifier,
    kommune,
    last_day,
    matches,
    moment,
    norwegian_day,
    number,
    one_of,
    organisation,
    row_rule,
    rule,
    short,
)
from ingest.usage.pseudonyms import Pseudonyms

MOST_PERSONS = 10_000_000
OPPLYSNINGER = (*tables.OPPLYSNINGER, *tables.ANDRE_OPPLYSNINGER)
PERSON, SYSTEM = r"^\d{11}$", r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
ENDED = ("FERDIG", "FEILET")
OTHER = "annet"


def kall(on: date, pseudonyms: Pseudonyms) -> Contract:
    """One entry of the audit log."""
    actor = pl.coalesce("paa_vegne_av", "principal")
    is_person = actor.str.contains(PERSON)
    either = "er verken en person (elleve siffer) eller en integrasjon (UUID)"
    return Contract(
        kilde="kall",
        columns={
            "request_id": column("Id of the call", identifier()),
            "tidspunkt": column("When", *moment(on)),
            "fiks_org_id": column("Whose service", identifier()),
            "organisasjonsnummer": column("Who called", organisation()),
            "principal": column(
                "The person or integration; a person is landed as a pseudonym", _actor(either)
            ),
            "paa_vegne_av": column("The person behind an integration", _actor(either), required=False),
            "handling": column("The log's own word", matches(r"[A-Z_]{1,40}", "er ikke en handling")),
            "rolle_id": column("The role used", identifier(), required=False),
            "opplysninger": column("Fields asked for", all_of(OPPLYSNINGER), required=False),
            "antall": column("Persons that came back", number(MOST_PERSONS)),
            "status": column("HTTP", matches(r"[1-5]\d\d", "er ikke en HTTP-status")),
            "miljoe": column("Production or test", one_of(("prod", "test"))),
        },
        key=("request_id",),
        landed={
            "tidspunkt": as_moment(pl.col("tidspunkt")),
            "dato": norwegian_day(as_moment(pl.col("tidspunkt"))),
            "aktoer": pl.when(is_person)
            .then(actor.map_batches(pseudonyms.of_column, return_dtype=pl.String))
            .otherwise(actor),
            "aktoer_type": pl.when(is_person).then(pl.lit("person")).otherwise(pl.lit("integrasjon")),
            "slag": pl.col("handling").replace_strict(tables.SLAG, default=OTHER, return_dtype=pl.String),
            "opplysninger": as_list(pl.col("opplysninger")),
        },
    )


def roller(on: date) -> Contract:
    """One role of a tenant, as it is configured now."""
    return Contract(
        kilde="roller",
        columns={
            "rolle_id": column("Id of the role", identifier()),
            "fiks_org_id": column("The tenant", identifier()),
            "navn": column("Its name", short()),
            "tjenesteomraade": column("Service area", one_of(tables.TJENESTEOMRAADER)),
            "rettighetspakke": column("With or without legal basis", one_of(tables.RETTIGHETSPAKKER)),
            "eier": column("Whose role: national ones are KS's", one_of(tables.EIERE)),
            "bruksomraader": column("What it may be used for", all_of(tables.BRUKSOMRAADER)),
            "opplysninger": column("Fields chosen", all_of(OPPLYSNINGER)),
            "kan_vise_hemmelig_adresse": column("May open graded addresses", flag()),
            "aktiv": column("In use", flag()),
            "opprettet": column("Day it was made", *day(on)),
            "deaktivert": column("Day it was turned off", *day(on), required=False),
            "antall_personer": column("Persons who have it", number(MOST_PERSONS)),
            "antall_integrasjoner": column("Integrations that have it", number(MOST_PERSONS)),
        },
        rows=(
            row_rule(
                "deaktivert",
                "mangler for en rolle som ikke er aktiv, eller står på en som er det",
                pl.col("deaktivert").is_null() == (pl.col("aktiv") == "true"),
            ),
            row_rule(
                "deaktivert", "er før opprettet", as_day(pl.col("deaktivert")) >= as_day(pl.col("opprettet"))
            ),
        ),
        key=("rolle_id",),
        landed={
            "bruksomraader": as_list(pl.col("bruksomraader")),
            "opplysninger": as_list(pl.col("opplysninger")),
            "kan_vise_hemmelig_adresse": as_flag(pl.col("kan_vise_hemmelig_adresse")),
            "aktiv": as_flag(pl.col("aktiv")),
            "opprettet": as_day(pl.col("opprettet")),
            "deaktivert": as_day(pl.col("deaktivert")),
        },
    )


def tilganger(on: date, pseudonyms: Pseudonyms) -> Contract:
    """One access: a person, a group or an integration that has or had a role."""
    is_system = pl.col("slag") == "integrasjon"
    return Contract(
        kilde="tilganger",
        columns={
            "tilgang_id": column("Id of the access", identifier()),
            "rolle_id": column("The role", identifier()),
            "fiks_org_id": column("The tenant", identifier()),
            "slag": column("Who has it", one_of(tables.TILGANGSSLAG)),
            "aktoer": column(
                "The person, group or integration; all but integrations are landed as pseudonyms",
                matches(r"\S.{0,199}", "er ikke et navn eller nummer"),
            ),
            "kilde": column("Given by hand or by SCIM", one_of(tables.TILGANGSKILDER)),
            "gyldig_fra": column("First day", *day(on)),
            "gyldig_til": column("Last day unless renewed", last_day()),
            "avsluttet": column("Day it was ended before its time", *day(on), required=False),
            "avslutningsgrunn": column("Why", one_of(tables.AVSLUTNINGSGRUNNER), required=False),
        },
        rows=(
            row_rule(
                "aktoer",
                "er ikke det slaget sier (person: elleve siffer, integrasjon: UUID)",
                pl.when(is_system)
                .then(pl.col("aktoer").str.contains(SYSTEM))
                .when(pl.col("slag") == "person")
                .then(pl.col("aktoer").str.contains(PERSON))
                .otherwise(pl.lit(value=True)),
            ),
            row_rule(
                "avslutningsgrunn",
                "står uten dato, eller datoen uten grunn",
                pl.col("avslutningsgrunn").is_null() == pl.col("avsluttet").is_null(),
            ),
            row_rule(
                "gyldig_til",
                "er før gyldig_fra",
                as_day(pl.col("gyldig_til")) >= as_day(pl.col("gyldig_fra")),
            ),
            row_rule(
                "avsluttet", "er før gyldig_fra", as_day(pl.col("avsluttet")) >= as_day(pl.col("gyldig_fra"))
            ),
        ),
        key=("tilgang_id",),
        landed={
            "aktoer": pl.when(is_system)
            .then("aktoer")
            .otherwise(pl.col("aktoer").map_batches(pseudonyms.of_column, return_dtype=pl.String)),
            "gyldig_fra": as_day(pl.col("gyldig_fra")),
            "gyldig_til": as_day(pl.col("gyldig_til")),
            "avsluttet": as_day(pl.col("avsluttet")),
        },
    )


def systemer(on: date) -> Contract:
    """One integration of a tenant: a system that may use the service by itself."""
    return Contract(
        kilde="systemer",
        columns={
            "integrasjon_id": column("Id of the integration", identifier()),
            "fiks_org_id": column("The tenant", identifier()),
            "navn": column("The system", short()),
            "leverandoer": column("Its vendor", short(), required=False),
            "organisasjonsnummer": column("The authorised organisation", organisation()),
            "opprettet": column("Day it was made", *day(on)),
        },
        key=("integrasjon_id",),
        landed={"opprettet": as_day(pl.col("opprettet"))},
    )


def listeordrer(on: date) -> Contract:
    """One order of a list of inhabitants."""
    status = pl.col("status")
    return Contract(
        kilde="listeordrer",
        columns={
            "uttrekk_id": column("Id of the order", identifier()),
            "fiks_org_id": column("The tenant", identifier()),
            "rolle_id": column("The role", identifier()),
            "kommunenummer": column("Whose inhabitants, by the number of the day", kommune()),
            "status": column("How far it has come", one_of(tables.LISTESTATUS)),
            "eksportformat": column("Own choice or the central template", one_of(tables.EKSPORTFORMATER)),
            "vis_hemmelige_adresser": column("Whether graded addresses were asked for", flag()),
            "opprettet": column("When it was ordered", *moment(on)),
            "ferdig": column("When it was done", *moment(on), required=False),
            "antall_personer": column("People in it", number(MOST_PERSONS), required=False),
        },
        rows=(
            row_rule(
                "ferdig",
                "mangler for en ordre som er ferdig eller feilet, eller står på en annen",
                pl.col("ferdig").is_not_null() == status.is_in(ENDED),
            ),
            row_rule(
                "ferdig", "er før opprettet", as_moment(pl.col("ferdig")) >= as_moment(pl.col("opprettet"))
            ),
            row_rule(
                "antall_personer",
                "mangler for en ferdig ordre, eller står på en annen",
                pl.col("antall_personer").is_not_null() == (status == "FERDIG"),
            ),
        ),
        key=("uttrekk_id",),
        landed={
            "vis_hemmelige_adresser": as_flag(pl.col("vis_hemmelige_adresser")),
            "opprettet": as_moment(pl.col("opprettet")),
            "ferdig": as_moment(pl.col("ferdig")),
        },
    )


def _actor(reason: str) -> pa.Check:
    return rule(reason, lambda cell: cell.str.contains(PERSON) | cell.str.contains(SYSTEM))
