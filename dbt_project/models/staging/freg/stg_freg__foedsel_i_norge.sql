-- One row per entry of foedselINorge in a person's document, newest first.
with

personer as (

    select
        person,
        foedselINorge
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'foedselINorge') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.foedselsinstitusjonsnavn') }} as foedselsinstitusjonsnavn,
        entry.rekkefoelgenummer,

        {{ entry_columns('foedselINorge') }}
    from entries

)

select * from renamed
