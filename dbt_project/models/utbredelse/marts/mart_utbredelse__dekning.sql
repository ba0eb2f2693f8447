-- One row per month and area, the whole country (landet) or a county: how much of it the service covers.
with

months as (

    select * from {{ ref('int_utbredelse__kommunemaaneder') }}

),

areas as (

    select * from {{ ref('int_utbredelse__omraader') }}
    where nivaa <> 'kommune'

),

sums as (

    select
        months.maaned,
        months.nummer,
        months.siste_dag,
        months.er_siste,
        areas.omraade,
        areas.omraadenavn,
        count(*) as kommuner,
        sum(case when months.har_avtale then 1 else 0 end) as kommuner_med_avtale,
        sum(case when months.er_i_bruk then 1 else 0 end) as kommuner_i_bruk,
        sum(case when months.rang = 5 then 1 else 0 end) as kommuner_med_hendelser,
        sum(coalesce(months.innbyggere, 0)) as innbyggere,
        sum(case when months.er_i_bruk then coalesce(months.innbyggere, 0) else 0 end) as innbyggere_dekket
    from months
    inner join areas on areas.omraade in ('landet', months.fylkesnummer)
    group by
        months.maaned,
        months.nummer,
        months.siste_dag,
        months.er_siste,
        areas.omraade,
        areas.omraadenavn

),

final as (

    select
        sums.maaned,
        sums.siste_dag as per_dato,
        sums.er_siste,
        sums.omraade,
        sums.omraadenavn,
        {{ whole_number('sums.kommuner') }} as kommuner,
        {{ whole_number('sums.kommuner_med_avtale') }} as kommuner_med_avtale,
        {{ whole_number('sums.kommuner_i_bruk') }} as kommuner_i_bruk,
        {{ whole_number('sums.kommuner_med_hendelser') }} as kommuner_med_hendelser,
        {{ share('sums.kommuner_i_bruk', 'sums.kommuner') }} as andel_kommuner,
        cast(sums.innbyggere as {{ dbt.type_bigint() }}) as innbyggere,
        cast(sums.innbyggere_dekket as {{ dbt.type_bigint() }}) as innbyggere_dekket,
        {{ share('sums.innbyggere_dekket', 'sums.innbyggere') }} as andel_innbyggere,
        {{ whole_number('sums.kommuner_i_bruk - month_before.kommuner_i_bruk') }} as endring_maaned,
        {{ whole_number('sums.kommuner_i_bruk - quarter_before.kommuner_i_bruk') }} as endring_kvartal
    from sums
    left join sums as month_before
        on
            sums.omraade = month_before.omraade
            and sums.nummer = month_before.nummer + 1
    left join sums as quarter_before
        on
            sums.omraade = quarter_before.omraade
            and sums.nummer = quarter_before.nummer + 3

)

select * from final
