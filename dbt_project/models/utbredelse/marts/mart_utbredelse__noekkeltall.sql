-- One row per month and key figure of the whole country, with the change since the month and the quarter before.
{%- set told = {
    'kommuner_med_avtale': ['Kommuner med avtale', 'antall', 'Kommuner med signert bruksavtale som ikke er avsluttet.'],
    'kommuner_i_bruk': ['Kommuner i bruk', 'antall',
        'Kommuner med minst ett vellykket oppslag, liste- eller hendelseskall i produksjon de siste 30 dagene.'],
    'kommuner_med_hendelser': ['Kommuner på hendelser', 'antall',
        'Kommuner i bruk med minst ett hendelseskall de siste 30 dagene.'],
    'andel_kommuner': ['Andel kommuner i bruk', 'andel', 'Kommuner i bruk av alle kommuner det året (356 til og med 2023, så 357).'],
    'andel_innbyggere': ['Andel innbyggere dekket', 'andel', 'Innbyggere i kommuner i bruk av alle innbyggere det året.'],
    'personbrukere': ['Aktive personbrukere', 'antall',
        'Ulike innloggede personer med minst ett vellykket søk eller en åpnet profil i kalendermåneden; maskinbrukere er ikke med.'],
    'integrasjoner': ['Aktive integrasjoner', 'antall', 'Ulike integrasjoner med minst ett vellykket kall i kalendermåneden.'],
    'oppslag': ['Oppslag', 'antall', 'Persondokumenter som ble utlevert i måneden; et bulkoppslag på 1000 er 1000 oppslag.'],
    'kall': ['Kall', 'antall', 'Vellykkede kall i måneden: oppslag, lister og hendelser; et bulkoppslag er ett kall.'],
    'lister': ['Listebestillinger', 'antall', 'Vellykkede kall for innbyggerlister i måneden.'],
    'hendelseskall': ['Hendelseskall', 'antall', 'Vellykkede kall for hendelser i måneden.'],
    'systemer': ['Systemer i produksjon', 'antall', 'Fagsystemer i systemoversikten som var i produksjon ved månedens slutt.'],
    'andel_hendelser': ['Andel systemer på hendelser', 'andel',
        'Systemer i produksjon som oppdateres av hendelser i stedet for batch.'],
} %}
{%- set sources = {
    'coverage': ['kommuner_med_avtale', 'kommuner_i_bruk', 'kommuner_med_hendelser', 'andel_kommuner', 'andel_innbyggere'],
    'users': ['personbrukere', 'integrasjoner'],
    'use_of': ['oppslag', 'kall', 'lister', 'hendelseskall'],
    'systems': ['systemer', 'andel_hendelser'],
} %}
{#- a sum of part of a month is not held against a whole one -#}
{%- set sums = "('" ~ (sources.users + sources.use_of) | join("', '") ~ "')" %}
{%- set comparable = 'numbered.er_hel_maaned or numbered.maal not in ' ~ sums %}
with

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}
    where not er_fremtid

),

by_municipality as (

    select * from {{ ref('int_utbredelse__kommunemaaneder') }}

),

all_users as (

    select * from {{ ref('int_utbredelse__brukere') }}

),

all_use as (

    select * from {{ ref('int_utbredelse__bruk') }}

),

all_systems as (

    select * from {{ ref('int_utbredelse__systemmaaneder') }}

),

coverage as (

    select
        maaned,
        sum(case when har_avtale then 1 else 0 end) as kommuner_med_avtale,
        sum(case when er_i_bruk then 1 else 0 end) as kommuner_i_bruk,
        sum(case when rang = 5 then 1 else 0 end) as kommuner_med_hendelser,
        {{ share('sum(case when er_i_bruk then 1 else 0 end)', 'count(*)') }} as andel_kommuner,
        {{ share('sum(case when er_i_bruk then coalesce(innbyggere, 0) else 0 end)', 'sum(coalesce(innbyggere, 0))') }}
            as andel_innbyggere
    from by_municipality
    group by maaned

),

-- a month without a call in production has none of anything; of people that is one of the numbers that hide
users as (

    select
        months.maaned,
        all_users.personer as personbrukere,
        coalesce(all_users.integrasjoner, 0) as integrasjoner
    from months
    left join all_users
        on
            months.maaned = all_users.maaned
            and all_users.nivaa = 'land'
            and all_users.tjenesteomraade = 'alle'

),

use_of as (

    select
        months.maaned,
        {%- for one in sources.use_of %}
        coalesce(all_use.{{ one }}, 0) as {{ one }}{{ ',' if not loop.last }}
        {%- endfor %}
    from months
    left join all_use
        on
            months.maaned = all_use.maaned
            and all_use.nivaa = 'land'
            and all_use.tjenesteomraade = 'alle'

),

systems as (

    select
        months.maaned,
        count(all_systems.rad_id) as systemer,
        {{ share('sum(case when all_systems.er_paa_hendelser then 1 else 0 end)', 'count(all_systems.rad_id)') }}
            as andel_hendelser
    from months
    left join all_systems on months.maaned = all_systems.maaned
    group by months.maaned

),

figures as (

    {%- for source, measures in sources.items() %}{% set last = loop.last %}
    {%- for measure in measures %}
    select
        maaned,
        '{{ measure }}' as maal,
        cast({{ measure }} as double precision) as verdi
    from {{ source }}
    {{ 'union all' if not (last and loop.last) }}
    {%- endfor %}
    {%- endfor %}

),

numbered as (

    select
        figures.*,
        months.nummer,
        months.siste_dag,
        months.er_siste,
        months.er_hel_maaned
    from figures
    inner join months on figures.maaned = months.maaned

),

final as (

    select
        numbered.maaned,
        numbered.siste_dag as per_dato,
        numbered.er_siste,
        numbered.er_hel_maaned,
        numbered.maal,
        case numbered.maal
            {%- for measure, words in told.items() %}
            when '{{ measure }}' then '{{ words[0] }}'
            {%- endfor %}
        end as navn,
        case numbered.maal
            {%- for measure, words in told.items() %}
            when '{{ measure }}' then '{{ words[2] }}'
            {%- endfor %}
        end as definisjon,
        case numbered.maal
            {%- for measure, words in told.items() %}
            when '{{ measure }}' then '{{ words[1] }}'
            {%- endfor %}
        end as enhet,
        numbered.verdi,
        case when {{ comparable }} then numbered.verdi - month_before.verdi end as endring_maaned,
        case when {{ comparable }} then numbered.verdi - quarter_before.verdi end as endring_kvartal
    from numbered
    left join numbered as month_before
        on
            numbered.maal = month_before.maal
            and numbered.nummer = month_before.nummer + 1
    left join numbered as quarter_before
        on
            numbered.maal = quarter_before.maal
            and numbered.nummer = quarter_before.nummer + 3

)

select * from final
