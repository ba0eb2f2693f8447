-- One row per theme of the pilot: findings open and closed.
with

findings as (

    select * from {{ ref('int_utbredelse__funn') }}

),

themes as (

    select * from (
        values
        {%- for theme in themes() %}
        ('{{ theme }}'){{ ',' if not loop.last }}
        {%- endfor %}
    ) as words (tema)

),

final as (

    select
        themes.tema,
        {{ dato() }} as per_dato,
        {{ whole_number('coalesce(sum(case when not findings.er_lukket then 1 else 0 end), 0)') }} as aapne,
        {{ whole_number("coalesce(sum(case when not findings.er_lukket and findings.alvorlighet = 'høy' then 1 else 0 end), 0)") }}
            as aapne_alvorlige,
        {{ whole_number('coalesce(sum(case when findings.er_lukket then 1 else 0 end), 0)') }} as lukkede,
        cast(median(case when findings.er_lukket then findings.dager end) as double precision) as median_dager_til_lukket,
        min(case when not findings.er_lukket then findings.dato end) as eldste_aapne,
        {{ whole_number(days_between('min(case when not findings.er_lukket then findings.dato end)', dato())) }}
            as eldste_aapne_dager
    from themes
    left join findings on themes.tema = findings.tema
    group by themes.tema

)

select * from final
