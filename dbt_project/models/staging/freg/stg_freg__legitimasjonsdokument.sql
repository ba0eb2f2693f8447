-- One row per entry of legitimasjonsdokument in a person's document, newest first.
with

personer as (

    select
        person,
        legitimasjonsdokument
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'legitimasjonsdokument') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.identifikasjonsdokumentnummer') }} as identifikasjonsdokumentnummer,
        {{ text('entry.identifikasjonsdokumenttype') }} as identifikasjonsdokumenttype,
        {{ text('entry.utstederland') }} as utstederland,
        {{ text('entry.utstedernavn') }} as utstedernavn,
        {{ calendar_date('entry.gyldigFra') }} as dokument_gyldig_fra_date,
        {{ calendar_date('entry.gyldigTil') }} as dokument_gyldig_til_date,
        {{ text('entry.dokumentkontroll.dokumentkontrollstatus') }} as dokumentkontrollstatus,
        {{ instant('entry.dokumentkontroll.dokumentkontrolltidspunkt') }} as dokumentkontrollert_at,

        {{ entry_columns('legitimasjonsdokument') }}
    from entries

)

select * from renamed
