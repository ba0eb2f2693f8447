{#- Rows with a name or number of somebody who is not shown, or without the number of somebody who is. -#}
{% test related_only_when_shown(model) %}
select kommunenummer
from {{ model }}
where
    (tilstand = 'vist') <> (relatert_foedselsnummer is not null)
    or (tilstand <> 'vist' and relatert_navn is not null)
    or tilstand not in ('vist', 'opplysninger_ikke_tilgjengelige')
{% endtest %}
