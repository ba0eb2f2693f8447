-- One row per entry of navn in a person's document, newest first.
with

personer as (

    select
        person,
        navn
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'navn') }}

),

renamed as (

    select
        person,
        position,

        {{ name_columns('entry') }},
        {{ text('entry.forkortetNavn') }} as forkortet_navn,
        {{ name_columns('entry.originaltNavn', 'originalt_') }},

        {{ entry_columns('navn') }}
    from entries

)

select * from renamed
