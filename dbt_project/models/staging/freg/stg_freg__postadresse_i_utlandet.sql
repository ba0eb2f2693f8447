-- One row per entry of postadresseIUtlandet in a person's document, newest first.
with

personer as (

    select
        person,
        postadresseIUtlandet
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'postadresseIUtlandet') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.adressegradering') }} as adressegradering,
        {{ foreign_address_columns() }},
        {{ lines('entry.utenlandskAdresseIFrittFormat.adresselinje') }} as adresselinjer,
        {{ text('entry.utenlandskAdresseIFrittFormat.postkode') }} as postkode,
        {{ text('entry.utenlandskAdresseIFrittFormat.byEllerStedsnavn') }} as by_eller_stedsnavn,
        {{ text('entry.utenlandskAdresseIFrittFormat.landkode') }} as landkode,

        {{ entry_columns('postadresseIUtlandet') }}
    from entries

)

select * from renamed
