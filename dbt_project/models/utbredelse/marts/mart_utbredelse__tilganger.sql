-- One row per area (the country, a municipality) and kind of access, on the figures' day. A figure of the whole country is
-- shown only where the municipalities that hide beneath it cannot be worked out from it.
{%- set figures = {'aktiv': 'aktive', 'sovende': 'sovende', 'utloeper_30': 'utloeper_30', 'utloeper_14': 'utloeper_14',
    'utloept': 'utloept', 'sluttet': 'sluttede'} %}
with

counts as (

    select * from {{ ref('int_utbredelse__tilgangstall') }}

),

areas as (

    select * from {{ ref('int_utbredelse__omraader') }}

),

switched as (

    select * from {{ ref('int_utbredelse__scim') }}

),

country as (

    select
        'land' as nivaa,
        'landet' as omraade,
        slag,
        {%- for one in figures %}
        case
            when
                slag = 'integrasjon'
                or (
                    {{ publishable('sum(' ~ one ~ '_sum)') }}
                    and {{ whole_is_safe(
                        'sum(case when ' ~ one ~ ' is null and ' ~ one ~ '_sum > 0 then 1 else 0 end)',
                        'sum(case when ' ~ one ~ ' is null then ' ~ one ~ '_sum else 0 end)') }}
                )
                then sum({{ one }}_sum)
        end as {{ one }}{{ ',' if not loop.last }}
        {%- endfor %}
    from counts
    group by slag

),

placed as (

    select * from country

    union all

    select
        'kommune' as nivaa,
        kommunenummer as omraade,
        slag,
        {%- for one in figures %}
        {{ one }}{{ ',' if not loop.last }}
        {%- endfor %}
    from counts

),

final as (

    select
        placed.nivaa,
        placed.omraade,
        areas.omraadenavn,
        case when placed.nivaa = 'kommune' then placed.omraade end as kommunenummer,
        placed.slag,
        {{ dato() }} as per_dato,
        {%- for one, name in figures.items() %}
        {{ whole_number('placed.' ~ one) }} as {{ name }},
        {%- endfor %}
        (
            {%- for one in figures %}
            placed.{{ one }} is null{{ ' or' if not loop.last }}
            {%- endfor %}
        ) as er_skjult,
        switched.dato as scim_overgang
    from placed
    inner join areas
        on
            placed.nivaa = areas.nivaa
            and placed.omraade = areas.omraade
    left join switched on placed.omraade = switched.kommunenummer

)

select * from final
