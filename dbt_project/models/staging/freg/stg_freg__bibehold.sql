-- One row per entry of bibehold in a person's document, newest first.
with

personer as (

    select
        person,
        bibehold
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'bibehold') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.bibeholdstatus') }} as bibeholdstatus,
        {{ calendar_date('entry.datoForBibehold') }} as dato_for_bibehold,

        {{ entry_columns('bibehold') }}
    from entries

)

select * from renamed
