-- One row per month and vendor, with a row `alle`: systems in production at its end, and how many had gone from batch to
-- events.
with

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}
    where not er_fremtid

),

systems as (

    select * from {{ ref('int_utbredelse__systemmaaneder') }}

),

placed as (

    select
        maaned,
        leverandoer,
        er_paa_hendelser
    from systems

    union all

    select
        maaned,
        'alle' as leverandoer,
        er_paa_hendelser
    from systems

),

final as (

    select
        placed.maaned,
        months.siste_dag as per_dato,
        months.er_siste,
        placed.leverandoer,
        {{ whole_number('count(*)') }} as systemer,
        {{ whole_number('sum(case when placed.er_paa_hendelser then 1 else 0 end)') }} as paa_hendelser,
        {{ whole_number('sum(case when placed.er_paa_hendelser then 0 else 1 end)') }} as paa_batch,
        {{ share('sum(case when placed.er_paa_hendelser then 1 else 0 end)', 'count(*)') }} as andel_hendelser
    from placed
    inner join months on placed.maaned = months.maaned
    group by
        placed.maaned,
        months.siste_dag,
        months.er_siste,
        placed.leverandoer

)

select * from final
