-- One row per municipality and kind of access: how many are in force on the figures' day and what about them needs a look,
-- where it may be shown. Of persons it is those who hold them that count: a figure is shown when it, and what is left of the
-- figure that it is part of, is of five at least.
{%- set parts = {'sovende': 'aktiv', 'utloeper_30': 'aktiv', 'utloeper_14': 'utloeper_30'} %}
{%- set alone = ['aktiv', 'utloept', 'sluttet'] %}
with

accesses as (

    select * from {{ ref('int_utbredelse__tilganger') }}

),

in_force_now as (

    select distinct
        rolle_id,
        aktoer
    from accesses
    where {{ in_force('gyldig_fra', 'foer_dato', dato()) }}

),

judged as (

    select
        accesses.kommunenummer,
        accesses.slag,
        accesses.aktoer,
        coalesce({{ in_force('accesses.gyldig_fra', 'accesses.foer_dato', dato()) }}, false) as aktiv,
        {{ days_between('accesses.gyldig_fra', dato()) }} >= {{ dormant_days() }}
        and coalesce({{ days_between('accesses.sist_brukt', dato()) }} >= {{ dormant_days() }}, true) as ubrukt,
        coalesce({{ days_between(dato(), 'accesses.gyldig_til') }}, 9999) as dager_igjen,
        coalesce(
            {{ days_between('accesses.foer_dato', dato()) }} between 0 and {{ dormant_days() }} - 1
            and coalesce(accesses.avslutningsgrunn, 'UTLOEPT') = 'UTLOEPT'
            and in_force_now.rolle_id is null,
            false
        ) as utloept,
        coalesce(
            {{ days_between('accesses.avsluttet', dato()) }} between 0 and {{ dormant_days() }} - 1
            and accesses.avslutningsgrunn in ('SLUTTET', 'ENDRET_OPPGAVE'),
            false
        ) as sluttet
    from accesses
    left join in_force_now
        on
            accesses.rolle_id = in_force_now.rolle_id
            and accesses.aktoer = in_force_now.aktoer
    where accesses.gyldig_fra <= {{ dato() }}

),

told as (

    select
        kommunenummer,
        slag,
        aktoer,
        aktiv,
        aktiv and ubrukt as sovende,
        aktiv and dager_igjen <= 30 as utloeper_30,
        aktiv and dager_igjen <= 14 as utloeper_14,
        utloept,
        sluttet
    from judged

),

counted as (

    select
        kommunenummer,
        slag,
        {%- for one in alone %}
        sum(case when {{ one }} then 1 else 0 end) as {{ one }},
        count(distinct case when {{ one }} then aktoer end) as {{ one }}_innehavere,
        {%- endfor %}
        {%- for part, whole in parts.items() %}
        sum(case when {{ part }} then 1 else 0 end) as {{ part }},
        count(distinct case when {{ part }} then aktoer end) as {{ part }}_innehavere,
        count(distinct case when {{ whole }} and not {{ part }} then aktoer end) as {{ part }}_resten
        {{- ',' if not loop.last }}
        {%- endfor %}
    from told
    group by
        kommunenummer,
        slag

),

final as (

    select
        kommunenummer,
        slag,
        {%- for one in alone %}
        {{ one }} as {{ one }}_sum,
        case when slag = 'integrasjon' or {{ publishable(one ~ '_innehavere') }} then {{ one }} end as {{ one }},
        {%- endfor %}
        {%- for part in parts %}
        {{ part }} as {{ part }}_sum,
        case
            when
                slag = 'integrasjon'
                or (
                    {{ publishable(part ~ '_innehavere') }}
                    and {{ publishable(part ~ '_resten') }}
                )
                then {{ part }}
        end as {{ part }}{{ ',' if not loop.last }}
        {%- endfor %}
    from counted

)

select * from final
