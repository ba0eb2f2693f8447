-- One row per entry of innflytting in a person's document, newest first.
with

personer as (

    select
        person,
        innflytting
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'innflytting') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.fraflyttingsland') }} as fraflyttingsland,
        {{ text('entry.fraflyttingsstedIUtlandet') }} as fraflyttingssted_i_utlandet,

        {{ entry_columns('innflytting') }}
    from entries

)

select * from renamed
