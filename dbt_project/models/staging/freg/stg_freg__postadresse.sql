-- One row per entry of postadresse in a person's document, newest first.
with

personer as (

    select
        person,
        postadresse
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'postadresse') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.adressegradering') }} as adressegradering,
        {{ text('entry.adresseIdentifikatorFraMatrikkelen') }} as adresse_identifikator,
        {{ text('entry.vegadresse.adressenavn') }} as adressenavn,
        {{ text('entry.vegadresse.adressenummer.husnummer') }} as husnummer,
        {{ text('entry.vegadresse.adressenummer.husbokstav') }} as husbokstav,
        {{ text('entry.vegadresse.adressekode') }} as adressekode,
        {{ text('entry.vegadresse.bruksenhetsnummer') }} as bruksenhetsnummer,
        {{ text('entry.vegadresse.adressetilleggsnavn') }} as adressetilleggsnavn,
        {{ text('entry.vegadresse.coAdressenavn') }} as co_adressenavn,
        {{ text('entry.postboksadresse.postboks') }} as postboks,
        {{ text('entry.postboksadresse.postbokseier') }} as postbokseier,
        {{ lines('entry.postadresseIFrittFormat.adresselinje') }} as adresselinjer,
        coalesce(
            {{ text('entry.vegadresse.poststed.postnummer') }},
            {{ text('entry.postboksadresse.poststed.postnummer') }},
            {{ text('entry.postadresseIFrittFormat.poststed.postnummer') }}
        ) as postnummer,
        coalesce(
            {{ text('entry.vegadresse.poststed.poststedsnavn') }},
            {{ text('entry.postboksadresse.poststed.poststedsnavn') }},
            {{ text('entry.postadresseIFrittFormat.poststed.poststedsnavn') }}
        ) as poststed,

        {{ entry_columns('postadresse') }}
    from entries

)

select * from renamed
