{#- Rows with a name or number of a holder of foreldreansvar who is not shown, or a holder without a label. -#}
{% test holder_only_when_shown(model) %}
select kommunenummer
from {{ model }}
where
    {% for place in [1, 2] -%}
    (
        coalesce(ansvarlig_{{ place }}_tilstand, '') <> 'vist'
        and (ansvarlig_{{ place }}_navn is not null or ansvarlig_{{ place }}_foedselsnummer is not null)
    )
    or (ansvarlig_{{ place }}_tilstand is null) <> (ansvarlig_{{ place }}_rolle is null)
    {{ 'or' if not loop.last }}
    {% endfor %}
{% endtest %}
