-- One row per system of the overview and month at whose end it was in production.
with

systems as (

    select * from {{ ref('int_utbredelse__systemer') }}

),

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}
    where not er_fremtid

),

final as (

    select
        months.maaned,
        systems.rad_id,
        systems.kommunenummer,
        coalesce(systems.leverandoer, 'ukjent') as leverandoer,
        (
            systems.oppdatering = 'hendelser'
            and coalesce(systems.hendelser_fra, months.siste_dag) <= months.siste_dag
        ) as er_paa_hendelser
    from systems
    inner join months on coalesce(systems.produksjon_fra, months.siste_dag) <= months.siste_dag
    where systems.status = 'produksjon'

)

select * from final
