-- One row per entry of identifikasjonsnummer in a person's document, newest first.
with

personer as (

    select
        person,
        identifikasjonsnummer
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'identifikasjonsnummer') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.foedselsEllerDNummer') }} as foedsels_eller_d_nummer,
        {{ text('entry.identifikatortype') }} as identifikatortype,
        {{ text('entry.status') }} as status,

        {{ entry_columns('identifikasjonsnummer') }}
    from entries

)

select * from renamed
