-- The gate of figures. One row per municipality, direction and month of the 24 before the figures' date: how many
-- moves. They are part of no whole that is shown. Zeros have rows as well, and hide as other small figures do.
with

moves as (

    select * from {{ ref('int_gate__flyttinger') }}

),

cells as (

    select * from {{ ref('int_figures__cells') }}

),

grid as (

    select
        cells.kommunenummer,
        directions.retning,
        {{ month_number(figures_date()) }} - back.maaneder as maaned
    from cells
    cross join (values ('inn'), ('ut')) as directions (retning)
    cross join (
        values
        {%- for months in range(1, 25) %}
        ({{ months }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as back (maaneder)
    where cells.inndeling = 'kommune'

),

counts as (

    select
        kommunenummer,
        retning,
        {{ month_number('flyttedato') }} as maaned,
        count(*) as n
    from moves
    group by
        kommunenummer,
        retning,
        {{ month_number('flyttedato') }}

),

final as (

    select
        grid.kommunenummer,
        {{ figures_date() }} as per_dato,
        grid.retning,
        cast(floor((grid.maaned - 1) / 12.0) as {{ dbt.type_int() }}) as aar,
        cast(grid.maaned - 12 * floor((grid.maaned - 1) / 12.0) as {{ dbt.type_int() }}) as maaned,
        cast(case when {{ publishable('counts.n') }} then counts.n end as {{ dbt.type_int() }}) as n_flyttinger
    from grid
    left join counts
        on
            grid.kommunenummer = counts.kommunenummer
            and grid.retning = counts.retning
            and grid.maaned = counts.maaned

)

select * from final
