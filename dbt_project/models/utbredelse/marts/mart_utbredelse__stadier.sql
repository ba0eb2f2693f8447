-- One row per municipality and period in which it stood on the same rung.
with

periods as (

    select * from {{ ref('int_utbredelse__perioder') }}

),

municipalities as (

    select * from {{ ref('int_utbredelse__kommuner') }}

),

final as (

    select
        periods.kommunenummer,
        municipalities.kommunenavn,
        municipalities.fylkesnummer,
        municipalities.fylkesnavn,
        periods.fra_dato,
        {{ days_after('periods.neste_fra_dato', -1) }} as til_dato,
        {{ stadium('periods.rang') }} as stadium,
        periods.rang,
        {{ dato() }} as per_dato
    from periods
    inner join municipalities on periods.kommunenummer = municipalities.kommunenummer

)

select * from final
