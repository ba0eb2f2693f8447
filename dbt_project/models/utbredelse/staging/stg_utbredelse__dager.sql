-- One row per day of the series: from the first of the month in which the audit log begins, or without one the list of
-- agreements, to the day the figures are made for and a year beyond, which forecasts need.
with

kall as (

    select * from {{ source('utbredelse', 'kall') }}

),

avtaler as (

    select * from {{ source('utbredelse', 'avtaler') }}

),

beginning as (

    select
        coalesce(
            (select min(kall.dato) from kall where kall.dato <= {{ dato() }}),
            (select min(avtaler.signert) from avtaler where avtaler.signert <= {{ dato() }}),
            {{ dato() }}
        ) as dato

),

days as (

    select
        cast(
            unnest(generate_series(
                date_trunc('month', beginning.dato),
                last_day({{ dato() }} + interval 12 month),
                interval 1 day
            )) as date
        ) as dato
    from beginning

),

final as (

    select
        dato,
        {{ first_of_month('dato') }} as maaned,
        cast(year(dato) as integer) as aar,
        dato = last_day(dato) as er_maanedens_siste,
        dato > {{ dato() }} as er_fremtid
    from days

)

select * from final
