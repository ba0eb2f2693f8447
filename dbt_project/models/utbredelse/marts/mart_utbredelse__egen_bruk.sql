-- One row per month and role of our own pages: what was shown, from the program's own access log.
with

entries as (

    select * from {{ ref('int_utbredelse__egen_logg') }}

),

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}

),

sums as (

    select
        maaned,
        rolle,
        {%- for event in ['visning', 'eksport', 'oppslag', 'avslag'] %}
        sum(case when hendelse = '{{ event }}' then 1 else 0 end) as {{ event }},
        {%- endfor %}
        count(distinct bruker) as brukere
    from entries
    group by
        maaned,
        rolle

),

final as (

    select
        sums.maaned,
        months.siste_dag as per_dato,
        sums.rolle,
        {{ whole_number('sums.visning') }} as visninger,
        {{ whole_number('sums.eksport') }} as eksporter,
        {{ whole_number('sums.oppslag') }} as egne_oppslag,
        {{ whole_number('sums.avslag') }} as avslag,
        case when {{ publishable('sums.brukere') }} then {{ whole_number('sums.brukere') }} end as brukere,
        not {{ publishable('sums.brukere') }} as er_skjult
    from sums
    inner join months on sums.maaned = months.maaned

)

select * from final
