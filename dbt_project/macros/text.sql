{#- A code ready to be compared: `strengtFortrolig` and `STRENGT_FORTROLIG` are one. -#}
{% macro folded(column) -%}
    lower(replace({{ column }}, '_', ''))
{%- endmacro %}

{#- The parts that are there, with one space between; NULL when none is. -#}
{% macro spaced(columns) -%}
    nullif(trim(
        {%- for column in columns %}
        coalesce({{ column }}{{ " || ' '" if not loop.last }}, ''){{ " ||" if not loop.last }}
        {%- endfor %}
    ), '')
{%- endmacro %}
