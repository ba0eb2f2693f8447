{#- A mart's schema follows from its name, `mart_<rolle>__<thing>`: a new role needs no second entry. Another folder's schema
    is the schema's whole name, without the target's schema before it. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if node.name.startswith('mart_') -%}
        {{ node.name.split('__')[0] }}
    {%- else -%}
        {{ custom_schema_name | trim if custom_schema_name else target.schema }}
    {%- endif -%}
{%- endmacro %}
