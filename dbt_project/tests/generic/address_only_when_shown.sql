{#- Rows with anything of an address although the list says that it is not shown, or the other way round. -#}
{% test address_only_when_shown(model) %}
select kommunenummer
from {{ model }}
where
    (adressetilstand = 'vist') <> (adresse is not null)
    or (adressetilstand = 'krever eget oppslag' and (postnummer is not null or poststed is not null))
{% endtest %}
