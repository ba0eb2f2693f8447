-- One row per entry of preferertKontaktadresse in a person's document, newest first.
with

personer as (

    select
        person,
        preferertKontaktadresse
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'preferertKontaktadresse') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.adressegradering') }} as adressegradering,
        {{ text('entry.valg') }} as valg,
        {{ lines('entry.kontaktadresseIFrittFormat.adresselinje') }} as adresselinjer,
        {{ text('entry.kontaktadresseIFrittFormat.landkode') }} as landkode,

        {{ entry_columns('preferertKontaktadresse') }}
    from entries

)

select * from renamed
