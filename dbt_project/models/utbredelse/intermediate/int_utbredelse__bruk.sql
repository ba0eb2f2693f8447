-- One row per month, area and service area in which there was a call in production: how many, and what came of them.
with

calls as (

    select * from {{ ref('int_utbredelse__kall') }}
    where
        er_prod
        and kommunenummer is not null

),

municipalities as (

    select * from {{ ref('int_utbredelse__kommuner') }}

),

levels as (

    select * from (
        values ('land', true), ('land', false), ('fylke', true), ('fylke', false), ('kommune', true), ('kommune', false)
    ) as pairs (nivaa, er_samlet)

),

sums as (

    select
        calls.maaned,
        calls.kommunenummer,
        municipalities.fylkesnummer,
        calls.tjenesteomraade,
        sum(case when calls.lyktes and calls.slag = 'oppslag' then calls.antall else 0 end) as oppslag,
        sum(case when calls.lyktes then 1 else 0 end) as kall,
        sum(case when calls.lyktes and calls.slag = 'liste' then 1 else 0 end) as lister,
        sum(case when calls.lyktes and calls.slag = 'hendelse' then 1 else 0 end) as hendelseskall,
        sum(case when calls.lyktes then 0 else 1 end) as feilede
    from calls
    inner join municipalities on calls.kommunenummer = municipalities.kommunenummer
    group by
        calls.maaned,
        calls.kommunenummer,
        municipalities.fylkesnummer,
        calls.tjenesteomraade

),

placed as (

    select
        sums.maaned,
        levels.nivaa,
        case levels.nivaa
            when 'land' then 'landet'
            when 'fylke' then sums.fylkesnummer
            else sums.kommunenummer
        end as omraade,
        case when levels.er_samlet then 'alle' else sums.tjenesteomraade end as tjenesteomraade,
        sums.oppslag,
        sums.kall,
        sums.lister,
        sums.hendelseskall,
        sums.feilede
    from sums
    cross join levels

),

final as (

    select
        maaned,
        nivaa,
        omraade,
        tjenesteomraade,
        sum(oppslag) as oppslag,
        sum(kall) as kall,
        sum(lister) as lister,
        sum(hendelseskall) as hendelseskall,
        sum(feilede) as feilede
    from placed
    group by
        maaned,
        nivaa,
        omraade,
        tjenesteomraade

)

select * from final
