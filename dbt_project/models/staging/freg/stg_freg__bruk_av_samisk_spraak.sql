-- One row per entry of brukAvSamiskSpraak in a person's document, newest first.
with

personer as (

    select
        person,
        brukAvSamiskSpraak
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'brukAvSamiskSpraak') }}

),

renamed as (

    select
        person,
        position,

        {{ lines('entry.spraak') }} as spraak,

        {{ entry_columns('brukAvSamiskSpraak') }}
    from entries

)

select * from renamed
