-- One row per municipality, school district and school year to come: how many first-graders to expect. Everything is
-- worked out from figures that may be shown, so that it tells nothing more than they do.
with

figures as (

    select * from {{ ref('int_gate__figurer') }}
    where
        inndeling = 'krets'
        and til_alder <= 5

),

errors as (

    select * from {{ ref('int_gate__figurer_treff') }}

),

-- of the cohort that is being born, the months to come are as those that have passed
cohorts as (

    select
        kommunenummer,
        per_dato,
        verdi as skolekrets,
        cast({{ figures_year() }} - fra_alder as {{ dbt.type_int() }}) as foedselsaar,
        6 - fra_alder as aar_foer,
        n_personer as n_barn,
        case when fra_alder = 0 then n_personer * 12.0 / ({{ figures_months() }}) else n_personer end as n_ventet
    from figures

),

final as (

    select
        cohorts.kommunenummer,
        cohorts.per_dato,
        cohorts.skolekrets,
        cast(cohorts.foedselsaar + 6 as {{ dbt.type_int() }}) as skolestart_aar,
        cohorts.foedselsaar,
        cohorts.n_barn,
        cast(round(cohorts.n_ventet) as {{ dbt.type_int() }}) as n_ventet,
        cast(floor(cohorts.n_ventet * (100 - errors.feil_prosent) / 100.0) as {{ dbt.type_int() }}) as n_lav,
        cast(ceil(cohorts.n_ventet * (100 + errors.feil_prosent) / 100.0) as {{ dbt.type_int() }}) as n_hoey,
        errors.feil_prosent,
        'uendret kull' as metode
    from cohorts
    left join errors
        on
            cohorts.kommunenummer = errors.kommunenummer
            and cohorts.aar_foer = errors.aar_foer

)

select * from final
