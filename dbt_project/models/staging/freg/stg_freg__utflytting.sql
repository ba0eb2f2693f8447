-- One row per entry of utflytting in a person's document, newest first.
with

personer as (

    select
        person,
        utflytting
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'utflytting') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.tilflyttingsland') }} as tilflyttingsland,
        {{ text('entry.tilflyttingsstedIUtlandet') }} as tilflyttingssted_i_utlandet,
        {{ calendar_date('entry.utflyttingsdato') }} as utflyttingsdato,

        {{ entry_columns('utflytting') }}
    from entries

)

select * from renamed
