-- One row per person whose document has a doedsfall that is not annulled. FREG does not always know the date.
with

personer as (

    select
        person,
        doedsfall as entry
    from {{ ref('stg_freg__personer') }}

),

renamed as (

    select
        person,
        {{ calendar_date('entry.doedsdato') }} as doedsdato,
        {{ metadata_columns() }}
    from personer
    where
        coalesce(entry.erGjeldende, true)
        and coalesce(entry.doedsdato, entry.gyldighetstidspunkt, cast(entry.erGjeldende as varchar)) is not null

)

select * from renamed
