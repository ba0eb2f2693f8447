-- One row per whole month: municipalities in use at its end, and the change over the twelve months before.
with

months as (

    select * from {{ ref('int_utbredelse__kommunemaaneder') }}
    where er_hel_maaned

),

sums as (

    select
        maaned,
        nummer,
        count(*) as kommuner,
        sum(case when er_i_bruk then 1 else 0 end) as kommuner_i_bruk
    from months
    group by
        maaned,
        nummer

),

final as (

    select
        sums.maaned,
        sums.nummer,
        sums.kommuner,
        sums.kommuner_i_bruk,
        sums.kommuner_i_bruk - year_before.kommuner_i_bruk as vekst,
        rank() over (order by sums.nummer desc) = 1 as er_nyeste
    from sums
    left join sums as year_before on sums.nummer = year_before.nummer + 12

)

select * from final
