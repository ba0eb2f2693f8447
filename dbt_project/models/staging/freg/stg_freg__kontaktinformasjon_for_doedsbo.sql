-- One row per entry of kontaktinformasjonForDoedsbo in a person's document, newest first.
with

personer as (

    select
        person,
        kontaktinformasjonForDoedsbo
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'kontaktinformasjonForDoedsbo') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.skifteform') }} as skifteform,
        {{ calendar_date('entry.attestutstedelsesdato') }} as attestutstedelsesdato,
        {{ text('entry.person.foedselsEllerDNummer') }} as person_foedsels_eller_d_nummer,
        {{ calendar_date('entry.person.foedselsdato') }} as person_foedselsdato,
        {{ name_columns('entry.person.personnavn', 'person_') }},
        {{ name_columns('entry.advokat.personnavn', 'advokat_') }},
        {{ text('entry.advokat.organisasjonsnavn') }} as advokat_organisasjonsnavn,
        {{ text('entry.advokat.organisasjonsnummer') }} as advokat_organisasjonsnummer,
        {{ text('entry.organisasjon.organisasjonsnavn') }} as organisasjon_organisasjonsnavn,
        {{ text('entry.organisasjon.organisasjonsnummer') }} as organisasjon_organisasjonsnummer,
        {{ name_columns('entry.organisasjon.kontaktpersonnavn', 'organisasjon_kontaktperson_') }},
        {{ lines('entry.adresse.adresselinje') }} as adresselinjer,
        {{ text('entry.adresse.poststedsnavn') }} as poststed,
        {{ text('entry.adresse.postnummer') }} as postnummer,
        {{ text('entry.adresse.landkode') }} as landkode,

        {{ entry_columns('kontaktinformasjonForDoedsbo') }}
    from entries

)

select * from renamed
