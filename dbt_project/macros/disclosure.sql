{#- Disclosure control: which figures may be shown, and for which day they are made. See docs/decisions/0007-figures.md. -#}

{#- The smallest count that is shown: `vars.terskel`, 5 when not set. Below 3 compilation stops. -#}
{% macro threshold() -%}
    {%- set given = var('terskel', 5) -%}
    {%- if given is not integer or given < 3 -%}
        {{ exceptions.raise_compiler_error("vars.terskel is " ~ given ~ ", and no count below 3 may be shown") }}
    {%- endif -%}
    {{ return(given) }}
{%- endmacro %}

{#- Whether `count` may be shown, as SQL. Zeros hide as other small counts do.

    `siblings`: columns that are alike for the parts of one whole. Where a part hides, the next smallest hide with it,
    until the sum of what hides is at least the threshold; two at least, as a small one alone cannot make it. Of each of
    them no more is known than that it lies between 0 and that sum. A whole that may be shown always has such parts, so
    nothing has to hide upwards. `order`: a column that tells siblings of the same size apart. Without `siblings` the
    count is part of no whole that is shown. -#}
{% macro publishable(count, siblings=[], order=none) -%}
    {%- if not siblings -%}
    {{ count }} >= {{ threshold() }}
    {%- else -%}
    {%- set whole = 'partition by ' ~ siblings | join(', ') -%}
    {%- set smallest_first = whole ~ ' order by ' ~ count ~ ' asc, ' ~ order ~ ' asc' -%}
    (
        min({{ count }}) over ({{ whole }}) >= {{ threshold() }}
        or (
            {{ count }} >= {{ threshold() }}
            and sum({{ count }}) over (
                {{ smallest_first }}
                rows between unbounded preceding and 1 preceding
            ) >= {{ threshold() }}
        )
    )
    {%- endif -%}
{%- endmacro %}

{#- The day that figures are made for: the first of the list date's month, at its beginning. -#}
{% macro figures_date() -%}
    {{ first_of_month(dato()) }}
{%- endmacro %}

{#- The year of the day before: its end, or what has passed of it, is what figures are about. Ages are reached in it. -#}
{% macro figures_year() -%}
    (
        extract(year from {{ figures_date() }})
        - case when extract(month from {{ figures_date() }}) = 1 then 1 else 0 end
    )
{%- endmacro %}

{#- How many months of that year have passed, 1 to 12. -#}
{% macro figures_months() -%}
    case when extract(month from {{ figures_date() }}) = 1 then 12 else extract(month from {{ figures_date() }}) - 1 end
{%- endmacro %}

{#- Months counted from year 0, so that months can be compared and subtracted. -#}
{% macro month_number(day) -%}
    (extract(year from {{ day }}) * 12 + extract(month from {{ day }}))
{%- endmacro %}
