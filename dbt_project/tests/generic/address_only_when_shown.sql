{#- Rows with anything of an address although the list says that it is not shown, or the other way round, or that say
    what no list says. -#}
{% test address_only_when_shown(model) %}
select kommunenummer
from {{ model }}
where
    adressetilstand not in ('vist', 'krever eget oppslag', 'adresse ikke tilgjengelig')
    or (adressetilstand = 'vist') <> (adresse is not null)
    or (adressetilstand = 'krever eget oppslag' and (postnummer is not null or poststed is not null))
{% endtest %}
