"""What is landed of each source of usage: one table each, with the meaning of every column.

A table lies in `<home>/utbredelse/landing/<source>/*.parquet`; there is always at least one file, if only one without
rows. People are keyed pseudonyms (`ingest.usage.pseudonyms`); systems and organisations are named by their own ids.
`kommunenummer` is what the source said; `kommunenummer_i_dag` is the number since 2024, null where a divided
municipality cannot be translated.

Sources: fiks.md 2.3 (roles), 2.4 (list orders), 2.6 (audit search), 1.2 (system overview), 1.7 (pilot findings).
"""

import pyarrow as pa

TEXT, TEXTS, DAY, MOMENT = pa.string(), pa.list_(pa.string()), pa.date32(), pa.timestamp("us", tz="UTC")
NUMBER, FLAG = pa.int64(), pa.bool_()

KALL = pa.schema(
    [
        ("request_id", TEXT),  # unique: a call that the log tells twice is landed once
        ("tidspunkt", MOMENT),
        ("dato", DAY),  # the day in Norway
        ("fiks_org_id", TEXT),  # whose service was used
        ("organisasjonsnummer", TEXT),  # who called: the municipality, a vendor, or KS (`KS_ORGNR`)
        ("aktoer", TEXT),  # a person's pseudonym, or an integrasjon_id
        ("aktoer_type", TEXT),  # AKTOERER
        ("handling", TEXT),  # the log's own word
        ("slag", TEXT),  # SLAG
        ("rolle_id", TEXT),  # null: no role (verification, monitoring)
        ("opplysninger", TEXTS),  # fields asked for, names of Fiks (`vars.opplysninger` has them by FREG's)
        ("antall", NUMBER),  # persons that came back: a bulk look-up of 1000 is one call and 1000 look-ups
        ("status", NUMBER),  # HTTP; 2xx went well
        ("miljoe", TEXT),  # prod or test
    ]
)
ROLLER = pa.schema(
    [
        ("rolle_id", TEXT),
        ("fiks_org_id", TEXT),
        ("navn", TEXT),
        ("tjenesteomraade", TEXT),  # TJENESTEOMRAADER
        ("rettighetspakke", TEXT),  # OFFENTLIG_MED_HJEMMEL, OFFENTLIG_UTEN_HJEMMEL
        ("eier", TEXT),  # kommune, or KS for a national role
        ("bruksomraader", TEXTS),  # SOK, INNBYGGERLISTER, HENDELSER
        ("opplysninger", TEXTS),  # fields chosen, names of Fiks
        ("kan_vise_hemmelig_adresse", FLAG),
        ("aktiv", FLAG),
        ("opprettet", DAY),
        ("deaktivert", DAY),  # null while active
        ("antall_personer", NUMBER),
        ("antall_integrasjoner", NUMBER),
    ]
)
SYSTEMER = pa.schema(
    [
        ("integrasjon_id", TEXT),
        ("fiks_org_id", TEXT),
        ("navn", TEXT),  # the fagsystem, as in systemoversikt
        ("leverandoer", TEXT),  # null: the municipality's own
        ("organisasjonsnummer", TEXT),  # the authorised organisation
        ("opprettet", DAY),
    ]
)
TILGANGER = pa.schema(
    [
        ("tilgang_id", TEXT),
        ("rolle_id", TEXT),
        ("fiks_org_id", TEXT),
        ("slag", TEXT),  # TILGANGSSLAG
        ("aktoer", TEXT),  # as in kall: a pseudonym or an integrasjon_id
        ("kilde", TEXT),  # MANUELL or SCIM
        ("gyldig_fra", DAY),
        ("gyldig_til", DAY),  # its last day unless renewed
        ("avsluttet", DAY),  # null: not ended before its time
        (
            "avslutningsgrunn",
            TEXT,
        ),  # AVSLUTNINGSGRUNNER; SCIM_OVERGANG is the switch-over that ends all of a tenant's
    ]
)
LISTEORDRER = pa.schema(
    [
        ("uttrekk_id", TEXT),
        ("fiks_org_id", TEXT),
        ("rolle_id", TEXT),
        ("kommunenummer", TEXT),
        ("status", TEXT),  # LISTESTATUS
        ("eksportformat", TEXT),  # EGENDEFINERT, or VAKSINE: the central template
        ("vis_hemmelige_adresser", FLAG),
        ("opprettet", MOMENT),
        ("ferdig", MOMENT),  # null while not FERDIG or FEILET
        ("antall_personer", NUMBER),  # null while not FERDIG
    ]
)
AVTALER = pa.schema(
    [
        ("rad", NUMBER),  # row of the file, its heading is row 1
        ("fiks_org_id", TEXT),  # unique: one agreement per tenant
        ("organisasjonsnummer", TEXT),
        ("virksomhet_type", TEXT),  # VIRKSOMHETSTYPER
        ("kommunenummer", TEXT),  # null unless kommune
        ("kommunenummer_i_dag", TEXT),
        ("fylkesnummer", TEXT),  # of a fylkeskommune; of a kommune, the county of kommunenummer_i_dag
        ("navn", TEXT),
        ("signert", DAY),
        ("avsluttet", DAY),  # null: still in force
        ("er_pilot", FLAG),
    ]
)
SYSTEMOVERSIKT = pa.schema(
    [
        (
            "rad_id",
            TEXT,
        ),  # of municipality, fagsystem and tjenesteomraade: the same in every edition of the file
        ("rad", NUMBER),
        ("kommunenummer", TEXT),
        ("kommunenummer_i_dag", TEXT),
        ("fagsystem", TEXT),
        ("leverandoer", TEXT),  # one of `leverandoerer.LEVERANDOERER`
        ("tjenesteomraade", TEXT),
        ("status", TEXT),  # SYSTEMSTATUS
        ("oppdatering", TEXT),  # batch or hendelser
        ("produksjon_fra", DAY),  # null unless in produksjon
        ("hendelser_fra", DAY),  # null unless on hendelser
        ("status_0_16", TEXT),  # STATUS_0_16, the vendor's 0-16 data set; null outside barnehage and oppvekst
        ("sist_bekreftet", DAY),  # null: never
        ("bekreftet_av", TEXT),  # BEKREFTET_AV: whose word it is, never a person's name
    ]
)
PILOTFUNN = pa.schema(
    [
        ("rad", NUMBER),
        ("funn_id", TEXT),
        ("dato", DAY),
        ("kommunenummer", TEXT),
        ("kommunenummer_i_dag", TEXT),
        ("tema", TEXT),  # TEMAER
        ("alvorlighet", TEXT),  # lav, middels, høy
        ("status", TEXT),  # åpen, lukket
        ("lukket", DAY),  # null while open
    ]
)
EGEN_LOGG = pa.schema(
    [
        ("logg_id", TEXT),
        ("tidspunkt", MOMENT),
        ("dato", DAY),
        ("bruker", TEXT),  # a pseudonym
        ("rolle", TEXT),  # key of `vars.roles`; null: a page of no role
        ("kommunenummer", TEXT),  # null: of no municipality
        ("hendelse", TEXT),  # EGNE_HENDELSER
        ("visning", TEXT),  # the page or list
        ("antall", NUMBER),  # persons shown
    ]
)
INNBYGGERE = pa.schema(
    [
        ("kommunenummer", TEXT),  # of that year: 356 numbers until 2023, 357 since
        ("kommunenummer_i_dag", TEXT),
        ("aar", NUMBER),
        ("innbyggere", NUMBER),  # on 1 January
    ]
)
AVVIST = pa.schema(
    [
        ("kilde", TEXT),
        ("fil", TEXT),  # name of the file, or the API
        ("rad", NUMBER),  # row of the file with its heading as row 1; of an API the entry's number from 1
        ("felt", TEXT),  # the column that is at fault
        ("grunn", TEXT),  # why, in words that hold no value
    ]
)

