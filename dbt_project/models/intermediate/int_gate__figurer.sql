-- The gate of figures. One row per figure of a municipality, as it may be shown: `n_personer` is NULL where it hides.
-- What is part of a hidden whole hides with it.
with

cells as (

    select * from {{ ref('int_figures__cells') }}

),

ages as (

    select * from {{ ref('int_figures__ages') }}

),

age_groups as (

    select distinct
        aldersgruppe,
        fra_alder,
        til_alder
    from ages

),

judged as (

    select
        *,
        {{ publishable('n', siblings=['kommunenummer', 'inndeling', 'helhet'], order='verdi') }} as is_publishable
    from cells

),

judged_groups as (

    select * from judged
    where inndeling = 'aldersgruppe'

),

judged_ages as (

    select * from judged
    where inndeling = 'alder'

),

final as (

    select
        judged.kommunenummer,
        {{ figures_date() }} as per_dato,
        judged.inndeling,
        judged.aldersgruppe,
        age_groups.fra_alder,
        age_groups.til_alder,
        judged.alder,
        judged.verdi,
        case
            when
                judged.is_publishable
                and (judged.aldersgruppe is null or judged_groups.is_publishable)
                and (judged.alder is null or judged_ages.is_publishable)
                then judged.n
        end as n_personer
    from judged
    left join age_groups on judged.aldersgruppe = age_groups.aldersgruppe
    left join judged_groups
        on
            judged.kommunenummer = judged_groups.kommunenummer
            and judged.aldersgruppe = judged_groups.aldersgruppe
    left join judged_ages
        on
            judged.kommunenummer = judged_ages.kommunenummer
            and judged.alder = judged_ages.alder

)

select * from final
