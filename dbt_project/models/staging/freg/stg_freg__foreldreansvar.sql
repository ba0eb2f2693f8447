-- One row per entry of foreldreansvar in a person's document, newest first.
{%- set holder = 'entry.ansvarligUtenIdentifikator' %}
with

personer as (

    select
        person,
        foreldreansvar
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'foreldreansvar') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.ansvar') }} as ansvar,
        {{ text('entry.ansvarssubjekt') }} as ansvarssubjekt,
        {{ text('entry.ansvarlig') }} as ansvarlig,
        {{ text('entry.ansvarligOrganisasjon') }} as ansvarlig_organisasjon,
        {{ name_columns(holder ~ '.navn', 'ansvarlig_uten_identifikator_') }},
        {{ calendar_date(holder ~ '.foedselsdato') }} as ansvarlig_uten_identifikator_foedselsdato,
        {{ text(holder ~ '.kjoenn') }} as ansvarlig_uten_identifikator_kjoenn,
        {{ text(holder ~ '.statsborgerskap') }} as ansvarlig_uten_identifikator_statsborgerskap,
        entry.ansvarssubjektUtenIdentifikator is not null as has_ansvarssubjekt_uten_identifikator,

        {{ entry_columns('foreldreansvar') }}
    from entries

)

select * from renamed
