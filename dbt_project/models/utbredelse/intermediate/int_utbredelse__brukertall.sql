-- One row per month, area and service area in which a call in production went well: how many persons and integrations made
-- one. Not to be shown: int_utbredelse__brukere says what may be.
with

calls as (

    select * from {{ ref('int_utbredelse__kall') }}
    where
        er_prod
        and lyktes
        and kommunenummer is not null

),

municipalities as (

    select * from {{ ref('int_utbredelse__kommuner') }}

),

levels as (

    select * from (
        values ('land', true), ('land', false), ('fylke', true), ('kommune', true), ('kommune', false)
    ) as pairs (nivaa, er_samlet)

),

actors as (

    select distinct
        calls.maaned,
        calls.kommunenummer,
        municipalities.fylkesnummer,
        calls.tjenesteomraade,
        case when calls.aktoer_type = 'person' and calls.handling in ('SOK', 'PROFIL') then calls.aktoer end as person,
        case when calls.aktoer_type = 'integrasjon' then calls.aktoer end as integrasjon
    from calls
    inner join municipalities on calls.kommunenummer = municipalities.kommunenummer

),

placed as (

    select
        actors.maaned,
        levels.nivaa,
        case levels.nivaa
            when 'land' then 'landet'
            when 'fylke' then actors.fylkesnummer
            else actors.kommunenummer
        end as omraade,
        case when levels.nivaa = 'kommune' then actors.fylkesnummer end as fylkesnummer,
        case when levels.er_samlet then 'alle' else actors.tjenesteomraade end as tjenesteomraade,
        actors.person,
        actors.integrasjon
    from actors
    cross join levels

),

final as (

    select
        maaned,
        nivaa,
        omraade,
        fylkesnummer,
        tjenesteomraade,
        count(distinct person) as personer,
        count(distinct integrasjon) as integrasjoner
    from placed
    group by
        maaned,
        nivaa,
        omraade,
        fylkesnummer,
        tjenesteomraade

)

select * from final
