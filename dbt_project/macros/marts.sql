{#- Columns that several marts have. They expect the aliases `persons`, `foreldreansvar`, `delt_bosted` and `post`. -#}

{% macro person_columns() -%}
        persons.person as foedselsnummer,
        persons.navn,
        persons.fornavn,
        persons.mellomnavn,
        persons.etternavn
{%- endmacro %}

{% macro birth_columns() -%}
        persons.foedselsdato,
        cast(persons.foedselsaar as {{ dbt.type_int() }}) as foedselsaar
{%- endmacro %}

{% macro child_columns() -%}
        {{ person_columns() }},
        {{ birth_columns() }},
        persons.kjoenn,
        persons.personstatus
{%- endmacro %}

{#- True for who is that old by the end of the list's calendar year (fiks.md 4.2): lists go by year of birth alone. -#}
{% macro is_of_age(youngest, oldest) -%}
    foedselsaar between {{ list_year() - oldest }} and {{ list_year() - youngest }}
{%- endmacro %}

{#- The grade that begins in the list's calendar year; six years old is the first. -#}
{% macro trinn() -%}
    cast({{ list_year() - 5 }} - persons.foedselsaar as {{ dbt.type_int() }})
{%- endmacro %}

{#- Columns of an address, each NULL where its grading is above the role's ceiling. -#}
{% macro visible_columns(role, relation, columns=['adresse', 'postnummer', 'poststed'], prefix='') -%}
    {%- for column in columns %}
        {{ visible_to(role, relation ~ '.' ~ column, [relation ~ '.gradering']) }}
            as {{ prefix }}{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{% macro residence_columns(role, relation) -%}
        {{ visible_columns(role, relation, ['adresse', 'postnummer', 'poststed', 'skolekrets', 'grunnkrets']) }},
        {{ address_state(role, relation) }} as adressetilstand
{%- endmacro %}

{% macro delt_bosted_columns(role) -%}
        delt_bosted.person is not null as har_delt_bosted,
        {{ visible_columns(role, 'delt_bosted', prefix='delt_') }}
{%- endmacro %}

{#- The contact for an estate. It may live where the dead did, so that it hides with them. -#}
{% macro doedsbo_columns(role) -%}
    {%- set gradings = ['persons.gradering', 'residences.gradering'] -%}
        doedsbo.skifteform as doedsbo_skifteform,
        case
            when {{ visible_to(role, 'doedsbo.kontakt', gradings) }} is not null then 'vist'
            when doedsbo.person is not null then 'opplysninger_ikke_tilgjengelige'
        end as doedsbo_tilstand,
    {%- for column in ['kontakt', 'adresse', 'postnummer', 'poststed'] %}
        {{ visible_to(role, 'doedsbo.' ~ column, gradings) }} as doedsbo_{{ column }}{{ ',' if not loop.last }}
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

{#- An address in one line; NULL without a street or farm. -#}
{% macro address_line(relation) -%}
    {{ relation }}.adresse || coalesce(', ' || {{ spaced([relation ~ '.postnummer', relation ~ '.poststed']) }}, '')
{%- endmacro %}

{% macro first_of_month(column) -%}
    cast({{ dbt.date_trunc('month', column) }} as date)
{%- endmacro %}
