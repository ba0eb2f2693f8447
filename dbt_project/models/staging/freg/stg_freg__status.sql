-- One row per entry of status in a person's document, newest first.
with

personer as (

    select
        person,
        status
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'status') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.status') }} as status,

        {{ entry_columns('status') }}
    from entries

)

select * from renamed
