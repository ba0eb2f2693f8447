-- One row per entry of oppholdsadresse in a person's document, newest first.
with

personer as (

    select
        person,
        oppholdsadresse
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'oppholdsadresse') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.adressegradering') }} as adressegradering,
        {{ address_columns() }},
        {{ foreign_address_columns() }},
        entry.adressenErUkjent as adressen_er_ukjent,
        {{ calendar_date('entry.oppholdsadressedato') }} as oppholdsadressedato,
        {{ text('entry.oppholdAnnetSted') }} as opphold_annet_sted,

        {{ entry_columns('oppholdsadresse') }}
    from entries

)

select * from renamed
