{#- Rows with a name or number of a holder of foreldreansvar who is not shown, a holder without a label, or a label that
    is none of ours. -#}
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
    or ansvarlig_{{ place }}_tilstand not in ('vist', 'opplysninger_ikke_tilgjengelige')
    or ansvarlig_{{ place }}_rolle not in (
        'mor', 'far', 'medmor', 'annen foreldreansvarlig', 'foreldreansvarlig'
    )
    {{ 'or' if not loop.last }}
    {% endfor %}
{% endtest %}
