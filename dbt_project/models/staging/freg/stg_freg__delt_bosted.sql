-- One row per entry of deltBosted in a person's document, newest first.
with

personer as (

    select
        person,
        deltBosted
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'deltBosted') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.adressegradering') }} as adressegradering,
        {{ address_columns('entry.ukjentBosted.bostedskommune') }},
        {{ text('entry.naerAdresseIdentifikatorFraMatrikkelen') }} as naer_adresse_identifikator,
        {{ calendar_date('entry.startdatoForKontrakt') }} as startdato_for_kontrakt,
        {{ calendar_date('entry.sluttdatoForKontrakt') }} as sluttdato_for_kontrakt,

        {{ entry_columns('deltBosted') }}
    from entries

)

select * from renamed
