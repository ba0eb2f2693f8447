-- One row per age that figures are made for, with its age group. 105 is 105 and over. Up to 16 an age is its own group.
{%- set groups = [[17, 19], [20, 29], [30, 39], [40, 49], [50, 59], [60, 66], [67, 79], [80, 89], [90, 105]] %}
{{ config(materialized='view') }}
with

numbers as (

    select numbers.alder
    from (
        values
        {%- for alder in range(106) %}
        ({{ alder }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as numbers (alder)

),

grouped as (

    select
        alder,
        case
            {% for fra, til in groups -%}
            when alder between {{ fra }} and {{ til }} then {{ fra }}
            {% endfor -%}
            else alder
        end as fra_alder,
        case
            {% for fra, til in groups -%}
            when alder between {{ fra }} and {{ til }} then {{ til }}
            {% endfor -%}
            else alder
        end as til_alder
    from numbers

),

final as (

    select
        alder,
        fra_alder,
        til_alder,
        case
            when til_alder = 105 then cast(fra_alder as {{ dbt.type_string() }}) || '+'
            when fra_alder = til_alder then cast(fra_alder as {{ dbt.type_string() }})
            else cast(fra_alder as {{ dbt.type_string() }}) || '-' || cast(til_alder as {{ dbt.type_string() }})
        end as aldersgruppe
    from grouped

)

select * from final
