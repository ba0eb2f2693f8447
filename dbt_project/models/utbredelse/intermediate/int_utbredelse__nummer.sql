-- One row per municipality number, today's and those from before 2024: which of today's it is. A divided municipality goes
-- on under the first of its numbers, since a tenant and its inhabitants cannot be divided.
with

municipalities as (

    select * from {{ ref('kommuner') }}

),

changes as (

    select * from {{ ref('kommuneendringer') }}

),

former as (

    select
        gammelt_kommunenummer as kommunenummer,
        min(nytt_kommunenummer) as kommunenummer_i_dag
    from changes
    group by gammelt_kommunenummer

),

final as (

    select
        kommunenummer,
        kommunenummer as kommunenummer_i_dag
    from municipalities

    union all

    select
        kommunenummer,
        kommunenummer_i_dag
    from former

)

select * from final
