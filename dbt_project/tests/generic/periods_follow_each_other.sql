{#- Municipalities whose periods leave a day out or tell of one twice, or that do not end on the figures' day. -#}
{% test periods_follow_each_other(model) %}
with ordered as (
    select
        kommunenummer,
        fra_dato,
        til_dato,
        per_dato,
        rang,
        lead(fra_dato) over (partition by kommunenummer order by fra_dato) as neste_fra_dato,
        lead(rang) over (partition by kommunenummer order by fra_dato) as neste_rang
    from {{ model }}
)

select kommunenummer
from ordered
where
    (neste_fra_dato is null) <> (til_dato is null)
    or {{ days_between('til_dato', 'neste_fra_dato') }} <> 1
    or coalesce(til_dato, per_dato) < fra_dato
    or rang = neste_rang
{% endtest %}
