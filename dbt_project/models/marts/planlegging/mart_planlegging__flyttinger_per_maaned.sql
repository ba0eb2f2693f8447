-- One row per municipality, month and direction, in or out: how many moves, renumbering of municipalities not counted.
with

figures as (

    select * from {{ ref('int_gate__figurer_flyttinger') }}

),

final as (

    select
        kommunenummer,
        per_dato,
        aar,
        maaned,
        retning,
        n_flyttinger
    from figures

)

select * from final
