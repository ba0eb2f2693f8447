-- One row per municipality and month of the series: how it stood on the month's last day.
with

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}
    where not er_fremtid

),

days as (

    select * from {{ ref('int_utbredelse__dager') }}

),

municipalities as (

    select * from {{ ref('int_utbredelse__kommuner') }}

),

inhabitants as (

    select * from {{ ref('int_utbredelse__innbyggere') }}

),

final as (

    select
        days.kommunenummer,
        municipalities.kommunenavn,
        municipalities.fylkesnummer,
        municipalities.fylkesnavn,
        months.maaned,
        months.nummer,
        months.siste_dag,
        months.er_siste,
        months.er_hel_maaned,
        days.rang,
        {{ in_use('days.rang') }} as er_i_bruk,
        days.avtale_siden,
        days.avtale_siden is not null as har_avtale,
        days.aktive_roller,
        days.sist_i_bruk,
        inhabitants.innbyggere
    from months
    inner join days on months.siste_dag = days.dato
    inner join municipalities on days.kommunenummer = municipalities.kommunenummer
    left join inhabitants
        on
            days.kommunenummer = inhabitants.kommunenummer
            and months.aar = inhabitants.aar

)

select * from final
