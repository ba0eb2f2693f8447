-- One row per quarter of signing and number of months since: of the municipalities that signed then, how many were in use at
-- the end of that month. Only where the month is over, and in the series, for all of them.
with

tenants as (

    select * from {{ ref('int_utbredelse__tenanter') }}
    where
        kommunenummer is not null
        and signert <= {{ dato() }}

),

months as (

    select * from {{ ref('int_utbredelse__kommunemaaneder') }}
    where er_hel_maaned

),

signed as (

    select
        kommunenummer,
        min(signert) as signert
    from tenants
    group by kommunenummer

),

members as (

    select
        kommunenummer,
        cast({{ dbt.date_trunc('quarter', 'signert') }} as date) as kvartal_fra,
        {{ month_number('signert') }} as nummer,
        count(*) over (partition by {{ dbt.date_trunc('quarter', 'signert') }}) as kommuner
    from signed

),

followed as (

    select
        members.kvartal_fra,
        members.kommuner,
        months.nummer - members.nummer as maaneder_siden,
        count(*) as n_fulgt,
        sum(case when months.er_i_bruk then 1 else 0 end) as fortsatt_i_bruk
    from members
    inner join months
        on
            members.kommunenummer = months.kommunenummer
            and members.nummer <= months.nummer
    group by
        members.kvartal_fra,
        members.kommuner,
        months.nummer - members.nummer

),

final as (

    select
        cast(extract(year from kvartal_fra) as {{ dbt.type_string() }}) || '-K'
        || cast(extract(quarter from kvartal_fra) as {{ dbt.type_string() }}) as kvartal,
        kvartal_fra,
        {{ whole_number('maaneder_siden') }} as maaneder_siden,
        {{ dato() }} as per_dato,
        {{ whole_number('kommuner') }} as kommuner,
        {{ whole_number('fortsatt_i_bruk') }} as fortsatt_i_bruk,
        {{ share('fortsatt_i_bruk', 'kommuner') }} as andel
    from followed
    where n_fulgt = kommuner

)

select * from final
