{#- What needs a lambda over a list. A file of its own, because sqlfluff cannot parse DuckDB's lambdas. A parameter must not
    have the name of a column: the column would be meant. -#}

{#- Entries with the newest first. Order: gyldighetstidspunkt, ajourholdstidspunkt, erGjeldende, place in the document
    (freg.md 5.1). Most lists come in that order already; only the others are sorted. -#}
{% macro newest_first(entries) -%}
    case
        when len({{ entries }}) > 1 and {{ is_out_of_order(entries) }}
            then list_transform(
                list_sort(
                    list_transform({{ entries }}, lambda item, place: struct_pack(
                        gyldighetstidspunkt := coalesce(item.gyldighetstidspunkt, ''),
                        ajourholdstidspunkt := coalesce(item.ajourholdstidspunkt, ''),
                        er_gjeldende := coalesce(item.erGjeldende, false),
                        place := -place
                    )),
                    'DESC'
                ),
                lambda key: {{ entries }}[-key.place]
            )
        else {{ entries }}
    end
{%- endmacro %}

{#- True also for equal times, which the full order must settle. -#}
{% macro is_out_of_order(entries) -%}
    len(list_filter(
        {{ entries }},
        lambda item, place:
            place > 1
            and coalesce(item.gyldighetstidspunkt, '') >= coalesce({{ entries }}[place - 1].gyldighetstidspunkt, '')
    )) > 0
{%- endmacro %}

{#- For each entry whether it is current. Where `erGjeldende` is missing, an entry that has not ended counts as current if
    several may be so at once, and else if nothing newer is there. -#}
{% macro current_flags(element) -%}
    list_transform({{ element }}, lambda item, place: coalesce(
        item.erGjeldende,
        {{ text('item.opphoerstidspunkt') }} is null
        {%- if element not in freg_parallel_elements() %} and place = 1{% endif %}
    ))
{%- endmacro %}

{#- One field of each item. -#}
{% macro pluck(entries, field) -%}
    list_transform({{ entries }}, lambda item: item.{{ field }})
{%- endmacro %}

{#- Two fields of each entry as one text. -#}
{% macro pluck_pairs(entries, first, second) -%}
    list_transform({{ entries }}, lambda pair: concat_ws(': ', pair.{{ first }}, pair.{{ second }}))
{%- endmacro %}
