{#- The day the lists are made for: `vars.dato`, or today in Norway. A word that is no date stops the compilation. -#}
{% macro list_date() -%}
    {%- set given = var('dato') | string -%}
    {%- if given -%}
        {{ return(modules.datetime.datetime.strptime(given, '%Y-%m-%d').date()) }}
    {%- endif -%}
    {{ return(run_started_at.astimezone(modules.pytz.timezone('Europe/Oslo')).date()) }}
{%- endmacro %}

{#- That day as SQL. -#}
{% macro dato() -%}
    cast('{{ list_date() }}' as date)
{%- endmacro %}

{#- L of fiks.md 4.2: the calendar year that lists are counted from. -#}
{% macro list_year() -%}
    {{ return(list_date().year) }}
{%- endmacro %}
