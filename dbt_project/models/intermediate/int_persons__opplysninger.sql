-- One row per person with a document: the facts of which several may be current at once, each kind as one text that
-- is the same whatever the order in the document; and sivilstand.
with

personer as (

    select person
    from {{ ref('stg_freg__personer') }}

),

-- repeated entries are common (freg.md 8)
statsborgerskap as (

    select distinct
        person,
        statsborgerskap as code
    from {{ ref('stg_freg__statsborgerskap') }}
    where
        is_current
        and statsborgerskap is not null

),

utenlandsk_personidentifikasjon as (

    select distinct
        person,
        coalesce(utstederland || ': ', '') || identifikasjonsnummer as code
    from {{ ref('stg_freg__utenlandsk_personidentifikasjon') }}
    where
        is_current
        and identifikasjonsnummer is not null

),

duf_nummer as (

    select distinct
        person,
        identifikasjonsnummer as code
    from {{ ref('stg_freg__utlendingsmyndighetenes_identifikasjonsnummer') }}
    where
        is_current
        and identifikasjonsnummer is not null

),

sivilstand as (

    select
        person,
        sivilstand
    from {{ ref('stg_freg__sivilstand') }}
    where is_newest_current

),

{% for kind in ['statsborgerskap', 'utenlandsk_personidentifikasjon', 'duf_nummer'] -%}
joined_{{ kind }} as (

    select
        person,
        {{ dbt.listagg('code', "', '", 'order by code') }} as codes
    from {{ kind }}
    group by person

),

{% endfor -%}
final as (

    select
        personer.person,
        joined_statsborgerskap.codes as statsborgerskap,
        joined_utenlandsk_personidentifikasjon.codes as utenlandsk_personidentifikasjon,
        joined_duf_nummer.codes as duf_nummer,
        sivilstand.sivilstand
    from personer
    left join joined_statsborgerskap on personer.person = joined_statsborgerskap.person
    left join joined_utenlandsk_personidentifikasjon
        on personer.person = joined_utenlandsk_personidentifikasjon.person
    left join joined_duf_nummer on personer.person = joined_duf_nummer.person
    left join sivilstand on personer.person = sivilstand.person

)

select * from final
