-- One row per month, area and service area: who used the service, persons apart from integrations. What is hidden was
-- decided before.
with

users as (

    select * from {{ ref('int_utbredelse__brukere') }}

),

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}

),

areas as (

    select * from {{ ref('int_utbredelse__omraader') }}

),

municipalities as (

    select * from {{ ref('int_utbredelse__kommuner') }}

),

switched as (

    select * from {{ ref('int_utbredelse__scim') }}

),

steps as (

    select
        switched.maaned,
        areas.omraade,
        count(*) as n
    from switched
    inner join municipalities on switched.kommunenummer = municipalities.kommunenummer
    inner join areas on areas.omraade in ('landet', municipalities.fylkesnummer, municipalities.kommunenummer)
    group by
        switched.maaned,
        areas.omraade

),

final as (

    select
        users.maaned,
        months.siste_dag as per_dato,
        months.er_siste,
        users.nivaa,
        users.omraade,
        areas.omraadenavn,
        case when users.nivaa = 'kommune' then users.omraade end as kommunenummer,
        users.tjenesteomraade,
        {{ whole_number('users.personer') }} as personbrukere,
        users.personer is null as er_skjult,
        {{ whole_number('users.integrasjoner') }} as integrasjoner,
        {{ whole_number('coalesce(steps.n, 0)') }} as scim_overganger
    from users
    inner join months on users.maaned = months.maaned
    inner join areas
        on
            users.nivaa = areas.nivaa
            and users.omraade = areas.omraade
    left join steps
        on
            users.maaned = steps.maaned
            and users.omraade = steps.omraade

)

select * from final
