-- One row per entry of foedsel in a person's document, newest first.
with

personer as (

    select
        person,
        foedsel
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'foedsel') }}

),

renamed as (

    select
        person,
        position,

        {{ calendar_date('entry.foedselsdato') }} as foedselsdato,
        try_cast({{ text('entry.foedselsaar') }} as integer) as foedselsaar,
        {{ text('entry.foedested') }} as foedested,
        {{ text('entry.foedekommuneINorge') }} as foedekommune_i_norge,
        {{ text('entry.foedeland') }} as foedeland,

        {{ entry_columns('foedsel') }}
    from entries

)

select * from renamed
