-- One row per municipality and period on one rung.
with

days as (

    select * from {{ ref('int_utbredelse__dager') }}

),

compared as (

    select
        kommunenummer,
        dato,
        rang,
        lag(rang) over (
            partition by kommunenummer
            order by dato asc
        ) as rang_foer
    from days

),

starts as (

    select
        kommunenummer,
        rang,
        dato as fra_dato
    from compared
    where
        rang_foer is null
        or rang_foer <> rang

),

final as (

    select
        kommunenummer,
        rang,
        fra_dato,
        lead(fra_dato) over (
            partition by kommunenummer
            order by fra_dato asc
        ) as neste_fra_dato
    from starts

)

select * from final
