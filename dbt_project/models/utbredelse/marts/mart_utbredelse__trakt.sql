-- One row per month and rung, 0 to 5: how many municipalities stood on it or had passed it.
with

months as (

    select * from {{ ref('int_utbredelse__kommunemaaneder') }}

),

rungs as (

    select * from (
        values {% for word in rungs() %}({{ loop.index0 }}){{ ', ' if not loop.last }}{% endfor %}
    ) as numbers (rang)

),

final as (

    select
        months.maaned,
        months.siste_dag as per_dato,
        months.er_siste,
        {{ whole_number('rungs.rang') }} as rang,
        {{ stadium('rungs.rang') }} as stadium,
        {{ whole_number('sum(case when months.rang >= rungs.rang then 1 else 0 end)') }} as kommuner,
        {{ whole_number('sum(case when months.rang = rungs.rang then 1 else 0 end)') }} as kommuner_paa_trinnet,
        {{ share('sum(case when months.rang >= rungs.rang then 1 else 0 end)', 'count(*)') }} as andel_kommuner,
        cast(
            sum(case when months.rang >= rungs.rang then coalesce(months.innbyggere, 0) else 0 end)
            as {{ dbt.type_bigint() }}
        ) as innbyggere
    from months
    cross join rungs
    group by
        months.maaned,
        months.siste_dag,
        months.er_siste,
        rungs.rang

)

select * from final
