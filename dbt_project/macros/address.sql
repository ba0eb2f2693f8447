{#- The columns of an address entry that intermediate models go on with. Postal addresses are no place where somebody
    lives: of those only the grading counts. -#}
{% macro address_entry_columns(is_place=true) -%}
        adressegradering,
        {%- if is_place %}
        kommunenummer,
        {{ address_text() }} as adresse,
        postnummer,
        poststed,
        adresse_identifikator,
        bruksenhetsnummer
        {%- else %}
        {% for column in [
            'kommunenummer', 'adresse', 'postnummer', 'poststed', 'adresse_identifikator', 'bruksenhetsnummer'
        ] -%}
        cast(null as {{ dbt.type_string() }}) as {{ column }}{{ ',' if not loop.last }}
        {% endfor -%}
        {%- endif %}
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
