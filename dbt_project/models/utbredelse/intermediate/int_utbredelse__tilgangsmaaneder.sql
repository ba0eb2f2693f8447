-- One row per month and kind of access in the whole country: how many were in force at its end, where that may be shown.
with

accesses as (

    select * from {{ ref('int_utbredelse__tilganger') }}

),

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}
    where not er_fremtid

),

by_municipality as (

    select
        months.maaned,
        accesses.kommunenummer,
        accesses.slag,
        count(*) as aktive,
        count(distinct accesses.aktoer) as innehavere
    from accesses
    inner join months on {{ in_force('accesses.gyldig_fra', 'accesses.foer_dato', 'months.siste_dag') }}
    group by
        months.maaned,
        accesses.kommunenummer,
        accesses.slag

),

sums as (

    select
        maaned,
        slag,
        sum(aktive) as aktive,
        sum(innehavere) as innehavere,
        sum(case when {{ publishable('innehavere') }} then 0 else 1 end) as n_skjulte,
        sum(case when {{ publishable('innehavere') }} then 0 else aktive end) as sum_skjulte
    from by_municipality
    group by
        maaned,
        slag

),

final as (

    select
        maaned,
        slag,
        case
            when
                slag = 'integrasjon'
                or (
                    {{ publishable('innehavere') }}
                    and {{ whole_is_safe('n_skjulte', 'sum_skjulte') }}
                )
                then aktive
        end as aktive
    from sums

)

select * from final
