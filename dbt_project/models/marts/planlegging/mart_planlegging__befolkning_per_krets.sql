-- One row per municipality, school district and age group: how many live there. The district `alle` is the whole
-- municipality; its age group `alle` is everybody.
with

figures as (

    select * from {{ ref('int_gate__figurer') }}
    where inndeling in ('kommune', 'aldersgruppe', 'krets')

),

final as (

    select
        kommunenummer,
        per_dato,
        case when inndeling = 'krets' then verdi else 'alle' end as skolekrets,
        coalesce(aldersgruppe, 'alle') as aldersgruppe,
        coalesce(fra_alder, 0) as fra_alder,
        coalesce(til_alder, 105) as til_alder,
        n_personer
    from figures

)

select * from final
