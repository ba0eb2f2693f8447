{#- FREG's codes and their ranks; ingest.grading.RANK says the same and a test compares them. -#}
{% macro grading_ranks() -%}
    {{ return({"ugradert": 0, "klientadresse": 1, "fortrolig": 2, "strengtFortrolig": 3}) }}
{%- endmacro %}

{#- Above every known rank: a missing or unknown code hides, it never leaks. -#}
{% macro unknown_rank() -%}
    {{ return(99) }}
{%- endmacro %}

{#- The rank of a code, in camelCase or in the UPPER_SNAKE of older documents. -#}
{% macro grading_rank(column) -%}
    case {{ folded(column) }}
        {%- for code, rank in grading_ranks().items() %} when '{{ code | lower }}' then {{ rank }}{% endfor %}
        else {{ unknown_rank() }}
    end
{%- endmacro %}

{#- The code of a rank; `ukjent`, which is no code of FREG's, for everything above the known ones. -#}
{% macro grading_code(rank) -%}
    case {{ rank }}
        {%- for code, known in grading_ranks().items() %} when {{ known }} then '{{ code }}'{% endfor %}
        else 'ukjent'
    end
{%- endmacro %}

{#- `expression`, or NULL where any of `gradings` (column names) ranks above the role's ceiling.
    A role or ceiling that does not exist stops the compilation. -#}
{% macro visible_to(role, expression, gradings) -%}
    {{ visible_below(ceiling_of(role), expression, gradings) }}
{%- endmacro %}

{#- As `visible_to`, for the role with the highest ceiling: what the gate lets through to any mart at all. -#}
{% macro visible_to_any_role(expression, gradings) -%}
    {%- set ceilings = [] -%}
    {%- for role in var('roles') -%}
        {%- do ceilings.append(ceiling_of(role)) -%}
    {%- endfor -%}
    {{ visible_below(ceilings | max, expression, gradings) }}
{%- endmacro %}

{% macro visible_below(ceiling, expression, gradings) -%}
    case
        when
            {% for grading in gradings -%}
            {{ grading_rank(grading) }} <= {{ ceiling }}{{ ' and ' if not loop.last }}
            {%- endfor %}
            then {{ expression }}
    end
{%- endmacro %}

{#- The rank of a role's ceiling. Looked up, or compilation stops: "unknown ranks highest" must never open a ceiling. -#}
{% macro ceiling_of(role) -%}
    {%- set ceiling = var('roles').get(role, {}).get('ceiling') -%}
    {%- if ceiling not in grading_ranks() -%}
        {{ exceptions.raise_compiler_error("the role '" ~ role ~ "' has no known ceiling") }}
    {%- endif -%}
    {{ return(grading_ranks()[ceiling]) }}
{%- endmacro %}

{#- What a list says in place of an address that is hidden. A role that may know of gradings hears that a look-up of its
    own can help; every other role hears what it hears of a missing address (fiks.md 5.3). -#}
{% macro hidden_address_text(role) -%}
    {%- set policy = var('roles')[role] -%}
    {{- "'krever eget oppslag'" if policy.status == 'bekreftet' and 'adressebeskyttelse' in policy.parts
        else missing_address_text() -}}
{%- endmacro %}

{% macro missing_address_text() -%}
    'adresse ikke tilgjengelig'
{%- endmacro %}
