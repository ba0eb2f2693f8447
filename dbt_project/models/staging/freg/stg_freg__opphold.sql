-- One row per entry of opphold in a person's document, newest first.
with

personer as (

    select
        person,
        opphold
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'opphold') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.oppholdstillatelse') }} as oppholdstillatelse,
        {{ calendar_date('entry.oppholdFra') }} as opphold_fra_date,
        {{ calendar_date('entry.oppholdTil') }} as opphold_til_date,

        {{ entry_columns('opphold') }}
    from entries

)

select * from renamed
