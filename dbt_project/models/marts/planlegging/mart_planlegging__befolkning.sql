-- One row per municipality, age in years and sex: how many live there. The sex `alle` is the whole age.
with

figures as (

    select * from {{ ref('int_gate__figurer') }}
    where inndeling in ('alder', 'kjoenn')

),

final as (

    select
        kommunenummer,
        per_dato,
        alder,
        case when inndeling = 'kjoenn' then verdi else 'alle' end as kjoenn,
        n_personer
    from figures

)

select * from final
