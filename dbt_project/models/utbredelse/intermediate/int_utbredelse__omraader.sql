-- One row per area that figures are told of: the country, each county, each municipality.
with

municipalities as (

    select * from {{ ref('int_utbredelse__kommuner') }}

),

final as (

    select
        'land' as nivaa,
        'landet' as omraade,
        'Hele landet' as omraadenavn

    union all

    select distinct
        'fylke' as nivaa,
        fylkesnummer as omraade,
        fylkesnavn as omraadenavn
    from municipalities

    union all

    select
        'kommune' as nivaa,
        kommunenummer as omraade,
        kommunenavn as omraadenavn
    from municipalities

)

select * from final
