-- One row per municipality, school district and year of birth, of those who become 0-16 years old in the figures' year:
-- how many live there.
with

figures as (

    select * from {{ ref('int_gate__figurer') }}
    where
        inndeling = 'krets'
        and til_alder <= 16

),

final as (

    select
        kommunenummer,
        per_dato,
        verdi as skolekrets,
        cast({{ figures_year() }} - fra_alder as {{ dbt.type_int() }}) as foedselsaar,
        n_personer as n_barn
    from figures

)

select * from final
