{#- Columns that several marts have. Each expects the aliases `persons`, `foreldreansvar` and `delt_bosted`. -#}

{% macro child_columns() -%}
        persons.person as foedselsnummer,
        persons.navn,
        persons.fornavn,
        persons.mellomnavn,
        persons.etternavn,
        persons.foedselsdato,
        cast(persons.foedselsaar as {{ dbt.type_int() }}) as foedselsaar,
        persons.kjoenn,
        persons.personstatus
{%- endmacro %}

{% macro residence_columns(role, relation) -%}
    {%- for column in ['adresse', 'postnummer', 'poststed', 'skolekrets', 'grunnkrets'] %}
        {{ visible_to(role, relation ~ '.' ~ column, [relation ~ '.gradering']) }} as {{ column }},
    {%- endfor %}
        {{ address_state(role, relation) }} as adressetilstand
{%- endmacro %}

{% macro delt_bosted_columns(role) -%}
        delt_bosted.person is not null as har_delt_bosted,
        {%- for column in ['adresse', 'postnummer', 'poststed'] %}
        {{ visible_to(role, 'delt_bosted.' ~ column, ['delt_bosted.gradering']) }}
            as delt_{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
{%- endmacro %}

{% macro foreldreansvar_columns() -%}
        foreldreansvar.foreldreansvarstype,
        foreldreansvar.n_foreldreansvarlige,
        {{ holder_columns() }},
        foreldreansvar.mangler_en_part,
        foreldreansvar.manuell_oppfolging,
        foreldreansvar.datakvalitet
{%- endmacro %}

{% macro holder_columns() -%}
    {%- for place in [1, 2] %}
        {%- for column in ['rolle', 'navn', 'foedselsnummer', 'tilstand'] %}
        foreldreansvar.ansvarlig_{{ place }}_{{ column }}{{ ',' if not (loop.last and place == 2) }}
        {%- endfor %}
    {%- endfor %}
{%- endmacro %}

{#- What a list says about an address: shown, hidden, or not there. A hidden one never says which of the reasons it is. -#}
{% macro address_state(role, relation) -%}
    case
        when {{ visible_to(role, 'true', [relation ~ '.gradering']) }} is null then {{ hidden_address_text(role) }}
        when {{ relation }}.adresse is null then {{ missing_address_text() }}
        else 'vist'
    end
{%- endmacro %}

{% macro first_of_month(column) -%}
    cast({{ dbt.date_trunc('month', column) }} as date)
{%- endmacro %}
