-- One row per entry of familierelasjon in a person's document, newest first.
{%- set other = 'entry.relatertPersonUtenFolkeregisteridentifikator' %}
with

personer as (

    select
        person,
        familierelasjon
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'familierelasjon') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.relatertPerson') }} as relatert_person,
        {{ text('entry.relatertPersonsRolle') }} as relatert_persons_rolle,
        {{ text('entry.minRolleForPerson') }} as min_rolle_for_person,
        {{ name_columns(other ~ '.navn', 'uten_identifikator_') }},
        {{ calendar_date(other ~ '.foedselsdato') }} as uten_identifikator_foedselsdato,
        {{ text(other ~ '.kjoenn') }} as uten_identifikator_kjoenn,
        {{ text(other ~ '.statsborgerskap') }} as uten_identifikator_statsborgerskap,

        {{ entry_columns('familierelasjon') }}
    from entries

)

select * from renamed
