{#- How staging reads a parsed person document. These macros are DuckDB's; a second engine gets an implementation of each
    by the names' prefix. Nothing after staging sees a list or a struct. -#}

{#- The column of every element, from a parsed `document`. -#}
{% macro parsed_elements(elements) -%}
    {%- for element in elements %}
        {{ parsed_entries(element) }} as {{ element }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The elements that no role is allowed, and that are in no document therefore: there with their type, and empty. -#}
{% macro empty_elements() -%}
    {%- set held = freg_held_structure() -%}
    {%- for element, entry in freg_structure().items() if element not in held %}
        json_transform('null', '{{ tojson(entry) }}') as {{ element }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The list of an element as it is stored: newest entry first, so that nothing after this needs to sort entries. What
    carries a grading and is no list becomes an entry of which nothing is known. -#}
{% macro parsed_entries(element) -%}
    {%- set entries = 'document.' ~ element -%}
    {%- if element in freg_single_objects() or element == 'adressebeskyttelse' -%}
        {{ entries }}
    {%- elif element in freg_graded_elements() -%}
        case
            when graded_types[{{ freg_graded_elements().index(element) + 1 }}] not in ('ARRAY', 'NULL') then [null]
            else {{ newest_first(entries) }}
        end
    {%- elif element in freg_parallel_elements() -%}
        {{ entries }}
    {%- else -%}
        {{ newest_first(entries) }}
    {%- endif -%}
{%- endmacro %}

{#- One row per entry of a list element: `person`, `position` (1 = newest), `entry`, and for all entries of the list
    `entries` and `current_flags`. -#}
{% macro unnest_entries(relation, element) -%}
    select
        person,
        {{ element }} as entries,
        {{ current_flags(element) }} as current_flags,
        unnest({{ element }}) as entry,
        generate_subscripts({{ element }}, 1) as position
    from {{ relation }}
    where len({{ element }}) > 0
{%- endmacro %}

{#- The columns that every entry of a list has. -#}
{% macro entry_columns(element) -%}
        entry.erGjeldende as er_gjeldende,
        current_flags[position] as is_current,
        coalesce(position = list_position(current_flags, true), false) as is_newest_current,
        {{ metadata_columns() }},
        {{ valid_to(element) }} as gyldig_til_date
{%- endmacro %}

{% macro metadata_columns() -%}
        {{ text('entry.kilde') }} as kilde,
        {{ text('entry.aarsak') }} as aarsak,
        {{ text('entry.gyldighetstidspunkt') }} as gyldighetstidspunkt,
        {{ text('entry.ajourholdstidspunkt') }} as ajourholdstidspunkt,
        {{ text('entry.opphoerstidspunkt') }} as opphoerstidspunkt,
        {{ instant('entry.gyldighetstidspunkt') }} as gyldig_fra_at,
        {{ instant('entry.ajourholdstidspunkt') }} as ajourholdt_at,
        {{ calendar_date('entry.gyldighetstidspunkt') }} as gyldig_fra_date
{%- endmacro %}

{#- The day an entry ended: as FREG says, else the day the next newer entry began, where only one is current at a time.
    An end before the beginning (freg.md 8, no. 20) becomes the beginning: an interval of no days. -#}
{% macro valid_to(element) -%}
    {%- set ended = calendar_date('entry.opphoerstidspunkt') -%}
    {%- set followed = calendar_date('entries[position - 1].gyldighetstidspunkt') -%}
    {%- set began = calendar_date('entry.gyldighetstidspunkt') -%}
    {%- set ends = ended if element in freg_parallel_elements() else 'coalesce(' ~ ended ~ ', ' ~ followed ~ ')' -%}
    case when {{ ends }} is not null then greatest({{ ends }}, {{ began }}) end
{%- endmacro %}

{#- An empty or blank string is no value. -#}
{% macro text(value) -%}
    nullif(trim({{ value }}), '')
{%- endmacro %}

{#- A number of four digits as text, with the leading zero that a sender who writes numbers has lost. -#}
{% macro four_digits(value) -%}
    case when length({{ text(value) }}) < 4 then lpad({{ text(value) }}, 4, '0') else {{ text(value) }} end
{%- endmacro %}

{#- The date as it is written: converting to UTC would move midnight to the day before, and some offsets are wrong. -#}
{% macro calendar_date(value) -%}
    try_cast(left({{ value }}, 10) as date)
{%- endmacro %}

{#- The instant in UTC, to the microsecond; NULL where the text is none. -#}
{% macro instant(value) -%}
    timezone('UTC', try_cast({{ value }} as timestamptz))
{%- endmacro %}

{#- A list of texts as one text, with line breaks between. -#}
{% macro lines(texts) -%}
    {{ text("array_to_string(" ~ texts ~ ", chr(10))") }}
{%- endmacro %}
