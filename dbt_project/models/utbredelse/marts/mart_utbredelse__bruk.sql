-- One row per month, area and service area in which there was a call in production, with a row `alle` for each.
with

use_of as (

    select * from {{ ref('int_utbredelse__bruk') }}

),

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}

),

areas as (

    select * from {{ ref('int_utbredelse__omraader') }}

),

final as (

    select
        use_of.maaned,
        months.siste_dag as per_dato,
        months.er_siste,
        use_of.nivaa,
        use_of.omraade,
        areas.omraadenavn,
        case when use_of.nivaa = 'kommune' then use_of.omraade end as kommunenummer,
        use_of.tjenesteomraade,
        {%- for measure in ['oppslag', 'kall', 'lister', 'hendelseskall', 'feilede'] %}
        cast(use_of.{{ measure }} as {{ dbt.type_bigint() }}) as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from use_of
    inner join months on use_of.maaned = months.maaned
    inner join areas
        on
            use_of.nivaa = areas.nivaa
            and use_of.omraade = areas.omraade

)

select * from final
