-- One row per row of systemoversikt, with what about it needs a look.
with

systems as (

    select * from {{ ref('int_utbredelse__systemer') }}

),

months as (

    select * from {{ ref('int_utbredelse__kommunemaaneder') }}
    where er_siste

),

marked as (

    select
        systems.*,
        months.kommunenavn,
        months.fylkesnummer,
        case when systems.sist_bekreftet is null then 'aldri bekreftet' end as merke_1,
        case
            when systems.sist_bekreftet is not null and systems.er_ubekreftet
                then 'bekreftet for mer enn seks måneder siden'
        end as merke_2,
        case
            when systems.status = 'produksjon' and not months.er_i_bruk
                then 'i produksjon, men kommunen er ikke i bruk'
        end as merke_3,
        case
            when systems.status <> 'produksjon' and months.er_i_bruk
                then 'planlagt eller i test, men kommunen er i bruk'
        end as merke_4,
        case
            when systems.status = 'produksjon' and systems.oppdatering = 'hendelser' and months.rang < 5
                then 'på hendelser, men kommunen henter ingen'
        end as merke_5,
        case when systems.leverandoer is null then 'uten leverandør' end as merke_6
    from systems
    inner join months on systems.kommunenummer = months.kommunenummer

),

final as (

    select
        rad_id,
        kommunenummer,
        kommunenavn,
        fylkesnummer,
        {{ dato() }} as per_dato,
        fagsystem,
        leverandoer,
        tjenesteomraade,
        status,
        oppdatering,
        produksjon_fra,
        hendelser_fra,
        status_0_16,
        sist_bekreftet,
        bekreftet_av,
        {{ whole_number('dager_siden_bekreftet') }} as dager_siden_bekreftet,
        er_ubekreftet,
        nullif(trim(
            {%- for mark in range(1, 7) %}
            coalesce(case when merke_{{ mark }} is not null then merke_{{ mark }} || '; ' end, '')
            {{- ' ||' if not loop.last }}
            {%- endfor %},
            '; '
        ), '') as merknader
    from marked

)

select * from final
