-- One row per entry of bostedsadresse in a person's document, newest first.
with

personer as (

    select
        person,
        bostedsadresse
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'bostedsadresse') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.adressegradering') }} as adressegradering,
        {{ address_columns('entry.ukjentBosted.bostedskommune') }},
        {{ text('entry.naerAdresseIdentifikatorFraMatrikkelen') }} as naer_adresse_identifikator,
        {{ calendar_date('entry.flyttedato') }} as flyttedato,
        {{ text('entry.grunnkrets') }} as grunnkrets,
        {{ text('entry.stemmekrets') }} as stemmekrets,
        {{ text('entry.skolekrets') }} as skolekrets,
        {{ text('entry.kirkekrets') }} as kirkekrets,

        {{ entry_columns('bostedsadresse') }}
    from entries

)

select * from renamed
