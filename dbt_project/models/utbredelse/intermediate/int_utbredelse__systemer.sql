-- One row per row of the system overview, with the municipality's number of today.
with

systems as (

    select * from {{ ref('stg_utbredelse__systemoversikt') }}

),

numbers as (

    select * from {{ ref('int_utbredelse__nummer') }}

),

final as (

    select
        systems.rad_id,
        numbers.kommunenummer_i_dag as kommunenummer,
        systems.fagsystem,
        systems.leverandoer,
        systems.tjenesteomraade,
        systems.status,
        systems.oppdatering,
        systems.status_0_16,
        systems.bekreftet_av,
        systems.produksjon_fra,
        systems.hendelser_fra,
        systems.sist_bekreftet,
        {{ days_between('systems.sist_bekreftet', dato()) }} as dager_siden_bekreftet,
        coalesce(
            systems.sist_bekreftet < {{ six_months_before(dato()) }},
            true
        ) as er_ubekreftet
    from systems
    inner join numbers on systems.kommunenummer = numbers.kommunenummer

)

select * from final
