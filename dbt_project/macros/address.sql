{#- The columns of an address entry that intermediate models go on with: of a place where somebody lives. -#}
{% macro address_entry_columns() -%}
        adressegradering,
        kommunenummer,
        {{ address_text() }} as adresse,
        postnummer,
        poststed,
        adresse_identifikator,
        bruksenhetsnummer
{%- endmacro %}

{#- The same of a postal address: a street, a box or lines as they came. It is no place where somebody lives. -#}
{% macro postal_entry_columns() -%}
        adressegradering,
        cast(null as {{ dbt.type_string() }}) as kommunenummer,
        coalesce(
            {{ spaced(['adressenavn', "coalesce(husnummer, '') || coalesce(husbokstav, '')"]) }},
            'Postboks ' || postboks,
            -- a c/o line names somebody else (R8)
            case when lower(adresselinjer) not like '%c/o%' then replace(adresselinjer, chr(10), ', ') end
        ) as adresse,
        postnummer,
        poststed,
        adresse_identifikator,
        bruksenhetsnummer
{%- endmacro %}

{#- Of a postal address abroad only the grading counts: no role shows it. -#}
{% macro foreign_entry_columns() -%}
        adressegradering,
        {% for column in [
            'kommunenummer', 'adresse', 'postnummer', 'poststed', 'adresse_identifikator', 'bruksenhetsnummer'
        ] -%}
        cast(null as {{ dbt.type_string() }}) as {{ column }}{{ ',' if not loop.last }}
        {% endfor -%}
{%- endmacro %}

{#- The line that an address is read by: street and number, or farm and holding numbers. -#}
{% macro address_text() -%}
    case
        when adressenavn is not null
            then {{ spaced(['adressenavn', "coalesce(husnummer, '') || coalesce(husbokstav, '')"]) }}
        when gaardsnummer is not null
            then
                coalesce(adressetilleggsnavn || ', ', '')
                || 'gnr. ' || cast(gaardsnummer as {{ dbt.type_string() }})
                || coalesce(', bnr. ' || cast(bruksnummer as {{ dbt.type_string() }}), '')
                || coalesce(', festenr. ' || cast(festenummer as {{ dbt.type_string() }}), '')
                || coalesce(', undernr. ' || cast(undernummer as {{ dbt.type_string() }}), '')
        else adressetilleggsnavn
    end
{%- endmacro %}

{#- A dwelling twice: by the matrikkel's identifier and by its text, each with the unit. NULL where there is none. -#}
{% macro dwelling_keys(relation) -%}
    '#' || {{ relation }}.adresse_identifikator || '#' || coalesce({{ relation }}.bruksenhetsnummer, '')
            as by_identifier,
        {{ relation }}.kommunenummer
        || '#' || coalesce({{ relation }}.postnummer, '')
        || '#' || lower({{ relation }}.adresse)
        || '#' || coalesce({{ relation }}.bruksenhetsnummer, '')
            as by_text
{%- endmacro %}
