-- One row per municipality and month of birth in the figures' year and the four before: how many were born in it and
-- live in the municipality. Where some have no known month there is a row for them.
with

figures as (

    select * from {{ ref('int_gate__figurer') }}
    where inndeling = 'foedselsmaaned'

),

final as (

    select
        kommunenummer,
        per_dato,
        cast({{ figures_year() }} - alder as {{ dbt.type_int() }}) as foedselsaar,
        cast(nullif(verdi, '0') as {{ dbt.type_int() }}) as maaned,
        n_personer as n_foedte
    from figures

)

select * from final
