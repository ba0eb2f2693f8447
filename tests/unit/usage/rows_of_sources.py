"""Rows of every source: good ones by the thousand, and one way to spoil a row for each rule."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl

from ingest.usage import fiks, fiks_contracts, file_contracts, own_log
from ingest.usage.contracts import Checked, Contract
from ingest.usage.fiks import FILE, as_text
from ingest.usage.geography import numbers_of_year
from ingest.usage.pseudonyms import Pseudonyms
from ingest.usage.refresh import check_file

ON = date(2026, 11, 25)
ORGNR = "971032146"  # KS: a number whose check digit is right
PERSON = "02858099999"  # month 85: nobody's
KOMMUNER = ("0301", "3001", "3101", "4601", "5501", "1580")
Spoiled = tuple[dict[str, str | None], str, str]  # what is changed, the column at fault, words of the reason


def uuid(number: int) -> str:
    return str(UUID(int=number + 2**64))


@dataclass(frozen=True)
class Source:
    """A contract with the n-th good row, as text by column, and its faults."""

    contract: Contract
    row: object
    faults: tuple[Spoiled, ...]
    fields: dict | None = None  # of a source that is asked over HTTP

    def check(self, rows: list[dict]) -> Checked:
        """Through the form that the source has: CSV, or the objects of an answer."""
        if self.fields is None:
            return check_file(self.contract, "fil.csv", self.csv(rows))
        return self.contract.check(
            as_text([nested(row, self.fields) for row in rows], self.fields, "api"), FILE_COLUMN
        )

    def first_row(self) -> int:
        return 2 if self.fields is None else 1

    def csv(self, rows: list[dict]) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        headings = self.contract.headings()
        writer.writerow(headings)
        writer.writerows([row[name] for name in headings.values()] for row in rows)
        return text.getvalue().encode()


FILE_COLUMN = pl.col(FILE)


def nested(row: dict, fields: dict) -> dict:
    """The object of an answer in which each column stands where `fields` says."""
    entry: dict = {}
    for name, path in fields.items():
        inner = entry
        for step in path[:-1]:
            inner = inner.setdefault(step, {})
        inner[path[-1]] = row[name]
    return entry


def source(kilde: str, pseudonyms: Pseudonyms) -> Source:
    """One of the ten sources by its name."""
    return {
        "avtaler": lambda: Source(file_contracts.avtaler(ON), avtale, AVTALE),
        "systemoversikt": lambda: Source(file_contracts.systemoversikt(ON), system_row, SYSTEM),
        "pilotfunn": lambda: Source(file_contracts.pilotfunn(ON), funn, FUNN),
        "innbyggere": lambda: Source(file_contracts.innbyggere(ON), innbygger, INNBYGGER),
        "egen_logg": lambda: Source(file_contracts.egen_logg(ON, pseudonyms), logg, LOGG, own_log.FIELDS),
        "kall": lambda: Source(fiks_contracts.kall(ON, pseudonyms), kall, KALL, fiks.CALL),
        "roller": lambda: Source(fiks_contracts.roller(ON), rolle, ROLLE, fiks.ROLE),
        "tilganger": lambda: Source(fiks_contracts.tilganger(ON, pseudonyms), tilgang, TILGANG, fiks.ACCESS),
        "systemer": lambda: Source(fiks_contracts.systemer(ON), integrasjon, INTEGRASJON, fiks.SYSTEM),
        "listeordrer": lambda: Source(fiks_contracts.listeordrer(ON), ordre, ORDRE, fiks.ORDER),
    }[kilde]()


def avtale(n: int) -> dict:
    return {
        "fiks_org_id": uuid(n), "organisasjonsnummer": ORGNR, "virksomhet_type": "kommune",
        "kommunenummer": KOMMUNER[n % 6], "fylkesnummer": None, "navn": f"Kommune {n}", "signert": "2023-05-01",
        "avsluttet": "01.06.2025" if n % 3 else None, "er_pilot": "ja" if n % 2 else "nei",
    }  # fmt: skip


AVTALE: tuple[Spoiled, ...] = (
    ({"fiks_org_id": None}, "fiks_org_id", "mangler"),
    ({"fiks_org_id": "abc"}, "fiks_org_id", "UUID"),
    ({"organisasjonsnummer": "971032147"}, "organisasjonsnummer", "organisasjonsnummer"),
    ({"virksomhet_type": "selskap"}, "virksomhet_type", "ordene"),
    ({"kommunenummer": "301"}, "kommunenummer", "fire siffer"),
    ({"kommunenummer": None}, "kommunenummer", "mangler"),
    ({"kommunenummer": "1507", "navn": "Et sted"}, "kommunenummer", "delt"),
    ({"signert": "2023-02-30"}, "signert", "dato"),
    ({"signert": "2026-11-26"}, "signert", "i dag"),
    ({"avsluttet": "2023-04-30"}, "avsluttet", "er før signert"),
    ({"er_pilot": "kanskje"}, "er_pilot", "ordene"),
    ({"navn": "x" * 121}, "navn", "navnelinje"),
    ({"navn": f"Kontakt {PERSON}"}, "navn", "navnelinje"),
    ({"virksomhet_type": "fylkeskommune", "kommunenummer": None}, "fylkesnummer", "mangler"),
)


def system_row(n: int) -> dict:
    return {
        "kommunenummer": KOMMUNER[n % 2 * 3], "navn": None, "fagsystem": f"System {n}", "leverandoer": "visma",
        "tjenesteomraade": "OPPVEKST", "status": "produksjon", "oppdatering": "hendelser",
        "produksjon_fra": "2024-01-01", "hendelser_fra": "2025-01-01", "status_0_16": "i test",
        "sist_bekreftet": "2026-01-01", "bekreftet_av": "kommunen",
    }  # fmt: skip


SYSTEM: tuple[Spoiled, ...] = (
    ({"leverandoer": None}, "leverandoer", "mangler"),
    ({"tjenesteomraade": "SKOLE"}, "tjenesteomraade", "ordene"),
    ({"tjenesteomraade": "HELSE"}, "status_0_16", "utenfor"),
    ({"status": "planlagt"}, "produksjon_fra", "ikke er i produksjon"),
    ({"oppdatering": "batch"}, "hendelser_fra", "står på et annet"),
    ({"hendelser_fra": None}, "hendelser_fra", "mangler"),
    ({"bekreftet_av": "ola@example.no"}, "bekreftet_av", "ordene"),
    ({"sist_bekreftet": None}, "bekreftet_av", "uten dato"),
    ({"kommunenummer": "1507"}, "kommunenummer", "delt"),
    ({"kommunenummer": "9999"}, "kommunenummer", "fire siffer"),
)


def funn(n: int) -> dict:
    return {
        "funn_id": f"PF-{n}", "dato": "2024-05-01", "kommunenummer": "0301", "tema": "Fødsler og dødsfall",
        "alvorlighet": "lav", "status": "lukket", "lukket": "2024-05-03",
    }  # fmt: skip


FUNN: tuple[Spoiled, ...] = (
    ({"funn_id": "17"}, "funn_id", "funnummer"),
    ({"tema": "Annet"}, "tema", "ordene"),
    ({"lukket": None}, "lukket", "mangler"),
    ({"status": "åpen"}, "lukket", "står på et åpent"),
    ({"lukket": "2024-04-30"}, "lukket", "er før dato"),
)


PLACES = [(nummer, str(aar)) for aar in range(2020, 2027) for nummer in numbers_of_year(aar)]


def innbygger(n: int) -> dict:
    kommunenummer, aar = PLACES[n % len(PLACES)]
    return {"kommunenummer": kommunenummer, "aar": aar, "innbyggere": str(n)}


INNBYGGER: tuple[Spoiled, ...] = (
    ({"kommunenummer": "3001", "aar": "2024"}, "kommunenummer", "det året"),
    ({"aar": "2031"}, "aar", "ordene"),
    ({"innbyggere": "-1"}, "innbyggere", "helt tall"),
    ({"innbyggere": "1 000"}, "innbyggere", "helt tall"),
)


def logg(n: int) -> dict:
    return {
        "logg_id": f"l-{n}", "tidspunkt": "2026-05-01T10:00:00+02:00", "bruker": PERSON, "rolle": "skole",
        "kommunenummer": "0301", "hendelse": "visning", "visning": "barn", "antall": n,
    }  # fmt: skip


LOGG: tuple[Spoiled, ...] = (
    ({"tidspunkt": "2026-05-01T10:00:00"}, "tidspunkt", "tidssone"),
    ({"hendelse": "lesing"}, "hendelse", "ordene"),
    ({"antall": None}, "antall", "mangler"),
    ({"bruker": ""}, "bruker", "mangler"),
)


def kall(n: int) -> dict:
    return {
        "request_id": uuid(n), "tidspunkt": "2026-05-01T23:30:00Z", "fiks_org_id": uuid(1),
        "organisasjonsnummer": ORGNR, "principal": PERSON if n % 2 else uuid(5), "paa_vegne_av": None,
        "handling": "SOK", "rolle_id": uuid(7), "opplysninger": ["NAVN", "FODSEL"], "antall": n, "status": 200,
        "miljoe": "prod",
    }  # fmt: skip


KALL: tuple[Spoiled, ...] = (
    ({"request_id": None}, "request_id", "mangler"),
    ({"tidspunkt": "i går"}, "tidspunkt", "tidspunkt"),
    ({"tidspunkt": "2026-11-25T23:30:00Z"}, "tidspunkt", "i dag"),  # the 26th in Norway
    ({"fiks_org_id": {}}, "fiks_org_id", "UUID"),
    ({"principal": "system"}, "principal", "elleve siffer"),
    ({"opplysninger": ["ALT"]}, "opplysninger", "har et ord"),
    ({"antall": -1}, "antall", "helt tall"),
    ({"antall": 1.5}, "antall", "helt tall"),
    ({"status": 99}, "status", "HTTP"),
    ({"miljoe": "dev"}, "miljoe", "ordene"),
    ({"handling": "søk"}, "handling", "handling"),
)


def rolle(n: int) -> dict:
    return {
        "rolle_id": uuid(n), "fiks_org_id": uuid(1), "navn": "Skole", "tjenesteomraade": "OPPVEKST",
        "rettighetspakke": "OFFENTLIG_MED_HJEMMEL", "eier": "kommune", "bruksomraader": ["SOK"],
        "opplysninger": ["ID", "NAVN"], "kan_vise_hemmelig_adresse": False, "aktiv": True,
        "opprettet": "2024-01-01", "deaktivert": None, "antall_personer": 3, "antall_integrasjoner": 0,
    }  # fmt: skip


ROLLE: tuple[Spoiled, ...] = (
    ({"tjenesteomraade": "SKOLE"}, "tjenesteomraade", "ordene"),
    ({"aktiv": False}, "deaktivert", "mangler"),
    ({"deaktivert": "2024-02-01"}, "deaktivert", "står på en som er det"),
    ({"aktiv": False, "deaktivert": "2023-02-01"}, "deaktivert", "er før opprettet"),
    ({"opplysninger": [["ID"]]}, "opplysninger", "har et ord"),
    ({"bruksomraader": ["ALT"]}, "bruksomraader", "har et ord"),
    ({"antall_personer": None}, "antall_personer", "mangler"),
)


def tilgang(n: int) -> dict:
    return {
        "tilgang_id": uuid(n), "rolle_id": uuid(1), "fiks_org_id": uuid(2), "slag": "person", "aktoer": PERSON,
        "kilde": "SCIM", "gyldig_fra": "2024-01-01", "gyldig_til": "2027-01-01", "avsluttet": None,
        "avslutningsgrunn": None,
    }  # fmt: skip


TILGANG: tuple[Spoiled, ...] = (
    ({"aktoer": uuid(1)}, "aktoer", "slaget"),
    ({"slag": "integrasjon"}, "aktoer", "slaget"),
    ({"gyldig_til": "2023-01-01"}, "gyldig_til", "er før gyldig_fra"),
    ({"avsluttet": "2025-01-01"}, "avslutningsgrunn", "uten"),
    ({"avsluttet": "2023-01-01", "avslutningsgrunn": "SLUTTET"}, "avsluttet", "er før gyldig_fra"),
    ({"gyldig_til": None}, "gyldig_til", "mangler"),
    ({"kilde": "LDAP"}, "kilde", "ordene"),
)


def integrasjon(n: int) -> dict:
    return {
        "integrasjon_id": uuid(n), "fiks_org_id": uuid(1), "navn": "Visma skole", "leverandoer": "Visma",
        "organisasjonsnummer": ORGNR, "opprettet": "2024-01-01",
    }  # fmt: skip


INTEGRASJON: tuple[Spoiled, ...] = (
    ({"integrasjon_id": "1"}, "integrasjon_id", "UUID"),
    ({"navn": None}, "navn", "mangler"),
    ({"organisasjonsnummer": 123}, "organisasjonsnummer", "organisasjonsnummer"),
)


def ordre(n: int) -> dict:
    return {
        "uttrekk_id": uuid(n), "fiks_org_id": uuid(1), "rolle_id": uuid(2), "kommunenummer": "0301",
        "status": "FERDIG", "eksportformat": "VAKSINE", "vis_hemmelige_adresser": False,
        "opprettet": "2026-05-01T10:00:00Z", "ferdig": "2026-05-01T10:05:00Z", "antall_personer": 12,
    }  # fmt: skip


ORDRE: tuple[Spoiled, ...] = (
    ({"status": "HOS_SKATT", "antall_personer": None}, "ferdig", "står på en annen"),
    ({"ferdig": None}, "ferdig", "mangler"),
    ({"ferdig": "2026-05-01T09:00:00Z"}, "ferdig", "er før opprettet"),
    ({"status": "FEILET"}, "antall_personer", "står på en annen"),
    ({"kommunenummer": 301}, "kommunenummer", "fire siffer"),
)
