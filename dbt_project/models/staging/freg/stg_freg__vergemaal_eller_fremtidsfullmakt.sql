-- One row per entry of vergemaalEllerFremtidsfullmakt in a person's document, newest first.
{%- set areas = pluck_pairs('entry.verge.tjenesteomraade', 'vergeTjenestevirksomhet', 'vergeTjenesteoppgave') %}
with

personer as (

    select
        person,
        vergemaalEllerFremtidsfullmakt
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'vergemaalEllerFremtidsfullmakt') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.vergemaaltype') }} as vergemaaltype,
        {{ text('entry.embete') }} as embete,
        {{ text('entry.verge.foedselsEllerDNummer') }} as verge_foedsels_eller_d_nummer,
        {{ name_columns('entry.verge.navn', 'verge_') }},
        {{ text('entry.verge.omfang') }} as verge_omfang,
        entry.verge.omfangetErInnenPersonligOmraade as omfanget_er_innen_personlig_omraade,
        {{ name_columns('entry.verge.navnFoedselsdato.personnavn', 'verge_uten_identifikator_') }},
        {{ calendar_date('entry.verge.navnFoedselsdato.foedselsdato') }} as verge_uten_identifikator_foedselsdato,
        {{ lines(areas) }} as tjenesteomraader,

        {{ entry_columns('vergemaalEllerFremtidsfullmakt') }}
    from entries

)

select * from renamed
