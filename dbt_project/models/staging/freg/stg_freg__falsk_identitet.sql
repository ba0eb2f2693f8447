-- One row per person whose document has a falskIdentitet.
with

personer as (

    select
        person,
        falskIdentitet as entry
    from {{ ref('stg_freg__personer') }}

),

renamed as (

    select
        person,
        entry.erFalsk as er_falsk,
        entry.rettIdentitetErUkjent as rett_identitet_er_ukjent,
        {{ text('entry.rettIdentitetVedIdentifikasjonsnummer') }} as rett_identifikasjonsnummer,
        {{ name_columns('entry.rettIdentitetVedOpplysninger.personnavn', 'rett_') }},
        {{ calendar_date('entry.rettIdentitetVedOpplysninger.foedselsdato') }} as rett_foedselsdato,
        {{ text('entry.rettIdentitetVedOpplysninger.kjoenn') }} as rett_kjoenn,
        {{ lines('entry.rettIdentitetVedOpplysninger.statsborgerskap') }} as rett_statsborgerskap,
        entry.erGjeldende as er_gjeldende,
        {{ metadata_columns() }}
    from personer
    where entry is not null

)

select * from renamed
