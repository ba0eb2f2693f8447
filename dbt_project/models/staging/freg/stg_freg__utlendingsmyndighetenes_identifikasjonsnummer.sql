-- One row per entry of utlendingsmyndighetenesIdentifikasjonsnummer in a person's document, newest first.
with

personer as (

    select
        person,
        utlendingsmyndighetenesIdentifikasjonsnummer
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'utlendingsmyndighetenesIdentifikasjonsnummer') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.identifikasjonsnummer') }} as identifikasjonsnummer,
        {{ text('entry.identifikasjonsnummertype') }} as identifikasjonsnummertype,
        {{ text('entry.utstederland') }} as utstederland,

        {{ entry_columns('utlendingsmyndighetenesIdentifikasjonsnummer') }}
    from entries

)

select * from renamed
