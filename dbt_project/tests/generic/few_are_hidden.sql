{#- Rows that show a number of people below the threshold, or that do not say that they hide one. -#}
{% test few_are_hidden(model, column) %}
select 1 as few
from {{ model }}
where
    {{ column }} < {{ threshold() }}
    or er_skjult <> ({{ column }} is null)
{% endtest %}
