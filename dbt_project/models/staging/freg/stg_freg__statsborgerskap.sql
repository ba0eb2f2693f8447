-- One row per entry of statsborgerskap in a person's document, newest first.
with

personer as (

    select
        person,
        statsborgerskap
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'statsborgerskap') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.statsborgerskap') }} as statsborgerskap,
        {{ calendar_date('entry.ervervsdato') }} as ervervsdato,

        {{ entry_columns('statsborgerskap') }}
    from entries

)

select * from renamed
