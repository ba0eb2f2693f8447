-- One row per month of the series, and of the year after it: the day its figures are of, and what kind of month it is.
with

days as (

    select * from {{ ref('stg_utbredelse__dager') }}

),

months as (

    select
        maaned,
        aar,
        {{ whole_number(month_number('maaned')) }} as nummer,
        {{ whole_number('extract(quarter from maaned)') }} as kvartal,
        max(dato) as siste_i_maaneden,
        max(case when not er_fremtid then dato end) as siste_dag
    from days
    group by
        maaned,
        aar

),

final as (

    select
        maaned,
        aar,
        nummer,
        kvartal,
        siste_dag,
        siste_dag is null as er_fremtid,
        coalesce(siste_dag = siste_i_maaneden, false) as er_hel_maaned,
        coalesce(siste_dag = {{ dato() }}, false) as er_siste
    from months

)

select * from final
