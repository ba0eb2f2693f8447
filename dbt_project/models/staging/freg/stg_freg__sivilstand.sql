-- One row per entry of sivilstand in a person's document, newest first.
with

personer as (

    select
        person,
        sivilstand
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'sivilstand') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.sivilstand') }} as sivilstand,
        {{ calendar_date('entry.sivilstandsdato') }} as sivilstandsdato,
        {{ text('entry.myndighet') }} as myndighet,
        {{ text('entry.kommune') }} as kommune,
        {{ text('entry.sted') }} as sted,
        {{ text('entry.utland') }} as utland,
        {{ text('entry.relatertVedSivilstand') }} as relatert_ved_sivilstand,

        {{ entry_columns('sivilstand') }}
    from entries

)

select * from renamed
