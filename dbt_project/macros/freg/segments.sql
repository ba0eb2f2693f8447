{#- The name of the newest segment that has been parsed: names grow, so newer segments are those with a greater name. -#}
{% macro newest_parsed_segment() -%}
    {%- set newest = run_query('select max(segment) as segment from ' ~ this) -%}
    {{- newest.columns[0].values()[0] or '' -}}
{%- endmacro %}
