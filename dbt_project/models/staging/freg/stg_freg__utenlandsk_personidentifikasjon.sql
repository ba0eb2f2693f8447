-- One row per entry of utenlandskPersonidentifikasjon in a person's document, newest first.
with

personer as (

    select
        person,
        utenlandskPersonidentifikasjon
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'utenlandskPersonidentifikasjon') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.identifikasjonsnummer') }} as identifikasjonsnummer,
        {{ text('entry.identifikasjonsnummertype') }} as identifikasjonsnummertype,
        {{ text('entry.utstederland') }} as utstederland,

        {{ entry_columns('utenlandskPersonidentifikasjon') }}
    from entries

)

select * from renamed
