-- One row per municipality and month: how it stood on the last day of the month, or on the figures' day in the last one.
with

months as (

    select * from {{ ref('int_utbredelse__kommunemaaneder') }}

),

municipalities as (

    select * from {{ ref('int_utbredelse__kommuner') }}

),

periods as (

    select * from {{ ref('int_utbredelse__perioder') }}

),

tenants as (

    select * from {{ ref('int_utbredelse__tenanter') }}

),

overview as (

    select * from {{ ref('int_utbredelse__systemer') }}

),

systems as (

    select * from {{ ref('int_utbredelse__systemmaaneder') }}

),

calls as (

    select * from {{ ref('int_utbredelse__bruk') }}
    where
        nivaa = 'kommune'
        and tjenesteomraade = 'alle'

),

pilots as (

    select
        kommunenummer,
        max(case when er_pilot then 1 else 0 end) = 1 as er_pilot
    from tenants
    group by kommunenummer

),

vendors as (

    select distinct
        kommunenummer,
        leverandoer
    from overview
    where leverandoer is not null

),

vendor_lists as (

    select
        kommunenummer,
        {{ comma_separated('leverandoer') }} as leverandoerer
    from vendors
    group by kommunenummer

),

overview_sizes as (

    select
        kommunenummer,
        count(*) as n
    from overview
    group by kommunenummer

),

in_production as (

    select
        maaned,
        kommunenummer,
        count(*) as systemer,
        sum(case when er_paa_hendelser then 1 else 0 end) as paa_hendelser
    from systems
    group by
        maaned,
        kommunenummer

),

looked_up as (

    select
        months.*,
        coalesce(calls.oppslag, 0) as oppslag,
        coalesce(calls.oppslag, 0) * 1000.0 / nullif(months.innbyggere, 0) as oppslag_per_1000
    from months
    left join calls
        on
            months.maaned = calls.maaned
            and months.kommunenummer = calls.omraade

),

ranked as (

    select
        maaned,
        kommunenummer,
        rank() over (
            partition by maaned
            order by oppslag_per_1000 desc
        ) as plassering,
        rank() over (
            partition by maaned
            order by oppslag_per_1000 asc
        ) as plassering_nedenfra
    from looked_up
    where
        er_i_bruk
        and oppslag_per_1000 is not null

),

final as (

    select
        looked_up.kommunenummer,
        looked_up.kommunenavn,
        looked_up.fylkesnummer,
        looked_up.fylkesnavn,
        municipalities.breddegrad,
        municipalities.lengdegrad,
        looked_up.maaned,
        looked_up.siste_dag as per_dato,
        looked_up.er_siste,
        {{ stadium('looked_up.rang') }} as stadium,
        looked_up.rang,
        periods.fra_dato as stadium_siden,
        before.rang as rang_forrige,
        looked_up.innbyggere,
        {{ prisbaand('looked_up.innbyggere') }} as prisbaand,
        case {{ prisbaand('looked_up.innbyggere') }}
            when 'under 10 000' then 'liten'
            when '10 000–49 999' then 'mellomstor'
            when '50 000 og over' then 'stor'
        end as kommunestoerrelse,
        looked_up.har_avtale,
        looked_up.avtale_siden,
        {{ whole_number(days_between('looked_up.avtale_siden', 'looked_up.siste_dag')) }} as dager_siden_avtale,
        coalesce(pilots.er_pilot, false) as er_pilot,
        looked_up.er_i_bruk,
        not looked_up.er_i_bruk and looked_up.sist_i_bruk is not null as falt_fra,
        case
            when looked_up.har_avtale and not looked_up.er_i_bruk
                then greatest(
                    looked_up.avtale_siden,
                    coalesce({{ days_after('looked_up.sist_i_bruk', 1) }}, looked_up.avtale_siden)
                )
        end as ikke_i_bruk_siden,
        vendor_lists.leverandoerer,
        {{ whole_number('coalesce(overview_sizes.n, 0)') }} as systemer_i_oversikt,
        {{ whole_number('coalesce(in_production.systemer, 0)') }} as systemer,
        {{ whole_number('coalesce(in_production.paa_hendelser, 0)') }} as systemer_paa_hendelser,
        looked_up.aktive_roller,
        cast(looked_up.oppslag as {{ dbt.type_bigint() }}) as oppslag,
        cast(looked_up.oppslag_per_1000 as double precision) as oppslag_per_1000,
        {{ whole_number('ranked.plassering') }} as plassering,
        {{ whole_number('ranked.plassering_nedenfra') }} as plassering_nedenfra
    from looked_up
    inner join municipalities on looked_up.kommunenummer = municipalities.kommunenummer
    inner join periods
        on
            looked_up.kommunenummer = periods.kommunenummer
            and looked_up.siste_dag >= periods.fra_dato
            and (periods.neste_fra_dato is null or looked_up.siste_dag < periods.neste_fra_dato)
    left join months as before
        on
            looked_up.kommunenummer = before.kommunenummer
            and looked_up.nummer = before.nummer + 1
    left join pilots on looked_up.kommunenummer = pilots.kommunenummer
    left join vendor_lists on looked_up.kommunenummer = vendor_lists.kommunenummer
    left join overview_sizes on looked_up.kommunenummer = overview_sizes.kommunenummer
    left join in_production
        on
            looked_up.kommunenummer = in_production.kommunenummer
            and looked_up.maaned = in_production.maaned
    left join ranked
        on
            looked_up.kommunenummer = ranked.kommunenummer
            and looked_up.maaned = ranked.maaned

)

select * from final
