-- One row per entry of kjoenn in a person's document, newest first.
with

personer as (

    select
        person,
        kjoenn
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'kjoenn') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.kjoenn') }} as kjoenn,

        {{ entry_columns('kjoenn') }}
    from entries

)

select * from renamed
