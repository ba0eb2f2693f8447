-- One row per role of a municipality: how many of the 23 opplysninger it has, and which of them nobody has asked for.
with

roles as (

    select * from {{ ref('int_utbredelse__roller') }}
    where
        kommunenummer is not null
        and opprettet <= {{ dato() }}

),

chosen as (

    select * from {{ ref('stg_utbredelse__rolle_opplysninger') }}

),

used as (

    select * from {{ ref('stg_utbredelse__brukte_opplysninger') }}
    where foerste_dato <= {{ dato() }}

),

judged as (

    select
        chosen.rolle_id,
        chosen.opplysning,
        chosen.opplysning in (
            {%- for told in fiks_opplysninger() %}
            '{{ told }}'{{ ',' if not loop.last }}
            {%- endfor %}
        ) as er_av_de_23,
        used.opplysning is not null as er_brukt
    from chosen
    left join used
        on
            chosen.rolle_id = used.rolle_id
            and chosen.opplysning = used.opplysning

),

fields as (

    select
        rolle_id,
        sum(case when er_av_de_23 then 1 else 0 end) as felter,
        sum(case when er_av_de_23 then 0 else 1 end) as felter_utenfor,
        sum(case when er_av_de_23 and er_brukt then 1 else 0 end) as felter_brukt
    from judged
    group by rolle_id

),

unused as (

    select
        rolle_id,
        {{ comma_separated('opplysning') }} as felter_aldri_brukt
    from judged
    where
        er_av_de_23
        and not er_brukt
    group by rolle_id

),

final as (

    select
        roles.rolle_id,
        roles.kommunenummer,
        roles.navn,
        roles.tjenesteomraade,
        roles.rettighetspakke,
        roles.eier,
        roles.opprettet,
        coalesce({{ in_force('roles.opprettet', 'roles.deaktivert', dato()) }}, false) as aktiv,
        coalesce(fields.felter, 0) as felter,
        coalesce(fields.felter_utenfor, 0) as felter_utenfor,
        coalesce(fields.felter_brukt, 0) as felter_brukt,
        unused.felter_aldri_brukt
    from roles
    left join fields on roles.rolle_id = fields.rolle_id
    left join unused on roles.rolle_id = unused.rolle_id

)

select * from final
