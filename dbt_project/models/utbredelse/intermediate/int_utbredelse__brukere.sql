-- One row per month, area and service area with somebody or something that used the service: the number of persons where it
-- may be shown. The country, its counties, their municipalities and their service areas are one tree, in which parts of what
-- hides, hide. The service areas of the whole country are a second whole, shown only where the municipalities that hide
-- beneath one cannot be worked out from it.
with

counts as (

    select * from {{ ref('int_utbredelse__brukertall') }}

),

-- nobody is no part that somebody could be worked out from
people as (

    select * from counts
    where personer > 0

),

country as (

    select
        maaned,
        nivaa,
        omraade,
        tjenesteomraade,
        {{ publishable('personer') }} as er_vist
    from people
    where
        nivaa = 'land'
        and tjenesteomraade = 'alle'

),

counties as (

    select
        maaned,
        nivaa,
        omraade,
        tjenesteomraade,
        {{ publishable('personer', ['maaned'], 'omraade') }} as er_vist
    from people
    where nivaa = 'fylke'

),

own_municipalities as (

    select
        *,
        {{ publishable('personer', ['maaned', 'fylkesnummer'], 'omraade') }} as er_vist
    from people
    where
        nivaa = 'kommune'
        and tjenesteomraade = 'alle'

),

municipalities as (

    select
        own.maaned,
        own.nivaa,
        own.omraade,
        own.tjenesteomraade,
        own.er_vist and counties.er_vist as er_vist
    from own_municipalities as own
    inner join counties
        on
            own.maaned = counties.maaned
            and own.fylkesnummer = counties.omraade

),

own_areas as (

    select
        *,
        {{ publishable('personer', ['maaned', 'omraade'], 'tjenesteomraade') }} as er_vist
    from people
    where
        nivaa = 'kommune'
        and tjenesteomraade <> 'alle'

),

areas as (

    select
        own.maaned,
        own.nivaa,
        own.omraade,
        own.tjenesteomraade,
        own.personer,
        own.er_vist and municipalities.er_vist as er_vist
    from own_areas as own
    inner join municipalities
        on
            own.maaned = municipalities.maaned
            and own.omraade = municipalities.omraade

),

hidden as (

    select
        maaned,
        tjenesteomraade,
        sum(case when er_vist then 0 else 1 end) as n_skjulte,
        sum(case when er_vist then 0 else personer end) as sum_skjulte
    from areas
    group by
        maaned,
        tjenesteomraade

),

safe_wholes as (

    select
        people.maaned,
        people.nivaa,
        people.omraade,
        people.tjenesteomraade,
        case when {{ whole_is_safe('hidden.n_skjulte', 'hidden.sum_skjulte') }} then people.personer else 0 end
            as personer
    from people
    inner join hidden
        on
            people.maaned = hidden.maaned
            and people.tjenesteomraade = hidden.tjenesteomraade
    where people.nivaa = 'land'

),

wholes as (

    select
        maaned,
        nivaa,
        omraade,
        tjenesteomraade,
        {{ publishable('personer', ['maaned'], 'tjenesteomraade') }} as er_vist
    from safe_wholes

),

decided as (

    select * from country
    union all
    select * from counties
    union all
    select * from municipalities
    union all
    select
        maaned,
        nivaa,
        omraade,
        tjenesteomraade,
        er_vist
    from areas
    union all
    select * from wholes

),

final as (

    select
        counts.maaned,
        counts.nivaa,
        counts.omraade,
        counts.tjenesteomraade,
        case when decided.er_vist then counts.personer end as personer,
        counts.integrasjoner
    from counts
    left join decided
        on
            counts.maaned = decided.maaned
            and counts.nivaa = decided.nivaa
            and counts.omraade = decided.omraade
            and counts.tjenesteomraade = decided.tjenesteomraade

)

select * from final
