{#- Stops a build where a role has what no law gives it. ingest.roles refuses the same, and a test compares the two. -#}
{% macro check_roles() -%}
    {%- for key, role in var('roles').items() if execute -%}
        {%- for part, told in role.parts.items() -%}
            {%- set fault = part_fault(role, part, told) | trim -%}
            {%- if fault -%}
                {{ exceptions.raise_compiler_error("the role " ~ key ~ " cannot be used: " ~ fault) }}
            {%- endif -%}
        {%- endfor -%}
        {%- do ceiling_of(key) -%}
    {%- endfor -%}
{%- endmacro %}

{#- What is wrong with one part of a role, or nothing. -#}
{% macro part_fault(role, part, told) -%}
    {%- set basis = var('lovhjemler').get(told.hjemmel) -%}
    {%- if part not in var('opplysninger') -%}
        {{ part }} is no opplysning of FREG
    {%- elif basis is none or told.hjemmel not in role.lovhjemmel -%}
        {{ part }} has no legal basis among the role's own
    {%- elif role.tjenesteomraade not in basis.tjenesteomraader -%}
        {{ told.hjemmel }} is no basis for {{ role.tjenesteomraade }}
    {%- elif var('opplysninger')[part].taushetsbelagt and not basis.gir_taushetsbelagt -%}
        {{ part }} is taushetsbelagt, and {{ told.hjemmel }} does not give that
    {%- elif not (told.grunn or '') | trim -%}
        {{ part }} has no reason
    {%- endif -%}
{%- endmacro %}
