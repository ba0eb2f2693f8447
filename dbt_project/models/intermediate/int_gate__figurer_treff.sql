-- The gate of figures. One row per municipality and number of years ahead: the error of the school start forecast,
-- rounded up to the next 5 per cent, at most 100. NULL where it would rest on so few that it told of some of them.
with

backtest as (

    select * from {{ ref('int_figures__backtest') }}

),

final as (

    select
        kommunenummer,
        cast(aar_foer as {{ dbt.type_int() }}) as aar_foer,
        cast(case
            when n_startet >= {{ 20 * threshold() }}
                then 5 * least(greatest(ceil(20.0 * n_bom / n_startet), 1), 20)
        end as {{ dbt.type_int() }}) as feil_prosent
    from backtest

)

select * from final