TABLES = {
    "kall": KALL,
    "roller": ROLLER,
    "systemer": SYSTEMER,
    "tilganger": TILGANGER,
    "listeordrer": LISTEORDRER,
    "avtaler": AVTALER,
    "systemoversikt": SYSTEMOVERSIKT,
    "pilotfunn": PILOTFUNN,
    "egen_logg": EGEN_LOGG,
    "innbyggere": INNBYGGERE,
}

KS_ORGNR = "971032146"
AKTOERER = ("person", "integrasjon")
SLAG = {
    "SOK": "oppslag",
    "PROFIL": "oppslag",
    "OPPSLAG": "oppslag",
    "BULKOPPSLAG": "oppslag",
    "INNBYGGERLISTE": "liste",
    "HENDELSER": "hendelse",
    "VERIFISER": "verifisering",
}
TJENESTEOMRAADER = (
    "BARNEVERN",
    "HELSE",
    "GRAVFERDSMYNDIGHET",
    "OMSORG",
    "OPPVEKST",
    "BARNEHAGE",
    "SKATTEOPPKREVER",
    "SOSIAL",
    "TEKNISK",
    "STOTTE",
    "INNBYGGERTJENESTER",
    "NAERINGSLIV",
    "VALG",
)
RETTIGHETSPAKKER = ("OFFENTLIG_MED_HJEMMEL", "OFFENTLIG_UTEN_HJEMMEL")
BRUKSOMRAADER = ("SOK", "INNBYGGERLISTER", "HENDELSER")
EIERE = ("kommune", "KS")
TILGANGSSLAG = ("person", "integrasjon", "ekstern_bruker", "ekstern_gruppe")
TILGANGSKILDER = ("MANUELL", "SCIM")
AVSLUTNINGSGRUNNER = ("SCIM_OVERGANG", "SLUTTET", "ENDRET_OPPGAVE", "UTLOEPT")
LISTESTATUS = ("OPPRETTET", "HOS_SKATT", "FERDIG_SKATT", "FERDIG", "FEILET")
EKSPORTFORMATER = ("EGENDEFINERT", "VAKSINE")
VIRKSOMHETSTYPER = ("kommune", "fylkeskommune", "demo")
SYSTEMSTATUS = ("planlagt", "test", "produksjon")
OPPDATERINGER = ("batch", "hendelser")
STATUS_0_16 = ("ikke startet", "under arbeid", "i test", "i produksjon")
BEKREFTET_AV = ("kommunen", "leverandøren", "prosjektet")
TEMAER = (
    "0-16 uttrekk, ajourhold og barn-voksen relasjoner",
    "Håndtering av skjulte adresser",
    "Fødsler og dødsfall",
    "Sentralisert tilgangsstyring",
    "Bruk av hendelseslister",
    "Enklere konfigurasjon",
)
ALVORLIGHETER = ("lav", "middels", "høy")
FUNNSTATUS = ("åpen", "lukket")
EGNE_HENDELSER = ("visning", "eksport", "oppslag", "avslag")
# Fiks' names of the 23 opplysninger (fiks.md 3.3), in order: «n av 23»
OPPLYSNINGER = (
    "ID",
    "ID_GRUNNLAG",
    "STATUS",
    "DODSFALL",
    "SIVILSTAND",
    "FODSEL",
    "STATSBORGERSKAP",
    "KJONN",
    "NAVN",
    "PREFERERT_KONTAKTADRESSE",
    "BOSTEDSADRESSE",
    "OPPHOLDSADRESSE",
    "DELT_BOSTED",
    "POSTADRESSE",
    "POSTADRESSE_UTLAND",
    "ADRESSEBESKYTTELSE",
    "KONTAKTINFORMASJON_DODSBO",
    "FALSK_IDENTITET",
    "LEGITIMASJON_DOKUMENT",
    "UTENLANDSK_PERSON_IDENTIFIKASJON",
    "FAMILIE_RELASJON",
    "FORELDREANSVAR",
    "VERGEMAL_ELLER_FREMTIDSFULLMAKT",
)
# outside the 23: a role may have them, breadth does not count them
ANDRE_OPPLYSNINGER = (
    "UD_IDNUMMER",
    "INNFLYTTING",
    "UTFLYTTING",
    "FODSEL_NORGE",
    "OPPHOLD",
    "FORHOLD_TIL_SAMETINGETS_VALGMANNTALL",
    "SAMISK_SPRAK",
    "HISTORIKK",
)
