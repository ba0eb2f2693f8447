-- One row per municipality and number of years ahead (1 to 6): how far the method of the school start forecast would
-- have missed, had it been used so long before three cohorts that have started school since.
{%- set cohorts, horizons = range(3), range(7) %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where is_resident

),

residences as (

    select * from {{ ref('int_figures__residences') }}

),

-- 0 years before is the school start itself, seen from as far into the year as the figures' date is
moments as (

    select
        pairs.kull,
        pairs.aar_foer,
        {{ figures_year() }} - 6 - pairs.kull as foedselsaar,
        {{ month_number(figures_date()) }} - 12 * (pairs.kull + pairs.aar_foer) as maaned
    from (
        values
        {%- for kull in cohorts %}{% set last = loop.last %}{% for aar in horizons %}
        ({{ kull }}, {{ aar }}){{ ',' if not (last and loop.last) }}
        {%- endfor %}{% endfor %}
    ) as pairs (kull, aar_foer)

),

living as (

    select
        persons.person,
        moments.kull,
        moments.aar_foer,
        min(residences.position) as newest_position
    from persons
    inner join moments on persons.foedselsaar = moments.foedselsaar
    inner join residences on persons.person = residences.person
    where
        residences.fra_maaned < moments.maaned
        and coalesce({{ month_number('persons.foedselsdato') }}, 0) < moments.maaned
    group by
        persons.person,
        moments.kull,
        moments.aar_foer

),

counts as (

    select
        residences.kommunenummer,
        residences.skolekrets,
        living.kull,
        living.aar_foer,
        count(*) as n
    from living
    inner join residences
        on
            living.person = residences.person
            and living.newest_position = residences.position
    where
        residences.kommunenummer is not null
        and residences.skolekrets is not null
    group by
        residences.kommunenummer,
        residences.skolekrets,
        living.kull,
        living.aar_foer

),

-- six years before, the cohort is still being born
expected as (

    select
        kommunenummer,
        skolekrets,
        kull,
        aar_foer,
        case when aar_foer = 6 then n * 12.0 / ({{ figures_months() }}) else n end as n
    from counts
    where aar_foer > 0

),

districts as (

    select distinct
        counts.kommunenummer,
        counts.skolekrets,
        moments.kull,
        moments.aar_foer
    from counts
    inner join moments on counts.kull = moments.kull
    where moments.aar_foer > 0

),

final as (

    select
        districts.kommunenummer,
        districts.aar_foer,
        sum(coalesce(started.n, 0)) as n_startet,
        sum(abs(coalesce(expected.n, 0) - coalesce(started.n, 0))) as n_bom
    from districts
    left join counts as started
        on
            districts.kommunenummer = started.kommunenummer
            and districts.skolekrets = started.skolekrets
            and districts.kull = started.kull
            and started.aar_foer = 0
    left join expected
        on
            districts.kommunenummer = expected.kommunenummer
            and districts.skolekrets = expected.skolekrets
            and districts.kull = expected.kull
            and districts.aar_foer = expected.aar_foer
    group by
        districts.kommunenummer,
        districts.aar_foer

)

select * from final
