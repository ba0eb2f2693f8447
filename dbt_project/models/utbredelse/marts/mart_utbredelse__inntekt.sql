-- One row per quarter and price band: expected income from the fixed price, a quarter of a year's for each agreement in force
-- on the first day of the quarter.
with

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}

),

tenants as (

    select * from {{ ref('int_utbredelse__tenanter') }}
    where signert <= {{ dato() }}

),

inhabitants as (

    select * from {{ ref('int_utbredelse__innbyggere') }}

),

prices as (

    select * from (
        values
        ('under 10 000', 10000), ('10 000–49 999', 20000), ('50 000 og over', 30000), ('fylkeskommune', 30000)
    ) as price_list (prisbaand, aarspris)

),

-- those that have begun, and a year to come
quarters as (

    select
        months.aar,
        months.kvartal,
        months.maaned as kvartal_fra,
        months.maaned > {{ dato() }} as er_forventet
    from months
    where extract(month from months.maaned) in (1, 4, 7, 10)

),

paying as (

    select distinct
        quarters.aar,
        quarters.kvartal,
        quarters.kvartal_fra,
        quarters.er_forventet,
        coalesce(tenants.kommunenummer, tenants.fylkesnummer) as betaler,
        case
            when tenants.kommunenummer is null then 'fylkeskommune'
            else coalesce({{ prisbaand('inhabitants.innbyggere') }}, 'ukjent')
        end as prisbaand
    from quarters
    inner join tenants on {{ in_force('tenants.signert', 'tenants.avsluttet', 'quarters.kvartal_fra') }}
    left join inhabitants
        on
            tenants.kommunenummer = inhabitants.kommunenummer
            and quarters.aar = inhabitants.aar

),

counts as (

    select
        aar,
        kvartal,
        kvartal_fra,
        er_forventet,
        prisbaand,
        count(*) as kommuner
    from paying
    group by
        aar,
        kvartal,
        kvartal_fra,
        er_forventet,
        prisbaand

),

final as (

    select
        counts.aar,
        counts.kvartal,
        counts.kvartal_fra,
        {{ dato() }} as per_dato,
        counts.prisbaand,
        {{ whole_number('counts.kommuner') }} as kommuner,
        {{ whole_number('prices.aarspris') }} as aarspris,
        cast(
            counts.kommuner * prices.aarspris
            / case when counts.aar = 2021 and counts.kvartal <= 2 then 8 else 4 end
            as {{ dbt.type_bigint() }}
        ) as beloep,
        counts.er_forventet
    from counts
    left join prices on counts.prisbaand = prices.prisbaand

)

select * from final
