-- One row per number of months ahead, 1 to 12: how far the forecast of municipalities in use would have missed, had it been
-- made in each month that has passed.
with

months as (

    select * from {{ ref('int_utbredelse__vekst') }}

),

tried as (

    select
        actual.nummer - origin.nummer as maaneder_fram,
        abs(
            {{ expected_in_use('origin.kommuner_i_bruk', 'origin.vekst', 'actual.nummer - origin.nummer', 'actual.kommuner') }}
            - actual.kommuner_i_bruk
        ) as feil
    from months as origin
    inner join months as actual on actual.nummer - origin.nummer between 1 and 12
    where origin.vekst is not null

),

final as (

    select
        maaneder_fram,
        max(feil) as feil,
        avg(feil) as middelfeil,
        count(*) as etterproevinger
    from tried
    group by maaneder_fram

)

select * from final
