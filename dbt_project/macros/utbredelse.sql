{#- Usage of the service: the definitions of fiks.md 6.2 that several models share. -#}

{#- Of the rung a municipality stands on, the word; `rangering` is the same as a number. -#}
{% macro rungs() -%}
    {{ return(['ingen', 'avtale', 'konfigurert', 'test', 'i bruk', 'i bruk med hendelser']) }}
{%- endmacro %}

{% macro stadium(rang) -%}
    case {{ rang }}
        {%- for word in rungs() %} when {{ loop.index0 }} then '{{ word }}'{% endfor %}
    end
{%- endmacro %}

{#- The rung that `in use` begins at. -#}
{% macro in_use(rang) -%}
    {{ rang }} >= 4
{%- endmacro %}

{#- The highest rung whose condition holds. -#}
{% macro rung_of(har_avtale, roller, sist_i_test, sist_i_prod, sist_hendelse, dag) -%}
    case
        when {{ within_window(sist_hendelse, dag) }} then 5
        when {{ within_window(sist_i_prod, dag) }} then 4
        when {{ within_window(sist_i_test, dag) }} then 3
        when {{ roller }} > 0 then 2
        when {{ har_avtale }} then 1
        else 0
    end
{%- endmacro %}

{#- Whether a day lies in the 30 days that end with `dag`. -#}
{% macro within_window(day, dag) -%}
    {{ days_between(day, dag) }} < 30
{%- endmacro %}

{#- Whether something that begins on one day and ends before another is in force on `dag`. -#}
{% macro in_force(fra, foer, dag) -%}
    {{ fra }} <= {{ dag }}
    and ({{ foer }} is null or {{ foer }} > {{ dag }})
{%- endmacro %}

{#- Days without use after which an access sleeps, and how far back expired and ended accesses are told of. -#}
{% macro dormant_days() -%}
    90
{%- endmacro %}

{#- Band of the price list of 2021. -#}
{% macro prisbaand(innbyggere) -%}
    case
        when {{ innbyggere }} < 10000 then 'under 10 000'
        when {{ innbyggere }} < 50000 then '10 000–49 999'
        when {{ innbyggere }} >= 50000 then '50 000 og over'
    end
{%- endmacro %}

{#- Whether an access is a person's: users and groups from elsewhere are people too. -#}
{% macro access_kind(slag) -%}
    case when {{ slag }} = 'integrasjon' then 'integrasjon' else 'person' end
{%- endmacro %}

{#- A whole over parts of which some are not shown: shown only where what hides cannot be worked out from it. -#}
{% macro whole_is_safe(n_hidden, sum_hidden) -%}
    (
        {{ sum_hidden }} = 0
        or (
            {{ n_hidden }} >= 2
            and {{ sum_hidden }} >= {{ threshold() }}
        )
    )
{%- endmacro %}

{#- A whole number, as the contracts have it. -#}
{% macro whole_number(expression) -%}
    cast({{ expression }} as {{ dbt.type_int() }})
{%- endmacro %}

{#- One number of another, NULL of none. -#}
{% macro share(part, whole) -%}
    cast({{ part }} as double precision) / nullif({{ whole }}, 0)
{%- endmacro %}

{#- Texts in a row, sorted. -#}
{% macro comma_separated(column) -%}
    string_agg({{ column }}, ', ' order by {{ column }})
{%- endmacro %}

{#- Days from one day to another. -#}
{% macro days_between(first, last) -%}
    {{ adapter.dispatch('days_between')(first, last) }}
{%- endmacro %}

{% macro default__days_between(first, last) -%}
    {{ dbt.datediff(first, last, 'day') }}
{%- endmacro %}

{% macro duckdb__days_between(first, last) -%}
    date_diff('day', {{ first }}, {{ last }})
{%- endmacro %}

{#- A day so many days after another. -#}
{% macro days_after(day, days) -%}
    {{ adapter.dispatch('days_after')(day, days) }}
{%- endmacro %}

{% macro default__days_after(day, days) -%}
    cast({{ dbt.dateadd('day', days, day) }} as date)
{%- endmacro %}

{% macro duckdb__days_after(day, days) -%}
    cast({{ day }} + interval '{{ days }}' day as date)
{%- endmacro %}

{#- Minutes from one moment to another, with what is left of a minute. -#}
{% macro minutes_between(first, last) -%}
    {{ adapter.dispatch('minutes_between')(first, last) }}
{%- endmacro %}

{% macro default__minutes_between(first, last) -%}
    {{ dbt.datediff(first, last, 'second') }} / 60.0
{%- endmacro %}

{% macro duckdb__minutes_between(first, last) -%}
    date_diff('second', {{ first }}, {{ last }}) / 60.0
{%- endmacro %}

{#- The same day six months earlier. -#}
{% macro six_months_before(day) -%}
    cast({{ day }} - interval '6' month as date)
{%- endmacro %}

{#- Fiks' names of the 23 opplysninger (fiks.md 3.3); `ingest/usage/tables.py` says the same and a test compares them. -#}
{% macro fiks_opplysninger() -%}
    {{ return([
        'ID', 'ID_GRUNNLAG', 'STATUS', 'DODSFALL', 'SIVILSTAND', 'FODSEL', 'STATSBORGERSKAP', 'KJONN', 'NAVN',
        'PREFERERT_KONTAKTADRESSE', 'BOSTEDSADRESSE', 'OPPHOLDSADRESSE', 'DELT_BOSTED', 'POSTADRESSE',
        'POSTADRESSE_UTLAND', 'ADRESSEBESKYTTELSE', 'KONTAKTINFORMASJON_DODSBO', 'FALSK_IDENTITET',
        'LEGITIMASJON_DOKUMENT', 'UTENLANDSK_PERSON_IDENTIFIKASJON', 'FAMILIE_RELASJON', 'FORELDREANSVAR',
        'VERGEMAL_ELLER_FREMTIDSFULLMAKT',
    ]) }}
{%- endmacro %}

{#- The six themes of the seed (fiks.md 1.8); `ingest/usage/tables.py` says the same and a test compares them. -#}
{% macro themes() -%}
    {{ return([
        '0-16 uttrekk, ajourhold og barn-voksen relasjoner', 'Håndtering av skjulte adresser', 'Fødsler og dødsfall',
        'Sentralisert tilgangsstyring', 'Bruk av hendelseslister', 'Enklere konfigurasjon',
    ]) }}
{%- endmacro %}

{#- Municipalities in use so many months ahead, if each adds a twelfth of the year's change: no fewer than none, no more
    than there are. -#}
{% macro expected_in_use(now, yearly, months, all) -%}
    greatest(0, least({{ all }}, {{ now }} + {{ yearly }} * ({{ months }}) / 12.0))
{%- endmacro %}

{#- Down or up to a whole number; what is a millionth beside one is one. -#}
{% macro rounded_down(expression) -%}
    {{ whole_number('floor(round(' ~ expression ~ ', 6))') }}
{%- endmacro %}

{% macro rounded_up(expression) -%}
    {{ whole_number('ceil(round(' ~ expression ~ ', 6))') }}
{%- endmacro %}
